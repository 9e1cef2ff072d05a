-- One row a finished encounter face to face of someone under 18, as `seen`, in the columns of records.event. One whose own codes say what
-- became of it, or what was done at it, says that alone: a meeting about a child is filed under that child too.
-- Reads: accepted_TYPE (`type`), who, service_of, meaning, became, each code of the accepted ones (`codes`); our own system, the concept,
-- the classes and the statuses that mean it.
WITH said_more AS (
  SELECT c.version FROM ({codes}) c JOIN meaning m USING (text) WHERE m.concept IN (SELECT concept FROM became)
)
SELECT key_of(s.ref || '#met') AS event, s.ref, s.version, w.person, '{own_system}' AS system, '{concept}' AS code,
  NULL::VARCHAR AS term, '{concept}' AS concept, s."on", s."until", s.known, 'stated' AS certainty, NULL::VARCHAR AS "value",
  v.service, load_of(s.line) AS load
FROM accepted_{type} s
JOIN who w ON w.about = s.about
JOIN service_of v ON v.service_ref = s.service_ref
WHERE NOT s.retracted AND s.state IN ({finished}) AND upper(s.spare_class->>'$.code') IN ({classes})
  AND s."on" < w.born + {grown_up} AND s.version NOT IN (SELECT version FROM said_more)
