-- Spells that show from how far a heap reaches: where one is enough and all meet on one day, or there are just two, apart from each
-- other; and where all are needed. A spell is a longest stretch in which at least `need` contributions overlap; `count` is how many
-- took part; `withdrawn` says it ended because its evidence was taken back.
SELECT view, child, target_id,
       CASE WHEN need = 1 THEN first_start ELSE last_start END AS since,
       CASE WHEN need = 1 AND last_start <= first_end THEN last_end ELSE first_end END AS "until",
       CASE WHEN need = 1 AND last_start > first_end THEN 1 ELSE n END AS "count",
       CASE WHEN need = 1 AND last_start <= first_end THEN last_taken = last_end
            ELSE first_taken = first_end AND first_end < 2000000000 END AS withdrawn,
       alone
FROM heap
WHERE (need = 1 AND (last_start <= first_end OR n = 2)) OR (need > 1 AND n = need AND last_start < first_end)
UNION ALL
SELECT view, child, target_id, last_start, last_end, 1, last_taken = last_end, alone
FROM heap
WHERE need = 1 AND n = 2 AND last_start > first_end
