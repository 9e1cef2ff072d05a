-- One row a version of a tie as the judge takes it, for each Patient reference of the human (events name references, not humans): who
-- belongs to a child's family is who has a row here, and nobody else. What is said without a break is one row, however many say it and
-- however often.
-- `death_known`: from when it is known that who had the role has died; what is on record of a brother or sister who died still bears on the
-- children who live.
-- Reads: tie, human, who, child_record.
WITH held AS (
  SELECT t.child, coalesce(h.person, t.person) AS person, t.role, t."from", t."until", t.known, t.superseded,
         CASE WHEN t.role = 'sibling' THEN {forever} ELSE coalesce(w.died_known, {forever}) END AS death_known
  FROM tie t
  LEFT JOIN human h ON h.human = t.person AND h.patient
  LEFT JOIN who w ON w.human = t.person
  WHERE t."from" < t."until" AND t.known < t.superseded AND t.child IN (SELECT child FROM child_record)
), after_last AS (
  SELECT *, CASE WHEN known <= max(superseded) OVER (PARTITION BY child, person, role, "from", "until" ORDER BY known, superseded
                                                     ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) THEN 0 ELSE 1 END AS fresh
  FROM held
), numbered AS (
  SELECT *, sum(fresh) OVER (PARTITION BY child, person, role, "from", "until" ORDER BY known, superseded ROWS UNBOUNDED PRECEDING) AS nth
  FROM after_last
)
SELECT child, person, role, "from", "until", min(known) AS known, max(superseded) AS superseded, min(death_known) AS death_known
FROM numbered
GROUP BY child, person, role, "from", "until", nth
UNION
SELECT child, child, 'self', {always}, {forever}, {always}, {forever}, {forever} FROM child_record
