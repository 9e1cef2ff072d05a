-- An expression: the ODS code that a staged Organization comes with; of several, the first.
list_filter(
  list_transform(listed(identifier), lambda i: CASE WHEN coalesce(i->>'$.use', '') NOT IN ('old', 'temp')
    THEN ods_ref(i->>'$.system', i->>'$.value') END),
  lambda c: c IS NOT NULL)[1]
