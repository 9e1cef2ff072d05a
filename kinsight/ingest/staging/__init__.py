"""Files as staged tables, one row a line, and what becomes of each line."""
