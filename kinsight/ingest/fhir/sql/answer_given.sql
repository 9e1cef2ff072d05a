-- An expression: what a value of any kind (`it`) answers, in the words of `yes_no`.
coalesce(
  answer_in_boolean({it}.valueBoolean),
  answer_in_codes({it}.valueCodeableConcept::VARCHAR),
  answer_in_codes('{"coding":[' || {it}.valueCoding || ']}'),
  answer_in_words({it}.valueString))
