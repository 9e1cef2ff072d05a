"""A story as its services would send it: FHIR R4, public codes wherever the codelists have one, our own words elsewhere."""

from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from typing import Any

from kinsight.rules import loading
from kinsight.store.days import to_day
from kinsight.synthetic import feed_codes, resources, test_numbers
from kinsight.synthetic.district_services import TEAMS, around
from tests.stories.story_files import Bond, Person, Recorded, Story

Resource = dict[str, Any]
SERVICES = around(0, 0)
MEASURE = "urn:kinsight:measure"
PUBLIC = ("http://snomed.info/sct", "http://loinc.org")
#: What became of an appointment: (status, reason, the NHS data dictionary's ATTENDED OR DID NOT ATTEND).
OUTCOMES: dict[str, tuple[str, Resource | None, str]] = {
    "not brought": ("noshow", None, "3"),
    "cancelled by carer": ("cancelled", resources.BY_PATIENT, "2"),
    "came": ("fulfilled", None, "5"),
    "came late and was seen": ("fulfilled", None, "6"),
    "cancelled by the service": ("cancelled", resources.BY_PROVIDER, "4"),
}
ATTENDANCE = "https://fhir.hl7.org.uk/CodeSystem/UKCore-AttendedOrDidNotAttend"


@cache
def public() -> dict[str, dict[str, str]]:
    """Concept → the first public code that means it and nothing else, whatever the value."""
    rows = loading.load().codelist
    means: dict[tuple[str, str], set[str]] = {}
    for row in rows:
        means.setdefault((row.system, row.code), set()).add(row.concept)
    found: dict[str, dict[str, str]] = {}
    for row in rows:
        plain = row.low is None and row.high is None and not row.status and means[row.system, row.code] == {row.concept}
        if plain and row.system in PUBLIC:
            found.setdefault(row.concept, {"system": row.system, "code": row.code, "display": row.term})
    return found


def coding(concept: str) -> dict[str, str]:
    return public().get(concept) or {"system": feed_codes.OWN, "code": concept}


def feed(stories: Iterable[Story]) -> dict[str, list[Resource]]:
    """Every story's resources by type, with the services that sent them."""
    found: dict[str, list[Resource]] = {"Organization": list(organisations())}
    slot = 0
    for story in stories:
        given, slot = test_numbers.take(slot, len(story.people))
        for made in Sender(story, dict(zip(story.people, given, strict=True))).everything():
            found.setdefault(made["resourceType"], []).append(made)
    return found


def organisations() -> Iterator[Resource]:
    for team in TEAMS:
        yield stamped(resources.organization(team.id, team.kind, team.name), date(2005, 1, 3), team.ref)


def stamped(made: Resource, known: date, source: str, version: int = 1) -> Resource:
    """With the day the service wrote it."""
    return {
        **made,
        "meta": {"versionId": str(version), "lastUpdated": f"{known}T{8 + version:02d}:00:00Z", "source": source},
    }


