-- One row a child and somebody of the family of before: a mother or father who, as it is known now, is or will be it no more, as after an
-- adoption, and whoever was ever tied to them.
-- Reads: relation.
WITH former AS (
  SELECT DISTINCT r.patient AS child, r.person
  FROM relation r
  WHERE r.role IN ('mother', 'father')
    AND NOT EXISTS (SELECT 1 FROM relation n WHERE n.patient = r.patient AND n.person = r.person AND n.role IN ('mother', 'father')
                    AND n.superseded = {forever} AND n."until" = {forever})
)
SELECT child, person FROM former
UNION SELECT f.child, r.person FROM former f JOIN relation r ON r.patient = f.person
UNION SELECT f.child, r.patient FROM former f JOIN relation r ON r.person = f.person
