"""A child's visits: to the practice, to emergency departments and wards, and to clinics to which some are not brought."""

from kinsight.synthetic import resources
from kinsight.synthetic.family_plan import ADULT, Child
from kinsight.synthetic.realistic.coded_facts import listed
from kinsight.synthetic.realistic.recorded_life import RecordedLife

_YEAR, _FIVE = 365, 1826
#: (from age, to age in days, practice visits, emergency visits, admissions).
_AGES = (
    (10, _YEAR, "practice-visits-infant", "emergency-visits-under-five", "admission-infant"),
    (_YEAR, _FIVE, "practice-visits-preschool", "emergency-visits-under-five", "admission-preschool"),
    (_FIVE, ADULT, "practice-visits-school", "emergency-visits-five-and-over", "admission-school"),
)


def record_visits(life: RecordedLife, child: Child) -> None:
    """All visits of a childhood until the feed's end."""
    end = min(life.last_seen(child), child.born + ADULT - 1)
    for low, high, practice, emergency, ward in _AGES:
        first, last = child.born + low, min(child.born + high, end)
        if first >= last:
            return
        for on in life.days_of(practice, first, last):
            life.contact(child, on, "gp", "practice-visit")
        for on in life.days_of(emergency, first, last):
            _emergency(life, child, on)
        for on in life.days_of(ward, first, last):
            _admitted(life, child, on)
    for on in life.days_of("clinic-visits", child.born + 30, end):
        _clinic(life, child, on)


def _emergency(life: RecordedLife, child: Child, on: int) -> None:
    infant = on - child.born < _YEAR
    hurt = life.happens("emergency-injury-infant" if infant else "emergency-injury-mobile")
    id_ = life.new_id("Encounter")
    who = child.hospital_ref or child.ref
    body = {
        "resourceType": "Encounter",
        "id": id_,
        **resources.encounter_body(who, life.services["emergency"], ("code:emergency-visit",), on, "EMER"),
        "reasonCode": [{"coding": [dict(life.rng.choice(listed("hurt" if hurt else "ill")))]}],
    }
    life.put(body, life.recorded(on, "emergency"), "emergency")


def _admitted(life: RecordedLife, child: Child, on: int) -> None:
    """A stay on the ward: what it was for is an ICD-10 code."""
    id_ = life.new_id("Encounter")
    body = {
        "resourceType": "Encounter",
        "id": id_,
        **resources.encounter_body(child.ref, life.services["paediatrics"], (), on, "IMP"),
        "reasonCode": [{"coding": [dict(life.rng.choice(listed("ward")))]}],
    }
    life.put(body, life.recorded(on + life.days(1, 4), "paediatrics"), "paediatrics")


def _clinic(life: RecordedLife, child: Child, on: int) -> None:
    what = "Children's outpatients"
    if life.ordinary and life.happens("clinic-missed"):
        life.booked(child, on, "paediatrics", what, "noshow")
        if life.is_coded("not-attended-by-practice"):
            life.write("not-brought-practice", child, on + life.days(2, 20), "gp")
        life.booked(child, on + life.days(20, 90), "paediatrics", what, booked=on)
    elif life.happens("clinic-cancelled"):
        by_family = life.happens("clinic-cancelled-by-family")
        reason = resources.BY_PATIENT if by_family else resources.BY_PROVIDER
        life.booked(child, on, "paediatrics", what, "cancelled", reason)
        life.booked(child, on + life.days(20, 90), "paediatrics", what, booked=on)
    else:
        life.booked(child, on, "paediatrics", what)
