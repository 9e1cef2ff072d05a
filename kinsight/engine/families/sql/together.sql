-- One row a child: `together`, the mother's key, by which brothers and sisters by one mother are dealt out together, so that few people are
-- read or sent twice; the child's own where there is no mother.
-- Reads: a table of children (`children`), bond.
SELECT c.child, coalesce(m.mother, c.child) AS together
FROM {children} c
LEFT JOIN ({mothers}) m ON m.child = c.child
