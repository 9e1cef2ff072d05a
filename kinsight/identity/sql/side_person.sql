-- One row a pair, as it is seen from who may be of the family, in the columns of side_child.sql.
-- Reads: pair, says, side_child; the day (`as_of`).
SELECT 'p' || p.child || '/' || p.person AS uid, p.child || '/' || p.person AS pair,
       CASE WHEN s.family IS NULL THEN [] ELSE [s.family] END AS family, s.phones, p.born, p.came, {as_of} AS day, c.near,
       p.contact, p.own_family, p.others, p.elsewhere
FROM pair p
JOIN says s ON s.human = p.person
JOIN side_child c ON c.pair = p.child || '/' || p.person
