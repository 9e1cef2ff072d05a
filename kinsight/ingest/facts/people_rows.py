"""From staged Patients, RelatedPersons and Organizations to people, addresses, bonds and services, as SQL."""

from kinsight.ingest.fhir import organisations, shared_addresses
from kinsight.ingest.fhir.mapping import OWN_SYSTEM, SERVICE_KIND
from kinsight.ingest.fhir.restricted import RESTRICTED
from kinsight.store.schema import NUMBER_NOT_USED, SERVICE_KINDS

TYPES = ("Patient", "RelatedPerson", "Person")
#: What is read of a name and of an address, each list of them taken out of its JSON once.
_SHAPES = {
    "name": '[{"use":"VARCHAR","text":"VARCHAR","given":["VARCHAR"],"family":"VARCHAR"}]',
    "address": shared_addresses.SHAPE,
}


def _items(name: str) -> str:
    """SQL of the list at an element as structures; one that is none of ours is a structure of nothing."""
    return f"from_json(as_list({name}), '{_SHAPES[name]}')"


_CALLED = """coalesce(list_filter(names, lambda n: n."use" = 'official')[1], list_filter(names, lambda n: n."use" = 'usual')[1],
    list_filter(names, lambda n: coalesce(n."use", '') NOT IN ('old', 'maiden', 'anonymous'))[1], names[1])"""
#: Read anywhere in the person's extensions: UK Core says it under communication, the base standard beside it.
_SAYS_INTERPRETER = "concat(s.extension::VARCHAR, s.communication::VARCHAR)"
_INTERPRETER = f"""CASE WHEN contains(lower({_SAYS_INTERPRETER}), 'interpreterrequired') THEN
    nullif(concat(
      regexp_extract({_SAYS_INTERPRETER}, '(?i)interpreterrequired"[^{{}}]*"valueBoolean":(true|false)', 1),
      regexp_extract({_SAYS_INTERPRETER}, '(?i)"valueBoolean":(true|false)[^{{}}]*interpreterrequired"', 1)), '')::BOOLEAN END"""
_SPOKEN = "listed(s.communication)"
_LANGUAGE = f"""coalesce(list_filter({_SPOKEN}, lambda c: c->>'$.preferred' = 'true')[1], {_SPOKEN}[1])->>'$.language.coding[0].code'"""
_KNOWN_AS = "coalesce(called.text, nullif(trim(concat_ws(' ', called.given[1], called.family)), ''))"

#: All kinds of person, in the columns of `records.person`.
_PERSON = """SELECT s.resource AS person, s.ref, s.version, s.known, s.nhs AS nhs_number, {name} AS name, s.gender AS sex,
    day_of(s."birthDate") AS born, {died} AS died, {language} AS language, {interpreter} AS interpreter, {practice} AS practice,
    {nth} AS birth_order, v.service, load_of(s.line) AS load, s.number_unused, s.restricted
  FROM (SELECT *, {called} AS called FROM (SELECT *, {names} AS names FROM accepted_{type} WHERE NOT retracted)) s
  JOIN service_of v ON v.service_ref = s.service_ref"""
_BOTH = {"name": _KNOWN_AS, "called": _CALLED, "names": _items("name")}

#: A practice that is named by its code, as the Organization that came with it; before one does, as the code.
_BY_CODE = "coalesce((SELECT any_value(o.ref) FROM ods o WHERE o.code = {code}), {code})"
PATIENT = _PERSON.format(
    type="Patient",
    **_BOTH,
    language=_LANGUAGE,
    interpreter=_INTERPRETER,
    died="""CASE WHEN s."deceasedDateTime" IS NOT NULL
        THEN greatest(least(end_of(s."deceasedDateTime"), s.known), day_of(s."deceasedDateTime"), day_of(s."birthDate"))
      WHEN s."deceasedBoolean" = 'true' THEN s.known END""",
    practice=f"""CASE WHEN s.active IS DISTINCT FROM 'false' THEN coalesce(service_ref(s."generalPractitioner"),
      {_BY_CODE.format(code=organisations.code_sql("generalPractitioner[]"))},
      service_ref(s."managingOrganization"), {_BY_CODE.format(code=organisations.code_sql("managingOrganization"))}) END""",
    nth='try_cast(s."multipleBirthInteger" AS INTEGER)',
)
_SAYS_LESS = {
    "language": "NULL::VARCHAR",
    "interpreter": "NULL::BOOLEAN",
    "died": "NULL::INTEGER",
    "practice": "NULL::VARCHAR",
    "nth": "NULL::INTEGER",
}
RELATED = _PERSON.format(type="RelatedPerson", **_BOTH, **_SAYS_LESS)
PERSON = _PERSON.format(type="Person", **_BOTH, **_SAYS_LESS)

_SENT = f"""(SELECT resource AS person, nhs, restricted, version, known, service_ref, load_of(line) AS load,
      unnest({_items("address")}) AS item
    FROM accepted_{{type}} WHERE NOT retracted AND address IS NOT NULL)"""
_ADDRESS = f"""SELECT person, version, a.known,
    CASE WHEN restricted THEN {shared_addresses.ALONE_KEY} ELSE {shared_addresses.KEY} END AS place,
    nullif(concat_ws(', ', nullif(a.said, ''), CASE WHEN a.lines <> '' THEN a.item.city END), '') AS line, a.item."postalCode" AS postcode,
    day_of(a.item.period."start") AS "from",
    coalesce(end_of(a.item.period."end"), CASE WHEN a.item."use" = 'old' THEN a.known END) AS "until",
    v.service, a.load
  FROM {shared_addresses.with_parts(_SENT)} a
  JOIN service_of v ON v.service_ref = a.service_ref
  WHERE coalesce(a.item."use", '') <> 'billing' AND (a.said <> '' OR coalesce(a.item."postalCode", a.item.city) IS NOT NULL)"""