class Sender:
    """Writes one story; `numbers` are its people's NHS numbers."""

    def __init__(self, story: Story, nhs: dict[str, str]) -> None:
        self.story, self.nhs = story, nhs

    def everything(self) -> Iterator[Resource]:
        for who, person in self.story.people.items():
            yield from self.patient(who, person)
            yield from self.parents(who, person)
        for nth, bond in enumerate(self.story.bonds, 1):
            yield from self.bond(f"{self.story.name}-bond-{nth}", bond)
        for nth, one in enumerate(self.story.recorded, 1):
            yield from self.record(id_of(self.story, nth), one)

    def ref(self, who: str) -> str:
        return f"Patient/{self.story.name}-{who}"

    def patient(self, who: str, person: Person) -> Iterator[Resource]:
        """One version for each home, known the day they moved; the first when they were registered."""
        first = person.known or born_or_registered(person)
        moves = sorted(person.homes.items(), key=lambda home: home[1])
        for version, known in enumerate([first, *(day for _, day in moves if day > first)], 1):
            homes = [resources.home(line, "QX1 1AA", to_day(day), None) for line, day in moves if day <= known]
            id_, gp = self.ref(who).removeprefix("Patient/"), SERVICES["gp"]
            body = resources.patient(id_, self.nhs[who], name(who), person.sex, to_day(person.born), gp, homes)
            yield stamped(body, known, gp, version)

    def parents(self, who: str, person: Person) -> Iterator[Resource]:
        for parent, role in ((person.mother, "MTH"), (person.father, "FTH")):
            if parent:
                bond = Bond(parent, role, who, person.born, person.known or person.born)
                yield from self.bond(f"{self.story.name}-{who}-{role.lower()}", bond)

    def bond(self, id_: str, bond: Bond) -> Iterator[Resource]:
        """Known when asked about; its end is a second version."""
        who = self.story.people[bond.who]
        body = (self.ref(bond.of), self.nhs[bond.who], name(bond.who), who.sex, bond.role, to_day(bond.since))
        yield stamped(resources.related(id_, *body, None), bond.known, SERVICES["gp"])
        if bond.until:
            yield stamped(resources.related(id_, *body, to_day(bond.until)), bond.until, SERVICES["gp"], 2)

    def record(self, id_: str, one: Recorded) -> Iterator[Resource]:
        """A record, its end as a second version, and its being taken back as a last one."""
        by = SERVICES[one.by]
        yield stamped(self.body(id_, one, None), one.told, by)
        if one.until:
            yield stamped(self.body(id_, one, to_day(one.until)), one.until_known or one.until, by, 2)
        if one.taken_back:
            yield stamped(in_error(self.body(id_, one, None)), one.taken_back, by, 3)

    def body(self, id_: str, one: Recorded, until: int | None) -> Resource:
        who, by, on = self.ref(one.about), SERVICES[one.by], to_day(one.on)
        if one.outcome:
            return appointment(id_, who, on, one)
        if one.measure:
            return counted(id_, who, by, one)
        if one.fact == "expected-date":
            return resources.expected_date(id_, who, by, on, to_day(one.value))
        made = resources.fact(one.sends, id_, who, by, one.fact, on, until, one.value)
        return swapped(made, feed_codes.coding(one.fact), coding(one.fact))


def id_of(story: Story, nth: int) -> str:
    return f"{story.name}-{story.recorded[nth - 1].as_ or nth}"


def reference(story: Story, who: str) -> str:
    """How a picture is asked for: a child's Patient id, or the record of the expected date of one not yet born."""
    if who in story.people:
        return f"{story.name}-{who}"
    nth = next(n for n, one in enumerate(story.recorded, 1) if one.as_ == who)
    return f"Observation/{id_of(story, nth)}"


def born_or_registered(person: Person) -> date:
    """Adults were on a practice list long before the story; a child is registered when born."""
    return max(person.born, date(2008, 1, 7))


def name(who: str) -> Resource:
    return {"use": "official", "family": "Story", "given": [who.capitalize()]}


def appointment(id_: str, who: str, on: int, one: Recorded) -> Resource:
    status, reason, attended = OUTCOMES[one.outcome]
    made = resources.appointment(id_, who, status, on, on - 14, one.value or "Appointment", reason)
    coded = {"system": ATTENDANCE, "code": attended}
    return {**made, "extension": [{"url": f"{ATTENDANCE}-extension", "valueCoding": coded}]}


def counted(id_: str, who: str, by: str, one: Recorded) -> Resource:
    """A number with its measure, such as how many questions were answered yes."""
    return {
        "resourceType": "Observation", "id": id_, "status": "final", "subject": {"reference": who},
        "performer": [{"reference": by}], "code": {"coding": [{"system": MEASURE, "code": one.measure}]},
        "effectiveDateTime": one.on.isoformat(), "valueInteger": one.value,
    }  # fmt: skip


def in_error(made: Resource) -> Resource:
    if made["resourceType"] != "Condition":
        return {**made, "status": "entered-in-error"}
    system = "http://terminology.hl7.org/CodeSystem/condition-ver-status"
    kept = {key: value for key, value in made.items() if key != "clinicalStatus"}
    return {**kept, "verificationStatus": {"coding": [{"system": system, "code": "entered-in-error"}]}}


def swapped(made: Any, old: Resource, new: Resource) -> Any:
    """The resource with one coding replaced wherever it stands."""
    if made == old:
        return new
    if isinstance(made, dict):
        return {key: swapped(value, old, new) for key, value in made.items()}
    return [swapped(value, old, new) for value in made] if isinstance(made, list) else made
