-- Two rows, one each way, a pair of humans (by their numbers) whom a believed record says to be one: `one`, `other`.
-- Reads: records.link, believed, link_member.
WITH stated AS (
  SELECT DISTINCT a.human AS one, b.human AS other
  FROM records.link l
  LEFT JOIN believed v ON v.version = l.version
  JOIN link_member a ON a.person = l.person
  JOIN link_member b ON b.person = l.other
  WHERE v.superseded IS NULL AND l.kind <> 'proposed' AND a.human <> b.human
)
SELECT one, other FROM stated UNION SELECT other, one FROM stated
