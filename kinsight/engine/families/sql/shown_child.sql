-- One row a child, born or not: what is shown of it, the mother's words where it has none of its own. `home`: the human whose addresses are
-- its; `mother`: the human who stands as its mother now, never one of before an adoption: by her brothers and sisters stand together;
-- `mother_name`: by which whoever knows her may find the child, not of one whose own record is restricted; `person`: one of the references
-- by which the child, or a pregnancy's mother, is found again.
-- Reads: child_record, who, lineage, the mother of each (`mothers`), and who has a restricted record (`restricted`).
SELECT r.child, r.ref, coalesce(w.name, 'Unborn child of ' || coalesce(m.name, 'unknown mother')) AS name, w.nhs_number, r.born,
       r.expected, r.left_on, r.known, w.died, w.died_known, w.sex, coalesce(w.language, m.language) AS language,
       coalesce(w.interpreter, m.interpreter) AS interpreter, coalesce(w.practice, m.practice) AS practice,
       coalesce(w.human, m.human) AS home, coalesce(w.person, m.person) AS person, n.human AS mother,
       CASE WHEN x.human IS NULL THEN n.name END AS mother_name
FROM child_record r
LEFT JOIN who w ON w.human = r.child
LEFT JOIN ({mothers}) l ON l.child = r.child
LEFT JOIN who m ON m.human = l.mother
LEFT JOIN (
  SELECT child, min(person) AS mother FROM lineage WHERE role = 'mother' AND "until" >= {forever} AND superseded >= {forever} GROUP BY child
) s ON s.child = r.child
LEFT JOIN who n ON n.human = s.mother
LEFT JOIN {restricted} x ON x.human = s.mother AND x."until" >= {forever}
WHERE coalesce(r.born, r.expected) IS NOT NULL
