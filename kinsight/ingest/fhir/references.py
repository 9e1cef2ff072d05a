"""Whom a resource is about, as SQL: every form in which FHIR refers to a person, as a reference and an NHS number beside it.

A reference may be relative, absolute or versioned (`person_ref`), to a contained resource (`#p`), conditional
(`Patient?identifier=…`), or an identifier alone. The number counts where the reference leads nowhere.
"""

from kinsight.ingest.fhir.mapping import READINGS
from kinsight.ingest.fhir.paths import first_reference, listed_words, quoted
from kinsight.ingest.fhir.system_names import NHS_NUMBER_SYSTEMS
from kinsight.store.sql_files import statement

PACKAGE = "kinsight.ingest.fhir"

#: A text that names the system of the NHS number, in whichever way.
NHS_SYSTEM_PATTERN = "|".join(system.replace(".", r"\.") for system in NHS_NUMBER_SYSTEMS)

_CONTAINED = """[{"resourceType":"VARCHAR","id":"VARCHAR","identifier":[{"use":"VARCHAR","system":"VARCHAR","value":"VARCHAR"}]}]"""
#: Macros of the session.
MACROS = statement("reference_macros", PACKAGE, systems=listed_words(NHS_NUMBER_SYSTEMS), shape=_CONTAINED)

_PARTICIPANT = '[{"status":"VARCHAR","actor":{"reference":"VARCHAR","type":"VARCHAR","identifier":{"system":"VARCHAR","value":"VARCHAR"}}}]'


def number_sql(reference: str, system: str, number: str) -> str:
    """SQL of the NHS number that a reference gives, in its identifier, its query or the contained resource that it names."""
    return f"""CASE WHEN {number} IS NOT NULL AND nhs_system({system}) THEN number_in({system}, {number})
        WHEN starts_with({reference}, '#') THEN number_within(contained, {reference}) ELSE number_of_query({reference}) END"""


def patients_sql(path: str) -> str:
    """SQL of every Patient among the participants at a path, once each, as structures of `ref` and `number`: of those who take part;
    of those who declined where nobody else is left.

    Nearly always there is one, by a plain reference: it is taken out without reading the others.
    """
    sent = f"{_many(path)}::VARCHAR"
    once = f"length({sent}) - length(replace({sent}, 'Patient/', '')) = {len('Patient/')}"
    plain = f"""{once} AND NOT contains({sent}, '"identifier"') AND NOT contains({sent}, '"#') AND NOT contains({sent}, 'Patient?')"""
    one = f"[struct_pack(ref := person_ref({first_reference(path, 'Patient/')}), number := NULL::VARCHAR)]"
    all_of_them, going = (f"list_sort(list_distinct({_patients(path, which)}))" for which in ("true", _TAKES_PART))
    return f"""CASE WHEN {plain} THEN {one}
        WHEN NOT {_may_decline(path)} OR len({going}) = 0 THEN {all_of_them} ELSE {going} END"""


def declined_sql(path: str) -> str:
    """SQL condition that every Patient among the participants at a path has declined, so that nobody came or was awaited."""
    return f"CASE WHEN {_may_decline(path)} THEN len({_patients(path, _TAKES_PART)}) = 0 ELSE false END"


#: Of a participant: anything but that they have said that they will not take part.
_TAKES_PART = "coalesce(a.status, '') <> 'declined'"


def _many(path: str) -> str:
    return quoted(path.partition("[]")[0])


def _may_decline(path: str) -> str:
    """Nearly always nobody does: seen without reading the participants."""
    return f"""coalesce(contains({_many(path)}::VARCHAR, '"declined"'), false)"""


def _patients(path: str, which: str) -> str:
    """SQL of the Patients among those participants `a` of whom `which` holds."""
    actor = f"a{path.partition('[]')[2]}"
    number = number_sql(f"{actor}.reference", f"{actor}.identifier.system", f'{actor}.identifier."value"')
    every = f"from_json(as_list({_many(path)}), '{_PARTICIPANT}')"
    return statement("patients", PACKAGE, participants=every, which=which, actor=actor, number=number)


def each(kind: str) -> str:
    """Relation of the accepted lines of a type, one row a person that they are about. Who is one of several is part of the place."""
    if "[]" not in READINGS[kind].about:
        return f"accepted_{kind}"
    return f"({statement('about_each', PACKAGE, type=kind)})"
