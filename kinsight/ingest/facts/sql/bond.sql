-- One row a version of a RelatedPerson, as "person is `role` of patient", in the columns of records.bond. A child named in a parent's
-- record turns the bond round: the patient is the parent.
-- Reads: accepted_RelatedPerson, who, service_of; the role of each relationship (`roles`).
SELECT resource AS bond, ref, version, known,
  CASE WHEN role IN ('child', 'ward') THEN resource ELSE about END AS patient,
  CASE WHEN role IN ('child', 'ward') THEN about ELSE resource END AS person,
  CASE role
    WHEN 'parent' THEN CASE gender WHEN 'female' THEN 'mother' WHEN 'male' THEN 'father' ELSE 'carer' END
    WHEN 'child' THEN CASE about_sex WHEN 'female' THEN 'mother' WHEN 'male' THEN 'father' ELSE 'carer' END
    WHEN 'ward' THEN 'carer'
    ELSE coalesce(role, 'other') END AS role,
  day_of(period->>'$.start') AS "from",
  coalesce(end_of(period->>'$.end'), CASE WHEN active = 'false' THEN known END) AS "until", service,
  load_of(line) AS load
FROM (
  SELECT s.* EXCLUDE (about), w.person AS about, w.sex AS about_sex, v.service, r.role
  FROM accepted_RelatedPerson s
  LEFT JOIN ({roles}) r ON r.said = as_list(s.relationship)
  JOIN who w ON w.about = s.about
  JOIN service_of v ON v.service_ref = s.service_ref
  WHERE NOT s.retracted
)
