-- One row a load to be read again, in order: its number, file, day, and whether it was held lines that were tried again (`retried`).
-- Reads: lost_load, records.load.
SELECT n.load, l.file, l.received, n.load IN ({retries}) AS retried
FROM (SELECT DISTINCT load FROM lost_load) n
LEFT JOIN records.load l USING (load)
ORDER BY n.load
