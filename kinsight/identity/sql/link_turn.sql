-- One row a human whose group is joined by another now: the least of the neighbours, and what that one has.
-- Reads: an edge table `edges`(one, other), a row each way, and the groups so far `groups`(human, first_of).
WITH beside AS (
  SELECT e.one AS human, min(g.first_of) AS first_of FROM {edges} e JOIN {groups} g ON g.human = e.other GROUP BY e.one
)
SELECT b.human, least(b.first_of, f.first_of) AS first_of
FROM beside b JOIN {groups} g ON g.human = b.human JOIN {groups} f ON f.human = b.first_of
WHERE least(b.first_of, f.first_of) < g.first_of
