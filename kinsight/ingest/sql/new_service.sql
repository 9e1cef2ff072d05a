-- One row a service to be added, in the columns of records.service: Organizations that came, further rows of theirs, and services that
-- something names and nobody has described.
-- Reads: service_of, records.service; the Organizations as services (`named`), their further rows (`also_known`).
WITH named AS ({named})
SELECT * FROM named
UNION ALL
{also_known}
UNION ALL
SELECT service, service_ref, NULL, 'other', getvariable('load')
FROM service_of s
WHERE service NOT IN (SELECT service FROM records.service) AND service NOT IN (SELECT service FROM named)
