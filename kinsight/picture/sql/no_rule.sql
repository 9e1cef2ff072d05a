-- One row a code on these records of one person that no concept names and that was believed on the day: what it says, when it was (`on`;
-- null: not said), when it was known, and which service wrote it down. Newest first. What Kinsight itself notes beside a record is left
-- out: who recorded a fact on the site (`author`), a number that was not used (`unused`), and the key of a phone number (`phone`).
-- Reads: records.event, records.supersession, records.service.
SELECT e.ref, e.system, e.code, e.term, e.certainty, e."on", e.known, s.ref AS service
FROM records.event e
LEFT JOIN (SELECT version, min(superseded) AS superseded FROM records.supersession GROUP BY version) v ON v.version = e.version
LEFT JOIN (SELECT service, min(ref) AS ref FROM records.service GROUP BY service) s ON s.service = e.service
WHERE e.concept IS NULL AND e.person IN ({people}) AND e.system <> '{author}' AND e.code NOT IN ('{unused}', '{phone}')
  AND e.known <= {as_of} AND coalesce(v.superseded, {forever}) > {as_of}
ORDER BY coalesce(e."on", e.known) DESC, e.ref, e.system, e.code
