-- One row a record of these references, by the newest version that could be known on the day: ref, since when that version was known, the
-- name and the NHS number that it says, and whether the record is labelled as restricted today.
-- Reads: store.person, store.event, store.supersession; the references (`refs`), the day (`as_of`), and the concept of a restricted record
-- (`restricted`).
WITH labelled AS (
  SELECT DISTINCT person FROM store.event ANTI JOIN store.supersession USING (version) WHERE concept = '{restricted}'
)
SELECT p.ref, p.known, p.name, p.nhs_number, p.person IN (SELECT person FROM labelled) AS restricted
FROM store.person p LEFT JOIN store.supersession s USING (version)
WHERE p.ref IN ({refs}) AND p.known <= {as_of} AND coalesce(s.superseded, {forever}) > {as_of}
QUALIFY row_number() OVER (PARTITION BY p.ref ORDER BY p.known DESC, p.version) = 1
