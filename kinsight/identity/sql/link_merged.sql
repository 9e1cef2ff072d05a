-- One row a human with an edge: its group after a turn.
-- Reads: the groups before (`groups`), link_turn.
SELECT g.human, coalesce(t.first_of, g.first_of) AS first_of
FROM {groups} g LEFT JOIN link_turn t ON t.human = g.human
