-- What is owed, in words. Of the periods of a repeated expectation: the last that was met, the first that was not, the next to come.
WITH told AS (
  SELECT o.*, e.expectation, e.kind,
         CASE e.kind
           WHEN 'concept' THEN t.title || ' on ' || day_words(f."on") || coalesce(', ' || n.name, '')
           WHEN 'indicator' THEN g.title || ', since ' || day_words(CAST(o.anchor AS INTEGER))
           ELSE 'Owed at this age' END AS reason,
         CASE WHEN o.met_on IS NOT NULL THEN 'met' WHEN o."trigger" > clock.as_of THEN 'later' ELSE 'unmet' END AS standing
  FROM owed o
  CROSS JOIN clock
  JOIN expectation e USING (expectation_id)
  LEFT JOIN (SELECT event, min("on") AS "on", min(service) AS service FROM event WHERE event IN (SELECT anchor FROM owed) GROUP BY event) f
    ON e.kind = 'concept' AND f.event = o.anchor
  LEFT JOIN title t ON t.kind = 'concept' AND t.name = e.concept
  LEFT JOIN service_no n ON n.service_no = f.service
  LEFT JOIN indicator i ON i.indicator_id = e.source_id
  LEFT JOIN title g ON g.kind = 'indicator' AND g.name = i.indicator
  WHERE o.ends > clock.as_of
), chosen AS (
  SELECT *, row_number() OVER (PARTITION BY child, expectation_id, anchor, standing
                               ORDER BY CASE WHEN standing = 'met' THEN -"trigger" ELSE "trigger" END) AS nth
  FROM told
)
SELECT r.ref AS child_ref, c.expectation, c."trigger", c.due, c.met_on, CASE WHEN c.ends < 2000000000 THEN c.ends END AS ends,
       c.reason, c.anchor
FROM chosen c JOIN child_record r ON r.child = c.child
WHERE c.nth = 1 OR c.kind = 'concept'
