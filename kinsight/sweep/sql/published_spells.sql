-- Spells as they are published. Days as integers, null where not in sight.
SELECT child_ref, view, indicator, since, "until", "count" FROM result_spell
