-- One row a constraint of a table (`%s`) of uniqueness, or of references to other tables: they are checked by one join at the end, and not
-- row by row.
-- Reads: PostgreSQL's catalogue.
SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
WHERE contype IN ('f', 'u') AND conrelid = format('%%I', %s::text)::regclass ORDER BY contype DESC, conname
