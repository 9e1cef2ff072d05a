"""Families as arrays: children, bonds by child and person, events by person, concept and day."""

from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from kinsight.engine.arrange import fill_events, order_by_owner, places_by_owner
from kinsight.engine.judge.layout import BOND, CHILD, EVENT, FOREVER, Families
from kinsight.engine.rules import ROLE_BITS


class Arranged(NamedTuple):
    """`people`: keys by person number, sorted; `rows`: of each event, its row in the table that it came from (int32)."""

    families: Families
    people: np.ndarray
    rows: np.ndarray


def from_tables(child: pa.Table, bond: pa.Table, event: pa.Table, concepts: np.ndarray) -> Families:
    """Families of tables in any order, with the columns named below.

    child(child, born, is_born, left_on, known) · bond(child, person, role, from, until, known, superseded,
    death_known) ·
    event(event, person, concept_key, on, until, known, superseded, service): keys int64, days int32, nothing null. `concepts`:
    small keys of the concepts that matter (such as `Rules.concepts`), by which facts are numbered. Bonds of no child here, and facts of
    nobody in a bond or of no such concept, are left out.
    """
    return arrange(child, bond, event, concepts).families


def arrange(child: pa.Table, bond: pa.Table, event: pa.Table, concepts: np.ndarray) -> Arranged:
    """The same, with whose rows these are."""
    people = pa.array(np.unique(_numpy(bond["person"], np.int64)))
    bonds, bond_at = _bonds(child, bond, people)
    events, event_at, rows = _events(event, people, concepts)
    families = Families(_children(child), bonds, bond_at, events, event_at, concepts)
    return Arranged(families, people.to_numpy(), rows)


def _numpy(column: pa.ChunkedArray, kind: type) -> np.ndarray:
    """A copy: Arrow's own memory is read-only, which compiled code takes for another type and compiles anew."""
    return np.array(column.to_numpy(), kind)


def _numbers(column: pa.ChunkedArray, values: pa.Array) -> np.ndarray:
    """The place of each among the values, -1 where it is not (int32)."""
    return _numpy(pc.fill_null(pc.index_in(column, value_set=values), -1), np.int32)


def _children(child: pa.Table) -> np.ndarray:
    rows = np.zeros(child.num_rows, CHILD)
    for name in ("child", "born", "is_born", "left_on", "known"):
        rows[name] = child[name].to_numpy()
    return rows


def _bonds(child: pa.Table, bond: pa.Table, people: pa.Array) -> tuple[np.ndarray, np.ndarray]:
    """Bonds that were ever believed, sorted by child and person, and where those of each child begin."""
    owner, person = _numbers(bond["child"], child["child"].combine_chunks()), _numbers(bond["person"], people)
    known, superseded = _numpy(bond["known"], np.int32), _numpy(bond["superseded"], np.int32)
    owner[known >= superseded] = -1
    at = places_by_owner(owner, child.num_rows)
    order = order_by_owner(owner, at, person.astype(np.int64))
    rows = np.zeros(len(order), BOND)
    rows["person"], rows["known"], rows["superseded"] = person[order], known[order], superseded[order]
    rows["since"], rows["until"] = bond["from"].to_numpy()[order], bond["until"].to_numpy()[order]
    rows["death_known"] = bond["death_known"].to_numpy()[order]
    rows["role"] = _role_bits(bond["role"])[order]
    return rows, at


def _role_bits(role: pa.ChunkedArray) -> np.ndarray:
    places = _numbers(role, pa.array(list(ROLE_BITS), pa.string()))
    bits = np.array([*ROLE_BITS.values(), 0], np.int32)
    return np.take(bits, places)


def _events(event: pa.Table, people: pa.Array, concepts: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Relevant events sorted by person, concept and day; where those of each person begin; and the row of each in the table."""
    concept = _numbers(event["concept_key"], pa.array(concepts))
    owner = _numbers(event["person"], people)
    owner[concept < 0] = -1
    key = _numpy(event["event"], np.int64)
    on, until, known, superseded = (_numpy(event[name], np.int32) for name in ("on", "until", "known", "superseded"))
    at = places_by_owner(owner, len(people))
    order = order_by_owner(owner, at, (concept.astype(np.int64) << 32) + on)
    rows = np.zeros(len(order), EVENT)
    service = _numpy(event["service"], np.int32)
    fill_events(rows, order, key, concept, on, until, known, superseded, _versioned(key, concept, superseded), service)
    return rows, at, order


def _versioned(key: np.ndarray, concept: np.ndarray, superseded: np.ndarray) -> np.ndarray:
    """Which events are versions of a fact of which one was replaced."""
    replaced = pa.array(np.unique(key[(superseded < FOREVER) & (concept >= 0)]), pa.int64())
    return (_numbers(pa.chunked_array([key]), replaced) >= 0) & (concept >= 0)
