"""Ordinary adults' ordinary troubles: common, treated, the children thought of. Rates are our own."""

from kinsight.synthetic import habits
from kinsight.synthetic.family_plan import Person
from kinsight.synthetic.life import Life

#: (what, yearly chance, who treats, days until better).
_TROUBLES = (
    ("depression", 0.022, "gp", (120, 500)),
    ("anxiety", 0.025, "gp", (90, 500)),
    ("bereavement", 0.012, "gp", None),
)  # fmt: skip
#: Share of births after which the mother's postnatal depression is found and treated.
_POSTNATAL = 0.09


def record_troubles(life: Life) -> None:
    first = life.plan.children[0].born
    for adult in (life.plan.mother, *(c.partner for c in life.plan.couples[:1])):
        for concept, yearly, by, lasting in _TROUBLES:
            _trouble(life, adult, concept, yearly if adult.sex == "female" else yearly * 0.6, by, lasting, first)
    for elder in life.plan.elders:
        if elder.died is not None:
            treated(life, life.plan.mother, "bereavement", elder.died, "gp", None)
    for child in life.children_on(life.end):
        if life.chance(_POSTNATAL):
            on = child.born + life.days(30, 200)
            treated(life, life.plan.mother, "postnatal-depression", on, "gp", on + life.days(90, 300))


def _trouble(
    life: Life, adult: Person, concept: str, yearly: float, by: str, lasting: tuple[int, int] | None, since: int
) -> None:
    on = since + round(life.rng.expovariate(yearly / 365))
    if on < life.end:
        treated(life, adult, concept, on, by, on + life.days(*lasting) if lasting else None)


def treated(life: Life, adult: Person, concept: str, on: int, by: str, until: int | None) -> str:
    """A trouble found and cared for, the children in mind. Nothing is written once the feed has ended."""
    if on > life.end:
        return ""
    told = life.record(adult, concept, on, by, known=on, until=until)
    habits.think_of_children(life, adult, on, by)
    return told
