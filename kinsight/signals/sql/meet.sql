-- Spells that show from how far a heap reaches: where one is enough and all meet on one day or there are just two, and where all are
-- needed. A spell is a longest stretch in which at least `need` contributions overlap; `count` is how many took part;
-- `withdrawn` says it ended because its evidence was taken back.
SELECT view, child, target_id, first_start AS since, last_end AS "until", n AS "count", last_taken = last_end AS withdrawn, alone
FROM heap
WHERE need = 1 AND last_start <= first_end
UNION ALL
SELECT view, child, target_id, first_start, first_end, 1, first_taken = first_end, alone
FROM heap
WHERE need = 1 AND n = 2 AND last_start > first_end
UNION ALL
SELECT view, child, target_id, last_start, last_end, 1, last_taken = last_end, alone
FROM heap
WHERE need = 1 AND n = 2 AND last_start > first_end
UNION ALL
SELECT view, child, target_id, last_start, first_end, n, first_taken = first_end AND first_end < 2000000000, alone
FROM heap
WHERE n = need AND need > 1 AND last_start < first_end
