-- Patterns of a child that rest on what no one service recorded: facts that follow from the record, responses overdue.
-- Of these nobody may say that "no service could have seen it": each may well have known.
WITH RECURSIVE rests AS (
  SELECT child, target_id FROM (
    SELECT child, target_id FROM contribution WHERE purpose = 1 AND service = 0
    UNION
    SELECT child, target_id FROM combined WHERE source_id < 0
  ) AS base
  UNION
  SELECT c.child, c.target_id
  FROM combined c JOIN rests r ON r.child = c.child AND r.target_id = c.source_id
)
SELECT child, target_id FROM rests
