"""The families' store: every child's family as it was joined from the records, so that nobody needs to join it again.

Segments (`segment.py`) beside the records, named by a manifest that is replaced by an atomic rename; of a child that is in several,
the newest holds. All of it is derived: deleting it costs a rebuild and nothing else.
"""

import json
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from functools import cache, cached_property
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

import numpy as np

from kinsight.engine.families import segment
from kinsight.engine.families.building import concepts_of
from kinsight.engine.families.segment import Parts, Segment
from kinsight.engine.families.service_numbers import Services
from kinsight.records import disk, locks
from kinsight.records.store import Workspace


@dataclass(frozen=True)
class Written:
    """A segment as the manifest names it: the newest load that it knows, how many children, and size and checksum of each file."""

    name: str
    load: int
    children: int
    files: dict[str, tuple[int, int]]


@dataclass(frozen=True)
class Manifest:
    """What is in the store. `program`: of which state of the code; `head`, `files`: of each record table that was read; `load`: the
    newest load; `floor`: the day since which everyone is in it who was a child; `services`: a file's name, size and checksum; `segments`:
    oldest first, of which the first `base` hold everyone as once joined; `stale`: folders that the next writer removes."""

    program: str
    head: dict[str, int]
    load: int
    floor: int
    files: dict[str, list[str]]
    concepts: list[str]
    services: tuple[str, int, int]
    segments: tuple[Written, ...]
    base: int
    stale: tuple[str, ...] = field(default=())


