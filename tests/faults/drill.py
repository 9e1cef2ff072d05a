"""The restore drill: a backup made while a load and a site write, each killed at random; restored elsewhere, nothing is missing."""

import multiprocessing
import random
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.faults import processes, states
from tests.faults.kills import Tally
from tests.faults.stages import Ground, load

#: What stands for a practitioner's work: a fact and its audit row, always both.
_PAIR = ("INSERT INTO drill VALUES (?, 'fact')", "INSERT INTO drill VALUES (?, 'audit row')")


def strike(ground: Ground, times: int, chance: random.Random) -> Tally:
    """So many backups while others write, every second of them killed on the way and made again."""
    tally = Tally("restore drill: backup while others write")
    for nth in range(times):
        with TemporaryDirectory(prefix="kinsight-faults-") as folder:
            tally.struck += 1
            tally.wrong += [f"drill {nth}: {one}" for one in _trial(ground, Path(folder), chance, killed=bool(nth % 2))]
    return tally


def _trial(ground: Ground, folder: Path, chance: random.Random, *, killed: bool) -> list[str]:
    workspace, archive, again = processes.copied(ground.state("swept"), folder), folder / "b.tar", folder / "again"
    site = multiprocessing.get_context("spawn").Process(target=work, args=(str(workspace / states.SITE),))
    site.start()
    try:
        before = _begun(workspace)
        words, found = ["backup", str(archive), "--workspace", str(workspace)], list[str]()
        with processes.killed_meanwhile(load(ground.feeds[1])(workspace), chance.uniform(0.2, 2)):
            time.sleep(chance.uniform(0, 0.5))
            if killed and processes.kill(words, chance.uniform(0, 0.6)):
                found += _by_halves(archive, folder / "early")
            processes.finish(words)
    finally:
        site.kill()  # in the middle of its work
        site.join()
    processes.finish(["restore", str(archive), "--workspace", str(again)])
    return [*found, *_missing(workspace, again, before), *_differences(ground, again)]


def _by_halves(archive: Path, again: Path) -> list[str]:
    """A killed backup left no archive or, when the kill came after its last step, a whole one."""
    if not archive.exists():
        return []
    ran = processes.run(["restore", str(archive), "--workspace", str(again)])
    return [f"a killed backup left an archive that cannot be restored: {ran.said}"] if ran.code else []


def work(database: str) -> None:
    """A site that goes on writing for as long as it lives: each transaction has both of its rows."""
    with closing(sqlite3.connect(database, timeout=60, isolation_level=None)) as con:
        con.execute("CREATE TABLE IF NOT EXISTS drill (n INTEGER, what TEXT)")
        for n in range(1_000_000):
            con.execute("BEGIN IMMEDIATE")
            for statement in _PAIR:
                con.execute(statement, [n])
            con.execute("COMMIT")
            time.sleep(0.002)


def _begun(workspace: Path) -> int:
    """How many the site has written by now; it has begun."""
    while not (count := _written(workspace)):
        time.sleep(0.02)
    return count


def _written(workspace: Path) -> int:
    with closing(sqlite3.connect(workspace / states.SITE, timeout=60)) as con:
        there = con.execute("SELECT count(*) FROM sqlite_master WHERE name = 'drill'").fetchone()[0]
        return int(con.execute("SELECT count(DISTINCT n) FROM drill").fetchone()[0]) if there else 0


def _missing(workspace: Path, again: Path, before: int) -> list[str]:
    """What the restored database lacks of what was there when the backup began, or has by halves."""
    wrong = []
    if (count := _written(again)) < before:
        wrong.append(f"{before - count} of the site's rows are lost")
    with closing(sqlite3.connect(again / states.SITE)) as con:
        if con.execute("SELECT 1 FROM drill GROUP BY n HAVING count(*) <> 2").fetchone():
            wrong.append("a fact came back without its audit row")
    there, restored = _rows(workspace), _rows(again)
    return wrong + [f"{table} of the site differs" for table, rows in there.items() if rows != restored.get(table)]


def _rows(workspace: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table of the site's database but those of the drill itself, which goes on."""
    with closing(sqlite3.connect(workspace / states.SITE)) as con:
        names = [
            name for (name,) in con.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'drill'")
        ]
        return {name: sorted(con.execute(f'SELECT * FROM "{name}"').fetchall(), key=repr) for name in names}


def _differences(ground: Ground, again: Path) -> list[str]:
    """Clean; and once the feed that came meanwhile is loaded again, as if nothing had happened."""
    found = [f"not clean after restore: {one.place} {one.what}" for one in states.look(again).findings]
    processes.finish(load(ground.feeds[1])(again))
    wanted, told = states.facts(ground.state("more")), states.facts(again)
    return found + [f"{table} differs" for table in wanted if told[table] != wanted[table]]
