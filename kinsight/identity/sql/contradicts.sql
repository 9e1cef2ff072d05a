-- An expression: whether the records `a` and `b` cannot be of one human. A first of the month or of January may stand for a month or a
-- year, and contradicts no day in it.
-- Reads: of both, birth_order, born, birthday (the day in words), sex, given.
(a.birth_order <> b.birth_order OR a.sex <> b.sex AND a.given <> b.given
 OR a.born <> b.born AND NOT (
   coalesce(a.given = b.given, true) AND (
     a.birthday LIKE '1 January %' AND substr(a.birthday, -4) = substr(b.birthday, -4)
     OR b.birthday LIKE '1 January %' AND substr(a.birthday, -4) = substr(b.birthday, -4)
     OR a.birthday LIKE '1 %' AND substr(a.birthday, 2) = substr(b.birthday, instr(b.birthday, ' '))
     OR b.birthday LIKE '1 %' AND substr(b.birthday, 2) = substr(a.birthday, instr(a.birthday, ' ')))))
