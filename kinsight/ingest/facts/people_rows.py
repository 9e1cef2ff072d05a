"""From staged Patients, RelatedPersons and Organizations to people, addresses, bonds and services, as SQL."""

from kinsight.ingest.fhir import organisations, shared_addresses
from kinsight.ingest.fhir.mapping import OWN_SYSTEM, SERVICE_KIND
from kinsight.ingest.fhir.restricted import RESTRICTED
from kinsight.store.schema import NUMBER_NOT_USED, PHONE
from kinsight.store.service_kinds import SERVICE_KINDS
from kinsight.store.sql_files import statement

PACKAGE = "kinsight.ingest.facts"

TYPES = ("Patient", "RelatedPerson", "Person")
#: What is read of a name and of an address, each list of them taken out of its JSON once.
_SHAPES = {
    "name": '[{"use":"VARCHAR","text":"VARCHAR","given":["VARCHAR"],"family":"VARCHAR"}]',
    "address": shared_addresses.SHAPE,
    "telecom": '[{"system":"VARCHAR","value":"VARCHAR","use":"VARCHAR"}]',
}


def _items(name: str) -> str:
    """SQL of the list at an element as structures; one that is none of ours is a structure of nothing."""
    return f"from_json(as_list({name}), '{_SHAPES[name]}')"


#: How the name of any kind of person is read.
_BOTH = {
    "known_as": "coalesce(called.text, nullif(trim(concat_ws(' ', called.given[1], called.family)), ''))",
    "called": statement("called", PACKAGE),
    "names": _items("name"),
}
#: The concept of a record that names a practice.
PRACTICE_NAMED = "practice-named"
#: The concept of a death on a person's own record.
DEATH = "death-recorded"
PATIENT = statement(
    "person",
    PACKAGE,
    type="Patient",
    **_BOTH,
    language=statement("language", PACKAGE),
    interpreter=statement("interpreter", PACKAGE),
    died=statement("died", PACKAGE),
    practice=statement(
        "practice",
        PACKAGE,
        practitioner_code=organisations.code_sql("generalPractitioner[]"),
        organization_code=organisations.code_sql("managingOrganization"),
    ),
    practice_named=statement(
        "practice_named", PACKAGE, practitioner_code=organisations.code_sql("generalPractitioner[]")
    ),
    nth='try_cast(s."multipleBirthInteger" AS INTEGER)',
)
_SAYS_LESS = {
    "language": "NULL::VARCHAR",
    "interpreter": "NULL::BOOLEAN",
    "died": "NULL::INTEGER",
    "practice": "NULL::VARCHAR",
    "practice_named": "false",
    "nth": "NULL::INTEGER",
}
RELATED = statement("person", PACKAGE, type="RelatedPerson", **_BOTH, **_SAYS_LESS)
PERSON = statement("person", PACKAGE, type="Person", **_BOTH, **_SAYS_LESS)


def address(kind: str) -> str:
    """SELECT of the addresses of the accepted people of a type."""
    sent = statement("address_sent", PACKAGE, type=kind, items=_items("address"))
    places = {"place": shared_addresses.KEY, "place_alone": shared_addresses.ALONE_KEY}
    return statement("address", PACKAGE, sent=shared_addresses.with_parts(sent), **places)


BOND = statement("bond", PACKAGE, roles=statement("role", PACKAGE))
NUMBER_UNUSED = statement("number_unused", PACKAGE, system=OWN_SYSTEM, code=NUMBER_NOT_USED)
#: By type, SELECT of event rows: by which phone numbers a person can be reached, as keys.
PHONES = {
    type_: statement("phone", PACKAGE, type=type_, items=_items("telecom"), system=OWN_SYSTEM, code=PHONE)
    for type_ in ("Patient", "RelatedPerson")
}


def patient_events(concepts: set[str]) -> str:
    """SELECT of event rows from `new_person`: what a person's record says that is also a dated fact; `concepts` are those
    that exist."""
    died = f"'{DEATH}'" if DEATH in concepts else "NULL"
    label = f"'{RESTRICTED}'" if RESTRICTED in concepts else "NULL"
    practice = f"'{PRACTICE_NAMED}'" if PRACTICE_NAMED in concepts else "NULL"
    named = {"restricted": RESTRICTED, "died_concept": died, "restricted_concept": label}
    named |= {"practice": PRACTICE_NAMED, "practice_concept": practice}
    return statement("person_event", PACKAGE, system=OWN_SYSTEM, **named)


ORGANIZATION = statement(
    "organization", PACKAGE, kind_system=SERVICE_KIND, kinds=", ".join(f"'{kind}'" for kind in SERVICE_KINDS)
)
