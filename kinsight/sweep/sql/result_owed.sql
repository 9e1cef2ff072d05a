-- One row a period of something owed, met or not, of what still stands, as a sweep writes it, where Spark judges. `said_on`, `said_by`: of
-- the fact that set it off, in its versions about someone of the family (a correction may have moved it from or to a stranger); who said it
-- is not kept where someone of the family has a restricted record, for lists name it to every reader.
-- Reads: owed, expectation, event, used, bond, child_record, service_no.
WITH restricted AS (
  SELECT DISTINCT b.child
  FROM event e JOIN used u ON u.concept_key = e.concept_key JOIN bond b ON b.person = e.person
  WHERE u.concept = 'restricted-record' AND e.superseded = {forever}
)
SELECT o.child, r.ref AS child_ref, e.expectation, o.anchor, o."trigger", o.due, o.ends, o.lapses, o.met_on, o.met_known,
       f."on" AS said_on, CASE WHEN w.child IS NULL THEN n.ref END AS said_by
FROM owed o
JOIN expectation e ON e.expectation_id = o.expectation_id
JOIN child_record r ON r.child = o.child
LEFT JOIN (SELECT b.child, v.event, min(v."on") AS "on", min(v.service) AS service
           FROM event v JOIN (SELECT DISTINCT child, person FROM bond) b ON b.person = v.person
           WHERE v.event IN (SELECT anchor FROM owed) GROUP BY b.child, v.event) f
  ON e.kind = 'concept' AND f.child = o.child AND f.event = o.anchor
LEFT JOIN service_no n ON n.service_no = f.service
LEFT JOIN restricted w ON w.child = o.child
