-- What is laid, without the contributions to groups that can help no pattern of that child.
SELECT purpose, target_id, input_id, child, service, event, "on", start, finish, gone
FROM laid
WHERE purpose <> 1 OR target_id NOT IN (SELECT target_id FROM demand)
UNION ALL
SELECT l.purpose, l.target_id, l.input_id, l.child, l.service, l.event, l."on", l.start, l.finish, l.gone
FROM laid l JOIN needed w ON w.child = l.child AND w.target_id = l.target_id
WHERE l.purpose = 1
