"""The cache of compiled code: one folder for each state of the sources, which many may read and need not be writable.

Numba's own cache looks at the file of the called function alone: it goes on using code that was compiled before another file
changed. And it compiles anew at every start where it may not write. This one derives from classes inside Numba, whose minor
version is therefore held in pyproject.toml; `tests/unit/test_compiled_cache.py` fails where they change.
"""

import hashlib
import os
import pickle
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import llvmlite
import numba
import numpy as np
from numba import config
from numba.core.caching import CompileResultCacheImpl, FunctionCache, IndexDataCacheFile, UserProvidedCacheLocator

from kinsight.engine import notice
from kinsight.store import user_cache

#: Rooms of Kinsight whose sources, constants included, may end up in compiled code.
SOURCES = ("engine", "store")
#: Caches of earlier sources that stay beside the current one, newest first: whoever changes branches need not compile again.
EARLIER = 3
_CHECKSUM = hashlib.sha256().digest_size


@cache
def digest() -> str:
    """A digest of all that compiled code is made from: sources, versions, and how Numba was asked to compile."""
    asked = (config.BOUNDSCHECK, int(config.OPT), config.DEBUGINFO_DEFAULT)
    hasher = hashlib.sha256(repr((numba.__version__, llvmlite.__version__, np.__version__, asked)).encode())
    package = Path(__file__).parents[1]
    for path in sorted(path for room in SOURCES for path in (package / room).rglob("*.py")):
        hasher.update(path.relative_to(package).as_posix().encode() + b"\0" + path.read_bytes())
    return hasher.hexdigest()[:16]


def homes() -> Iterator[Path]:
    """Folders that may hold caches, in order: KINSIGHT_COMPILED_CACHE alone if set, else the Python environment, else the user's."""
    if given := os.environ.get("KINSIGHT_COMPILED_CACHE"):
        yield Path(given)
        return
    yield Path(sys.prefix) / "var" / "cache" / "kinsight"
    with suppress(RuntimeError):  # a user without a home
        yield user_cache.folder()


def folder() -> Path | None:
    """The cache of these sources: one that is filled, else one that can be; None where there is neither."""
    candidates = [home / f"compiled-{digest()}" for home in homes()]
    filled = (path for path in candidates if is_filled(path))
    return next(filled, None) or next((path for path in candidates if _can_write(path)), None)


def is_filled(path: Path) -> bool:
    """Whether there is code in it that may be run."""
    return trusted(path) and any(path.glob("*.nbi"))


def trusted(path: Path) -> bool:
    """Whether nobody else can have put code there: it is ours, root's, or of whoever installed Kinsight, and closed to others."""
    try:
        there = path.stat()
    except OSError:
        return False
    owners = {os.geteuid(), 0, Path(__file__).stat().st_uid}
    return there.st_uid in owners and not there.st_mode & 0o002 and os.access(path, os.R_OK | os.X_OK)


def _can_write(path: Path) -> bool:
    if path.exists():
        return trusted(path) and os.access(path, os.W_OK)
    there = next((parent for parent in path.parents if parent.exists()), None)
    return there is not None and there.is_dir() and os.access(there, os.W_OK | os.X_OK)


def remove_earlier(path: Path) -> None:
    """Remove caches of earlier sources beside this one, but the newest of them."""
    others = [other for other in path.parent.glob("compiled-*") if other.is_dir() and other != path]
    for other in sorted(others, key=lambda one: one.stat().st_mtime, reverse=True)[EARLIER:]:
        shutil.rmtree(other, ignore_errors=True)


class _Locator(UserProvidedCacheLocator):  # type: ignore[misc]
    """Tells Numba the folder, and a name for the function's files that no other module's has."""

    def __init__(self, function: Callable[..., Any], file: str) -> None:
        super().__init__(function, file)
        self._module = function.__module__
        self._cache_path = str(folder() or "")

    @classmethod
    def from_function(cls, function: Callable[..., Any], file: str) -> "_Locator":
        return cls(function, file)

    def get_disambiguator(self) -> str:
        return f"{self._module}-{self._lineno}"

    def ensure_cache_path(self) -> None:
        """Make the folder when the first code is saved. There is nothing about people in it: whoever runs Kinsight may read it."""
        path = Path(self._cache_path)
        missing = [folder for folder in (path, *path.parents) if not folder.exists()]
        for folder in reversed(missing):
            folder.mkdir(exist_ok=True)
            folder.chmod(0o755)
        if missing:
            remove_earlier(path)


class _Implementation(CompileResultCacheImpl):  # type: ignore[misc]
    _locator_classes = (_Locator,)


class _Files(IndexDataCacheFile):  # type: ignore[misc]
    """Numba's files, each with a checksum before its content: machine code with a changed bit is never run."""

    def _save_data(self, name: str, data: object) -> None:
        content = self._dump(data)
        path = Path(self._data_path(name))
        with self._open_for_write(path) as file:
            file.write(hashlib.sha256(content).digest() + content)
        path.chmod(0o644)
        Path(self._index_path).chmod(0o644)

    def _load_data(self, name: str) -> object:
        data = Path(self._data_path(name)).read_bytes()
        checksum, content = data[:_CHECKSUM], data[_CHECKSUM:]
        if hashlib.sha256(content).digest() != checksum:
            raise OSError(f"{name}: damaged")
        return pickle.loads(content)  # noqa: S301 - a folder that is `trusted`


class CodeCache(FunctionCache):  # type: ignore[misc]
    """The cache of one function. What cannot be read is compiled anew; what cannot be written is compiled at every start."""

    _impl_class = _Implementation

    def __init__(self, function: Callable[..., Any]) -> None:
        super().__init__(function)
        stamp = self._impl.locator.get_source_stamp()
        self._cache_file: Any = _Files(self._cache_path, self._impl.filename_base, stamp)
        if not self._cache_path:
            self.disable()

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        try:
            code = super().load_overload(sig, target_context)
        except Exception:  # a damaged index unpickles into any error
            self._begin_again()
            code = None
        if code is None:
            notice.compiling()
        return code

    def save_overload(self, sig: Any, data: Any) -> None:
        with suppress(OSError):
            super().save_overload(sig, data)

    def _begin_again(self) -> None:
        """Empty a damaged cache of this function, or do without."""
        try:
            self._cache_file.flush()
        except OSError:
            self.disable()
