"""`make faults`: kills, power cuts, a full disk, damaged files and a restore drill, with a tally at the end."""

import argparse
import random
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.faults import damage, drill, full, kills, power, stages
from tests.faults.kills import Tally

#: Steps that write enough to fill a disk.
_FILLING = ("load", "sweep", "compaction", "delivery")


def all_faults(ground: stages.Ground, times: int, others: int, seed: int) -> Iterator[Tally]:
    """So many kills in all, shared among the steps, and so many of each other fault."""
    chance = random.Random(seed)
    for nth, stage in enumerate(ground.stages):
        share = times // len(ground.stages) + (nth < times % len(ground.stages))
        if share:
            yield kills.strike(stage, share, chance)
    for stage in ground.stages:
        if stage.name in _FILLING and others:
            yield full.strike(stage, others, chance)
    for stage in ground.stages:
        if not stage.publishing and others:
            yield power.strike(stage, others, chance)
    for kind in damage.KINDS if others else ():
        yield damage.strike(ground, kind, others, chance)
    if others:
        yield damage.strike_results(ground, others, chance)
        yield drill.strike(ground, others, chance)


def main() -> int:
    asked = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    asked.add_argument("--kills", type=int, default=100, help="kill -9 so many times in all")
    asked.add_argument("--others", type=int, default=5, help="so many of each other fault")
    asked.add_argument("--seed", type=int, default=1, help="the same seed, the same moments and files")
    told = asked.parse_args()
    with TemporaryDirectory(prefix="kinsight-faults-") as folder:
        _say(f"Preparing: an undisturbed run. Seed {told.seed}.")
        tallies = []
        for tally in all_faults(stages.prepare(Path(folder) / "ground"), told.kills, told.others, told.seed):
            tallies.append(tally)
            _say(line(tally))
    return _conclude(tallies)


def line(tally: Tally) -> str:
    """One row of the tally."""
    if tally.skipped:
        return f"{tally.what:38} SKIPPED: {tally.skipped}"
    named = f", {tally.named} named what to read again" if tally.named else ""
    late = f" ({tally.missed} more came too late)" if tally.missed else ""
    return f"{tally.what:38} {tally.struck:4} struck{late}{named}, {len(tally.wrong)} wrong"


def _conclude(tallies: list[Tally]) -> int:
    wrong = [one for tally in tallies for one in tally.wrong]
    for one in wrong:
        _say(f"  WRONG {one}")
    struck = sum(tally.struck for tally in tallies)
    skipped = sum(bool(tally.skipped) for tally in tallies)
    _say(f"{struck} faults, {len(wrong)} wrong, {skipped} kinds skipped. After each: run again, verified, compared.")
    return 1 if wrong else 0


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
