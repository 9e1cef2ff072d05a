"""Which service is meant by an ODS code, as SQL: `ods:A99001` stands for it until an Organization says whose code that is.

Each Organization has a key of its own, and `records.service` holds the code that it came with as another reference of that key; a
fact that names the code has the key of the first. What was written before any Organization came with it has a key of its own, which
is then named. Keys that go by one code are one service wherever they are read: `engine/families/services.py`.
"""

from kinsight.ingest.fhir import elements
from kinsight.ingest.fhir.mapping import ODS_SYSTEMS
from kinsight.ingest.fhir.paths import listed_words, quoted, text

#: How a reference by code begins.
PREFIX = "ods:"

#: Macros of the session. `ods_ref`: the reference of an identifier of that system; `ods_of_query`: of a conditional reference.
MACROS = rf"""
CREATE OR REPLACE MACRO ods_ref(system, code) AS CASE WHEN rtrim(lower(system), '/') IN ({listed_words(ODS_SYSTEMS)})
    THEN '{PREFIX}' || nullif(upper(trim(code)), '') END;
CREATE OR REPLACE MACRO ods_of_query(r) AS CASE WHEN contains(r, 'Organization?') THEN ods_ref(
    regexp_extract(url_decode(r), 'identifier=([^|&]*)\|', 1), regexp_extract(url_decode(r), 'identifier=[^|&]*\|([^&]*)', 1)) END;
"""


def code_sql(path: str) -> str:
    """SQL of the service that an element names by its ODS code; of a list, the first that does. Nearly always none does."""
    name, many, below = path.partition("[]")
    it = quoted(name)
    if many:
        each = f"list_transform(listed({it}), lambda a: {_of_json('a', below)})"
        return f"CASE WHEN {_may(it)} THEN list_filter({each}, lambda c: c IS NOT NULL)[1] END"
    if name in elements.REFERENCES:
        return f"""coalesce(ods_ref({it}.identifier.system, {it}.identifier."value"), ods_of_query({text(name + ".reference")}))"""
    return f"CASE WHEN {_may(it)} THEN {_of_json(it, '')} END"


def _may(it: str) -> str:
    return f"""(contains({it}::VARCHAR, '"identifier"') OR contains({it}::VARCHAR, 'Organization?'))"""


def _of_json(it: str, below: str) -> str:
    return f"""coalesce(ods_ref({it}->>'${below}.identifier.system', {it}->>'${below}.identifier.value'),
        ods_of_query({it}->>'${below}.reference'))"""


_CONTAINED = """[{"resourceType":"VARCHAR","id":"VARCHAR","identifier":[{"use":"VARCHAR","system":"VARCHAR","value":"VARCHAR"}],
    "organization":{"reference":"VARCHAR","identifier":{"system":"VARCHAR","value":"VARCHAR"}}}]"""


def contained_sql(path: str) -> str:
    """SQL of the service of whom an element names within its own resource (`#r`): the organization of a PractitionerRole, by its
    reference or code, or an Organization that comes with a code. Nearly always nothing is contained."""
    name, many, below = path.partition("[]")
    of_list = f"json_extract_string({quoted(name)}, '$[*]{below}.reference')"
    named = of_list if many else f"[{text(f'{name}.reference')}]"
    every = f"from_json(as_list(contained), '{_CONTAINED}')"
    roles = f"""list_filter({every}, lambda c: c."resourceType" = 'PractitionerRole' AND list_contains({named}, '#' || c.id))"""
    of_roles = f"list_transform({roles}, lambda c: c.organization.reference)"
    own = f"""list_filter({every}, lambda c: c."resourceType" = 'Organization'
        AND list_contains(list_concat({named}, {of_roles}), '#' || c.id))"""
    said = f"""list_concat(
        list_transform({roles}, lambda c: coalesce(org_ref(c.organization.reference),
            ods_ref(c.organization.identifier.system, c.organization.identifier."value"))),
        flatten(list_transform({own}, lambda c: list_transform(
            list_filter(coalesce(c.identifier, []), lambda i: coalesce(i."use", '') NOT IN ('old', 'temp')),
            lambda i: ods_ref(i.system, i."value")))))"""
    return f"""CASE WHEN contained IS NOT NULL AND contains({quoted(name)}::VARCHAR, '#')
        THEN list_filter({said}, lambda s: s IS NOT NULL)[1] END"""


#: SQL of the code that a staged Organization comes with.
OWN = """list_filter(list_transform(listed(identifier), lambda i: CASE WHEN coalesce(i->>'$.use', '') NOT IN ('old', 'temp')
    THEN ods_ref(i->>'$.system', i->>'$.value') END), lambda c: c IS NOT NULL)[1]"""

#: `ods`: each code that some Organization came with, its service and that Organization's reference. Needs `sent_code`.
KNOWN = f"""CREATE OR REPLACE TABLE ods AS
WITH said AS (
  SELECT s.ref AS code, s.service, s.load FROM records.service s
  WHERE starts_with(s.ref, '{PREFIX}') AND s.service <> key_of(s.ref) AND s.service NOT IN (SELECT key_of(ref) FROM sent_code)
    AND s.load = (SELECT max(n.load) FROM records.service n WHERE n.service = s.service)
  UNION ALL SELECT code, key_of(ref), load FROM sent_code
), first AS (
  SELECT code, arg_min(service, (load, service)) AS service FROM said GROUP BY code
)
SELECT f.code, f.service, any_value(n.ref) AS ref
FROM first f JOIN (SELECT service, ref FROM records.service WHERE NOT starts_with(ref, '{PREFIX}')
  UNION SELECT key_of(ref), ref FROM sent_code) n ON n.service = f.service
GROUP BY ALL"""
#: The codes that these files' Organizations come with.
SENT = f"SELECT ref, {OWN} AS code, load_of(line) AS load FROM accepted_Organization WHERE NOT retracted AND {OWN} IS NOT NULL"
NONE_SENT = "SELECT NULL::VARCHAR AS ref, NULL::VARCHAR AS code, NULL::BIGINT AS load WHERE false"

#: Rows of `records.service` beside those of the Organizations (`named`): the code as another reference of the same service;
#: and the name for what was written when nobody had come with the code yet.
ALSO = """SELECT n.service, c.code AS ref, n.name, n.kind, n.load FROM named n JOIN sent_code c ON c.ref = n.ref
  UNION ALL
  SELECT key_of(c.code), n.ref, n.name, n.kind, n.load FROM named n JOIN sent_code c ON c.ref = n.ref
    JOIN ods o ON o.code = c.code AND o.service = n.service
    WHERE key_of(c.code) IN (SELECT service FROM records.service)"""
