"""What Kinsight says and what the outside engine says, held against each other question by question."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from kinsight.engine.judged_cases import CaseResults
from kinsight.rules.schema.knowledge import Knowledge
from kinsight.store.days import FOREVER, iso
from tests.outside.engine import Answer, Spell

#: Child, rule and days as either side names them.
Said = Mapping[tuple[str, str], Iterable[Spell]]


@dataclass
class Compared:
    """How many questions were asked, how many had the answer yes, and those on which the two differ."""

    questions: int = 0
    yes: int = 0
    rules: set[str] = field(default_factory=set)
    differ: list[str] = field(default_factory=list)

    def ask(self, rule: str, question: str, ours: object, theirs: object) -> None:
        self.questions += 1
        if ours and ours != "none":
            self.yes += 1
            self.rules.add(rule)
        if ours != theirs:
            self.differ.append(f"{question}: Kinsight {ours}, outside {theirs}")

    def figures(self, children: int) -> str:
        return (
            f"{self.questions:,} answers about {children} children compared, {self.yes:,} of them yes "
            f"({len(self.rules)} rules), {len(self.differ)} disagreements"
        )


def on_days(
    compared: Compared,
    names: Iterable[str],
    ours: set[tuple[str, str]],
    answers: Mapping[str, Answer],
    day: int,
    children: Iterable[str],
    days: str = " days",
) -> None:
    """Whether each rule holds for each child on a day; `ours` are the pairs of child and rule that Kinsight shows."""
    asked = list(names)
    for child in children:
        for rule in asked:
            held = answers[child].on(f"{rule}{days}", day)
            compared.ask(rule, f"{child} {rule} {iso(day)}", (child, rule) in ours, held)


def whole(compared: Compared, knowledge: Knowledge, found: CaseResults, answers: Mapping[str, Answer]) -> None:
    """Every spell of every indicator with its first day, its end and whether it was taken back; every overdue stretch."""
    ours: dict[tuple[str, str], set[tuple[int, ...]]] = {}
    for view, child, rule, since, until, _, back in found.spells:
        if view == "joined":
            ours.setdefault((child, rule), set()).add((since, _end(until), back))
    for child, rule, since, until in found.overdue:
        ours.setdefault((child, rule), set()).add((since, _end(until)))
    for child, answer in answers.items():
        for rule in knowledge.indicators:
            compared.ask(
                rule, f"{child} {rule}", ours.get((child, rule), set()), set(answer.days.get(f"{rule} days", []))
            )
        for rule in knowledge.expectations:
            late = {(since, until) for since, until, _ in answer.days.get(f"{rule} overdue days", [])}
            compared.ask(rule, f"{child} {rule} overdue", ours.get((child, rule), set()), late)


def _end(day: int) -> int:
    return min(day, FOREVER)


def state(answer: Answer, expectation: str, day: int) -> str:
    """none | open | overdue | met | lapsed, as the outside engine's days say."""
    if answer.on(f"{expectation} overdue days", day):
        return "overdue"
    if answer.on(f"{expectation} owed days", day):
        return "open"
    if answer.on(f"{expectation} lapsed days", day):
        return "lapsed"
    return "met" if answer.on(f"{expectation} triggers", day) else "none"
