"""A pregnancy as a maternity system records it: when it was booked, who came, who smokes, and little of what was asked."""

from kinsight.synthetic import resources
from kinsight.synthetic.family_plan import Child
from kinsight.synthetic.realistic.coded_facts import named
from kinsight.synthetic.realistic.published_figures import figures
from kinsight.synthetic.realistic.recorded_life import RecordedLife

#: Weeks of gestation at which a woman is asked to come.
_WEEKS = (16, 20, 25, 28, 31, 34, 36, 38)
#: Weeks at which she is asked about mood, and about abuse.
_MOOD, _ABUSE = (16, 28, 36), (16, 28)


def record_pregnancy(life: RecordedLife, child: Child) -> None:
    """Everything recorded about the mother while she carries this child."""
    child.booked = _booking_day(life, child)
    _pregnant(life, child)
    expected = resources.expected_date(
        life.new_id("Observation"), life.plan.mother.ref, life.services["midwifery"], child.booked, child.due
    )
    expected["code"] = {"coding": [{"code": named("expected-date"), "system": ""}]}
    child.expected_ref = life.put(expected, child.booked, "midwifery")
    life.contact(life.plan.mother, child.booked, "midwifery", "booking")
    _asked(life, child.booked, mood=True, abuse=True)
    _habits(life, child)
    if "antenatal" not in life.plan.shape.without or child is not life.plan.index:
        _visits(life, child)
    if life.ordinary and life.happens("abuse-told-to-midwife") and life.is_coded("abuse-told"):
        _disclosed(life, child)


def _booking_day(life: RecordedLife, child: Child) -> int:
    """Ordinary women book when they do; a story says when."""
    if not life.ordinary and child is life.plan.index:
        low, high = life.plan.shape.booking
        return min(child.conceived + life.days(low * 7, high * 7 - 1), child.born)
    by_ten = life.happens("booked-by-ten-weeks")
    rest = 1 - figures()["booked-by-ten-weeks"].value
    late = not by_ten and life.chance(figures()["booked-after-twenty-weeks"].value / rest)
    life.count("booked-after-twenty-weeks", late, 1)
    low, high = (49, 70) if by_ten else (141, 210) if late else (71, 140)
    booked = min(child.conceived + life.days(low, high), child.born)
    if not by_ten and life.is_coded("late-booking"):
        life.write("late-booking", life.plan.mother, booked, "midwifery")
    return booked


def _pregnant(life: RecordedLife, child: Child) -> None:
    over = child.born if child.born <= life.end else None
    life.write("pregnant", life.plan.mother, child.booked, "midwifery", until=over)
    if life.is_coded("pregnancy-in-practice"):
        life.write("pregnant", life.plan.mother, min(child.conceived + life.days(35, 60), child.born), "gp", until=over)


def _habits(life: RecordedLife, child: Child) -> None:
    smokes = life.happens("smoker-at-delivery") if life.ordinary else False
    if life.is_coded("smoking-status"):
        life.write("smoker" if smokes else "non-smoker", life.plan.mother, child.booked, "midwifery")
    if life.plan.interpreter and life.is_coded("interpreter"):
        life.write("interpreter-needed", life.plan.mother, child.booked, "midwifery")


def _asked(life: RecordedLife, on: int, mood: bool, abuse: bool) -> None:
    """Asked as they should be; few answers become a code."""
    mother, without = life.plan.mother, life.plan.shape.without
    if mood and "mood" not in without and life.is_coded("mood-questions"):
        life.write("mood-questions", mother, on, "midwifery")
    if abuse and "enquiry" not in without:
        if life.is_coded("abuse-enquiry"):
            life.write("abuse-enquiry", mother, on, "midwifery")
        elif life.is_coded("abuse-enquiry-not-made"):
            life.write("abuse-enquiry-not-made", mother, on, "midwifery")


def _visits(life: RecordedLife, child: Child) -> None:
    mother = life.plan.mother
    for week in _WEEKS:
        on = child.conceived + week * 7 + life.days(-3, 3)
        if not child.booked + 7 < on < child.born:
            continue
        if life.ordinary and life.happens("antenatal-visit-missed"):
            life.booked(mother, on, "midwifery", "Antenatal", "noshow")
            on += life.days(3, 9)
        life.booked(mother, on, "midwifery", "Antenatal")
        if on > life.end:
            return  # one visit ahead is in the diary
        _asked(life, on, mood=week in _MOOD, abuse=week in _ABUSE)


def record_health_visitor(life: RecordedLife, child: Child) -> None:
    """From 28 weeks she is on the health visitor's list, as the midwife told them; about half are met before the birth. Drawn last."""
    if "antenatal" in life.plan.shape.without and child is life.plan.index:
        return
    told = max(child.conceived + 28 * 7 + life.days(0, 13), child.booked + 7)
    if told >= child.born or told > life.end:
        return
    life.caseload(life.plan.mother, "health-visiting", told, child.born + 10)
    met = told + life.days(1, 42)
    if met < child.born and life.happens("met-by-health-visitor-before-birth") and met <= life.end:
        life.contact(life.plan.mother, met, "health-visiting", "met-before-birth", "HH")


def _disclosed(life: RecordedLife, child: Child) -> None:
    """She told her midwife; an agency that helps was offered, and nothing more is coded."""
    on = min(child.conceived + life.days(110, 250), child.born)
    if on <= life.end:
        life.write("abuse-victim", life.plan.mother, on, "midwifery")
        if life.is_coded("referral-to-social-care"):
            life.write("abuse-agency", life.plan.mother, on + life.days(0, 5), "midwifery")
