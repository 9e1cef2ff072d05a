-- One row a believed record of someone whose NHS number is on records that contradict each other, with what can contradict: nhs_number,
-- human, ref, born, sex, first name, birth_order.
-- Reads: parted, newest.
SELECT p.nhs_number, p.human, n.ref, n.born, n.sex, split_part(n.name, ' ', 1), n.birth_order
FROM parted p JOIN newest n USING (person)
WHERE n.superseded = {forever}
ORDER BY p.nhs_number, n.ref
