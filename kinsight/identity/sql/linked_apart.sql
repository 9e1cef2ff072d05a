-- One row a believed record of everyone of the groups in which some link joins nobody, with what can contradict: first_of (the group),
-- human, ref, born, sex, first name, birth_order.
-- Reads: link_group, link_member, link_apart, newest, human.
SELECT g.first_of, h.human, n.ref, n.born, n.sex, split_part(n.name, ' ', 1), n.birth_order
FROM link_group g JOIN link_member m ON m.human = g.human
JOIN newest n ON n.person = m.person JOIN human h ON h.person = m.person
WHERE g.first_of IN (SELECT first_of FROM link_apart) AND n.superseded = {forever}
ORDER BY g.first_of, n.ref
