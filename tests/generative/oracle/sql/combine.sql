-- What the targets of this turn take from patterns found in earlier turns: a spell, its onset, or a response overdue.
-- (A CROSS JOIN makes SQLite take the tables in this order; to others it is a join like any.)
SELECT t.turn, s.view, s.child, i.indicator_id AS target_id, i.input_id, i.source_key AS source_id, s.since AS source_since,
       greatest(s.since, c.born + n.from_age, n.holds_from) AS start,
       least(CASE WHEN i.kind = 'onset' THEN least(s.since + i.lasts, CASE WHEN s.withdrawn THEN s."until" ELSE 2000000000 END)
                  WHEN i.lasts < 0 THEN s."until"
                  ELSE least(s."until", s.since + i.lasts) END,
             c.born + n.until_age, c.left_on, n.holds_until) AS finish,
       s.withdrawn
         AND least(CASE WHEN i.kind = 'onset' THEN s.since + i.lasts ELSE s."until" END, c.born + n.until_age, c.left_on, n.holds_until) >= s."until" AS withdrawn,
       s.alone
FROM turn t
CROSS JOIN input i
JOIN spell s ON s.target_id = i.source_key
JOIN indicator n ON n.indicator_id = i.indicator_id
JOIN child c ON c.child = s.child
WHERE i.indicator_id = t.target_id
