-- An expression: every Patient among the participants of whom `which` holds, as structures of `ref` and `number`.
-- Reads: the participants (`participants`, a list) as `a`; of each the person who takes part (`actor`) and the NHS number given (`number`).
list_filter(
  list_transform(
    list_filter({participants}, lambda a: {which}),
    lambda a: struct_pack(
      ref := CASE WHEN starts_with(person_ref({actor}.reference), 'Patient/') THEN person_ref({actor}.reference) END,
      number := CASE WHEN coalesce({actor}.type, 'Patient') = 'Patient'
        AND NOT contains(coalesce({actor}.reference, ''), 'RelatedPerson/') THEN {number} END)),
  lambda p: p.ref IS NOT NULL OR p.number IS NOT NULL)
