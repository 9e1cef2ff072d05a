"""Other people's tools at work: the HL7 translator makes ELM of our CQL, and cql-execution runs it on families."""

import json
import re
import resource
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kinsight.rules.export import cql
from kinsight.rules.schema.cases import Case
from kinsight.rules.schema.knowledge import Knowledge
from kinsight.store.days import FOREVER, parse, to_date
from tests.outside.families import bundle

ROOM = Path(__file__).parent / "cql"
Spell = tuple[int, int, bool]


@dataclass(frozen=True)
class Answer:
    """Of one child: the days of each rule, as [since, until, taken back), and what is true on the day asked about."""

    days: dict[str, list[Spell]]
    true: frozenset[str]

    def on(self, name: str, day: int) -> bool:
        return any(since <= day < until for since, until, _ in self.days.get(name, []))


def translate(knowledge: Knowledge, folder: Path) -> Path:
    """Writes the exported CQL into a folder, and its ELM beside it; raises with all that the translator objects to."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in cql.files(knowledge).items():
        (folder / name).write_text(text, encoding="utf-8")
    _node("translate.mjs", str(folder))
    return folder


def run(
    folder: Path, cases: Iterable[Case], as_of: int, settings: Mapping[str, date] | None = None
) -> tuple[dict[str, Answer], float]:
    """The answer about each child, by name, and the seconds of processor time that it took."""
    told = list(cases)
    families = folder / "families.ndjson"
    families.write_text("".join(json.dumps(_named(case)) + "\n" for case in told), encoding="utf-8")
    days = {"As of": to_date(as_of), **(settings or {})}
    told_days = json.dumps({name: day.isoformat() for name, day in days.items()})
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    rows = [json.loads(line) for line in _node("run.mjs", str(folder), str(families), told_days).splitlines()]
    seconds = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before
    names = {identifier(case.child.child): case.child.child for case in told}
    return {names[row["child"]]: _answer(row) for row in rows}, seconds


def identifier(child: str) -> str:
    """What FHIR allows for an id."""
    return re.sub(r"[^A-Za-z0-9.-]", ".", child)


def _named(case: Case) -> dict[str, object]:
    return bundle(case, identifier(case.child.child))


def _answer(row: dict[str, dict[str, list[list[str | None]]]]) -> Answer:
    days = {
        name: [(parse(str(since)), parse(until) if until else FOREVER, bool(back)) for since, until, back in spells]
        for name, spells in row["days"].items()
    }
    return Answer(days, frozenset(str(name) for name in row["true"]))


def _node(*words: str) -> str:
    if not (ROOM / "node_modules").is_dir():
        raise FileNotFoundError("the outside tools are not installed: make setup, or npm ci in tests/outside/cql")
    done = subprocess.run(["node", ROOM / words[0], *words[1:]], capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(done.stderr[-3000:])
    return done.stdout
