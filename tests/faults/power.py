"""A power cut in the middle of a step: killed, and then the disk lacks what it was not asked to hold.

The process notes each `os.fsync`: a file as it then was, a folder with the names that it then had. Afterwards any other file that is
new may be empty, full of zeros, cut short or gone, and any other new folder gone. Not modelled: SQLite's own files (SQLite syncs
them itself, below Python), and renames and removals that come undone.
"""

import json
import random
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.faults.kills import Tally, kill_once, recovered
from tests.faults.stages import Stage

_OTHERS = (".sqlite", ".sqlite3", "-wal", "-shm", "-journal", ".lock", ".building")


def strike(stage: Stage, times: int, chance: random.Random) -> Tally:
    """So many power cuts in a step; in every second trial the step had been killed before, and is begun again when the power goes."""
    tally, longest = Tally(f"power cut: {stage.name}"), stage.seconds
    while tally.struck < times and tally.missed < times + 10:
        with TemporaryDirectory(prefix="kinsight-faults-") as folder:
            workspace, notes = stage.fresh(Path(folder)), Path(folder) / "notes"
            if chance.randrange(2):
                kill_once(stage, workspace, longest, by_files=True, chance=chance, synced=notes)
            when, came = kill_once(stage, workspace, longest, by_files=True, chance=chance, synced=notes)
            if came:
                harmed = cut(workspace, stage.start, notes, chance)
                tally.struck += 1
                wrong = recovered(stage, workspace)
                tally.wrong += [f"{stage.name} {when}, {harmed} files harmed: {one}" for one in wrong]
            else:
                tally.missed += 1
                longest = max(longest * 0.8, 0.1)
    if tally.struck < times:
        tally.wrong.append(f"only {tally.struck} of {times} cuts came in time")
    return tally


def cut(workspace: Path, start: Path, notes: Path, chance: random.Random) -> int:
    """Take from the disk what it need not hold; how many files that harmed. `start`: what it held before, on the same paths."""
    files, folders = _noted(notes)
    harmed = 0
    for path in sorted(workspace.rglob("*"), key=lambda one: (len(one.parts), one.name)):
        before = start / path.relative_to(workspace)
        if not path.exists() or path.name.endswith(_OTHERS) or _unchanged(path, before):
            continue
        named = before.exists() or path.name in folders.get(str(path.parent.resolve()), set())
        if path.is_dir() or not named:
            harmed += not named and _gone(path, chance)
        elif (told := path.stat()) and (told.st_ino, told.st_size, told.st_mtime_ns) not in files:
            harmed += _spoilt(path, chance)
    return harmed


def _noted(notes: Path) -> tuple[set[tuple[int, ...]], dict[str, set[str]]]:
    files, folders = set[tuple[int, ...]](), dict[str, set[str]]()
    for line in notes.read_text().splitlines() if notes.exists() else []:
        kind, *rest = json.loads(line)
        if kind == "file":
            files.add(tuple(rest))
        else:
            folders.setdefault(rest[0], set()).update(rest[1])
    return files, folders


def _unchanged(path: Path, before: Path) -> bool:
    """A copy has the size and the time of change of what was copied."""
    if not path.is_file() or not before.is_file():
        return False
    now, then = path.stat(), before.stat()
    return (now.st_size, now.st_mtime_ns) == (then.st_size, then.st_mtime_ns)


def _gone(path: Path, chance: random.Random) -> bool:
    if not chance.randrange(3):
        return False  # the disk may hold it all the same
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    return True


def _spoilt(path: Path, chance: random.Random) -> bool:
    content = path.read_bytes()
    left = chance.choice((content, b"", bytes(len(content)), content[: len(content) // 2]))
    path.write_bytes(left)
    return left != content
