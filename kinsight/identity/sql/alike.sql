-- One row two humans whose records may be of one: the same birth date, names that are almost the same, and an address of the day or a phone
-- number in common. `near`: the likeness of the names, 0 to 1. Nobody who is out of sight; nobody who has, or had, a parent of before, for
-- whom two records may be kept apart on purpose; none of whom a number, the sex, or the place in a multiple birth says that they are two;
-- and nobody who is tied to the other.
-- Reads: who, newest, human, residence, says, out_of_sight, old_family, relation, tie; from which likeness on (`alike_from`).
WITH place AS (
  SELECT human, list(DISTINCT place) AS places FROM residence GROUP BY human
), nth_born AS (
  SELECT h.human, max(n.birth_order) AS nth FROM newest n JOIN human h USING (person) GROUP BY h.human
), one AS (
  SELECT w.human, w.ref, w.born, w.nhs_number, w.sex, o.nth, strip_accents(lower(w.name)) AS name, coalesce(p.places, []) AS places, s.phones
  FROM who w
  JOIN says s ON s.human = w.human
  JOIN nth_born o ON o.human = w.human
  LEFT JOIN place p ON p.human = w.human
  WHERE w.born IS NOT NULL AND w.name IS NOT NULL AND w.patient AND w.human NOT IN (SELECT human FROM out_of_sight)
    AND w.human NOT IN (SELECT child FROM old_family)
)
SELECT a.human AS one, b.human AS other, a.ref AS one_ref, b.ref AS other_ref, jaro_winkler_similarity(a.name, b.name) AS near,
       a.places AS one_places, b.places AS other_places, a.phones AS one_phones, b.phones AS other_phones
FROM one a
JOIN one b ON b.born = a.born AND a.ref < b.ref
WHERE jaro_winkler_similarity(a.name, b.name) >= {alike_from}
  AND (list_has_any(a.places, b.places) OR list_has_any(a.phones, b.phones))
  AND coalesce(a.nhs_number = b.nhs_number, true) AND coalesce(a.nth = b.nth, true)
  AND NOT coalesce(a.sex IN ('female', 'male') AND b.sex IN ('female', 'male') AND a.sex <> b.sex, false)
  AND NOT EXISTS (SELECT 1 FROM relation r WHERE r.patient = a.human AND r.person = b.human OR r.patient = b.human AND r.person = a.human)
  AND NOT EXISTS (SELECT 1 FROM tie t WHERE t.child = a.human AND t.person = b.human AND t.role <> 'same-address')
