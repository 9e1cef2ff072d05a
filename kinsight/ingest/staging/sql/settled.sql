-- One row a version that a later one replaces, and of which the records do not say so yet or would be told an earlier day: in the columns
-- of records.supersession. A version is replaced on the earliest day that any later one was known.
-- Reads: several, before; the accepted lines as rows of records.resource (`accepted`); what is later (`later`, a window).
WITH everything AS (
  SELECT *, true AS fresh FROM ({accepted}) SEMI JOIN several USING (resource)
  UNION ALL
  SELECT resource, version, known, sequence, load, false FROM before
), later AS (
  SELECT version, fresh, min(known) OVER after AS superseded, min(known) FILTER (NOT fresh) OVER after AS earlier
  FROM everything
  WINDOW after AS ({later})
)
SELECT version, superseded, getvariable('load') AS load
FROM later
WHERE superseded IS NOT NULL AND (fresh OR earlier IS NULL OR superseded < earlier)
