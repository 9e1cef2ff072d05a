-- One row, each way, a link that joins nobody, because the records that it would make one contradict each other as those of one number do
-- (parted.sql): between two that contradict, and of one that would fit two who contradict each other. `first_of`: their group.
-- Reads: link_stated, link_group, link_member.
WITH member AS (
  SELECT DISTINCT g.first_of, m.human, m.born, m.birth_order, m.birthday, m.sex, m.given
  FROM link_group g JOIN link_member m ON m.human = g.human
), suspicious AS (
  SELECT first_of, count(DISTINCT born) AS births
  FROM member
  GROUP BY first_of
  HAVING min(born) <> max(born) OR min(birth_order) <> max(birth_order) OR min(sex) <> max(sex)
), pair AS (
  SELECT a.first_of, a.human AS one, b.human AS other, max(CASE WHEN {contradicts} THEN 1 ELSE 0 END) AS apart
  FROM member a
  JOIN suspicious s ON s.first_of = a.first_of
  JOIN member b ON b.first_of = a.first_of AND b.human <> a.human
  WHERE s.births <= 4
  GROUP BY a.first_of, a.human, b.human
), torn AS (
  SELECT DISTINCT x.one AS human
  FROM pair x
  JOIN pair y ON y.one = x.one AND x.other < y.other
  JOIN pair z ON z.one = x.other AND z.other = y.other
  WHERE x.apart = 0 AND y.apart = 0 AND z.apart = 1
)
SELECT e.one, e.other, g.first_of
FROM link_stated e
JOIN link_group g ON g.human = e.one
JOIN suspicious s ON s.first_of = g.first_of
LEFT JOIN pair p ON p.one = e.one AND p.other = e.other
WHERE s.births > 4 OR p.apart = 1 OR e.one IN (SELECT human FROM torn) OR e.other IN (SELECT human FROM torn)
