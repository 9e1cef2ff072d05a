-- One row a child and service that holds anything on the child or on a parent, carer or partner (`close`, their roles), where Spark judges;
-- `last`: the day on which it last wrote something down.
-- (One machine walks through the families' arrays instead: engine/families/blocks.py, by the same roles.)
-- Reads: event, bond, service_no, child_record.
WITH known_to AS (
  SELECT b.child, e.service, max(e.known) AS last
  FROM event e JOIN bond b ON b.person = e.person
  WHERE b.role IN ({close}) AND e.service <> 0
  GROUP BY b.child, e.service
)
SELECT r.child, r.ref AS child_ref, n.ref AS service, k.last
FROM known_to k JOIN service_no n ON n.service_no = k.service JOIN child_record r ON r.child = k.child
