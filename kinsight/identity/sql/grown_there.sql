-- One row a child and somebody grown who lives at one address with it on the day and does not belong to its family by what is stated;
-- `came`, `child_came`: since when each is there; `known`: from when both were known to be. Who has died is nowhere.
-- Reads: child_record, residence, who, tied_now; the day (`as_of`), and from which age on somebody is grown, in days (`from_age`).
SELECT c.child, c.ref AS child_ref, c.born AS child_born, b.human AS person, w.ref AS person_ref, w.born, w.name, a.place,
       a.came AS child_came, b.came, greatest(a.known, b.known) AS known
FROM child_record c
JOIN residence a ON a.human = c.child
JOIN residence b ON b.place = a.place AND b.human <> a.human
JOIN who w ON w.human = b.human
LEFT JOIN tied_now t ON t.child = c.child AND t.person = b.human
WHERE c.born IS NOT NULL AND c.known <= {as_of} AND c.left_on > {as_of} AND t.child IS NULL
  AND (w.born IS NULL OR w.born + {from_age} <= {as_of})
  AND NOT (w.died IS NOT NULL AND w.died_known <= {as_of})
