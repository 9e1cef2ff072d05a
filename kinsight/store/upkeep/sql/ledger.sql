-- One row a load whose own row is lost, as far as the other tables say it: what was already had is not known any more, nor is the name of
-- the file unless some of its lines are held. Columns: those of records.load.
-- Reads: records.load, records.resource, records.quarantine; the numbers of the loads from `low` to `high`, and a name for a lost one
-- (`unknown`).
WITH lost AS (
  SELECT unnest(range({low}, {high} + 1)) AS load EXCEPT SELECT load FROM records.load
), accepted AS (
  SELECT load, count(*) AS n, max(known) AS known FROM records.resource GROUP BY load
), held AS (
  SELECT load, count(*) AS n, any_value(file) AS file FROM records.quarantine WHERE state = 'held' GROUP BY load
)
SELECT l.load, coalesce(h.file, '{unknown}') AS file, coalesce(a.n, 0) + coalesce(h.n, 0) AS taken_in,
       coalesce(a.n, 0) AS accepted, 0::BIGINT AS already_had, coalesce(h.n, 0) AS quarantined,
       coalesce(a.known, (SELECT max(known) FROM accepted), 0)::INTEGER AS received
FROM lost l
LEFT JOIN accepted a USING (load)
LEFT JOIN held h USING (load)
