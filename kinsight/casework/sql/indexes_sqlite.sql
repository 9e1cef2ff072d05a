-- One row an index of a table (`%s`) that may be dropped, with the statement that makes it: those that the table's own definition makes
-- have none.
-- Reads: SQLite's catalogue.
SELECT name, sql
FROM sqlite_master
WHERE type = 'index' AND tbl_name = %s AND sql IS NOT NULL
ORDER BY name
