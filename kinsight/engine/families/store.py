"""The families' store: every child's family as it was joined from the records, so that nobody needs to join it again.

Segments (`segment.py`) beside the records, named by a manifest that is replaced by an atomic rename; of a child that is in several,
the newest holds. All of it is derived: deleting it costs joining anew and nothing else.
"""

import json
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

import numpy as np

from kinsight.engine.families import segment
from kinsight.engine.families.building import concepts_of
from kinsight.engine.families.parts import Parts
from kinsight.engine.families.segment import Segment
from kinsight.engine.families.service_numbers import Services
from kinsight.store import disk, sql_files, workspace_locks
from kinsight.store.workspace import Workspace

_MANIFEST = "manifest.json"


@dataclass(frozen=True)
class Written:
    """A segment as the manifest names it: the newest load that it knows, how many children, and size and checksum of each file."""

    name: str
    load: int
    children: int
    files: dict[str, tuple[int, int]]


@dataclass(frozen=True)
class Manifest:
    """What is in the store. `program`: of which state of the code; `derivations`: by which rules facts follow from the record;
    `head`, `files`: of each record table that was read; `load`: the newest load; `floor`: the day since which everyone is in it who was a
    child; `services`: a file's name, size and checksum; `segments`: oldest first, of which the first `base` hold everyone as once
    joined."""

    program: str
    derivations: str
    head: dict[str, int]
    load: int
    floor: int
    files: dict[str, list[str]]
    concepts: list[str]
    services: tuple[str, int, int]
    segments: tuple[Written, ...]
    base: int


class Store:
    """The folder of a workspace in which families are."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace, self.root = workspace, workspace.beside.resolve() / "families"
        self.file = self.root / _MANIFEST

    def manifest(self) -> Manifest | None:
        """None where there is none, or none of this state of the code, or it cannot be read: then all is joined again."""
        try:
            fields = json.loads(self.file.read_text())
            segments = tuple(Written(**one) for one in fields.pop("segments"))
            found = Manifest(**fields | {"segments": segments, "services": tuple(fields["services"])})
        except (FileNotFoundError, ValueError, TypeError, KeyError):
            return None
        return found if found.program == program() else None

    @contextmanager
    def writing(self) -> Iterator[None]:
        """The one writer; clears away what the manifest does not name. Raises WorkspaceBusy."""
        self.root.mkdir(parents=True, exist_ok=True)
        with workspace_locks.exclusive(self.root / "writing.lock", self.workspace.patience):
            self._clear()
            yield

    def _clear(self) -> None:
        """What the manifest before named stays until the writing after the next: readers may be about to open it."""
        manifest = self.manifest()
        named = {one.name for one in manifest.segments} | {manifest.services[0]} if manifest else set()
        for path in self.root.iterdir():
            if path.name not in named and path.name.startswith(("s-", "services-")):
                shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)

    def add(self, parts: Parts, concepts: list[str], load: int, removed: Iterable[int] = ()) -> Written:
        """Write one more segment, which nothing names yet."""
        name = f"s-{uuid4().hex[:12]}"
        files = segment.write(self.root / name, parts, concepts_of(concepts), removed)
        disk.sync([self.root / name / file for file in files], self.root)
        return Written(name, load, parts.child.num_rows, files)

    def add_services(self, services: Services) -> tuple[str, int, int]:
        path = self.root / f"services-{uuid4().hex[:12]}.json"
        disk.replace(path, services.text())
        return path.name, path.stat().st_size, segment.checksum(path)

    def save(self, manifest: Manifest) -> Manifest:
        """Have readers see this from now on."""
        disk.replace(self.file, json.dumps(asdict(manifest)))
        return manifest

    def drop(self) -> None:
        """Forget all of it: whoever needs families next joins them anew."""
        with self.writing():
            self.file.unlink(missing_ok=True)

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


@cache
def program() -> str:
    """Digest of what decides how families are joined and written."""
    package = Path(__file__).parents[2]
    files = [
        *sql_files.sources(),
        *sorted((package / "identity").rglob("*.sql")),
        *sorted((package / "engine" / "families").rglob("*")),
        package / "engine" / "judge" / "layout.py",
        package / "engine" / "input_tables.py",
        package / "identity" / "kinship.py",
    ]
    digest = sha256()
    for file in files:
        if file.suffix in (".py", ".sql"):
            digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


class Damaged(Exception):
    """A file of the store is not what was written; its size is."""


class Snapshot:
    """The store as one manifest names it, with all its files open: whatever is written or removed later changes nothing of it."""

    def __init__(self, manifest: Manifest, segments: list[Segment], services: Services) -> None:
        self.manifest, self.segments, self.services = manifest, segments, services
        self.load, self.floor = manifest.load, manifest.floor
        self.concepts = concepts_of(manifest.concepts)

    @classmethod
    def opened(cls, store: Store, manifest: Manifest, before: "Snapshot | None" = None) -> "Snapshot":
        """Open the files; what an earlier snapshot has open already is taken from there. Raises FileNotFoundError, Damaged."""
        concepts = concepts_of(manifest.concepts)
        had = {one.folder: one for one in before.segments if len(before.concepts) == len(concepts)} if before else {}
        try:
            segments = [
                had.get(store.root / one.name) or Segment(store.root / one.name, one.load, concepts)
                for one in manifest.segments
            ]
            services = Services.read((store.root / manifest.services[0]).read_text())
        except ValueError as error:
            raise Damaged(str(error)) from error
        return cls(manifest, segments, services)

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

    def among(self, children: np.ndarray) -> list[tuple[Segment, np.ndarray]]:
        """The same of these children (keys) alone, without going through the others."""
        found, left = [], np.unique(children)
        for one in reversed(self.segments):
            found.append((one, one.numbers(left)))
            left = np.setdiff1d(left, np.union1d(one.keys[found[-1][1]], one.removed))
        return found[::-1]

    def changed_since(self, load: int) -> np.ndarray | None:
        """Keys of the children whose families may be others than when `load` was the newest; None: everyone's."""
        if load > self.load or not self.segments or load < self.segments[0].load:
            return None
        later = [np.union1d(one.keys, one.removed) for one in self.segments if one.load > load]
        return np.unique(np.concatenate([np.empty(0, np.int64), *later]))
