-- Spells that show from how far a heap reaches: where one is enough and all meet on one day, or where all are needed.
-- A spell is a longest stretch in which at least `need` contributions overlap; `count` is how many took part;
-- `withdrawn` says it ended because its evidence was taken back.
SELECT view, child, target_id, first_start AS since, last_end AS "until", n AS "count", last_taken = last_end AS withdrawn
FROM heap
WHERE need = 1 AND last_start <= first_end
UNION ALL
SELECT view, child, target_id, last_start, first_end, n, first_taken = first_end AND first_end < 2000000000
FROM heap
WHERE n = need AND need > 1 AND last_start < first_end