def address(kind: str) -> str:
    return _ADDRESS.replace("{type}", kind)


#: The role of each distinct relationship: the strongest among its codes; where none is known, what its words say as a whole.
_ROLE = """SELECT said, arg_min(role, strength) AS role FROM (
    SELECT said, unnest(list_concat(
      list_transform(codes, lambda c: '#' || lower(c)), list_transform(words, lambda w: plain_words(w)))) AS word
    FROM (SELECT said, codes, list_concat(codes, json_extract_string(said, '$[*].coding[*].display'),
        json_extract_string(said, '$[*].text')) AS words
      FROM (SELECT *, json_extract_string(said, '$[*].coding[*].code') AS codes
        FROM (SELECT DISTINCT as_list(relationship) AS said FROM accepted_RelatedPerson WHERE NOT retracted AND relationship IS NOT NULL))))
  JOIN relationship USING (word) GROUP BY said"""
_OF_SEX = """CASE {sex} WHEN 'female' THEN 'mother' WHEN 'male' THEN 'father' ELSE 'carer' END"""

#: "person is ROLE of patient". A child named in a parent's record turns the bond round: the patient is the parent.
BOND = f"""SELECT resource AS bond, ref, version, known,
    CASE WHEN role IN ('child', 'ward') THEN resource ELSE about END AS patient,
    CASE WHEN role IN ('child', 'ward') THEN about ELSE resource END AS person,
    CASE role WHEN 'parent' THEN {_OF_SEX.format(sex="gender")} WHEN 'child' THEN {_OF_SEX.format(sex="about_sex")} WHEN 'ward' THEN 'carer'
      ELSE coalesce(role, 'other') END AS role,
    day_of(period->>'$.start') AS "from",
    coalesce(end_of(period->>'$.end'), CASE WHEN active = 'false' THEN known END) AS "until", service,
    load_of(line) AS load
  FROM (SELECT s.* EXCLUDE (about), w.person AS about, w.sex AS about_sex, v.service, r.role
        FROM accepted_RelatedPerson s LEFT JOIN ({_ROLE}) r ON r.said = as_list(s.relationship) JOIN who w ON w.about = s.about
        JOIN service_of v ON v.service_ref = s.service_ref WHERE NOT s.retracted)"""


#: That a person came with an NHS number by which they are joined to nobody, and why: kept as a fact without a concept.
NUMBER_UNUSED = f"""SELECT key_of(p.ref || '#nhs-number') AS event, p.ref, p.version, p.person, '{OWN_SYSTEM}' AS system,
    '{NUMBER_NOT_USED}' AS code, NULL::VARCHAR AS term, NULL::VARCHAR AS concept, p.known AS "on", NULL::INTEGER AS "until", p.known,
    'stated' AS certainty, p.number_unused AS "value", p.service, p.load
  FROM new_person p WHERE p.number_unused IS NOT NULL"""


#: What a person's record says that is also a dated fact: an interpreter needed or not, a death; that it is restricted.
def patient_events(concepts: set[str]) -> str:
    """SELECT of event rows from `new_person`; `concepts` are those that exist."""
    died = "'died'" if "died" in concepts else "NULL"
    label = f"'{RESTRICTED}'" if RESTRICTED in concepts else "NULL"
    return f"""SELECT key_of(p.ref || '#' || f.position) AS event, p.ref, p.version, p.person, '{OWN_SYSTEM}' AS system,
        f.code, NULL::VARCHAR AS term,
        CASE f.code WHEN 'died' THEN {died} WHEN '{RESTRICTED}' THEN {label} ELSE f.code END AS concept, f."on",
        NULL::INTEGER AS "until", p.known, 'stated' AS certainty, NULL::VARCHAR AS "value", p.service, p.load
      FROM new_person p CROSS JOIN LATERAL (VALUES
        ('interpreter', CASE WHEN p.interpreter THEN 'interpreter-needed' ELSE 'interpreter-not-needed' END,
          CASE WHEN p.interpreter IS NOT NULL THEN p.known END),
        ('died', 'died', p.died),
        ('restricted', '{RESTRICTED}', CASE WHEN p.restricted THEN p.known END)) f(position, code, "on")
      WHERE f."on" IS NOT NULL AND (p.ref LIKE 'Patient/%' OR f.code = '{RESTRICTED}')"""


_KINDS = ", ".join(f"'{kind}'" for kind in SERVICE_KINDS)
_TYPES = """flatten(list_transform(listed(s.type),
    lambda t: coalesce(from_json(t->'$.coding', '[{"system":"VARCHAR","code":"VARCHAR"}]'), [])))"""
#: Organizations as services: only what the newest version says.
ORGANIZATION = f"""SELECT key_of(s.ref) AS service, s.ref, json_extract_string(s.name, '$') AS name,
    coalesce(list_filter({_TYPES}, lambda c: c.system = '{SERVICE_KIND}' AND c.code IN ({_KINDS}))[1].code, 'other') AS kind,
    load_of(s.line) AS load
  FROM accepted_Organization s WHERE NOT s.retracted
    AND NOT EXISTS (SELECT 1 FROM before r WHERE r.resource = s.resource 
      AND split_part(r.sequence, '#', 1) > split_part(s.sequence, '#', 1))
  QUALIFY row_number() OVER (PARTITION BY s.ref ORDER BY s.sequence DESC, s.version DESC) = 1"""
