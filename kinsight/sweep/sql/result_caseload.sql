-- One row a child and service that holds anything on the child or on a parent, carer or partner (`close`, their roles), where Spark judges.
-- (One machine walks through the families' arrays instead: engine/families/blocks.py, by the same roles.)
-- Reads: event, bond, service_no, child_record.
WITH known_to AS (
  SELECT DISTINCT b.child, e.service
  FROM event e JOIN bond b ON b.person = e.person
  WHERE b.role IN ({close}) AND e.service <> 0
)
SELECT r.child, r.ref AS child_ref, n.ref AS service
FROM known_to k JOIN service_no n ON n.service_no = k.service JOIN child_record r ON r.child = k.child
