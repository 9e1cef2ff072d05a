"""What a rule means, as a digest: the same words about it or another place among the rules leave it alone; a change of anything
beneath it changes it."""

import json
from functools import cache, cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

from kinsight.practice import program
from kinsight.practice.knowledge import Knowledge

Row = dict[str, Any]
#: Ids say only where a rule stands among others.
_PLACES = {"indicator_id", "expectation_id", "input_id", "source_id", "roleset_id", "level"}


def rules(knowledge: Knowledge) -> dict[str, str]:
    """Digest by `indicator/NAME` or `expectation/NAME`, of the rules that have a name."""
    return _Digests(knowledge).all()


def of_program(knowledge: Knowledge) -> str:
    """Digest of the judge itself, of how families are joined, and of the words of knowledge that events are read for."""
    return sha256((_of_files() + "/".join(sorted(knowledge.concepts))).encode()).hexdigest()[:16]


@cache
def _of_files() -> str:
    said = sha256()
    for file in program_files():
        said.update(file.read_bytes())
    return said.hexdigest()


def program_files() -> list[Path]:
    """What decides what is found: how families are joined and results kept, and the judge."""
    package = Path(__file__).parents[1]
    rooms = ("signals", "linkage", "engine/families")
    joining = (file for room in rooms for file in sorted((package / room / "sql").glob("*.sql")))
    return [*joining, *sorted((package / "engine").rglob("*.py")), package / "signals" / "judging.py"]


class _Digests:
    def __init__(self, knowledge: Knowledge) -> None:
        self.plain = {name: table.to_pylist() for name, table in program.tables(knowledge).items()}
        self.closers = {row["concept"]: sorted(row["closed_by"]) for row in self.plain["concept"]}
        self.found: dict[int, str] = {}

    def all(self) -> dict[str, str]:
        named = {
            f"indicator/{row['indicator']}": n for n, row in self.indicators.items() if "/" not in row["indicator"]
        }
        named |= {f"expectation/{row['expectation']}": -n for n, row in self.expectations.items()}
        return {name: self.digest(number) for name, number in named.items()}

    @cached_property
    def indicators(self) -> dict[int, Row]:
        return {row["indicator_id"]: row for row in self.plain["indicator"]}

    @cached_property
    def expectations(self) -> dict[int, Row]:
        return {row["expectation_id"]: row for row in self.plain["expectation"]}

    @cached_property
    def roles(self) -> dict[int, list[str]]:
        found: dict[int, list[str]] = {}
        for row in self.plain["roleset"]:
            found.setdefault(row["roleset_id"], []).append(row["role"])
        return {number: sorted(group) for number, group in found.items()}

    @cached_property
    def inputs(self) -> dict[int, list[Row]]:
        return _grouped(self.plain["input"], "indicator_id")

    @cached_property
    def responses(self) -> dict[int, list[Row]]:
        return _grouped(self.plain["response"], "expectation_id")

    def digest(self, target: int) -> str:
        """Of an indicator's id, or of an expectation's negated."""
        if target not in self.found:
            said = self._indicator(target) if target > 0 else self._expectation(-target)
            self.found[target] = sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:16]
        return self.found[target]

    def _indicator(self, number: int) -> list[Any]:
        own = self.indicators[number]
        name = {} if "/" in own["indicator"] else {"indicator": own["indicator"]}
        parts = sorted(
            (self._part(one) for one in self.inputs.get(number, [])), key=lambda part: json.dumps(part, sort_keys=True)
        )
        return [{**_plain(own), "indicator": None, **name}, parts]  # fmt: skip

    def _expectation(self, number: int) -> list[Any]:
        own = self.expectations[number]
        answers = sorted(json.dumps(self._part(one), sort_keys=True) for one in self.responses.get(number, []))
        return [self._part({**own, "kind": own["kind"]}), answers]

    def _part(self, row: Row) -> Row:
        """A row with what it points to in place of numbers."""
        source, roleset = row.get("source_id"), row.get("roleset_id")
        rests_on = None if source is None else self.digest(-source if row.get("kind") == "overdue" else source)
        return {
            **_plain(row),
            "on": rests_on,
            "about": self.roles.get(roleset or 0),
            "closers": self.closers.get(row.get("concept") or ""),
        }


def _plain(row: Row) -> Row:
    return {name: value for name, value in row.items() if name not in _PLACES}


def _grouped(rows: list[Row], by: str) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = {}
    for row in rows:
        found.setdefault(row[by], []).append(row)
    return found
