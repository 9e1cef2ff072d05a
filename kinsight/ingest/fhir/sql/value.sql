-- An expression: a value of any kind (`it`) as text, with what makes a quantity less or more than that.
coalesce(
  coalesce({it}.valueQuantity.comparator, '') || {it}.valueQuantity."value",
  {it}.valueInteger, {it}.valueDecimal, {it}.valueDate, {it}.valueDateTime, {it}.valuePeriod."start",
  {it}.valueCodeableConcept->>'$.coding[0].code', {it}.valueCodeableConcept->>'$.text',
  {it}.valueCoding->>'$.code', {it}.valueString, {it}.valueBoolean)
