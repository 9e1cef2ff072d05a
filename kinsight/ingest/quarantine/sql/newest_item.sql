-- One row a quarantined item as it stands: its newest row says its state. Columns of records.quarantine.
-- Reads: records.quarantine.
SELECT q.*
FROM records.quarantine q
SEMI JOIN (SELECT item, max(load) AS load FROM records.quarantine GROUP BY item) USING (item, load)
