-- No rows: the function by which PostgreSQL refuses to change or remove a row of the audit.
-- Reads: what it then says (`says`).
CREATE OR REPLACE FUNCTION casework_append_only() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION '{says}'; END $$ LANGUAGE plpgsql
