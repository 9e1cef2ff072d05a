"""Children in need, on a protection plan and looked after, as social care's national service and practices say it."""

from kinsight.synthetic.family_plan import ADULT, Child
from kinsight.synthetic.realistic.published_figures import figures
from kinsight.synthetic.realistic.recorded_life import RecordedLife

#: For how long a need, a plan and being looked after last so far, in days.
_NEED, _PLAN, _CARE = (20, 700), (20, 500), (60, 1800)
#: Health reviews of a child who is looked after: every six months until five, then every year.
_HALF, _YEARLY, _FIVE = 182, 365, 1826


def record_care_status(life: RecordedLife) -> None:
    """Each child by itself, though brothers and sisters are mostly in need together: the shares are of children."""
    for child in life.children_on(life.end):
        if life.end - child.born < ADULT and life.happens("child-in-need"):
            _in_need(life, child)


def _in_need(life: RecordedLife, child: Child) -> None:
    age, on_plan = life.end - child.born, life.happens("protection-plan")
    in_care = not on_plan and life.chance(_share("looked-after") / (1 - _share("protection-plan")))
    life.count("looked-after", in_care, 1)
    if on_plan:
        return _on_plan(life, child, life.end - life.days(*_within(_PLAN, age)))
    if in_care:
        return _looked_after(life, child, life.end - life.days(*_within(_CARE, age)))
    since = life.end - life.days(*_within(_NEED, age))
    if life.is_coded("referral-to-social-care"):
        life.write("social-care-referral", child, since, life.rng.choice(("gp", "health-visiting")))
    if life.is_coded("child-in-need"):
        life.write("child-in-need", child, since, "gp")
    return None


def _share(figure: str) -> float:
    return figures()[figure].value


def _within(span: tuple[int, int], age: int) -> tuple[int, int]:
    return min(span[0], age), min(span[1], age)


def _on_plan(life: RecordedLife, child: Child, since: int) -> None:
    if life.is_coded("plan-by-social-care"):
        life.write("protection-plan", child, since, "social-care")
    if life.is_coded("plan-by-practice"):
        life.write("protection-plan", child, since + life.days(3, 40), "gp")


def _looked_after(life: RecordedLife, child: Child, since: int) -> None:
    if life.is_coded("care-status-by-social-care"):
        life.write("looked-after", child, since, "social-care")
    if life.is_coded("care-status-by-practice"):
        life.write("looked-after", child, since + life.days(3, 60), "gp")
        life.write("foster-care", child, since + life.days(3, 60), "gp")
    on, code = since + life.days(15, 40), "care-first-assessment"
    while on <= life.end:
        if life.is_coded("care-health-review"):
            life.write(code, child, on, "community-nursing")
        small = on - child.born < _FIVE
        on += (_HALF if small else _YEARLY) + life.days(-10, 30)
        code = "care-six-month-review" if small else "care-annual-review"
