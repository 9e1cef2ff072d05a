"""The two decorators by which functions of the engine are compiled: `entry` for what Python calls, `step` for the rest.

Functions are compiled at their first call, or read from the cache (`code_cache.py`). With KINSIGHT_UNCOMPILED=1 they stay plain
Python, some thousand times slower, so that a debugger can stop in them and coverage can count their lines.

A compiled function holds the values of the globals it names. So modules that use these decorators may import constants from
rooms in `code_cache.SOURCES` alone, whose change makes a new cache; an architecture test holds them to it.
"""

import os
from collections.abc import Callable
from typing import Any, TypeVar, cast

from numba import config, njit
from numba.core.registry import CPUDispatcher

from kinsight.engine.code_cache import CodeCache

Function = TypeVar("Function", bound=Callable[..., Any])

#: Whether functions are left as plain Python; NUMBA_DISABLE_JIT=1 does the same.
UNCOMPILED = os.environ.get("KINSIGHT_UNCOMPILED") == "1" or bool(config.DISABLE_JIT)
#: Every function that Python calls, by module and name; `warm.py` checks that it has compiled them all.
ENTRIES: dict[str, Any] = {}


def entry(function: Function) -> Function:
    """Compile a function that Python calls: its code is cached on disk, and other threads run meanwhile (no GIL)."""
    if UNCOMPILED:
        return function
    dispatcher = njit(nogil=True)(function)
    # What `cache=True` does, with a cache of our own.
    dispatcher._cache = CodeCache(function)
    ENTRIES[f"{function.__module__}.{function.__qualname__}"] = dispatcher
    return cast(Function, dispatcher)


def step(function: Function) -> Function:
    """Compile a function that compiled functions alone call: without a wrapper for Python, which saves a quarter of the time.

    A test of one step takes its `py_func`, or sets KINSIGHT_UNCOMPILED=1.
    """
    return function if UNCOMPILED else cast(Function, _Step(function, targetoptions=_STEP))


_STEP = {"nopython": True, "no_cpython_wrapper": True, "no_cfunc_wrapper": True}


class _Step(CPUDispatcher):  # type: ignore[misc]
    """Refuses a call from Python, which would end the process: there is nothing to call."""

    def __call__(self, *args: object) -> None:
        raise TypeError(
            f"{self.py_func.__qualname__} is a step: only compiled functions call it; in a test, call its py_func"
        )
