-- One row a person who is or was tied to someone `fresh`, either way.
-- Reads: tied, fresh.
SELECT other AS person FROM tied WHERE one IN (SELECT person FROM fresh)
UNION
SELECT one FROM tied WHERE other IN (SELECT person FROM fresh)
