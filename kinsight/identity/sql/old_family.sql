-- One row a child and somebody of the family of before: a mother or father who, as it is known now, is or will be it no more, as after an
-- adoption, and whoever was ever tied to them. One who was called so in error on the site, and no more, is no family of before.
-- Reads: relation, records.bond, human.
WITH in_error AS (
  SELECT a.human AS child, b.human AS person
  FROM records.bond w JOIN human a ON a.person = w.patient JOIN human b ON b.person = w.person
  WHERE w.role = 'withdrawn'
), former AS (
  SELECT DISTINCT r.patient AS child, r.person
  FROM relation r
  WHERE r.role IN ('mother', 'father')
    AND NOT EXISTS (SELECT 1 FROM relation n WHERE n.patient = r.patient AND n.person = r.person AND n.role IN ('mother', 'father')
                    AND n.superseded = {forever} AND n."until" = {forever})
    AND (r.patient, r.person) NOT IN (SELECT (child, person) FROM in_error)
)
SELECT child, person FROM former
UNION SELECT f.child, r.person FROM former f JOIN relation r ON r.patient = f.person
UNION SELECT f.child, r.patient FROM former f JOIN relation r ON r.person = f.person
