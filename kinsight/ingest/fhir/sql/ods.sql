-- One row a code that some Organization came with, its service and that Organization's reference.
-- Reads: records.service, sent_code; how a reference by code begins (`prefix`).
WITH said AS (
  SELECT s.ref AS code, s.service, s.load FROM records.service s
  WHERE starts_with(s.ref, '{prefix}') AND s.service <> key_of(s.ref) AND s.service NOT IN (SELECT key_of(ref) FROM sent_code)
    AND s.load = (SELECT max(n.load) FROM records.service n WHERE n.service = s.service)
  UNION ALL
  SELECT code, key_of(ref), load FROM sent_code
), first AS (
  SELECT code, arg_min(service, (load, service)) AS service FROM said GROUP BY code
)
SELECT f.code, f.service, any_value(n.ref) AS ref
FROM first f
JOIN (SELECT service, ref FROM records.service WHERE NOT starts_with(ref, '{prefix}')
      UNION SELECT key_of(ref), ref FROM sent_code) n ON n.service = f.service
GROUP BY ALL
