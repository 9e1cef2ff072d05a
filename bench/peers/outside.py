"""Engines that others wrote, each run as a process in its own environment, on a sample of children and one day.

A peer that is not installed, breaks, takes too long or answers otherwise stands in the report with the reason.
"""

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import duckdb

from bench.measure import spread
from bench.peers import cql, families, share, views
from bench.peers.share import Held
from bench.peers.sql import Queries

Figures = dict[str, Any]
ROOT = Path(__file__).resolve().parents[2]
PLACE, HERE, TRANSLATOR = ROOT / "build/peers", ROOT / "bench/peers", ROOT / "tests/outside/cql"
#: Longest that one peer may take in all, in seconds.
PATIENCE = 900


class NotMeasured(Exception):
    """Why a peer has no figure."""


@dataclass(frozen=True)
class Sample:
    """What every peer is given: rules and day, families as FHIR, and what the program says of them."""

    queries: Queries
    folder: Path
    children: set[int]
    expected: Held
    rolesets: list[str]
    times: int
    budget: float

    @property
    def families(self) -> str:
        return str(self.folder / "families.ndjson")


def sample(
    con: duckdb.DuckDBPyConnection, queries: Queries, folder: Path, many: int, times: int, budget: float
) -> Sample:
    """Needs the program's `spell` of the same rules; writes the families of so many children into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    children = families.write(con, queries, many, folder / "families.ndjson")
    held = {one for one in share.ours(con, queries.known, queries.day) if one[0] in children}
    return Sample(queries, folder, children, held, families.rolesets(con), times, budget)


def measure(given: Sample) -> dict[str, Figures]:
    return {name: figures_of(run, given) for name, run in PEERS.items()}


def figures_of(run: Callable[[Sample], Figures], given: Sample) -> Figures:
    try:
        return run(given)
    except (NotMeasured, share.Disagreement) as reason:
        return {"not_measured": without_places(str(reason))}


def without_places(text: str) -> str:
    """A reason that can be published: what other people's tools say of folders of this machine is left out."""
    return re.sub(r"(?<![\w.:/])/[\w.\-/@+]*/", "…/", re.sub(r" \(required by [^)]*\)", "", text))[:200]


def _cql_execution(given: Sample) -> Figures:
    return _from_elm(given, "cql_execution.mjs", TRANSLATOR)


def _fqm_execution(given: Sample) -> Figures:
    return _from_elm(given, "fqm_execution.mjs", installed("fqm-execution", "npm"))


def _from_elm(given: Sample, script: str, room: Path) -> Figures:
    elm = given.folder / "elm"
    if not (elm / f"{cql.LIBRARY}.json").exists():
        elm.mkdir(parents=True, exist_ok=True)
        (elm / f"{cql.LIBRARY}.cql").write_text(cql.Read(given.queries, given.rolesets).text(), encoding="utf-8")
        _run(["node", TRANSLATOR / "translate.mjs", elm])
    said = _asked(["node", HERE / script, room, elm / f"{cql.LIBRARY}.json", given.families, given.times])
    return _figure(given, script, said["seconds"], _held(said["answers"], given.queries.all()), given.queries.all())


def _fhir4ds(given: Sample) -> Figures:
    """One library for each rule that rests on no other: longer ones become queries too deep to plan."""
    place, known = installed("fhir4ds"), given.queries.known
    folder = given.folder / "cql"
    folder.mkdir(parents=True, exist_ok=True)
    alone = [name for name in given.queries.all() if not list(share.rests_on(known.indicators[name]))]
    for number, name in enumerate(alone):
        only = replace(given.queries, known=replace(known, indicators={name: known.indicators[name]}))
        (folder / f"{number}.cql").write_text(cql.Retrieved(only, given.rolesets).text(), encoding="utf-8")
    (folder / "rules.json").write_text(json.dumps({f"{number}.cql": [name] for number, name in enumerate(alone)}))
    said = _asked([place / "bin/python", HERE / "fhir4ds_cql.py", folder, given.families, 1, given.budget])
    if not said["rules"]:
        raise NotMeasured(next(iter(said["failed"].values()), "not one rule was done in the time allowed"))
    figure = _figure(given, "fhir4ds", said["seconds"], _held(said["answers"], said["rules"]), said["rules"])
    return figure | {
        "offered": len(alone),
        "failed": len(said["failed"]),
        "translating": said["translating"],
    }


def _views(engine: str) -> Callable[[Sample], Figures]:
    def run(given: Sample) -> Figures:
        out = given.folder / engine
        out.mkdir(parents=True, exist_ok=True)
        said = _asked(
            [installed(engine) / "bin/python", HERE / "sof_views.py", engine, given.families, out, given.times]
        )
        queried, held = views.query(out, given.queries, given.times)
        both = [a + b for a, b in zip(said["seconds"], queried, strict=True)]
        return _figure(given, engine, both, held, given.queries.all())

    return run


def _figure(given: Sample, who: str, seconds: list[float], held: Held, rules: Iterable[str]) -> Figures:
    asked = set(rules)
    expected = {one for one in given.expected if one[1] in asked}
    same = share.agree(who, held, expected) if held or expected else 0
    speed = spread([len(given.children) / one for one in seconds])
    return {"indicators": len(asked), "children": len(given.children), "answers": same, "children_per_s": speed}


def _held(answers: dict[str, list[str]], rules: Iterable[str]) -> Held:
    asked = set(rules)
    return {(int(child[1:]), name) for child, names in answers.items() for name in names if name in asked}


def installed(name: str, folder: str = "") -> Path:
    failed, place = PLACE / f"{name}.failed", PLACE / (folder or name)
    if failed.exists():
        raise NotMeasured(f"cannot be installed here: {failed.read_text().strip()}")
    if not place.is_dir():
        raise NotMeasured("not installed: bench/peers/setup.sh")
    return place


def _asked(words: list[Any]) -> Figures:
    found: Figures = json.loads(_run(words))
    return found


def _run(words: list[Any]) -> str:
    try:
        done = subprocess.run([str(word) for word in words], capture_output=True, text=True, timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        raise NotMeasured(f"not done within {PATIENCE} seconds") from None
    except FileNotFoundError as missing:
        raise NotMeasured(f"{missing.filename} is not there") from None
    if done.returncode:
        sys.stderr.write(done.stderr[-2000:])
        raise NotMeasured((done.stderr.strip().splitlines() or ["it broke and gave no reason"])[-1])
    return done.stdout


#: What each is, and how it is asked.
PEERS: dict[str, Callable[[Sample], Figures]] = {
    "cql-execution": _cql_execution,
    "fqm-execution": _fqm_execution,
    "fhir4ds-v2": _fhir4ds,
    "pysof": _views("pysof"),
    "sqlonfhir": _views("sqlonfhir"),
}
