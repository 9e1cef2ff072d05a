-- One row a child as a sweep writes it, where Spark joins and judges: columns of `results.COLUMNS`, of what is shown of a child. (One
-- machine takes the same from the families' store: result_tables.py.)
-- Reads: the children as shown (`shown`, engine/families/sql/shown_child.sql).
SELECT {columns}
FROM (SELECT *, ref AS child_ref FROM ({shown}) AS shown) AS named
