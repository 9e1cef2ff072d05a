-- One row a person: those there are, and who was ever at a place of theirs, or at one that is written alike.
-- Reads: around, store.address.
WITH written AS (
  SELECT person, place, strip_accents(regexp_replace(lower(concat(line, postcode)), '[^\p{L}\p{N}]', '', 'g')) AS words FROM store.address
), theirs AS (
  SELECT place, words FROM written WHERE person IN (SELECT person FROM around)
)
SELECT person FROM around
UNION
SELECT person FROM written WHERE place IN (SELECT place FROM theirs) OR words <> '' AND words IN (SELECT words FROM theirs)
