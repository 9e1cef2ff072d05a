-- One row a fact and each thing that its code means, in the columns of records.event, and whatever is asked beside them (`more`).
-- Reads: facts (`facts`), meaning (`which` of a code's), service_of and, where it matters who a fact is about beyond the key, who; whether
-- the fact `holds`, and the concept that it has then.
SELECT CASE WHEN f.place = '' THEN f.resource ELSE key_of(f.ref || '#' || f.place) END AS event, f.ref, f.version,
  {person} AS person, m.system,
  CASE WHEN m.system = '{own_system}' AND m.concept IS NOT NULL THEN {concept} ELSE m.code END AS code,
  m.term, CASE WHEN {holds} THEN {concept} END AS concept, f."on",
  coalesce(f."until", CASE WHEN f.over THEN greatest(f.known, f."on") END) AS "until", f.known, f.certainty, f."value",
  v.service, load_of(f.line) AS load{more}
FROM ({facts}) f
JOIN meaning m ON m.text = f.text {which}
JOIN service_of v ON v.service_ref = f.service_ref
{who}
