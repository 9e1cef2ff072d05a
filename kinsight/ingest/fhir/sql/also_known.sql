-- One row a further row of records.service for an Organization: the code as another reference of the same service; and the name for what
-- was written when nobody had come with the code yet.
-- Reads: the Organizations as services (`named`), sent_code, ods, records.service.
SELECT n.service, c.code AS ref, n.name, n.kind, n.load
FROM named n JOIN sent_code c ON c.ref = n.ref
UNION ALL
SELECT key_of(c.code), n.ref, n.name, n.kind, n.load
FROM named n
JOIN sent_code c ON c.ref = n.ref
JOIN ods o ON o.code = c.code AND o.service = n.service
WHERE key_of(c.code) IN (SELECT service FROM records.service)
