"""A small record with all that upkeep must mind, and ways to damage it: for tests of compact, vacuum and verify."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb

from kinsight.ingest import retry
from kinsight.ingest.load import load
from kinsight.store.days import parse
from kinsight.store.part_files import Part
from kinsight.store.schema import TABLES
from kinsight.store.upkeep.losses import Feed
from kinsight.store.workspace import Workspace
from tests.unit import feeds_kit as kit

#: Tables that hold what feeds say, and what follows from it; the rest is bookkeeping.
TOLD = [table for table in TABLES if table not in ("load", "quarantine")]
_HOME = {"line": ["1 High Street"], "postalCode": "AB1 2CD"}


def _organization(name: str) -> kit.Resource:
    return {"resourceType": "Organization", "id": name, "meta": kit.meta("2020-01-01"), "name": name}


def _mother(of: str, id_: str) -> kit.Resource:
    role = {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v3-RoleCode", "code": "MTH"}]}
    return {
        "resourceType": "RelatedPerson",
        "id": id_,
        "meta": kit.meta("2020-02-02"),
        "patient": kit.to(f"Patient/{of}"),
        "relationship": [role],
        "address": [_HOME],
    }


def _children(first: int, last: int) -> list[kit.Resource]:
    elsewhere = [{"other": kit.to("Patient/elsewhere"), "type": "seealso"}]
    born = {"address": [_HOME], "deceasedDateTime": "2023-01-01", "link": elsewhere}
    said = [
        born,
        {"generalPractitioner": [kit.to("Organization/gp")]},
        {},
    ]  # a death, or a practice alone, is a fact of the record
    return [kit.patient(f"p{n}", **said[n % 3]) for n in range(first, last)]


def _undated(id_: str, on: str) -> kit.Resource:
    """A fact that does not say when it was recorded: which version is later only the order of the loads says."""
    return {**kit.condition(id_, who="Patient/p1", onsetDateTime=on), "meta": {"source": "Organization/gp"}}


def _facts(name: str, people: range) -> list[kit.Resource]:
    return [kit.condition(f"{name}{n}", who=f"Patient/p{n}") for n in people]


def _later(facts: list[kit.Resource]) -> list[kit.Resource]:
    ended = [{**one, "meta": kit.meta("2022-02-02", "2"), "abatementDateTime": "2022-01-01"} for one in facts[::3]]
    wrong = [
        {**one, "meta": kit.meta("2022-03-03", "3"), "verificationStatus": {"coding": [{"code": "entered-in-error"}]}}
        for one in facts[1::4]
    ]
    return ended + wrong


#: Files in the order in which they come, a load each. The fact about p20 waits for its person, and is read when p20 comes.
FEEDS: dict[str, list[kit.Resource | str]] = {
    "people.ndjson": [_organization("gp"), *_children(0, 12), *(_mother(f"p{n}", f"m{n}") for n in range(6))],
    "facts.ndjson": [*_facts("a", range(12)), _undated("loose", "2021-01-01"), kit.condition("w", who="Patient/p20"), "{"],
    "later.ndjson": [*_later(_facts("a", range(12))), *_facts("b", range(6)), _undated("loose", "2021-05-05")],
    "more.ndjson": [*_children(18, 22), *_facts("c", range(8)), _mother("p19", "m19")],
}  # fmt: skip


def write(folder: Path) -> Path:
    for name, resources in FEEDS.items():
        kit.write(folder / name, resources)
    return folder


def take(workspace: Path, folder: Path, files: list[str], received: str = "2026-11-23") -> None:
    """Load these files one after the other."""
    for name in files:
        load(Workspace(workspace), [folder / name], kit.practice(), parse(received))


def read_again(workspace: Path, folder: Path, feeds: tuple[Feed, ...]) -> None:
    """Do as told."""
    for feed in feeds:
        if feed.retried:
            retry.retry(Workspace(workspace), None, kit.practice(), kit.RECEIVED)
        else:
            assert feed.file and feed.received
            take(workspace, folder, [feed.file], feed.received)


def known(workspace: Path) -> dict[str, list[tuple[Any, ...]]]:
    """What the records say: of supersessions the earliest day, which is the one that holds."""
    found = kit.tables(workspace)
    query = "SELECT version, min(superseded) FROM records.supersession GROUP BY version ORDER BY ALL"
    return {**found, "supersession": kit.rows(workspace, query)}


def sizes(workspace: Path) -> dict[str, int]:
    return {table: len(Workspace(workspace).files(table)) for table in TABLES}


def largest(workspace: Path, table: str) -> Part:
    """The part with most bytes of a table."""
    return max(all_parts(workspace, table), key=lambda part: part.size)


def place(workspace: Path, table: str, part: Part) -> Path:
    return Workspace(workspace).path(table) / part.path


def flip(path: Path) -> None:
    """Change one bit in the middle, where values are."""
    content = bytearray(path.read_bytes())
    content[len(content) // 3] ^= 4
    path.write_bytes(content)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-9])


Damage = Callable[[Path], None]
DAMAGE: dict[str, Damage] = {"flipped": flip, "cut": cut, "missing": Path.unlink}


def all_parts(workspace: Path, table: str) -> list[Part]:
    with Workspace(workspace).writing() as writer:
        return writer.parts(table)


def attached(workspace: Path) -> duckdb.DuckDBPyConnection:
    con = duckdb.connect()
    Workspace(workspace).attach(con)
    return con
