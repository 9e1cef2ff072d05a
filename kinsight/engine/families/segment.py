"""A segment: some families whole, as files that are memory-mapped. Arrays are raw rows, words are Arrow tables.

Everything about a family is in one segment: its child, bonds, the people in them, all versions of facts about them, addresses, couples.
"""

import zlib
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from kinsight.engine.arrange import order_by_owner, places_by_owner
from kinsight.engine.families.arrays import arrange
from kinsight.engine.families.parts import SCHEMAS, Parts
from kinsight.engine.judge.layout import BOND, CHILD, EVENT, FOREVER, Families

#: Columns of the tables of words. Row n of `child` and `person` is child n and person n; of events see `fact_rows`.
_WORDS = {name: SCHEMAS[name].names for name in ("child", "person", "bond", "address", "couple")}
_WORDS["fact"] = ["ref", "value", "certainty"]
_ARRAYS: dict[str, Any] = {
    "children": CHILD, "bonds": BOND, "bond_at": np.int64, "events": EVENT, "event_at": np.int64, "people": np.int64,
    "fact_rows": np.int32, "versions": np.int64, "member_at": np.int64, "members": np.int32, "bond_place_at": np.int64,
    "address_humans": np.int64, "couple_humans": np.int64, "name_keys": np.int64, "name_children": np.int64, "removed": np.int64,
}  # fmt: skip


def write(folder: Path, parts: Parts, concepts: np.ndarray, removed: Iterable[int] = ()) -> dict[str, tuple[int, int]]:
    """Write a segment; size and checksum of each file. `concepts`: small keys, by which facts are numbered; `removed`: keys of children
    who are none any more."""
    folder.mkdir(parents=True)
    tables = _sorted(parts)
    arranged = arrange(_judged(tables["child"]), tables["bond"], parts.fact, concepts)
    families, people = arranged.families, pa.array(arranged.people)
    member_at, members = _members(families, len(people))
    edges = np.append(families.children["child"], np.iinfo(np.int64).max)
    arrays = {
        **families._asdict(), "people": arranged.people, "fact_rows": arranged.rows,
        "versions": _numpy(parts.fact["version"])[arranged.rows], "member_at": member_at, "members": members,
        "bond_place_at": np.searchsorted(_numpy(tables["bond"]["child"]), edges),
        "address_humans": _numpy(tables["address"]["human"]), "couple_humans": _numpy(tables["couple"]["human"]),
        "name_keys": _numpy(tables["name"]["key"]), "name_children": _numpy(tables["name"]["child"]),
        "removed": np.array(sorted(removed), np.int64),
    }  # fmt: skip
    tables["person"] = parts.person.take(pc.index_in(people, parts.person["person"].combine_chunks()))
    for file, kind in _ARRAYS.items():
        np.ascontiguousarray(arrays[file], kind).tofile(folder / f"{file}.bin")
    for file, columns in _WORDS.items():
        _write_table(folder / f"{file}.arrow", tables[file].select(columns))
    return {path.name: (path.stat().st_size, checksum(path)) for path in sorted(folder.iterdir())}


def _sorted(parts: Parts) -> dict[str, pa.Table]:
    """By what each is found by; facts stay as they are, and are found through the arrays."""
    by = {
        "child": ["child"],
        "bond": ["child", "person"],
        "address": ["human"],
        "couple": ["human"],
        "name": ["key", "child"],
    }
    return parts._asdict() | {
        table: getattr(parts, table).sort_by([(column, "ascending") for column in columns])
        for table, columns in by.items()
    }


def _judged(child: pa.Table) -> pa.Table:
    """Children as the judge counts them: ages from birth, or from the expected day before it."""
    return pa.table(
        {
            "child": child["child"],
            "born": pc.coalesce(child["born"], child["expected"]),
            "is_born": pc.is_valid(child["born"]),
            "left_on": child["left_on"],
            "known": child["known"],
        }
    )


