-- An expression: a value of any kind (`it`) as a number that a range could be compared with: "less than 5" is none.
CASE WHEN {it}.valueQuantity.comparator IS NULL THEN
  try_cast(coalesce({it}.valueQuantity."value", {it}.valueInteger, {it}.valueDecimal, {it}.valueString) AS DOUBLE) END
