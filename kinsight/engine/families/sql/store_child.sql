-- One row a child, born or not, in the order of their keys; columns: those of shown_child.sql.
-- Reads: the children as shown (`shown`).
SELECT * FROM ({shown}) ORDER BY child
