"""kill -9 at random moments of a step; then again to the end: sound all the while, nothing lost, nothing doubled."""

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
        moment = chance.uniform(0, longest)
        with TemporaryDirectory(prefix="kinsight-faults-") as folder:
            workspace = stage.fresh(Path(folder))
            if processes.kill(stage.words(workspace), moment, publishing=stage.publishing):
                tally.struck += 1
                tally.wrong += [f"{stage.name} at {moment:.3f} s: {one}" for one in recovered(stage, workspace)]
            else:
                tally.missed += 1
                longest = max(longest * 0.8, 0.1)
    if tally.struck < times:
        tally.wrong.append(f"only {tally.struck} of {times} kills came in time")
    return tally


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
