"""Who a family's members are, as registered: each move, birth and parting is a version known later."""

from kinsight.synthetic import resources
from kinsight.synthetic.family_plan import YEAR, Child, Couple, Person, Stay
from kinsight.synthetic.life import Life

#: Share of ordinary children of whom the emergency department keeps a record of its own.
_OWN_HOSPITAL_RECORD = 0.03


def register(life: Life) -> None:
    """Patients with their addresses, and who they are to each other."""
    plan = life.plan
    known_from = plan.children[0].conceived - life.days(60, 2500)
    register_person(life, plan.mother, known_from, interpreter=plan.interpreter)
    for couple in plan.couples:
        register_person(life, couple.partner, couple.start - life.days(30, 2500))
        _couple(life, couple)
    for adult in (*plan.elders, *plan.carers):
        register_person(life, adult, known_from - 400)
    for child in plan.children:
        if child.born <= plan.end:
            _child(life, child)


def _child(life: Life, child: Child) -> None:
    told = child.born + life.days(0, 3)
    register_person(life, child, told)
    if life.ordinary and life.chance(_OWN_HOSPITAL_RECORD):
        register_at_hospital(life, child)
    parents = [(life.plan.mother, "MTH")] + ([(child.father, "FTH")] if child.father else [])
    for parent, role in parents:
        related(life, child, parent, role, child.born, None, told)
        # Both married parents, or a father named at registration: about nineteen in twenty of those recorded.
        if role == "MTH" or life.chance(0.95):
            life.record(parent, "parental-responsibility", child.born, "health-visiting", known=told + life.days(8, 12))
    for elder in life.plan.elders:
        related(life, child, elder, "MGRMTH", child.born, None, told + life.days(5, 20))


def register_at_hospital(life: Life, child: Child) -> None:
    """The emergency department's own record of a child: another Patient, the same NHS number."""
    id_ = f"h{child.ref.removeprefix('Patient/')}"
    homes = [_home(life, child.stays[0], child.born)]
    body = resources.patient(id_, child.nhs, _name(child), child.sex, child.born, None, homes)
    child.hospital_ref = life.put(body, child.born + 2, "emergency")


def related(life: Life, of: Person, who: Person, role: str, start: int | None, end: int | None, known: int) -> str:
    """`who` is ROLE of `of`, as `of`'s practice wrote it down."""
    made = resources.related(life.new_id("RelatedPerson"), of.ref, who.nhs, _name(who), who.sex, role, start, end)
    return life.put(made, known, "gp")


def _couple(life: Life, couple: Couple) -> None:
    """The mother's partner, known when someone asked: at a booking, or some weeks after they met."""
    partner, known = couple.partner, asked_on(life, couple)
    register_couple(life, couple, known)
    if life.ordinary and couple is not life.plan.couples[0]:
        life.record(partner, "children-contact-asked", known, "gp", known=known)


def asked_on(life: Life, couple: Couple) -> int:
    """The day on which someone asked a mother about her partner."""
    asked = min((c.conceived + 65 for c in life.plan.children if c.conceived + 65 > couple.start), default=couple.start)
    known = asked if couple is life.plan.couples[0] else couple.start + life.days(5, 40)
    return known if couple.until is None else min(known, couple.until)


def register_couple(life: Life, couple: Couple, known: int) -> None:
    """That they are a couple, as the practice wrote it on a day, and later that they have parted."""
    mother, partner = life.plan.mother, couple.partner
    id_ = life.new_id("RelatedPerson")
    body = (mother.ref, partner.nhs, _name(partner), partner.sex, "DOMPART", couple.start)
    life.put(resources.related(id_, *body, None), known, "gp")
    if couple.until is not None:
        life.put(
            resources.related(id_, *body, couple.until), max(known, couple.until + life.days(2, 40)), "gp", version=2
        )


def register_person(life: Life, person: Person, known_from: int, interpreter: bool = False) -> None:
    """Version 1 when registered, one more for each later move."""
    id_ = person.ref.removeprefix("Patient/")
    gone = life.end if person.died is None else person.died
    moves = [s.start for s in person.stays if s.start is not None and known_from < s.start <= gone]
    for version, day in enumerate([known_from, *moves], 1):
        known = day if version == 1 else day + life.days(0, 20)
        homes = [_home(life, s, day) for s in person.stays if s.start is None or s.start <= max(day, person.born)]
        practice = life.services["gp"]
        body = resources.patient(id_, person.nhs, _name(person), person.sex, person.born, practice, homes)
        if interpreter:
            body["communication"] = [
                {"language": {"coding": [{"system": "urn:ietf:bcp:47", "code": life.plan.language}]}}
            ]
            body["extension"] = [_NEEDS_INTERPRETER]
        if isinstance(person, Child) and (person.twin or _has_twin(life, person)):
            body["multipleBirthInteger"] = 2 if person.twin else 1
        life.put(body, known, "gp", version)
    if person.died is not None:
        known = person.died + life.days(1, 10)
        life.put({**body, "deceasedDateTime": resources.iso(person.died)}, known, "gp", len(moves) + 2)


def _has_twin(life: Life, child: Child) -> bool:
    return any(c.twin and c.born == child.born for c in life.plan.children)


_NEEDS_INTERPRETER = {
    "url": "http://hl7.org/fhir/StructureDefinition/patient-interpreterRequired",
    "valueBoolean": True,
}


def _home(life: Life, stay: Stay, day: int) -> resources.Resource:
    """A home as known on a day: its end is not known before it has come."""
    line, postcode = life.address(stay.slot)
    until = stay.until if stay.until is not None and stay.until <= day else None
    return resources.home(line, postcode, stay.start, until)


def _name(person: Person) -> resources.Resource:
    return {"use": "official", "family": person.family, "given": [person.given]}


def age(person: Person, day: int) -> float:
    """In years."""
    return (day - person.born) / YEAR
