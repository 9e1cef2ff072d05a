-- One row a spell as it is published. Days as integers, null where not in sight.
-- Reads: result_spell.
SELECT child_ref, view, indicator, since, "until", "count" FROM result_spell
