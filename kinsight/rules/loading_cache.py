"""Knowledge as an earlier process read it: taken up in a moment, and read anew as soon as anything of it has changed.

One file of JSON in the folder given, named by a hash of every file that knowledge is read from and of the code that reads it. It passes
the models again when it is taken up; one that is torn or strange is passed over, and written anew.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from os import replace, walk
from pathlib import Path
from tempfile import NamedTemporaryFile

import pydantic

from kinsight.rules import loading
from kinsight.rules.read import knowledge_paths
from kinsight.rules.schema.knowledge import Knowledge

#: Each knowledge has its file: another after an update of ours, or with other settings of the site.
_MOST = 4
_READ = (".yaml", ".yml", ".json", ".csv", ".py")


def load(folder: Path, root: Path | None = None) -> Knowledge:
    """As `knowledge.load`, which is asked when `folder` keeps nothing fit; raises `KnowledgeError` as it does.

    For processes that read once and stay with it: see `_to_stay`.
    """
    name = _name(root)
    if (found := _taken_up(folder / name)) is None:
        found = loading.load(root)
        if _name(root) == name:
            _keep(folder, name, found)
    return found


def _name(root: Path | None) -> str:
    """Another whenever the knowledge, a site's part of it or the reader is."""
    digest = sha256(pydantic.VERSION.encode())
    for place in (
        knowledge_paths.root_of(root),
        knowledge_paths.site_codelists(),
        knowledge_paths.local_settings(),
        Path(__file__).parent,
    ):
        for path in _files(place) if place else [None]:
            body = path.read_bytes() if path and path.is_file() else b""
            digest.update(f"{path and path.name}\0{len(body)}\0".encode() + body)
    return f"knowledge-{digest.hexdigest()[:32]}.json"


def _files(place: Path) -> list[Path]:
    """What is read below a folder, or the one file."""
    found = [Path(folder, name) for folder, _, names in walk(place) for name in names if name.endswith(_READ)]
    return sorted(found) or [place]


def _taken_up(path: Path) -> Knowledge | None:
    """What the file holds; None when it is not there, or not what we wrote."""
    with suppress(OSError, pydantic.ValidationError), _to_stay():
        return _shape().validate_json(path.read_bytes())
    return None


def _shape() -> pydantic.TypeAdapter[Knowledge]:
    return pydantic.TypeAdapter(Knowledge)


@contextmanager
def _to_stay() -> Iterator[None]:
    """What is made here stays for as long as the process: tens of thousands of small objects. To look for garbage among them would take
    longer than to make them, now and again later."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
        gc.freeze()
    finally:
        if was:
            gc.enable()


def _keep(folder: Path, name: str, known: Knowledge) -> None:
    """Seen whole or not at all, and only what comes back the same. Where nothing can be written, the next process reads anew."""
    body = _shape().dump_json(known, by_alias=True, exclude_unset=True)
    if _shape().validate_json(body) != known:
        return
    with suppress(OSError):
        folder.mkdir(exist_ok=True)
        with NamedTemporaryFile(dir=folder, suffix=".new", delete=False) as file:
            file.write(body)
        replace(file.name, folder / name)
        for old in sorted(folder.glob("knowledge-*.json"), key=lambda one: one.stat().st_mtime)[:-_MOST]:
            old.unlink(missing_ok=True)
