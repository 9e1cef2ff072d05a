"""How records themselves mislead: told weeks late, taken back as an error, corrected to another day."""

from kinsight.synthetic.arcs.story import Arc, Tale
from kinsight.synthetic.family_plan import Shape


def _known_late(tale: Tale) -> None:
    """She told the mental health team; their letter reached the record a month later."""
    tale.fact(tale.mother, "domestic-abuse-disclosed", 52, "adult-mental-health", late=30)


def _taken_back(tale: Tale) -> None:
    """A disclosure written in the wrong woman's record, taken back two days later: nothing may show."""
    tale.life.retracted(tale.mother, "domestic-abuse-disclosed", tale.day(60), "gp", tale.day(58))
    tale.first_day = tale.day(58)


def _end_known_late(tale: Tale) -> None:
    """A protection plan that ended in one month and whose end was told in the next."""
    life, child, by = tale.life, tale.child, "social-care"
    tale.keep(
        life.record(
            child,
            "child-protection-plan",
            tale.day(300),
            by,
            known=tale.day(298),
            until=tale.day(60),
            until_known=tale.day(22),
        ),
        tale.day(298),
    )
    for ago in range(280, 20, -40):
        life.visit(child, ("seen",), tale.day(ago), "health-visiting")


def _corrected(tale: Tale) -> None:
    """The day of a disclosure was typed wrongly and put right a week later: one fact, not two."""
    life, mother = tale.life, tale.mother
    ref = life.corrected(
        mother, "domestic-abuse-disclosed", tale.day(720), tale.day(72), "gp", tale.day(72), tale.day(65)
    )
    tale.keep(ref, tale.day(65))


ARCS = (
    Arc("known-late", ("C01", "Q02"), Shape(child_age=(400, 3000)), _known_late),
    Arc("taken-back", (), Shape(child_age=(400, 3000)), _taken_back),
    Arc("plan-ended-late", ("Q01",), Shape(child_age=(700, 1600), older=(0, 0)), _end_known_late),
    Arc("day-corrected", ("C01",), Shape(child_age=(900, 3000), older=(0, 1)), _corrected),
)
