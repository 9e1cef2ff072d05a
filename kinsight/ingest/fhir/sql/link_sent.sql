-- One row a link of an accepted line (`item`), with the reference that it names, if any that can be followed.
-- Reads: accepted_TYPE (`type`); what is read of a link (`shape`).
SELECT *, linked_ref(coalesce(item.other.reference, item.target.reference)) AS other_ref
FROM (
  SELECT resource, version, known, service_ref, line, unnest(from_json(as_list(link), '{shape}')) AS item
  FROM accepted_{type} WHERE NOT retracted AND link IS NOT NULL
)
