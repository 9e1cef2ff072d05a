-- Humans, by their numbers, that a believed record says are one: a row each way.
WITH stated AS (
  SELECT DISTINCT a.human AS one, b.human AS other
  FROM records.link l
  LEFT JOIN believed v ON v.version = l.version
  JOIN link_member a ON a.person = l.person
  JOIN link_member b ON b.person = l.other
  WHERE v.superseded IS NULL AND l.kind <> 'proposed' AND a.human <> b.human
)
SELECT one, other FROM stated UNION SELECT other, one FROM stated
