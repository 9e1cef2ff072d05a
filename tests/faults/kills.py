"""kill -9 at random moments of a step; then again to the end: sound all the while, nothing lost, nothing doubled."""

import os
import random
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.faults import processes, states
from tests.faults.stages import Stage


@dataclass
class Tally:
    """Trials of one kind. `struck`: so many times the fault came in time; `named`: so often a check said what to read again.
    `wrong`: in words, what was not as it should be."""

    what: str
    struck: int = 0
    missed: int = 0
    named: int = 0
    wrong: list[str] = field(default_factory=list)
    skipped: str = ""


def strike(stage: Stage, times: int, chance: random.Random) -> Tally:
    """Kill so many runs of a step, each from a fresh start. One that ended first is not counted, and the next comes earlier."""
    tally, longest = Tally(f"killed: {stage.name}"), stage.seconds
    while tally.struck < times and tally.missed < times + 10:
        with TemporaryDirectory(prefix="kinsight-faults-") as folder:
            workspace = stage.fresh(Path(folder))
            when, cut = kill_once(stage, workspace, longest, by_files=bool(chance.randrange(2)), chance=chance)
            if cut:
                tally.struck += 1
                tally.wrong += [f"{stage.name} {when}: {one}" for one in recovered(stage, workspace)]
            else:
                tally.missed += 1
                longest = max(longest * 0.8, 0.1)
    if tally.struck < times:
        tally.wrong.append(f"only {tally.struck} of {times} kills came in time")
    return tally


#: Seconds within which a kill follows the writing of a file: the next file may be written by then.
_SOON = 0.03


def kill_once(
    stage: Stage, workspace: Path, longest: float, *, by_files: bool, chance: random.Random, synced: Path | None = None
) -> tuple[str, bool]:
    """Kill at a random moment, or just when a random one of the files that the step writes is there: most of a step is
    reading and reckoning, and what can go wrong lies between two writes. When, and whether that was before the end."""
    if not by_files or stage.publishing:
        moment = chance.uniform(0, longest)
        return f"at {moment:.3f} s", processes.kill(
            stage.words(workspace), moment, publishing=stage.publishing, synced=synced
        )
    before, late = _files(workspace), chance.uniform(0, _SOON)
    due = before + chance.randint(1, max(_files(stage.end) - before, 1))
    cut = processes.kill(stage.words(workspace), late, once=lambda: _files(workspace) >= due, synced=synced)
    return f"{late:.3f} s after file {due - before}", cut


def _files(folder: Path) -> int:
    """Folders may go while they are looked at."""
    return sum(len(names) for _, _, names in os.walk(folder))


def recovered(stage: Stage, workspace: Path) -> list[str]:
    """What is wrong after a fault, after the step is run again, and after a writer has looked."""
    found = [f"not clean after the fault: {one.place} {one.what}" for one in _findings(workspace)]
    ran = processes.run(stage.words(workspace))
    if ran.code:
        return [*found, f"run again, it ended with {ran.code}: {ran.said[-400:]}"]
    found += [f"not clean at the end: {one.place} {one.what}" for one in _findings(workspace)]
    return found + differences(stage, workspace)


def _findings(workspace: Path) -> list[states.Finding]:
    """None where nothing has ever been written to the end."""
    return states.look(workspace).findings if (workspace / "HEAD.json").exists() else []


def differences(stage: Stage, workspace: Path) -> list[str]:
    """Tables that are not as an undisturbed run leaves them."""
    told, wanted = stage.told(workspace), stage.after()
    return [f"{table}: {_said(told[table], wanted[table])}" for table in wanted if told[table] != wanted[table]]


def _said(found: list[tuple[object, ...]], wanted: list[tuple[object, ...]]) -> str:
    lost, more = set(wanted) - set(found), set(found) - set(wanted)
    return f"{len(found)} rows for {len(wanted)}, {len(lost)} lost, {len(more)} that should not be"
