-- Spells as a sweep keeps them, whatever the day. `only_joined`: of the joined record, no single service's own view holds on any
-- day of it, and it does not rest on what any service may have known (shared.sql).
WITH alone AS (
  SELECT DISTINCT s.child, s.target_id, s.since
  FROM spell s
  LEFT JOIN shared x ON x.child = s.child AND x.target_id = s.target_id
  WHERE s.view = 0 AND x.child IS NULL
    AND NOT EXISTS (SELECT 1 FROM spell p WHERE p.view <> 0 AND p.child = s.child AND p.target_id = s.target_id
                    AND p.since < s."until" AND p."until" > s.since)
)
SELECT s.child, r.ref AS child_ref, CASE WHEN s.view = 0 THEN 'joined' ELSE n.ref END AS view, i.indicator, s.since,
       CASE WHEN s."until" < 2000000000 THEN s."until" END AS "until", s."count", a.child IS NOT NULL AS only_joined
FROM spell s
JOIN indicator i ON i.indicator_id = s.target_id AND NOT i.internal
JOIN child_record r ON r.child = s.child
LEFT JOIN service_no n ON n.service_no = s.view
LEFT JOIN alone a ON s.view = 0 AND a.child = s.child AND a.target_id = s.target_id AND a.since = s.since
