-- One row an index of a table (`%s`) that may be dropped, with the statement that makes it: those that the table's own definition makes may
-- not.
-- Reads: PostgreSQL's catalogue.
SELECT i.indexname, i.indexdef FROM pg_indexes i
WHERE i.schemaname = current_schema() AND i.tablename = %s
  AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = format('%%I', i.indexname)::regclass)
ORDER BY 1
