-- An expression: the CodeableConcept (as JSON) that says what became of an appointment, or NULL. A reason with codes of its own is handed
-- on as it is, so that a codelist row can say what a site's code means.
-- Reads: an Appointment; the code of an extension about attendance (`attendance`), the reason of a cancellation (`reason`) and its HL7 code
-- (`cancellation_code`); what each of them means.
CASE
  WHEN extension IS NOT NULL AND {attendance} <> '' THEN CASE {attendance} {by_attendance_code} END
  WHEN nobody_takes_part AND status IS DISTINCT FROM 'cancelled' THEN {declined}
  {by_status}
  WHEN status <> 'cancelled' OR status IS NULL THEN NULL
  WHEN {cancellation_code} IN ({not_theirs}) THEN {unsaid}
  WHEN starts_with({cancellation_code}, 'pat') THEN {cancelled}
  WHEN starts_with({cancellation_code}, 'prov') THEN {provider}
  WHEN {cancellation_code} <> '' THEN {unsaid}
  WHEN contains({reason}, '"code":') THEN {reason}
  {by_text}
  ELSE {unsaid} END