def _members(families: Families, people: int) -> tuple[np.ndarray, np.ndarray]:
    """The children of whose families each person is: where those of person n begin, and their numbers."""
    owner = np.ascontiguousarray(families.bonds["person"])
    at = places_by_owner(owner, people)
    order = order_by_owner(owner, at, np.zeros(len(owner), np.int64))
    return at, (np.searchsorted(families.bond_at, order, "right") - 1).astype(np.int32)


def _numpy(column: pa.ChunkedArray) -> np.ndarray:
    return np.array(column.to_numpy())


def _write_table(path: Path, table: pa.Table) -> None:
    """In one batch: rows are then taken without copying all."""
    table = table.combine_chunks()
    with pa.OSFile(str(path), "wb") as file, pa.ipc.new_file(file, table.schema) as writer:
        writer.write_table(table, max_chunksize=max(table.num_rows, 1))


def checksum(path: Path) -> int:
    """CRC-32 of a file, for damage on the disk."""
    found = 0
    with path.open("rb") as file:
        while block := file.read(1 << 22):
            found = zlib.crc32(block, found)
    return found


class Segment:
    """A written segment with all its files open, so that it can be read to its end after they are removed.

    `load`: the newest load that its families know. `people`: keys, by number. `fact_rows`: of each event, the row of its words in
    `fact`. `versions`: of each event, the version of the record that says it; 0 where it follows from others. `bond_place_at`: where the
    rows of each child begin in `bond`. `members`, `member_at`: children of whose families each person is. `removed`: keys of children who
    are none any more. Raises FileNotFoundError.
    """

    def __init__(self, folder: Path, load: int, concepts: np.ndarray) -> None:
        self.folder, self.load = folder, load
        array = {name: _opened(folder / f"{name}.bin", np.dtype(kind)) for name, kind in _ARRAYS.items()}
        self.families = Families(
            array["children"], array["bonds"], array["bond_at"], array["events"], array["event_at"], concepts
        )
        self.people, self.removed = array["people"], array["removed"]
        self.fact_rows, self.versions, self.bond_place_at = (
            array["fact_rows"],
            array["versions"],
            array["bond_place_at"],
        )
        self.member_at, self.members = array["member_at"], array["members"]
        self.address_humans, self.couple_humans = array["address_humans"], array["couple_humans"]
        self.name_keys, self.name_children = array["name_keys"], array["name_children"]
        words = {name: _opened_table(folder / f"{name}.arrow") for name in _WORDS}
        self.child, self.person, self.bond = words["child"], words["person"], words["bond"]
        self.fact, self.address, self.couple = words["fact"], words["address"], words["couple"]

    @cached_property
    def keys(self) -> np.ndarray:
        """Keys of the children, sorted."""
        return np.ascontiguousarray(self.families.children["child"])

    @cached_property
    def most_service(self) -> int:
        """The largest number of a service that wrote a fact here."""
        return int(self.families.events["service"].max(initial=0))

    @cached_property
    def restricted(self) -> np.ndarray:
        """Of each child, whether anyone of the family has a restricted record, by what is known now."""
        people = np.array(self.person.column("restricted_until")) >= FOREVER
        found = np.append(0, np.cumsum(people[self.families.bonds["person"]]))
        at = self.families.bond_at
        flags: np.ndarray = found[at[1:]] > found[at[:-1]]
        return flags

    def number(self, child: int) -> int:
        """Which child of this segment has this key; -1 when none has."""
        return _place(self.keys, child)

    def numbers(self, children: np.ndarray) -> np.ndarray:
        """The children of this segment that have one of these keys (sorted), by number."""
        return _among(self.keys, children)

    def named(self, key: int) -> list[int]:
        """Keys of the children who are asked for by this key."""
        return [int(one) for one in self.name_children[_among(self.name_keys, np.array([key]))]]

    def families_of(self, people: np.ndarray) -> np.ndarray:
        """Numbers of the children in whose families one of these people (sorted keys) is; some several times."""
        numbers: np.ndarray = self.members[_spans(self.member_at, _among(self.people, people))]
        return numbers

    def people_of(self, events: np.ndarray) -> np.ndarray:
        """Keys of the people whom events, by number, are about."""
        keys: np.ndarray = self.people[np.searchsorted(self.families.event_at, events, "right") - 1]
        return keys

    def rows_of(self, keys: np.ndarray, table: pa.RecordBatch, wanted: np.ndarray) -> list[tuple[Any, ...]]:
        """Rows of a table whose sorted `keys` are one of these (sorted)."""
        taken = table.take(pa.array(_among(keys, wanted)))
        return list(zip(*(column.to_pylist() for column in taken.columns), strict=True))

    def parts(self, numbers: np.ndarray) -> Parts:
        """These children's families as tables again, as they were written."""
        children = self.child.take(pa.array(numbers))
        bonds = self.bond.take(pa.array(_spans(self.bond_place_at, numbers)))
        people = np.unique(np.searchsorted(self.people, np.array(bonds.column("person"))))
        person = self.person.take(pa.array(people))
        humans = np.unique(np.array(person.column("human").drop_null()))
        address = self.address.take(pa.array(_among(self.address_humans, humans)))
        couple = self.couple.take(pa.array(_among(self.couple_humans, humans)))
        named = np.flatnonzero(np.isin(self.name_children, np.array(children.column("child"))))
        name = pa.table({"key": self.name_keys[named], "child": self.name_children[named]})
        made = {"child": children, "bond": bonds, "person": person, "address": address, "couple": couple}
        tables = {table: pa.Table.from_batches([batch]) for table, batch in made.items()}
        return Parts.shaped(**tables, fact=self._facts(people), name=name)

    def _facts(self, people: np.ndarray) -> pa.Table:
        places = _spans(self.families.event_at, people)
        events, words = self.families.events[places], self.fact.take(pa.array(self.fact_rows[places]))
        days = {name: np.ascontiguousarray(events[name]) for name in ("on", "until", "known", "superseded")}
        return pa.table(
            {
                "event": np.ascontiguousarray(events["event"]),
                "person": self.people_of(places),
                "concept_key": self.families.concepts[events["concept"]],
                **days,
                "service": np.ascontiguousarray(events["service"]),
                "version": self.versions[places],
                **{name: words.column(name) for name in ("ref", "value", "certainty")},
            }
        )


