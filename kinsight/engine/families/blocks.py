"""Judges many children of the store, some thousands at a time: so memory stays the same however many there are."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice

import numpy as np
import pyarrow as pa

from kinsight.engine import judge
from kinsight.engine.families import inputs
from kinsight.engine.families.cutting import services_of_children, sources_of_owed
from kinsight.engine.families.reading import is_child
from kinsight.engine.families.segment import Segment
from kinsight.engine.families.store import Snapshot
from kinsight.engine.judge.judge_families import judge_part
from kinsight.engine.judge.layout import FOREVER
from kinsight.engine.judge.scratch import make_scratch
from kinsight.engine.rules import ROLE_BITS, Rules

#: Children judged together: few enough for a district to keep several processors at work.
BLOCK = 5_000
#: Judged together with a few others between them, who are left out of what is found.
GAP = 50
#: Whose services are a child's, as bits: those that wrote anything about one of these.
CLOSE = sum(ROLE_BITS[role] for role in inputs.CLOSE)


@dataclass(frozen=True)
class Block:
    """Some children, judged. `child`: their rows (`segment.SCHEMAS`), and whether anyone of the family has a `restricted` record.
    `services`: child (a key), number and last day of each service that wrote about one of those who bring it up. `spells`, `owed`: rows of
    `layout.SPELL` and `layout.OWED`. `said`: of each row of `owed` the day and the service (0: of the record itself) of the fact that
    set it off; `FOREVER` and -1 where no fact did."""

    child: pa.Table
    services: pa.Table
    spells: np.ndarray
    owed: np.ndarray
    said: pa.Table


def judged(
    snapshot: Snapshot, rules: Rules, options: judge.Options, only: np.ndarray | None = None, threads: int = 1
) -> Iterator[Block]:
    """Everyone who is a child on `options.as_of`, or those of these keys; in no order."""
    arrays = rules.arrays_for(snapshot.concepts)
    with ThreadPoolExecutor(threads) as pool:
        work = _work(snapshot, options.as_of, only)
        under_way = [pool.submit(_block, arrays, options, *one) for one in islice(work, threads + 1)]
        while under_way:
            done = under_way.pop(0).result()
            under_way += [pool.submit(_block, arrays, options, *one) for one in islice(work, 1)]
            yield done


def children(snapshot: Snapshot, as_of: int) -> int:
    """How many are children on the day."""
    return sum(len(numbers) for _, numbers in _work(snapshot, as_of, None))


def _work(snapshot: Snapshot, as_of: int, only: np.ndarray | None) -> Iterator[tuple[Segment, np.ndarray]]:
    for segment, numbers in snapshot.living() if only is None else snapshot.among(only):
        some = numbers[is_child(segment.families.children[numbers], as_of)]
        for first in range(0, len(some), BLOCK):
            yield segment, some[first : first + BLOCK]


def _block(arrays: np.ndarray, options: judge.Options, segment: Segment, numbers: np.ndarray) -> Block:
    runs, keys, scratch = _runs(numbers), segment.keys[numbers], make_scratch()
    parts = [judge_part(arrays, segment.families, first, last, options, scratch) for first, last in runs]
    spells = _of(keys, np.concatenate([part.spells for part in parts]))
    owed = _of(keys, np.concatenate([part.owed for part in parts]))
    child = pa.Table.from_batches([segment.child.take(pa.array(numbers))])
    child = child.append_column("restricted", pa.array(segment.restricted[numbers]))
    return Block(child, _services(segment, runs, keys), spells, owed, _said(segment, owed))


def _of(keys: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Rows of these children (sorted keys) alone: runs have a few others."""
    return rows[np.isin(rows["child"], keys)]


def _runs(numbers: np.ndarray) -> list[tuple[int, int]]:
    """First, and one after the last, of runs in which these numbers lie close together."""
    edges = np.flatnonzero(np.diff(numbers) > GAP) + 1
    return [(int(run[0]), int(run[-1]) + 1) for run in np.split(numbers, edges) if len(run)]


def _services(segment: Segment, runs: list[tuple[int, int]], keys: np.ndarray) -> pa.Table:
    found = [pairs_of(segment, first, last) for first, last in runs]
    rows = [np.concatenate(column) for column in zip(*found, strict=True)]
    table = pa.table(dict(zip(("child", "service", "last"), rows, strict=True)))
    return table.filter(pa.array(np.isin(table["child"].to_numpy(), keys)))


def pairs_of(segment: Segment, first: int, last: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Key of the child, service, and day on which it last did, of each service that wrote about one of those who bring up the children
    [first, last)."""
    families = segment.families
    part = families._replace(children=families.children[first:last], bond_at=families.bond_at[first : last + 1])
    rows = services_of_children(part, CLOSE, segment.most_service)
    return segment.keys[first + rows[:, 0]], rows[:, 1].astype(np.int32), rows[:, 2].astype(np.int32)


def _said(segment: Segment, owed: np.ndarray) -> pa.Table:
    found = sources_of_owed(segment.families, owed, np.searchsorted(segment.keys, owed["child"]))
    none = found[:, 0] >= FOREVER
    days, services = found[:, 0].astype(np.int32), np.where(none, -1, found[:, 1]).astype(np.int32)
    return pa.table({"on": days, "service": services})


__all__ = ["BLOCK", "Block", "children", "judged"]
