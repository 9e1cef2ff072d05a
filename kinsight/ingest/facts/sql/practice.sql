-- An expression: the practice of a Patient `s`. One that is named by its code (`practitioner_code`, `organization_code`) is the
-- Organization that came with the code; before one does, the code.
-- Reads: ods.
CASE WHEN s.active IS DISTINCT FROM 'false' THEN coalesce(
  service_ref(s."generalPractitioner"),
  coalesce((SELECT any_value(o.ref) FROM ods o WHERE o.code = {practitioner_code}), {practitioner_code}),
  service_ref(s."managingOrganization"),
  coalesce((SELECT any_value(o.ref) FROM ods o WHERE o.code = {organization_code}), {organization_code})) END
