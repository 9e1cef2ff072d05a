-- An expression: the day on which a Patient `s` died. Of a partial date, its last day, but none after it was recorded; where only the
-- death is recorded, the day on which it was.
CASE
  WHEN s."deceasedDateTime" IS NOT NULL
    THEN greatest(least(end_of(s."deceasedDateTime"), s.known), day_of(s."deceasedDateTime"), day_of(s."birthDate"))
  WHEN s."deceasedBoolean" = 'true' THEN s.known END
