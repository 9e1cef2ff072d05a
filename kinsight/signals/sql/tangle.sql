-- The heaps that must be laid out. A service that alone holds all of a child's facts sees just what the joined record shows.
SELECT t.turn, h.view, h.child, h.target_id, h.need,
       h.view <> 0 AND h.n = h.facts AND j.n = j.facts AND j.n = h.n AS as_joined
FROM heap h
JOIN turn t ON t.target_id = h.target_id
LEFT JOIN heap j ON j.view = 0 AND h.view <> 0 AND j.child = h.child AND j.target_id = h.target_id
WHERE h.n > h.need AND NOT (h.need = 1 AND h.last_start <= h.first_end)
