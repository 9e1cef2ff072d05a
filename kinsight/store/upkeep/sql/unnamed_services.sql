-- One row a version that, read again, makes the row of a service anew that has none left: one of each such service.
-- Reads: records.resource, records.service, and (service, version, load) of all tables that name a service (`rows`).
SELECT r.version, r.resource
FROM records.resource r
WHERE r.version IN (
  SELECT arg_min(version, (load, version))
  FROM ({rows})
  WHERE service NOT IN (SELECT service FROM records.service)
  GROUP BY service
)
