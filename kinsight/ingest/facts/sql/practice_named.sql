-- An expression: whether a Patient `s` names a practice as its general practice; whoever keeps the record is no sign of one.
coalesce(s.active IS DISTINCT FROM 'false' AND coalesce(service_ref(s."generalPractitioner"), {practitioner_code}) IS NOT NULL, false)
