"""Which expectations are urgent: decided by their data, never by a list of names."""

from kinsight.rules.schema import durations
from kinsight.rules.schema.formats import Expectation
from kinsight.rules.schema.grammar import IndicatorTrigger
from kinsight.rules.schema.knowledge import Knowledge

#: What has to be done within so many days is urgent, whatever set it off.
URGENT_DAYS = 2


def urgent(knowledge: Knowledge) -> list[str]:
    """Names of the expectations that are due within URGENT_DAYS, or that a pattern of the stance `urgent` sets off."""
    return [name for name, one in knowledge.expectations.items() if is_urgent(one, knowledge)]


def is_urgent(item: Expectation, knowledge: Knowledge) -> bool:
    """Whether somebody should act within days."""
    return durations.days(item.due) <= URGENT_DAYS or (
        isinstance(item.after, IndicatorTrigger) and knowledge.indicators[item.after.indicator].stance == "urgent"
    )
