"""One child's family as one reader is shown it: facts by identity, roles by person, services by name."""

from collections.abc import Iterable
from functools import cached_property

from kinsight.engine.families.child_family import ChildFamily, Fact
from kinsight.engine.families.inputs import CLOSE
from kinsight.engine.rules import Rules
from kinsight.picture.contract import ServiceShown
from kinsight.picture.naming import Naming
from kinsight.picture.reason_words import role_order
from kinsight.rules.schema.formats import Expectation
from kinsight.rules.schema.knowledge import Knowledge
from kinsight.rules.schema.roles import SAME_ADDRESS

#: A service that wrote about somebody of these roles has the child.
CLOSE_ROLES = frozenset(CLOSE)
#: Record and concept: one record may say two things, such as that she was asked and that she said yes.
FactKey = tuple[int, str]


class Context:
    """What every answer about a family needs, each worked out once. `rules`: those of `knowledge`."""

    def __init__(self, family: ChildFamily, knowledge: Knowledge, rules: Rules, own: Iterable[str] = ()) -> None:
        self.family, self.knowledge, self.rules, self.as_of = family, knowledge, rules, family.as_of
        self.naming = Naming(family, own)

    @cached_property
    def facts(self) -> dict[FactKey, Fact]:
        """Each fact about someone of the family in its newest version, but `known` from when it was first recorded of that person."""
        newest: dict[FactKey, Fact] = {}
        first_known: dict[tuple[int, FactKey], int] = {}
        for fact in (fact for fact in self.family.facts if fact.person in self.roles):
            key, human = (fact.event, fact.concept), self._human(fact)
            if key not in newest or _is_newer(fact, newest[key]):
                newest[key] = fact
            if fact.superseded > fact.known:  # else it was taken back as it was recorded
                first_known[human, key] = min(first_known.get((human, key), fact.known), fact.known)
        return {
            key: fact._replace(known=first_known.get((self._human(fact), key), fact.known))
            for key, fact in newest.items()
        }

    def _human(self, fact: Fact) -> int:
        """Whom a fact is about, whichever of their records it names; a record that we do not have stands for itself."""
        person = self.family.people.get(fact.person)
        return fact.person if person is None else person.human

    @cached_property
    def roles(self) -> dict[int, list[str]]:
        """Roles that each person has or had to the child, nearest first."""
        roles: dict[int, set[str]] = {}
        for bond in self.family.bonds:
            roles.setdefault(bond.person, set()).add(bond.role)
        return {person: sorted(has, key=role_order) for person, has in roles.items()}

    @cached_property
    def close(self) -> frozenset[int]:
        """Everyone but those who share an address with the child and no more."""
        return frozenset(person for person, roles in self.roles.items() if roles != [SAME_ADDRESS])

    @cached_property
    def services(self) -> list[ServiceShown]:
        """Who recorded something that knowledge has a word for about anyone tied to the child."""
        concepts, close = self.knowledge.concepts, self.close
        numbers = {
            fact.service
            for fact in self.family.facts
            if fact.person in close and fact.concept in concepts and fact.superseded > fact.known
        }
        services = self.family.services
        in_order = sorted(
            (services[n].kind, services[n].name or "", services[n].ref, n) for n in numbers if n in services
        )
        shown = (self.naming.of(number) for *_, number in in_order)
        return [{"service": one.ref, "name": one.name, "kind": one.kind, "named": one.named} for one in shown]

    @cached_property
    def caseload(self) -> list[tuple[str, str]]:
        """Reference and kind of each service that has the child, as a sweep publishes them: the practice, then who wrote down last."""
        last: dict[int, int] = {}
        for fact in self.family.facts:
            if fact.service and not CLOSE_ROLES.isdisjoint(self.roles.get(fact.person, ())):
                last[fact.service] = max(last.get(fact.service, fact.known), fact.known)
        services, practice = self.family.services, self.family.service_numbers.get(self.family.child.practice or "")
        numbers = sorted((n for n in last if n in services), key=lambda n: (-last[n], services[n].ref))
        return [(services[n].ref, services[n].kind) for n in ([] if practice is None else [practice]) + numbers]

    def recorder(self, anchor: int, expectation: Expectation) -> str | None:
        """The service that wrote down the fact that set off what is owed; withheld from all where anyone's record is restricted."""
        concept = getattr(expectation.after, "concept", None)
        fact = None if concept is None or self.family.restricted else self.facts.get((anchor, concept))
        service = None if fact is None else self.family.services.get(fact.service)
        return None if service is None else service.ref

    def is_taken_back(self, fact: Fact) -> bool:
        """Whether no version of it was believed any more on the day."""
        return fact.superseded <= self.as_of


def _is_newer(one: Fact, other: Fact) -> bool:
    """Known later; of two known on one day, the one believed longer; else by what they say, whatever their order."""
    if (one.known, one.superseded) != (other.known, other.superseded):
        return (one.known, one.superseded) > (other.known, other.superseded)
    return repr(one) > repr(other)
