"""Which expectations are urgent: decided by their data, never by a list of names."""

from kinsight.rules.schema import durations
from kinsight.rules.schema.formats import Expectation
from kinsight.rules.schema.grammar import IndicatorTrigger
from kinsight.rules.schema.knowledge import Knowledge


def urgent(knowledge: Knowledge) -> list[str]:
    """Names of the expectations that are due within `urgent_within` of owners.yaml, or that a pattern of the stance `urgent` sets off."""
    within = max(
        (durations.days(one.urgent_within) for one in knowledge.owners.values() if one.urgent_within), default=0
    )
    return [name for name, one in knowledge.expectations.items() if is_urgent(one, knowledge, within)]


def is_urgent(item: Expectation, knowledge: Knowledge, within: int) -> bool:
    """Whether somebody should act within days; `within`: so many days are few."""
    return durations.days(item.due) <= within or (
        isinstance(item.after, IndicatorTrigger) and knowledge.indicators[item.after.indicator].stance == "urgent"
    )
