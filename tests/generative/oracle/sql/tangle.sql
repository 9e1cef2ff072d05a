-- The heaps that must be laid out, for how far they reach does not say it (see meet.sql).
SELECT view, child, target_id, need, alone
FROM heap
WHERE n > need AND NOT (need = 1 AND (n = 2 OR last_start <= first_end))
