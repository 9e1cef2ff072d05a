-- What is owed as a sweep keeps it: every period, met or not, of what still stands. `said_on`, `said_by`: of the fact that set it off.
SELECT o.child, r.ref AS child_ref, e.expectation, o.anchor, o."trigger", o.due, o.ends, o.met_on, o.met_known,
       f."on" AS said_on, n.ref AS said_by
FROM owed o
JOIN expectation e ON e.expectation_id = o.expectation_id
JOIN child_record r ON r.child = o.child
LEFT JOIN (SELECT event, min("on") AS "on", min(service) AS service FROM event
           WHERE event IN (SELECT anchor FROM owed) GROUP BY event) f
  ON e.kind = 'concept' AND f.event = o.anchor
LEFT JOIN service_no n ON n.service_no = f.service
