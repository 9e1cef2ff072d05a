-- The services that hold anything on a child or on a parent, carer or partner.
WITH known_to AS (
  SELECT DISTINCT b.child, e.service
  FROM event e JOIN bond b ON b.person = e.person
  WHERE b.role IN ('self', 'mother', 'father', 'carer', 'partner') AND e.service <> 0
)
SELECT r.child, r.ref AS child_ref, n.ref AS service
FROM known_to k JOIN service_no n ON n.service_no = k.service JOIN child_record r ON r.child = k.child