class Store:
    """The folder of a workspace in which families are."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace, self.root = workspace, workspace.beside.resolve() / "families"
        self.file = self.root / "manifest.json"

    def manifest(self) -> Manifest | None:
        """None where there is none, or none of this state of the code, or it cannot be read: then all is joined again."""
        try:
            said = json.loads(self.file.read_text())
            said["segments"] = tuple(Written(**one) for one in said["segments"])
            said["services"], said["stale"] = tuple(said["services"]), tuple(said["stale"])
            found = Manifest(**said)
        except (FileNotFoundError, ValueError, TypeError, KeyError):
            return None
        return found if found.program == program() else None

    @contextmanager
    def writing(self) -> Iterator[None]:
        """The one writer. Raises WorkspaceBusy."""
        self.root.mkdir(parents=True, exist_ok=True)
        with locks.exclusive(self.root / "writing.lock", self.workspace.patience):
            yield

    def add(self, parts: Parts, concepts: list[str], load: int, removed: Iterable[int] = ()) -> Written:
        """Write one more segment, which nothing names yet."""
        name = f"s-{uuid4().hex[:12]}"
        files = segment.write(self.root / name, parts, concepts_of(concepts), removed)
        segment.sync(self.root / name, self.root)
        return Written(name, load, parts.child.num_rows, files)

    def add_services(self, services: Services) -> tuple[str, int, int]:
        path = self.root / f"services-{uuid4().hex[:12]}.json"
        disk.replace(path, services.text())
        return path.name, path.stat().st_size, segment.checksum(path)

    def files(self, manifest: Manifest) -> dict[str, tuple[int, int]]:
        """Size and checksum of each file, by its name in the store."""
        name, size, checksum = manifest.services
        of_segments = {f"{one.name}/{file}": said for one in manifest.segments for file, said in one.files.items()}
        return {name: (size, checksum), **of_segments}

    def is_whole(self, manifest: Manifest) -> bool:
        """Whether every file is there in its size: what a reader asks, for whom reading all takes too long."""
        try:
            return all((self.root / name).stat().st_size == size for name, (size, _) in self.files(manifest).items())
        except FileNotFoundError:
            return False

    def wrong(self, name: str, size: int, checksum: int) -> str | None:
        """What is wrong with a file, in words."""
        path = self.root / name
        if not path.exists():
            return "is missing"
        if path.stat().st_size != size or segment.checksum(path) != checksum:
            return "does not hold the bytes that were written: it was damaged on the disk"
        return None

    def save(self, manifest: Manifest) -> None:
        """Have readers see this from now on. What nothing named before is removed; what was replaced just now, at the next time."""
        disk.replace(self.file, json.dumps(asdict(manifest)))
        named = {one.name for one in manifest.segments} | {manifest.services[0], *manifest.stale}
        for path in self.root.iterdir():
            if path.name not in named and path.name.startswith(("s-", "services-")):
                shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)

    def drop(self) -> None:
        """Forget all of it: whoever needs families next joins them anew."""
        with self.writing():
            self.file.unlink(missing_ok=True)


@cache
def program() -> str:
    """Digest of what decides how families are joined and written."""
    package = Path(__file__).parents[2]
    files = [*sorted((package / "linkage").rglob("*.sql")), *sorted((package / "engine" / "families").rglob("*")),
             package / "engine" / "judge" / "layout.py", package / "linkage" / "kinship.py"]  # fmt: skip
    said = sha256()
    for file in files:
        if file.suffix in (".py", ".sql"):
            said.update(file.read_bytes())
    return said.hexdigest()[:16]


class Snapshot:
    """The store as one manifest names it, opened for reading; whatever is written later changes nothing of it."""

    def __init__(self, root: Path, manifest: Manifest, segments: list[Segment]) -> None:
        self.root, self.manifest, self.segments = root, manifest, segments
        self.load, self.floor = manifest.load, manifest.floor
        self.concepts = concepts_of(manifest.concepts)

    @classmethod
    def opened(cls, store: Store, manifest: Manifest, opened: dict[str, Segment] | None = None) -> "Snapshot":
        """`opened`: segments that are open already, by name; those that this one opens are added."""
        concepts, opened = concepts_of(manifest.concepts), {} if opened is None else opened
        for one in manifest.segments:
            found = opened.get(one.name)
            if found is None or len(found.families.concepts) != len(concepts):
                opened[one.name] = Segment(store.root / one.name, one.load, concepts)
        return cls(store.root, manifest, [opened[one.name] for one in manifest.segments])

    @classmethod
    def of_one(cls, like: "Snapshot", segment: Segment) -> "Snapshot":
        """Of this segment alone, with the services and concepts of another."""
        return cls(like.root, like.manifest, [segment])

    @cached_property
    def services(self) -> Services:
        return Services.read((self.root / self.manifest.services[0]).read_text())

    def place(self, child: int) -> tuple[Segment, int] | None:
        """The segment that holds this child (a key), and its number there."""
        for one in reversed(self.segments):
            if (number := one.number(child)) >= 0:
                return one, number
            if child in one.removed:
                return None
        return None

    def asked_for(self, keys: Iterable[int]) -> int | None:
        """The key of the child that is asked for by one of these keys, the first that names one."""
        for key in keys:
            for one in reversed(self.segments):
                for child in one.named(key):
                    place = self.place(child)
                    if place is not None and place[0] is one:
                        return child
        return None

    def living(self) -> list[tuple[Segment, np.ndarray]]:
        """Of each segment, the numbers of the children that no newer one has or removed."""
        found, newer = [], np.empty(0, np.int64)
        for one in reversed(self.segments):
            found.append((one, np.flatnonzero(~np.isin(one.keys, newer))))
            newer = np.union1d(newer, np.union1d(one.keys, one.removed))
        return found[::-1]

    def changed_since(self, load: int) -> np.ndarray | None:
        """Keys of the children whose families may be others than when `load` was the newest; None: everyone's."""
        if load > self.load or not self.segments or load < self.segments[0].load:
            return None
        later = [np.union1d(one.keys, one.removed) for one in self.segments if one.load > load]
        return np.unique(np.concatenate([np.empty(0, np.int64), *later]))


def concept_words(manifest: Manifest) -> dict[int, str]:
    """Words by number, as facts of the store have them."""
    return dict(enumerate(manifest.concepts))
