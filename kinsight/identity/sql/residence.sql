-- One row a human and a place where they live on the day: `came`, since when, if it is recorded; `known`: from when that was known, however
-- often it was written down since. Nobody who is out of sight, and no place at which a restricted record was ever written down: such a
-- record's own place is joined with no other, so it is known by its words.
-- Reads: records.address, human, believed, hidden, out_of_sight; the day (`as_of`).
WITH stay AS (
  SELECT h.human, a.place, a."from", a."until", a.known, coalesce(v.superseded, {forever}) AS superseded,
         min(a.known) OVER (PARTITION BY h.human, a.place, a."from") AS first_known,
         strip_accents(regexp_replace(lower(concat(a.line, a.postcode)), '[^\p{L}\p{N}]', '', 'g')) AS words
  FROM records.address a JOIN human h USING (person) LEFT JOIN believed v USING (version)
), concealed AS (
  SELECT place, words FROM stay WHERE human IN (SELECT human FROM hidden)
)
SELECT human, place, min("from") AS came, min(first_known) AS known
FROM stay
WHERE known <= {as_of} AND superseded > {as_of} AND coalesce("from", {always}) <= {as_of} AND coalesce("until", {forever}) > {as_of}
  AND human NOT IN (SELECT human FROM out_of_sight)
  AND place NOT IN (SELECT place FROM concealed) AND words NOT IN (SELECT words FROM concealed)
GROUP BY human, place
