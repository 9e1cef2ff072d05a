-- Every fact laid on every child it bears on, for every use that patterns and triggers make of it, as an interval of days.
-- Nothing counts before it was known, nor after its version was replaced, nor on days on which it does not bear on the child.
WITH plain AS (
  SELECT b.purpose, b.target_id, b.input_id, b.child, e.service, e.event, e."on",
         greatest(e."on", e.known, b.lo) AS start,
         least(CASE WHEN b.lasts < 0 THEN e."until" ELSE e."on" + b.lasts END, b.hi) AS finish,
         b.gone
  FROM heeded e
  JOIN bearing b ON b.person = e.person AND b.concept_key = e.concept_key
  WHERE e.superseded >= 2000000000
    AND e.event NOT IN (SELECT event FROM several)
    AND NOT (b.closable AND e."until" = 2000000000)
), long_way AS (
  SELECT b.purpose, b.target_id, b.input_id, b.child, e.service, e.event, e."on",
         greatest(e."on", e.lo, b.lo) AS start,
         least(CASE WHEN b.lasts < 0 THEN e."until" ELSE e."on" + b.lasts END, e.hi, b.hi) AS finish,
         least(e.gone, b.gone) AS gone
  FROM fact e
  JOIN bearing b ON b.person = e.person AND b.concept_key = e.concept_key AND e.clipped = (b.closable AND e."until" = 2000000000)
), whole AS (
  -- A corrected fact goes on contributing: versions that touch are one contribution, and no new trigger.
  SELECT purpose, target_id, input_id, child, service, event, min("on") AS "on", min(start) AS start, max(finish) AS finish,
         max(gone) AS gone, max(start) <= min(finish) AS meet
  FROM long_way
  WHERE start < finish
  GROUP BY purpose, target_id, input_id, child, service, event
), joined_up AS (
  -- Only where the versions do not all meet on one day do they need laying out.
  SELECT purpose, target_id, input_id, child, service, event, min("on") AS "on",
         min(start) AS start, max(finish) AS finish, max(gone) AS gone
  FROM (
    SELECT *, sum(fresh) OVER (PARTITION BY purpose, target_id, input_id, child, service, event ORDER BY start, finish
                               ROWS UNBOUNDED PRECEDING) AS grp
    FROM (
      SELECT l.*, CASE WHEN l.start <= max(l.finish) OVER (
          PARTITION BY l.purpose, l.target_id, l.input_id, l.child, l.service, l.event ORDER BY l.start, l.finish
          ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) THEN 0 ELSE 1 END AS fresh
      FROM long_way l
      JOIN whole w ON w.event = l.event AND w.purpose = l.purpose AND w.target_id = l.target_id AND w.input_id = l.input_id
        AND w.child = l.child AND w.service = l.service
      WHERE l.start < l.finish AND NOT w.meet
    ) AS marked
  ) AS numbered
  GROUP BY purpose, target_id, input_id, child, service, event, grp
)
SELECT purpose, target_id, input_id, child, service, event, "on", start, finish, gone FROM plain WHERE start < finish
UNION ALL
SELECT purpose, target_id, input_id, child, service, event, "on", start, finish, gone FROM joined_up
UNION ALL
SELECT purpose, target_id, input_id, child, service, event, "on", start, finish, gone FROM whole WHERE meet
