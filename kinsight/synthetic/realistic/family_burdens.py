"""What ordinary families carry: drawn line by line from `burdens.yaml`, and written only by those services that would."""

from collections.abc import Iterator
from typing import Any

from kinsight.synthetic.family_plan import YEAR, Child, Person
from kinsight.synthetic.realistic.published_figures import document
from kinsight.synthetic.realistic.recorded_life import RecordedLife

Line = dict[str, Any]


def record_burdens(life: RecordedLife) -> None:
    """Everything of the list that this family has."""
    for line in document("burdens"):
        for who, began in _cases(life, line):
            if began < life.end:
                _record(life, line, who, began)
    _partings(life)


def _cases(life: RecordedLife, line: Line) -> Iterator[tuple[Person, int]]:
    """Who of the family has it, and since when."""
    if line["of"] == "child":
        yield from _children(life, line)
    elif "after_birth" in line:
        yield from _births(life, line)
    else:
        adult = life.plan.mother if line["of"] == "mother" else _father(life)
        if adult is not None and life.happens(line["share"]):
            yield adult, _began(life, line)


def _began(life: RecordedLife, line: Line) -> int:
    if "before_birth" in line:
        return life.plan.children[0].conceived - life.days(*line["before_birth"])
    return life.end - life.days(*line["since"])


def _births(life: RecordedLife, line: Line) -> Iterator[tuple[Person, int]]:
    for child in life.children_on(life.end):
        if not child.twin and life.happens(line["share"]):
            yield life.plan.mother, child.born + life.days(*line["after_birth"])


def _children(life: RecordedLife, line: Line) -> Iterator[tuple[Child, int]]:
    low, high = line["ages"]
    for child in life.children_on(life.end):
        age = life.end - child.born
        if low * YEAR <= age < high * YEAR and life.happens(line["share"]):
            first, last = line["from_age"]
            yield child, child.born + life.days(min(first, age), min(last, age))


def _father(life: RecordedLife) -> Person | None:
    return life.plan.couples[0].partner if life.plan.couples else None


def _record(life: RecordedLife, line: Line, who: Person, began: int) -> None:
    over = began + life.days(*line["lasts"]) if "lasts" in line else None
    until = over if over is not None and life.is_coded("problem-closed") else None
    written = False
    for row in line["written"]:
        if row.get("otherwise"):
            if written:
                continue
        elif not life.is_coded(row["complete"]):
            continue
        life.write(life.rng.choice(row["one_of"]), who, began, row["by"], until=until)
        written = True


def _partings(life: RecordedLife) -> None:
    """A parting that somebody codes, as being separated or as a family of one parent."""
    for couple in life.plan.couples:
        if couple.until is not None and couple.until < life.end and life.happens("separation"):
            code = life.rng.choice(("separated", "single-parent"))
            if life.is_coded("separation"):
                life.write(code, life.plan.mother, couple.until + life.days(10, 300), "gp")
