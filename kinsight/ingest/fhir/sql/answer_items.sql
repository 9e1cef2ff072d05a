-- One row an item of which more items hang, or an answer of which do, of one level (`depth`): the items of the next.
-- Reads: answer.
SELECT line, place || '/' AS place, item AS items FROM answer WHERE depth = {depth} AND item IS NOT NULL
UNION ALL
SELECT line, place || '/answer/' || nth || '/', given.item FROM answer WHERE depth = {depth} AND given.item IS NOT NULL
