-- One row a reference to a service, with the service's key: of a code that an Organization came with, that Organization's.
-- Reads: ods; the references (`references`).
SELECT service_ref, coalesce(o.service, key_of(service_ref)) AS service
FROM (SELECT DISTINCT service_ref FROM ({references}))
LEFT JOIN ods o ON o.code = service_ref
