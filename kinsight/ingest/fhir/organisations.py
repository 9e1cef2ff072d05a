"""Which service is meant by an ODS code, as SQL: `ods:A99001` stands for it until an Organization says whose code that is.

Each Organization has a key of its own, and `records.service` holds the code that it came with as another reference of that key; a
fact that names the code has the key of the first. What was written before any Organization came with it has a key of its own, which
is then named. Keys that go by one code are one service wherever they are read: `engine/families/services.py`.
"""

from kinsight.ingest.fhir import elements
from kinsight.ingest.fhir.paths import listed_words, quoted, text
from kinsight.ingest.fhir.system_names import ODS_SYSTEMS
from kinsight.store.sql_files import statement

PACKAGE = "kinsight.ingest.fhir"

#: How a reference by code begins.
PREFIX = "ods:"

#: What is read of a contained resource.
_CONTAINED = """[{"resourceType":"VARCHAR","id":"VARCHAR","identifier":[{"use":"VARCHAR","system":"VARCHAR","value":"VARCHAR"}],
    "organization":{"reference":"VARCHAR","identifier":{"system":"VARCHAR","value":"VARCHAR"}}}]"""
#: Macros of the session.
MACROS = statement("organisation_macros", PACKAGE, systems=listed_words(ODS_SYSTEMS), prefix=PREFIX, shape=_CONTAINED)


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


def contained_sql(path: str) -> str:
    """SQL of the service of whom an element names within its own resource (`#r`). Nearly always nothing is contained."""
    name, many, below = path.partition("[]")
    of_list = f"json_extract_string({quoted(name)}, '$[*]{below}.reference')"
    named = of_list if many else f"[{text(f'{name}.reference')}]"
    may = f"contained IS NOT NULL AND contains({quoted(name)}::VARCHAR, '#')"
    return f"CASE WHEN {may} THEN service_within(contained, {named}) END"


#: SELECT of `ods`: each code that some Organization came with, its service and that Organization's reference. Needs `sent_code`.
KNOWN = statement("ods", PACKAGE, prefix=PREFIX)
#: The codes that these files' Organizations come with.
SENT = statement("sent_code", PACKAGE, code=statement("own_code", PACKAGE))
#: Rows of `records.service` beside those of the Organizations (`named`).
ALSO = statement("also_known", PACKAGE)
