"""Compiles the engine ahead of need, by judging one invented family: at setup, when an image is built, before a worker answers."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import numpy as np
import pyarrow as pa

from kinsight.engine import code_cache, judge
from kinsight.engine.compiled import ENTRIES
from kinsight.engine.families.arrays import from_tables
from kinsight.engine.families.cutting import cut_family, services_of_children, sources_of_owed
from kinsight.engine.judge.scratch import make_scratch
from kinsight.engine.rules import Rules
from kinsight.rules.schema.knowledge import Knowledge
from kinsight.store.days import ALWAYS, FOREVER


@dataclass(frozen=True)
class Warmed:
    """How many functions were compiled and how many were read from the cache in `folder` (None: it may not be written anywhere)."""

    compiled: int
    read: int
    seconds: float
    folder: Path | None


class NotCompiled(Exception):
    """Functions that Python calls are not compiled by `warm`, so the first to call them would wait; names them."""


def warm(judge_invented: Callable[[], None] | None = None) -> Warmed:
    """Compile every function that Python calls, or read it from the cache. Raises NotCompiled where one was left out."""
    started = perf_counter()
    (judge_invented or judge_one_family)()
    left = [name for name, function in ENTRIES.items() if not function.signatures]
    if left:
        raise NotCompiled(f"compiled by no call in {__name__}: {', '.join(sorted(left))}")
    stats = [function.stats for function in ENTRIES.values()]
    compiled, read = (sum(sum(getattr(one, name).values()) for one in stats) for name in ("cache_misses", "cache_hits"))
    return Warmed(compiled, read, perf_counter() - started, code_cache.folder())


def judge_one_family() -> None:
    """Judge a child of whom one fact is known, by no rules: what is compiled depends on types alone."""
    rules = Rules(Knowledge("none", {}, {}, {}))
    families = from_tables(*_invented(), concepts=rules.concepts)
    found = judge.judge_one(rules.arrays(), families, 0, judge.Options(as_of=0, horizon=0), make_scratch())
    cut_family(families, 0, 0)
    services_of_children(families, 1, 1)
    sources_of_owed(families, found.owed, np.zeros(len(found.owed), np.int64))


def _invented() -> tuple[pa.Table, pa.Table, pa.Table]:
    key, day = pa.int64(), pa.int32()
    child = {
        "child": ([1], key),
        "born": ([0], day),
        "is_born": ([True], pa.bool_()),
        "left_on": ([FOREVER], day),
        "known": ([ALWAYS], day),
    }
    bond = {
        "child": ([1], key),
        "person": ([1], key),
        "role": (["self"], pa.string()),
        "from": ([ALWAYS], day),
        "until": ([FOREVER], day),
        "known": ([ALWAYS], day),
        "superseded": ([FOREVER], day),
        "death_known": ([FOREVER], day),
    }
    event = {
        "event": ([1], key),
        "person": ([1], key),
        "concept_key": ([1], day),
        "on": ([0], day),
        "until": ([FOREVER], day),
        "known": ([0], day),
        "superseded": ([FOREVER], day),
        "service": ([1], day),
    }
    made = ({name: pa.array(*one) for name, one in columns.items()} for columns in (child, bond, event))
    child_table, bond_table, event_table = (pa.table(columns) for columns in made)
    return child_table, bond_table, event_table
