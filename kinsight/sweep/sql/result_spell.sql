-- One row a spell as a sweep writes it, whatever the day, where Spark judges.
-- Reads: spell, indicator, child_record, service_no.
SELECT s.child, r.ref AS child_ref, CASE WHEN s.view = 0 THEN 'joined' ELSE n.ref END AS view, i.indicator, s.since,
       CASE WHEN s."until" < {forever} THEN s."until" END AS "until", s."count", s.only_joined
FROM spell s
JOIN indicator i ON i.indicator_id = s.target_id AND NOT i.internal
JOIN child_record r ON r.child = s.child
LEFT JOIN service_no n ON n.service_no = s.view
