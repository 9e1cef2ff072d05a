-- An expression: whether a Patient `s` needs an interpreter; NULL where that is not recorded. It is read anywhere in the person's
-- extensions: UK Core says it under communication, the base standard beside it.
CASE WHEN contains(lower(concat(s.extension::VARCHAR, s.communication::VARCHAR)), 'interpreterrequired') THEN
  nullif(concat(
    regexp_extract(concat(s.extension::VARCHAR, s.communication::VARCHAR),
      '(?i)interpreterrequired"[^{}]*"valueBoolean":(true|false)', 1),
    regexp_extract(concat(s.extension::VARCHAR, s.communication::VARCHAR),
      '(?i)"valueBoolean":(true|false)[^{}]*interpreterrequired"', 1)), '')::BOOLEAN END
