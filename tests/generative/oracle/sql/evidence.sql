-- What each spell rests on: its contributions, facts or earlier spells, that took part.
SELECT s.view, s.child, s.target_id, s.since, c.input_id, c.event,
       CAST(NULL AS INTEGER) AS source_id, CAST(NULL AS INTEGER) AS source_since, c.start, c.finish
FROM spell s
JOIN contribution c ON c.purpose = 1 AND c.child = s.child AND c.target_id = s.target_id
  AND c.start < s."until" AND c.finish > s.since AND (s.view = 0 OR s.view = c.service)
UNION ALL
SELECT s.view, s.child, s.target_id, s.since, c.input_id, CAST(NULL AS BIGINT), c.source_id, c.source_since, c.start, c.finish
FROM spell s
JOIN combined c ON (c.view = s.view OR (s.view <> 0 AND c.alone = s.view)) AND c.child = s.child AND c.target_id = s.target_id
  AND c.start < s."until" AND c.finish > s.since AND c.start < c.finish
