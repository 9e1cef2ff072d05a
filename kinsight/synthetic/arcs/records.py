"""How records themselves mislead: told weeks late, taken back as an error, corrected to another day."""

from kinsight.synthetic.arcs.story import Arc, Tale
from kinsight.synthetic.plan import Shape


def _known_late(tale: Tale) -> None:
    """She told the mental health team; their letter reached the record seven weeks later."""
    tale.fact(tale.mother, "domestic-abuse-disclosed", 80, "adult-mental-health", late=50)


def _taken_back(tale: Tale) -> None:
    """A disclosure written in the wrong woman's record, taken back two days later: nothing may show."""
    tale.life.retracted(tale.mother, "domestic-abuse-disclosed", tale.day(60), "gp", tale.day(58))
    tale.first_day = tale.day(58)


ARCS = (
    Arc("known-late", ("C01", "Q02"), Shape(child_age=(400, 3000)), _known_late),
    Arc("taken-back", (), Shape(child_age=(400, 3000), without=frozenset({"adults"})), _taken_back),
)
