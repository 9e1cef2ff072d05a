-- One row a version whose facts must be weighed against each other: most have several facts and no quarrel.
-- Reads: fact_TYPE (`type`), meaning.
WITH f AS (
  SELECT version, "value", spare, concept, plain FROM fact_{type} JOIN meaning USING (text)
)
SELECT version FROM f WHERE spare OR NOT plain
UNION
SELECT version FROM f WHERE concept IS NOT NULL GROUP BY version, concept, "value" HAVING count(*) > 1
