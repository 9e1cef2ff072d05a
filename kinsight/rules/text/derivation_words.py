"""Says in plain words from what of the record a fact follows, from the rule itself, so the two never differ."""

from kinsight.rules.schema.derivations import (
    AddressOfMany,
    AdultJoins,
    AdultThere,
    ChildOfMother,
    Derivation,
    PartnerOfMany,
    Record,
    YoungParent,
)
from kinsight.rules.schema.durations import in_words
from kinsight.rules.schema.knowledge import Knowledge
from kinsight.rules.text import rule_words


def derivation(knowledge: Knowledge, one: Derivation) -> str:
    """From what day and on what ground the fact follows, which fact it is, and when that is in force."""
    known = knowledge.concepts.get(one.makes)
    made = f"What follows: “{known.title if known else one.makes}”."
    return " ".join(filter(None, [f"{ground(one.from_record)}.", made, rule_words.in_force(knowledge, one)]))


def ground(said: Record) -> str:
    """What the record must show. Raises TypeError for a kind that has no words."""
    if isinstance(said, YoungParent):
        return (
            f"From the birth of a child whose parent is less than {in_words(said.parent_under)} old on that day; "
            f"before it from the day on which it is expected, and until {in_words(said.awaited)} after that day"
        )
    if isinstance(said, ChildOfMother):
        return f"From the birth of child number {said.child_of_mother} of one mother, by the days of birth"
    if isinstance(said, PartnerOfMany):
        return f"From the beginning with a partner, if {_others(said.partner, said.within)} of the same person"
    if isinstance(said, AddressOfMany):
        return (
            f"From the first day at an address, if {_others(said.address, said.within)} of the same person: "
            f"of the child until the age of {in_words(said.until_age)}, and of its mother"
        )
    if isinstance(said, AdultJoins):
        return (
            "From the day on which an adult comes to belong to the child's home or parents, more than "
            f"{in_words(said.adult_joins)} after the birth and before the age of {in_words(said.until_age)}"
        )
    if isinstance(said, AdultThere):
        return (
            "From the birth, if a father, carer or parent's partner is on record for some day between it and "
            f"{in_words(said.adult_there)} later"
        )
    raise TypeError(f"no words for what follows by {type(said).__name__}")


def _others(number: int, within: str) -> str:
    others = f"{number - 1} other{'s' if number > 2 else ''}"
    return f"within the {in_words(within)} before it at least {others} began or ended"
