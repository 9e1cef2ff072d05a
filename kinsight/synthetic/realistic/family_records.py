"""Who a family's members are, as far as anybody registered them: fathers and later partners often nowhere."""

from kinsight.synthetic import registration
from kinsight.synthetic.family_plan import Child, Couple, Person
from kinsight.synthetic.realistic.recorded_life import RecordedLife


def register_family(life: RecordedLife) -> None:
    """Everyone's Patient record with its addresses; of bonds, those that a service has."""
    plan = life.plan
    known_from = plan.children[0].conceived - life.days(60, 2500)
    speaks = life.plan.interpreter and life.is_coded("interpreter")
    registration.register_person(life, plan.mother, known_from, interpreter=speaks)
    for couple in plan.couples:
        _register_partner(life, couple)
    for elder in plan.elders:
        registration.register_person(life, elder, known_from - 400)
    for child in plan.children:
        if child.born <= plan.end:
            _register_child(life, child)


def _register_partner(life: RecordedLife, couple: Couple) -> None:
    registration.register_person(life, couple.partner, couple.start - life.days(30, 2500))
    if not life.ordinary or life.is_coded("registered-partner"):
        registration.register_couple(life, couple, registration.asked_on(life, couple))


def _register_child(life: RecordedLife, child: Child) -> None:
    known = child.born + life.days(0, 6)
    registration.register_person(life, child, known)
    if life.chance(0.03):
        registration.register_at_hospital(life, child)
    registration.related(life, child, life.plan.mother, "MTH", child.born, None, known)
    father: Person | None = child.father
    if father is not None and (not life.ordinary or life.is_coded("registered-father")):
        registration.related(life, child, father, "FTH", child.born, None, known + life.days(10, 200))
