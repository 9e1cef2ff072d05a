-- One row an answer of a level of items: `place`: of its item, `nth`: among the item's answers. An item with none has a row for what lies
-- within it. Only the first answer of an item carries the items within.
-- Reads: a level of items (`level`); how they are read as structures (`items`).
SELECT * REPLACE (CASE WHEN nth = 1 THEN item END AS item)
FROM (
  SELECT line, place, it.linkId AS link, it.text AS words, len(it.answer) > 0 AS answered, it.item AS item,
    unnest(coalesce(nullif(it.answer, []), [NULL])) AS given,
    generate_subscripts(coalesce(nullif(it.answer, []), [NULL]), 1) AS nth
  FROM (
    SELECT line, place || 'item/' || generate_subscripts(items, 1) AS place, unnest(items) AS it
    FROM (SELECT line, place, {items} AS items FROM ({level}))
  )
)
