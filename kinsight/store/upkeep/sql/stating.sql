-- An expression: whether the version `r` may have facts. Whatever its row as a person says: a record of a person states facts of its own
-- (a practice that it names, an interpreter, a number that was not used), and a person's row tells only some of them.
-- Reads: records.resource as `r`.
NOT r.retracted AND r.ref NOT LIKE 'Organization/%'
