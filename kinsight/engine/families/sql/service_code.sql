-- One row a recorded key of a service that goes by a code of the Organisation Data Service (`code`): what its newest Organization says, and
-- a key that is made of a code always goes by it. `since`: the load in which the key first came.
-- Reads: records.service.
WITH sent AS (
  SELECT s.service, s.ref, s.load, CASE WHEN s.service = key_of(s.ref) THEN 0 ELSE 1 END AS of_another, n.newest, n.since
  FROM records.service s
  JOIN (SELECT service, max(load) AS newest, min(load) AS since FROM records.service GROUP BY service) n ON n.service = s.service
  WHERE s.ref LIKE 'ods:%'
), ranked AS (
  SELECT service, ref, since, row_number() OVER (PARTITION BY service ORDER BY of_another, load DESC, ref) AS nth
  FROM sent
  WHERE of_another = 0 OR load = newest
)
SELECT service, ref AS code, since FROM ranked WHERE nth = 1
