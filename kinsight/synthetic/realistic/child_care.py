"""A childhood as universal services record it: reviews that are counted, jabs that are given, and who holds the child's record."""

from kinsight.synthetic import resources
from kinsight.synthetic.family_plan import ADULT, Child
from kinsight.synthetic.realistic.coded_facts import named
from kinsight.synthetic.realistic.published_figures import figures
from kinsight.synthetic.realistic.recorded_life import RecordedLife

#: Age in days at which health visiting hands on to school nursing.
SCHOOL = 1750
#: (ages in days of a course, the figure that says how many children had it all).
_COURSES = (
    ((56, 84, 112), "first-immunisations"),
    ((372,), "first-immunisations"),
    ((1225,), "preschool-immunisations"),
    ((5150,), "teenage-immunisations"),
)
#: Reviews after the first: (earliest and latest age in days, code and figure).
_REVIEWS = ((42, 56, "six-week-review"), (280, 450, "one-year-review"), (730, 910, "two-year-review"))


def record_childhood(life: RecordedLife, child: Child) -> None:
    """Birth, caseloads, the four reviews that every family is offered, and immunisations."""
    _birth(life, child)
    life.caseload(child, "health-visiting", child.born + 10, child.born + SCHOOL)
    if child.born + SCHOOL <= life.end:
        life.caseload(child, "school-nursing", child.born + SCHOOL, child.born + ADULT)
        life.contact(child, child.born + SCHOOL, "health-visiting", "handover-to-school")
    _new_birth_visit(life, child)
    for low, high, code in _REVIEWS:
        _review(life, child, low, high, code)
    for ages, figure in _COURSES:
        _course(life, child, ages, figure)


def _birth(life: RecordedLife, child: Child) -> None:
    early = child.due - child.born
    grams = max(round(life.rng.gauss(3400, 430) - max(early, 0) * 26), 900)
    life.write("birth-weight", child, child.born, "midwifery", grams=grams)
    if child.twin is False:
        life.count("preterm", early > 21, 1)
    if early > 21:
        if life.is_coded("preterm-by-hospital"):
            life.write("preterm-hospital", child, child.born, "paediatrics")
        if life.is_coded("preterm-by-practice"):
            life.write("preterm", child, child.born, "gp")


def _without(life: RecordedLife, child: Child) -> frozenset[str]:
    """What a story says that this child did not get."""
    return life.plan.shape.without if child is life.plan.index else frozenset()


def _new_birth_visit(life: RecordedLife, child: Child) -> None:
    if "new-birth-visit" in _without(life, child) or child.born + 30 > life.end:
        return
    soon = life.happens("new-birth-visit-within-14-days")
    later = figures()["new-birth-visit-within-30-days"].value - figures()["new-birth-visit-within-14-days"].value
    visited = soon or life.chance(later / (1 - figures()["new-birth-visit-within-14-days"].value))
    life.count("new-birth-visit-within-30-days", visited, 1)
    if visited:
        on = child.born + (life.days(10, 14) if soon else life.days(15, 30))
        life.contact(child, on, "health-visiting", "new-birth-visit", "HH")
        _asked(life, on)


def _review(life: RecordedLife, child: Child, low: int, high: int, code: str) -> None:
    if child.born + high <= life.last_seen(child) and code not in _without(life, child):
        _drawn_review(life, child, low, high, code)


def record_recent_reviews(life: RecordedLife, child: Child) -> None:
    """Those for which the time has begun and not ended: made already, or still to be made. Drawn last, so that all else stays as it was."""
    for low, high, code in _REVIEWS:
        begun = child.born + low <= life.last_seen(child) < child.born + high
        if begun and code not in _without(life, child):
            _drawn_review(life, child, low, high, code)


def _drawn_review(life: RecordedLife, child: Child, low: int, high: int, code: str) -> None:
    if life.happens(code) and life.is_coded("mandated-review"):
        on = child.born + _age(life, low, high, code)
        if on <= life.last_seen(child):
            life.contact(child, on, "health-visiting", code)
            _asked(life, on)


def _age(life: RecordedLife, low: int, high: int, code: str) -> int:
    """The age in days at a review; most children have the one at a year before the birthday at which England counts first."""
    age = life.days(low, high)
    if code != "one-year-review":
        return age
    soon = figures()["one-year-review-by-twelve-months"].value / figures()[code].value
    part = (age - low) / (high - low)
    return round(low + part / soon * (365 - low) if part <= soon else 365 + (part - soon) / (1 - soon) * (high - 365))


def _asked(life: RecordedLife, on: int) -> None:
    """The mother is asked how she is and whether she is safe; few answers become a code."""
    mother, without = life.plan.mother, life.plan.shape.without
    if "mood" not in without and life.is_coded("mood-questions"):
        life.write("mood-questions", mother, on, "health-visiting")
    elif "mood" not in without and life.is_coded("depression-score"):
        life.write("depression-score", mother, on, "health-visiting", score=life.days(0, 9))
    if "enquiry" not in without and life.is_coded("abuse-enquiry"):
        life.write("abuse-enquiry", mother, on, "health-visiting")


def _course(life: RecordedLife, child: Child, ages: tuple[int, ...], figure: str) -> None:
    if child.born + ages[-1] + 60 > life.last_seen(child) or "immunisations" in _without(life, child):
        return
    if not life.happens(figure):
        return
    for age in ages:
        on = child.born + age + life.days(0, 20)
        if life.ordinary and life.happens("immunisation-missed"):
            life.booked(child, on, "gp", "Immunisation", "noshow")
            on += life.days(7, 40)
        if on <= life.end:
            body = resources.immunization(life.new_id("Immunization"), child.ref, life.services["gp"], on, "Routine")
            body["vaccineCode"] = {"coding": [{"system": "", "code": named("vaccine")}], "text": "Routine immunisation"}
            life.put(body, on, "gp")
