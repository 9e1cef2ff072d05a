-- One row a reference or code by which a service may be asked for, with its number. `own`: 1 where facts are recorded under it, so that
-- staff may have been given it, else 0.
-- Reads: records.service, service_key, service_code.
SELECT ref, service_no, max(own) AS own
FROM (
  SELECT s.ref, k.service_no, 1 AS own
  FROM records.service s JOIN service_key k ON k.service = s.service
  WHERE s.service = key_of(s.ref)
  UNION ALL
  SELECT c.code, k.service_no, 0 FROM service_code c JOIN service_key k ON k.service = c.service
) AS named
GROUP BY ref, service_no
