-- One row a record of these references that was there on a past day, by the version that could be known on it: ref, since when that version
-- was known, and its name and NHS number, where it says them.
-- Reads: store.person, store.supersession; the references (`refs`), and the day (`as_of`).
SELECT p.ref, p.known, p.name, p.nhs_number
FROM store.person p LEFT JOIN store.supersession s USING (version)
WHERE p.ref IN ({refs}) AND p.known <= {as_of} AND coalesce(s.superseded, {forever}) > {as_of}
QUALIFY row_number() OVER (PARTITION BY p.ref ORDER BY p.known DESC, p.version) = 1
