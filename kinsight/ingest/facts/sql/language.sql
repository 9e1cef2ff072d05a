-- An expression: the language that a Patient `s` prefers, else the first that is recorded.
coalesce(
  list_filter(listed(s.communication), lambda c: c->>'$.preferred' = 'true')[1],
  listed(s.communication)[1])->>'$.language.coding[0].code'
