"""An ordinary childhood as the universal services record it: seen, weighed, jabbed, bumped, and mostly well."""

from kinsight.synthetic import habits, resources
from kinsight.synthetic.family_plan import ADULT, Child
from kinsight.synthetic.life import Life

#: (age in days, vaccines given at one visit).
_JABS = (
    (56, "8-week immunisations"),
    (84, "12-week immunisations"),
    (112, "16-week immunisations"),
    (372, "1-year immunisations"),
    (1225, "Pre-school immunisations"),
    (5150, "Teenage boosters"),
)
#: Later contacts: (age in days, who, which review it is), the first two with questions about home and mood.
_REVIEWS = (
    (290, "health-visiting", "one-year-review"),
    (820, "health-visiting", "two-year-review"),
    (1850, "school-nursing", ""),
    (4100, "school-nursing", ""),
)
#: Age in days at which health visiting hands on to school nursing.
SCHOOL = 1750
#: Share of an ordinary child's appointments to which they are not brought; followed up at once.
NOT_BROUGHT = 0.03


def record_childhood(life: Life, child: Child) -> None:
    """Everything the universal services record about one born child."""
    _birth(life, child)
    life.caseload(child, "health-visiting", child.born + 10, child.born + SCHOOL)
    if child.born + SCHOOL <= life.end:
        life.caseload(child, "school-nursing", child.born + SCHOOL, child.born + ADULT)
    _first_weeks(life, child)
    _immunised(life, child)
    _reviews(life, child)
    _illness(life, child)
    _teeth(life, child)


def _past(life: Life, child: Child, age: int) -> int | None:
    """The day of this age, if it has come and childhood has not ended."""
    on = child.born + age
    return on if on <= life.last_seen(child) and age < ADULT else None


def _birth(life: Life, child: Child) -> None:
    early = child.due - child.born
    grams = round(life.rng.gauss(3400, 430) - max(early, 0) * 26)
    life.put(_weight(life, child, max(grams, 900)), child.born + life.days(0, 2), "midwifery")
    if early > 21:
        life.record(child, "preterm", child.born, "midwifery")
    if early > 40 and life.chance(0.6):
        life.record(child, "special-care", child.born, "midwifery", until=child.born + life.days(4, 40))
    if early > 21 or grams < 2500:
        on = child.born + life.days(11, 13)
        life.record(child, "enhanced-health-visiting", on, "health-visiting", known=on)


def _weight(life: Life, child: Child, grams: int) -> resources.Resource:
    return resources.birth_weight(life.new_id("Observation"), child.ref, life.services["midwifery"], child.born, grams)


def _first_weeks(life: Life, child: Child) -> None:
    without = life.plan.shape.without if child is life.plan.index else frozenset()
    for age in (life.days(1, 2), life.days(5, 6)):
        if on := _past(life, child, age):
            life.visit(child, ("seen",), on, "midwifery", "HH")
            if age < 3:
                habits.safe_sleep(life, child, on, "midwifery")
    if (on := _past(life, child, life.days(10, 13))) and "new-birth-visit" not in without:
        _new_birth_visit(life, child, on, without)
    if (on := _past(life, child, life.days(42, 54))) and "six-week-review" not in without:
        life.visit(child, ("six-week-review", "seen"), on, "health-visiting")
        habits.ask_mother(life, on, "health-visiting")
        habits.icon(life, child, on)
    if on := _past(life, child, life.days(45, 58)):
        life.visit(child, ("seen",), on, "gp")


def _new_birth_visit(life: Life, child: Child, on: int, without: frozenset[str]) -> None:
    life.visit(child, ("new-birth-visit", "seen"), on, "health-visiting", "HH")
    life.record(child, "family-health-needs-assessed", on, "health-visiting", known=on)
    if "sleep-environment" not in without:
        life.record(child, "sleep-environment-check", on, "health-visiting", known=on)
    partner = life.plan.partner_on(on)
    if partner is not None:
        life.record(partner, "shares-care-of-baby", on, "health-visiting", known=on)
    else:
        life.record(life.plan.mother, "cares-alone", on, "health-visiting", known=on)
    if life.ordinary and _much_to_carry(life, child):
        life.record(life.plan.mother, "signposted", on, "health-visiting", known=on)
    habits.safe_sleep(life, child, on, "health-visiting")
    habits.icon(life, child, on)
    habits.ask_mother(life, on, "health-visiting")


def _much_to_carry(life: Life, child: Child) -> bool:
    """A fourth child or a parent under 20: help is pointed out at the first visit."""
    parents = [life.plan.mother, *([child.father] if child.father else [])]
    return len(life.children_on(child.born)) > 3 or any(child.born - p.born < 7305 for p in parents)


def _immunised(life: Life, child: Child) -> None:
    if "immunisations" in life.plan.shape.without and child is life.plan.index:
        return
    for age, vaccine in _JABS:
        planned = age + life.days(0, 14)
        on = _past(life, child, planned)
        if on is None:
            return
        if life.ordinary and life.chance(NOT_BROUGHT):
            habits.not_brought(life, child, on, "gp", "Immunisation")
            on += life.days(6, 12)
        if on <= life.end:
            life.put(
                resources.immunization(life.new_id("Immunization"), child.ref, life.services["gp"], on, vaccine),
                on,
                "gp",
            )


def _reviews(life: Life, child: Child) -> None:
    for age, by, review in _REVIEWS:
        on = _past(life, child, age + life.days(-20, 20))
        if on is None:
            return
        life.visit(child, (review, "seen") if review else ("seen",), on, by)
        if review:
            habits.ask_mother(life, on, by)


def _illness(life: Life, child: Child) -> None:
    """About one practice visit a year, fewer with age; an emergency every four years, one in three an injury."""
    on = child.born + 60 + round(life.rng.expovariate(1 / 200))
    while on <= min(life.last_seen(child), child.born + ADULT - 1):
        draw = life.rng.random()
        if draw < 0.17:
            hurt = draw < 0.05 and on - child.born > 400
            reason = "emergency-attendance-injury" if hurt else "emergency-attendance"
            life.visit(child, (reason, "seen"), on, "emergency", "EMER")
        elif draw < 0.25:
            _outpatients(life, child, on)
        else:
            life.visit(child, ("seen",), on, "gp")
        slower = 1 + (on - child.born) / 2500
        on += 20 + round(life.rng.expovariate(1 / (420 * slower)))


def _outpatients(life: Life, child: Child, on: int) -> None:
    draw = life.rng.random()
    if life.ordinary and draw < NOT_BROUGHT:
        habits.not_brought(life, child, on, "paediatrics", "Children's outpatients")
    elif draw < 0.06:
        life.booked(child, on, "paediatrics", "Children's outpatients", "cancelled", resources.BY_PROVIDER)
        life.booked(child, on + 21, "paediatrics", "Children's outpatients", booked=on)
    else:
        life.booked(child, on, "paediatrics", "Children's outpatients")


def _teeth(life: Life, child: Child) -> None:
    age = life.days(800, 1400)
    while on := _past(life, child, age):
        life.booked(child, on, "dentistry", "Dental check")
        age += life.days(450, 1000)
