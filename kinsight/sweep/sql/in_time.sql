-- One row a child to whom something came to be owed, lapsed or ended after the one day and by the other (`since`, `until`), or for whom
-- it changed hands at one of these ages in days (`ages`, a list).
-- Reads: result_owed, result_child.
SELECT child
FROM result_owed
WHERE ("trigger" > {since} AND "trigger" <= {until}) OR (ends > {since} AND ends <= {until})
   OR (lapses > {since} AND lapses <= {until})
UNION
SELECT c.child
FROM result_child c
JOIN (SELECT unnest([{ages}]) AS age) a
  ON coalesce(c.born, c.expected) + a.age > {since} AND coalesce(c.born, c.expected) + a.age <= {until}
