-- Targets that something contributes to: a fact, a spell of an earlier turn, or (of this one) a response overdue.
SELECT target_id FROM contribution WHERE purpose = 1
UNION ALL
SELECT target_id FROM combined
UNION ALL
SELECT i.indicator_id FROM spell s JOIN input i ON i.source_key = s.target_id
