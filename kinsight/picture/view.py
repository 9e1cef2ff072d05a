"""What was judged of a child as the joined record sees it, or as one service alone does, down to the facts."""

from collections.abc import Iterable
from functools import cached_property

from kinsight.engine.judge.layout import JOINED as JOINED_NUMBER
from kinsight.picture import judged
from kinsight.picture.context import Context, FactKey
from kinsight.picture.contract import Evidence
from kinsight.picture.iso_days import iso, iso_of_fact
from kinsight.picture.judged import Contribution, OwedRow

JOINED = "joined"
#: No service goes by the reference asked for: it sees nothing.
_NOBODY = -1


class View:
    """One view of a family that was judged. `view`: `joined`, or a service's reference."""

    def __init__(self, context: Context, view: str = JOINED) -> None:
        self.context, self.knowledge, self.rules, self.as_of = context, context.knowledge, context.rules, context.as_of
        numbers = context.family.service_numbers
        self.number = JOINED_NUMBER if view == JOINED else numbers.get(view, _NOBODY)

    @cached_property
    def contributions(self) -> dict[tuple[int, int], list[Contribution]]:
        """By target and first day of its spell."""
        rows: dict[tuple[int, int], list[Contribution]] = {}
        for one in judged.contributions(self.context.family.judged, self.number, self.as_of):
            rows.setdefault((one.target, one.since), []).append(one)
        return rows

    @cached_property
    def owed(self) -> list[OwedRow]:
        """What has come to be owed by the day and has not ended."""
        return judged.owed(self.context.family.judged, self.as_of)

    @cached_property
    def duties(self) -> list[OwedRow]:
        """Of it, all but what was set off before the site was in use, and was late by then."""
        live = self.knowledge.live_from
        return [row for row in self.owed if row.met_known <= self.as_of or row.trigger >= live or row.due > live]

    @cached_property
    def overdue(self) -> dict[int, list[OwedRow]]:
        """What is overdue on the day, by expectation: a pattern may rest on it."""
        rows: dict[int, list[OwedRow]] = {}
        for row in self.owed:
            if state(row, self.as_of) == "overdue":
                rows.setdefault(row.expectation, []).append(row)
        return rows

    def evidence_of_spell(self, target: int, since: int) -> list[Evidence]:
        """Facts below a spell, through the spells and the responses overdue that it rests on."""
        return self._shown(self._below(target, since, set()))

    def evidence_of_owed(self, row: OwedRow) -> list[Evidence]:
        """The fact, or those below the pattern, that a response is owed for; none when it is owed at an age."""
        return self._shown(self._behind(row, set()))

    def _below(self, target: int, since: int, seen: set[tuple[int, int]]) -> Iterable[FactKey]:
        if (target, since) in seen:
            return
        seen.add((target, since))
        for one in self.contributions.get((target, since), ()):
            if one.event:
                yield one.event, self.rules.says[target, one.input]
            elif one.source < 0:
                for row in self.overdue.get(-one.source, ()):
                    yield from self._behind(row, seen)
            elif one.source > 0:
                yield from self._below(one.source, one.source_since, seen)

    def _behind(self, row: OwedRow, seen: set[tuple[int, int]]) -> Iterable[FactKey]:
        after = self.knowledge.expectations[self.rules.owes[row.expectation]].after
        if concept := getattr(after, "concept", None):
            yield row.anchor, concept
        elif indicator := getattr(after, "indicator", None):
            yield from self._below(self.rules.numbers[indicator], row.anchor, seen)

    def _shown(self, keys: Iterable[FactKey]) -> list[Evidence]:
        """Each once, newest first."""
        facts = self.context.facts
        rows = [self._evidence(key) for key in set(keys) if key in facts]
        return sorted(rows, key=lambda row: (row["on"], row["event"], row["concept"]), reverse=True)

    def _evidence(self, key: FactKey) -> Evidence:
        fact = self.context.facts[key]
        concept, person = self.knowledge.concepts[fact.concept], self.context.family.people.get(fact.person)
        service = self.context.naming.of(fact.service)
        return {
            "event": str(fact.event), "concept": fact.concept, "title": concept.title, "on": iso_of_fact(fact.on),
            "until": iso(fact.until), "known": iso(fact.known), "about": person and person.human_ref,
            "about_name": person and person.name, "role": self.context.roles[fact.person][0], "service": service.ref,
            "service_name": service.name, "service_kind": service.kind, "ref": fact.ref if service.named else "",
            "certainty": fact.certainty, "value": fact.value, "sensitive": concept.sensitive,
            "taken_back": self.context.is_taken_back(fact),
        }  # fmt: skip


def state(row: OwedRow, as_of: int) -> str:
    """`met`, `lapsed`, `overdue` or `open`, by what is known on the day."""
    if row.met_known <= as_of:
        return "met"
    if row.lapses <= as_of:
        return "lapsed"
    return "overdue" if row.due <= as_of else "open"
