"""Whom a resource is about, as SQL: every form in which FHIR refers to a person, as a reference and an NHS number beside it.

A reference may be relative, absolute or versioned (`person_ref`), to a contained resource (`#p`), conditional
(`Patient?identifier=…`), or an identifier alone. The number counts where the reference leads nowhere.
"""

from kinsight.feeds.mapping import NHS_NUMBER_SYSTEMS, READINGS
from kinsight.feeds.paths import first_reference, listed_words, quoted

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
_PARTICIPANT = (
    '[{"actor":{"reference":"VARCHAR","type":"VARCHAR","identifier":{"system":"VARCHAR","value":"VARCHAR"}}}]'
)


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
    """SQL of every Patient among the participants at a path, once each, as structures of `ref` and `number`.

    Nearly always there is one, by a plain reference: it is taken out without reading the others.
    """
    name, _, below = path.partition("[]")
    it = quoted(name)
    sent = f"{it}::VARCHAR"
    once = f"length({sent}) - length(replace({sent}, 'Patient/', '')) = {len('Patient/')}"
    plain = f"""{once} AND NOT contains({sent}, '"identifier"') AND NOT contains({sent}, '"#') AND NOT contains({sent}, 'Patient?')"""
    actor = f"a{below}"
    number = number_sql(f"{actor}.reference", f"{actor}.identifier.system", f'{actor}.identifier."value"')
    each = f"""list_transform(from_json(as_list({it}), '{_PARTICIPANT}'), lambda a: struct_pack(
        ref := CASE WHEN starts_with(person_ref({actor}.reference), 'Patient/') THEN person_ref({actor}.reference) END,
        number := CASE WHEN coalesce({actor}.type, 'Patient') = 'Patient'
            AND NOT contains(coalesce({actor}.reference, ''), 'RelatedPerson/') THEN {number} END))"""
    one = f"[struct_pack(ref := person_ref({first_reference(path, 'Patient/')}), number := NULL::VARCHAR)]"
    return f"""CASE WHEN {plain} THEN {one}
        ELSE list_sort(list_distinct(list_filter({each}, lambda p: p.ref IS NOT NULL OR p.number IS NOT NULL))) END"""


def each(kind: str) -> str:
    """Relation of the accepted lines of a type, one row a person that they are about. Who is one of several is part of the place."""
    accepted = f"accepted_{kind}"
    if "[]" not in READINGS[kind].about:
        return accepted
    ref = "coalesce(p.ref, 'nhs:' || p.number)"
    return f"""(SELECT * FROM {accepted} WHERE len(patients) = 1 UNION ALL
        SELECT * EXCLUDE (p) REPLACE (key_of({ref}) AS about, p.number AS about_number, 'person/' || {ref} AS place)
        FROM (SELECT *, unnest(patients) AS p FROM {accepted} WHERE len(patients) > 1))"""
