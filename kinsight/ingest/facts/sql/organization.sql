-- One row an Organization as its newest version describes it, in the columns of records.service.
-- Reads: accepted_Organization, before; the code system of kinds of service (`kind_system`) and our kinds (`kinds`).
SELECT key_of(s.ref) AS service, s.ref, json_extract_string(s.name, '$') AS name,
  coalesce(
    list_filter(
      flatten(list_transform(listed(s.type),
        lambda t: coalesce(from_json(t->'$.coding', '[{"system":"VARCHAR","code":"VARCHAR"}]'), []))),
      lambda c: c.system = '{kind_system}' AND c.code IN ({kinds}))[1].code,
    'other') AS kind,
  load_of(s.line) AS load
FROM accepted_Organization s
WHERE NOT s.retracted
  AND NOT EXISTS (
    SELECT 1 FROM before r WHERE r.resource = s.resource AND split_part(r.sequence, '#', 1) > split_part(s.sequence, '#', 1))
QUALIFY row_number() OVER (PARTITION BY s.ref ORDER BY s.sequence DESC, s.version DESC) = 1