def _opened(path: Path, kind: np.dtype) -> np.ndarray:
    """Copy on write: compiled code takes memory that may not be written for another type."""
    if path.stat().st_size == 0:
        return np.empty(0, kind)
    return np.asarray(np.memmap(path, kind, "c"))


def _opened_table(path: Path) -> pa.RecordBatch:
    reader = pa.ipc.open_file(pa.memory_map(str(path)))
    if reader.num_record_batches:
        return reader.get_batch(0)
    return pa.RecordBatch.from_pylist([], reader.schema)


def _place(keys: np.ndarray, key: int) -> int:
    n = int(np.searchsorted(keys, key))
    return n if n < len(keys) and keys[n] == key else -1


def _among(keys: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """Places of sorted `keys` that are one of sorted `wanted`."""
    return _ranges(np.searchsorted(keys, wanted, "left"), np.searchsorted(keys, wanted, "right"))


def _spans(at: np.ndarray, numbers: np.ndarray) -> np.ndarray:
    """All places of the rows that belong to these numbers."""
    return _ranges(at[numbers], at[numbers + 1])


def _ranges(first: np.ndarray, last: np.ndarray) -> np.ndarray:
    """All numbers from each first up to its last."""
    lengths = last - first
    before = np.cumsum(lengths) - lengths
    return (np.repeat(first - before, lengths) + np.arange(int(lengths.sum()))).astype(np.int64)
