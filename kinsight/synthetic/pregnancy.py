"""A pregnancy as a good maternity service books, asks, advises and delivers it."""

from kinsight.synthetic import habits, resources
from kinsight.synthetic.family_plan import Child, Person
from kinsight.synthetic.life import Life

#: Weeks of gestation at which a woman is seen: first babies, and later ones.
_FIRST = (16, 20, 25, 28, 34, 36, 38)
_LATER = (16, 20, 28, 34, 36, 38)
#: Asked about mood at these, and about abuse at some of them.
_MOOD_WEEKS = (16, 20, 28, 34, 36)
_ENQUIRY_WEEKS = (16, 28, 36)
#: Days since conception, as weeks of gestation are counted here, at which the health visitor meets her.
_MET_AT = 30 * 7
#: Days of age below which a parent is offered the support made for young parents: 20 years, and up to five since.
_FEW_YEARS = 25 * 365


def record_pregnancy(life: Life, child: Child) -> None:
    """Everything recorded about the mother while she carries this child."""
    shape = life.plan.shape
    weeks = shape.booking if child is life.plan.index else (7, 10)
    booked = child.conceived + life.days(weeks[0] * 7, weeks[1] * 7 - 1)
    booked = min(booked, child.born)  # nobody knew until the birth
    child.booked = booked
    booking(life, child, booked)
    if "antenatal" not in shape.without or child is not life.plan.index:
        _visits(life, child, booked)
        _met_by_health_visitor(life, child)
    _advice(life, child)


def booking(life: Life, child: Child, on: int, by: str = "midwifery") -> None:
    mother = life.plan.mother
    pregnant = life.new_id("Condition")
    over = child.born if child.born <= life.end else None
    _pregnant(life, pregnant, child.conceived, None, on, by, 1)
    if over is not None:
        _pregnant(life, pregnant, child.conceived, over, max(on, over + life.days(0, 2)), by, 2)
    id_ = life.new_id("Observation")
    dated = resources.expected_date(id_, mother.ref, life.services[by], on, child.due)
    child.expected_ref = life.put(dated, on, by)
    life.visit(mother, ("antenatal-booking",), on, by)
    if (on - child.conceived) // 7 >= 11:
        life.record(mother, "late-booking", on, by, known=on)
    if life.plan.interpreter:
        life.record(mother, "interpreter-needed", on, by, known=on)
    habits.ask_mother(life, on, by, antenatal=True, booking=True)
    if life.ordinary and _young(child, mother):
        life.record(mother, "young-parent-support-offered", on, by, known=on)


def _young(child: Child, mother: Person) -> bool:
    """Either parent will be or, with an earlier child, was under 20 at a birth."""
    return any(child.born - parent.born < _FEW_YEARS for parent in (mother, child.father) if parent is not None)


def _pregnant(life: Life, id_: str, since: int, until: int | None, known: int, by: str, version: int) -> None:
    body = {"resourceType": "Condition", "id": id_, **_body(life, since, until, by)}
    life.put(body, known, by, version)


def _body(life: Life, since: int, until: int | None, by: str) -> resources.Resource:
    made = resources.fact("Condition", "-", life.plan.mother.ref, life.services[by], "pregnancy", since, until, None)
    return {k: v for k, v in made.items() if k not in ("resourceType", "id")}


def _visits(life: Life, child: Child, booked: int) -> None:
    mother = life.plan.mother
    weeks = _FIRST if child is life.plan.children[0] else _LATER
    for week in weeks:
        on = child.conceived + week * 7 + life.days(-2, 2)
        if not booked + 7 < on < child.born:
            continue
        if life.ordinary and life.chance(0.015):
            life.booked(mother, on, "midwifery", "Antenatal", "noshow")
            habits.contact_after_missed(life, on)
            on += life.days(3, 5)
            if on >= child.born:
                continue
        life.booked(mother, on, "midwifery", "Antenatal")
        if on > life.end:
            break  # one visit ahead is in the diary
        if week in _MOOD_WEEKS:
            habits.ask_mother(life, on, "midwifery", antenatal=True, abuse=week in _ENQUIRY_WEEKS)


def _met_by_health_visitor(life: Life, child: Child) -> None:
    """At thirty weeks, once she has booked: the first of five contacts that every family is owed."""
    on = max(child.conceived + _MET_AT, child.booked + 1)
    if on < child.born:
        life.caseload(life.plan.mother, "health-visiting", on, child.born + 10)
        id_, team = life.new_id("Encounter"), life.services["health-visiting"]
        met = resources.encounter_body(life.plan.mother.ref, team, ("antenatal-health-visitor-contact",), on, "HH")
        life.put({"resourceType": "Encounter", "id": id_, **met}, on, "health-visiting")


def _advice(life: Life, child: Child) -> None:
    on = child.conceived + 36 * 7 + life.days(-3, 3)
    if on < child.born:
        habits.safe_sleep(life, child, on, "midwifery")
