-- One row a thing owed, in words (`reason`); of the periods of a repeated expectation the last that was met, the last that lapsed, the
-- first that is owed, and the next to come. `ends`: from when it is owed no more, for whatever reason; `lapses`: the same where that is
-- because nobody answered. `recorder`: the service that wrote down the fact that set it off, as staff know it; none where a pattern or an
-- age did, or where the family is restricted. What was set off before the site was in use, and was late by then, is no work.
-- Reads: result_owed, clock, expectation, indicator, title, service_alias, service_no.
WITH standing_row AS (
  SELECT o.child, o.child_ref, o.expectation, o.anchor, o."trigger", o.due, o.ends, o.lapses, o.met_on, e.kind,
         coalesce(own.ref, o.said_by) AS recorder,
         CASE e.kind
           WHEN 'concept' THEN t.title || ' on ' || day_words(o.said_on) || coalesce(', ' || n.name, '')
           WHEN 'indicator' THEN g.title || ', since ' || day_words(CAST(o.anchor AS INTEGER))
           ELSE 'Owed at this age' END AS reason,
         CASE WHEN o.met_on IS NOT NULL THEN 'met' WHEN o.lapses <= clock.as_of THEN 'lapsed'
              WHEN o."trigger" > clock.as_of THEN 'later' ELSE 'unmet' END AS standing
  FROM result_owed o
  CROSS JOIN clock
  JOIN expectation e ON e.expectation = o.expectation
  LEFT JOIN title t ON t.kind = 'concept' AND t.name = e.concept
  LEFT JOIN service_alias a ON a.ref = o.said_by
  LEFT JOIN service_no n ON n.service_no = a.service_no
  LEFT JOIN (SELECT service_no, min(ref) AS ref FROM service_alias WHERE own = 1 GROUP BY service_no) own
    ON own.service_no = a.service_no
  LEFT JOIN indicator i ON i.indicator_id = e.source_id
  LEFT JOIN title g ON g.kind = 'indicator' AND g.name = i.indicator
  WHERE o.ends > clock.as_of
    AND (o.met_on IS NOT NULL OR o."trigger" >= clock.live_from OR o.due > clock.live_from)
), chosen AS (
  SELECT *, row_number() OVER (PARTITION BY child, expectation, anchor, standing
                               ORDER BY CASE WHEN standing IN ('met', 'lapsed') THEN -"trigger" ELSE "trigger" END) AS nth
  FROM standing_row
)
SELECT child_ref, expectation, "trigger", due, met_on,
       CASE WHEN met_on IS NULL AND lapses < ends THEN lapses WHEN ends < {forever} THEN ends END AS ends,
       CASE WHEN met_on IS NULL AND lapses < ends THEN lapses END AS lapses, reason, anchor, recorder
FROM chosen
WHERE nth = 1 OR kind = 'concept'
