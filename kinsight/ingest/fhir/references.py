"""Whom a resource is about, as SQL: every form in which FHIR refers to a person, as a reference and an NHS number beside it.

A reference may be relative, absolute or versioned (`person_ref`), to a contained resource (`#p`), conditional
(`Patient?identifier=…`), or an identifier alone. The number counts where the reference leads nowhere.
"""

from kinsight.ingest.fhir.mapping import NHS_NUMBER_SYSTEMS, READINGS
from kinsight.ingest.fhir.paths import first_reference, listed_words, quoted

#: A text that names the system of the NHS number, in whichever way.
NHS_SYSTEM_PATTERN = "|".join(system.replace(".", r"\.") for system in NHS_NUMBER_SYSTEMS)

#: Macros of the session. `nhs_system`: whether a system is that of the NHS number; `number_in`: the number of an identifier of that
#: system, ten digits or whatever was sent; `number_of_query`: the same of a conditional reference.
MACROS = rf"""
CREATE OR REPLACE MACRO nhs_system(s) AS rtrim(lower(s), '/') IN ({listed_words(NHS_NUMBER_SYSTEMS)});
CREATE OR REPLACE MACRO number_in(system, number) AS CASE WHEN nhs_system(system) THEN nullif(bare_number(number), '') END;
CREATE OR REPLACE MACRO number_of_query(r) AS CASE WHEN contains(r, 'Patient?') THEN number_in(
    regexp_extract(url_decode(r), 'identifier=([^|&]*)\|', 1), regexp_extract(url_decode(r), 'identifier=[^|&]*\|([^&]*)', 1)) END;
"""

_CONTAINED = """[{"resourceType":"VARCHAR","id":"VARCHAR","identifier":[{"use":"VARCHAR","system":"VARCHAR","value":"VARCHAR"}]}]"""
_PARTICIPANT = '[{"status":"VARCHAR","actor":{"reference":"VARCHAR","type":"VARCHAR","identifier":{"system":"VARCHAR","value":"VARCHAR"}}}]'


def number_sql(reference: str, system: str, number: str) -> str:
    """SQL of the NHS number that a reference gives, in its identifier, its query or the contained resource that it names."""
    return f"""CASE WHEN {number} IS NOT NULL AND nhs_system({system}) THEN number_in({system}, {number})
        WHEN starts_with({reference}, '#') THEN {_number_contained(reference)} ELSE number_of_query({reference}) END"""


def _number_contained(reference: str) -> str:
    whom = f"""list_filter(from_json(as_list(contained), '{_CONTAINED}'),
        lambda c: c."resourceType" IN ('Patient', 'RelatedPerson') AND '#' || c.id = {reference})[1].identifier"""
    current = (
        f"""list_filter({whom}, lambda i: nhs_system(i.system) AND coalesce(i."use" NOT IN ('old', 'temp'), true))"""
    )
    return f"""nullif(bare_number({current}[1]."value"), '')"""


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
    some = f"list_filter(from_json(as_list({_many(path)}), '{_PARTICIPANT}'), lambda a: {which})"
    each = f"""list_transform({some}, lambda a: struct_pack(
        ref := CASE WHEN starts_with(person_ref({actor}.reference), 'Patient/') THEN person_ref({actor}.reference) END,
        number := CASE WHEN coalesce({actor}.type, 'Patient') = 'Patient'
            AND NOT contains(coalesce({actor}.reference, ''), 'RelatedPerson/') THEN {number} END))"""
    return f"list_filter({each}, lambda p: p.ref IS NOT NULL OR p.number IS NOT NULL)"


def each(kind: str) -> str:
    """Relation of the accepted lines of a type, one row a person that they are about. Who is one of several is part of the place."""
    accepted = f"accepted_{kind}"
    if "[]" not in READINGS[kind].about:
        return accepted
    ref = "coalesce(p.ref, 'nhs:' || p.number)"
    return f"""(SELECT * FROM {accepted} WHERE len(patients) = 1 UNION ALL
        SELECT * EXCLUDE (p) REPLACE (key_of({ref}) AS about, p.number AS about_number, 'person/' || {ref} AS place)
        FROM (SELECT *, unnest(patients) AS p FROM {accepted} WHERE len(patients) > 1))"""
