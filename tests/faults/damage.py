"""Files damaged on the disk: found, named with what to do, and all as before once that is done."""

import random
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.faults import processes, states
from tests.faults.kills import Tally
from tests.faults.stages import END, Ground, sweep


def _flip(path: Path, chance: random.Random) -> None:
    content = bytearray(path.read_bytes())
    content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    path.write_bytes(content)


def _cut(path: Path, chance: random.Random) -> None:
    path.write_bytes(path.read_bytes()[: chance.randrange(path.stat().st_size)])


def _remove(path: Path, _: random.Random) -> None:
    path.unlink()


KINDS: dict[str, Callable[[Path, random.Random], None]] = {"flipped": _flip, "cut": _cut, "missing": _remove}


def strike(ground: Ground, kind: str, times: int, chance: random.Random) -> Tally:
    """Damage a random file of the records in each of so many workspaces, compacted or not."""
    tally = Tally(f"{kind}: a file of the records")
    for _ in range(times):
        start = ground.state(chance.choice(("again", "compacted")))
        with TemporaryDirectory(prefix="kinsight-faults-") as folder:
            workspace = processes.copied(start, Path(folder))
            path = chance.choice(_files(workspace))
            KINDS[kind](path, chance)
            tally.struck += 1
            tally.wrong += [f"{path.parent.name} {kind}: {one}" for one in _mended(ground, workspace, path, tally)]
    return tally


def strike_results(ground: Ground, times: int, chance: random.Random) -> Tally:
    """The same for the results of sweeps, which are not read again but judged again."""
    tally = Tally("damaged: a file of results")
    for _ in range(times):
        with TemporaryDirectory(prefix="kinsight-faults-") as folder:
            workspace, kind = processes.copied(ground.state("again"), Path(folder)), chance.choice(list(KINDS))
            path = chance.choice(sorted((workspace / "swept").rglob("*.parquet"), key=lambda one: one.name))
            KINDS[kind](path, chance)
            tally.struck += 1
            wrong = _set_aside(workspace, path) or _differences(ground, workspace)
            tally.wrong += [f"swept {kind}: {one}" for one in wrong]
    return tally


def _set_aside(workspace: Path, path: Path) -> list[str]:
    """What is wrong with how it is found; then do as told, and sweep."""
    found = [one.place for one in states.look(workspace).findings]
    processes.told(["verify", "--workspace", str(workspace), "--set-aside", "--json"])
    processes.finish(sweep(workspace))
    return [] if found == [path.relative_to(workspace).as_posix()] else [f"found {found or 'nothing'}"]


def _files(workspace: Path) -> list[Path]:
    """What `HEAD.json` leads to, by table and size: the same each time."""
    tables = states.look(workspace).tables
    found = [(table, part.size, part.path) for table, parts in tables.items() for part in parts]
    return [workspace / "records" / table / name for table, _, name in sorted(found)]


def _mended(ground: Ground, workspace: Path, path: Path, tally: Tally) -> list[str]:
    """What is wrong once it was done as told."""
    found = [one.place for one in states.look(workspace).findings]
    if found != [path.relative_to(workspace).as_posix()]:
        return [f"found {found or 'nothing'}"]
    told = processes.told(["verify", "--workspace", str(workspace), "--set-aside", "--json"])
    tally.named += bool(told["read_again"] or "no feed need be read again" in told["findings"][0]["to_do"])
    for feed in told["read_again"]:
        processes.finish(_reading(ground, workspace, feed))
    processes.finish(sweep(workspace))
    return _differences(ground, workspace)


def _reading(ground: Ground, workspace: Path, feed: dict[str, Any]) -> list[str]:
    """The command that reads a feed again: the first feed's files have the lower numbers."""
    first, second = ground.feeds
    of_first = sum(1 for _ in first.glob("*.ndjson"))
    file = (first if feed["load"] <= of_first else second) / feed["file"]
    return ["load", str(file), "--workspace", str(workspace), "--received", feed["received"] or END]


def _differences(ground: Ground, workspace: Path) -> list[str]:
    wanted = {**states.held(ground.state("again")), **states.all_shown(ground.state("again"))}
    told = {**states.held(workspace), **states.all_shown(workspace)}
    left = [f"at the end: {one.place} {one.what}" for one in states.look(workspace).findings]
    return left + [f"{table} differs" for table in wanted if told[table] != wanted[table]]
