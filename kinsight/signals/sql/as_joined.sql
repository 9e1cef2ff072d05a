-- What a service sees that alone holds all of a child's facts: the spells of the joined record.
SELECT l.view, s.child, s.target_id, s.since, s."until", s."count", s.withdrawn
FROM spell s JOIN tangle l ON l.as_joined AND l.child = s.child AND l.target_id = s.target_id
WHERE s.view = 0
