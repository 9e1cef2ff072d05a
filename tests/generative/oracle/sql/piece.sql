-- All that contributes to the targets of this turn, facts and earlier spells alike. `view` 0 is the joined record; what a service's own
-- view alone shows stands under that service. `service` is who knows it: of the joined record, the only service that does, or 0.
SELECT 0 AS view, c.service, c.child, c.target_id, t.need, t.fragments, c.start, c.finish,
       c.finish = c.gone AND c.gone < 2000000000 AS withdrawn
FROM contribution c JOIN turn t ON t.target_id = c.target_id
WHERE c.purpose = 1
UNION ALL
SELECT c.view, CASE WHEN c.view = 0 THEN c.alone ELSE c.view END, c.child, c.target_id, t.need, t.fragments, c.start, c.finish, c.withdrawn
FROM combined c JOIN turn t ON t.target_id = c.target_id AND t.turn = c.turn
WHERE c.start < c.finish
