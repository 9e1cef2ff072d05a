"""A segment: some families whole, as files that are memory-mapped. Arrays are raw rows, words are Arrow tables.

Everything about a family is in one segment: its child, bonds, the people in them, all versions of facts about them, addresses, couples.
"""

import zlib
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from kinsight.engine.arrange import order_by_owner, places_by_owner
from kinsight.engine.families.arrays import arrange
from kinsight.engine.judge.layout import BOND, CHILD, EVENT, FOREVER, Families
from kinsight.records import disk

_KEY, _DAY, _TEXT, _FLAG = pa.int64(), pa.int32(), pa.large_string(), pa.bool_()


def _schema(**columns: pa.DataType) -> pa.Schema:
    return pa.schema(list(columns.items()))


#: What a segment is made of, and what of it can be read back (`parts`).
SCHEMAS = {
    "child": _schema(child=_KEY, ref=_TEXT, name=_TEXT, nhs_number=_TEXT, born=_DAY, expected=_DAY, left_on=_DAY, known=_DAY, died=_DAY,
                     sex=_TEXT, language=_TEXT, interpreter=_FLAG, practice=_TEXT, home=_KEY, person=_KEY),
    "bond": _schema(**{"child": _KEY, "person": _KEY, "role": _TEXT, "from": _DAY, "until": _DAY, "known": _DAY, "superseded": _DAY}),
    "person": _schema(person=_KEY, ref=_TEXT, human=_KEY, human_ref=_TEXT, name=_TEXT, sex=_TEXT, born=_DAY, died=_DAY,
                      restricted_until=_DAY),
    "fact": _schema(event=_KEY, person=_KEY, concept_key=_DAY, on=_DAY, until=_DAY, known=_DAY, superseded=_DAY, service=_DAY,
                    version=_KEY, ref=_TEXT, value=_TEXT, certainty=_TEXT),
    "address": _schema(**{"human": _KEY, "line": _TEXT, "postcode": _TEXT, "from": _DAY, "until": _DAY, "known": _DAY,
                          "superseded": _DAY}),
    "couple": _schema(**{"human": _KEY, "other": _KEY, "from": _DAY, "until": _DAY, "known": _DAY, "superseded": _DAY}),
    "name": _schema(key=_KEY, child=_KEY),
}  # fmt: skip
_WORDS = {"child": SCHEMAS["child"].names, "person": SCHEMAS["person"].names, "bond": SCHEMAS["bond"].names,
          "fact": ["ref", "value", "certainty"], "address": SCHEMAS["address"].names, "couple": SCHEMAS["couple"].names}  # fmt: skip
_ARRAYS: dict[str, Any] = {
    "children": CHILD, "bonds": BOND, "bond_at": np.int64, "events": EVENT, "event_at": np.int64, "people": np.int64,
    "fact_rows": np.int32, "versions": np.int64, "member_at": np.int64, "members": np.int32, "bond_place_at": np.int64,
    "address_humans": np.int64, "couple_humans": np.int64, "name_keys": np.int64, "name_children": np.int64, "removed": np.int64,
}  # fmt: skip


class Parts(NamedTuple):
    """Families as tables of these `SCHEMAS`: where segments come from."""

    child: pa.Table
    bond: pa.Table
    person: pa.Table
    fact: pa.Table
    address: pa.Table
    couple: pa.Table
    name: pa.Table

    @classmethod
    def shaped(cls, **tables: pa.Table) -> "Parts":
        """Columns by their place, cast to the schemas."""
        return cls(**{name: _shaped(tables[name], schema) for name, schema in SCHEMAS.items()})


def _shaped(table: pa.Table, schema: pa.Schema) -> pa.Table:
    return pa.table([table.column(n).cast(kind) for n, kind in enumerate(schema.types)], schema=schema)


def write(folder: Path, parts: Parts, concepts: np.ndarray, removed: Iterable[int] = ()) -> dict[str, tuple[int, int]]:
    """Write a segment; size and checksum of each file. `concepts`: small keys, by which facts are numbered; `removed`: keys of children
    who are none any more."""
    folder.mkdir(parents=True)
    child, bond = parts.child.sort_by("child"), parts.bond.sort_by([("child", "ascending"), ("person", "ascending")])
    arranged = arrange(_judged(child), bond, parts.fact, concepts)
    families, people = arranged.families, pa.array(arranged.people)
    address, couple, name = (
        parts.address.sort_by("human"),
        parts.couple.sort_by("human"),
        parts.name.sort_by([("key", "ascending"), ("child", "ascending")]),
    )
    member_at, members = _members(families, len(people))
    arrays: dict[str, Any] = {
        **families._asdict(), "people": arranged.people, "fact_rows": arranged.rows,
        "versions": _numpy(parts.fact["version"])[arranged.rows], "member_at": member_at, "members": members,
        "bond_place_at": np.searchsorted(_numpy(bond["child"]), np.append(families.children["child"], np.iinfo(np.int64).max)),
        "address_humans": _numpy(address["human"]), "couple_humans": _numpy(couple["human"]), "name_keys": _numpy(name["key"]),
        "name_children": _numpy(name["child"]), "removed": np.array(sorted(removed), np.int64),
    }  # fmt: skip
    person = parts.person.take(pc.index_in(people, parts.person["person"].combine_chunks()))
    tables = {"child": child, "bond": bond, "person": person, "fact": parts.fact, "address": address, "couple": couple}
    for file, kind in _ARRAYS.items():
        np.ascontiguousarray(arrays[file], kind).tofile(folder / f"{file}.bin")
    for file, columns in _WORDS.items():
        _write_table(folder / f"{file}.arrow", tables[file].select(columns))
    return {path.name: (path.stat().st_size, checksum(path)) for path in sorted(folder.iterdir())}


def _judged(child: pa.Table) -> pa.Table:
    """Children as the judge counts them: ages from birth, or from the expected day before it."""
    return pa.table({
        "child": child["child"], "born": pc.coalesce(child["born"], child["expected"]), "is_born": pc.is_valid(child["born"]),
        "left_on": child["left_on"], "known": child["known"],
    })  # fmt: skip


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


def sync(folder: Path, root: Path) -> None:
    disk.sync(list(folder.iterdir()), root)


class Segment:
    """A written segment, opened. `load`: the newest load that its families know."""

    def __init__(self, folder: Path, load: int, concepts: np.ndarray) -> None:
        self.folder, self.load = folder, load
        arrays = {name: self._array(name) for name in Families._fields if name != "concepts"}
        self.families = Families(**arrays, concepts=concepts)
        self.people, self.removed = self._array("people"), self._array("removed")

    def _array(self, name: str) -> np.ndarray:
        """Copy on write: compiled code takes memory that may not be written for another type."""
        path, kind = self.folder / f"{name}.bin", np.dtype(_ARRAYS[name])
        if path.stat().st_size == 0:
            return np.empty(0, kind)
        return np.asarray(np.memmap(path, kind, "c"))

    def _table(self, name: str) -> pa.RecordBatch:
        reader = pa.ipc.open_file(pa.memory_map(str(self.folder / f"{name}.arrow")))
        if reader.num_record_batches:
            return reader.get_batch(0)
        return pa.RecordBatch.from_pylist([], reader.schema)

    @cached_property
    def child(self) -> pa.RecordBatch:
        """Row n: child n."""
        return self._table("child")

    @cached_property
    def person(self) -> pa.RecordBatch:
        """Row n: person n."""
        return self._table("person")

    @cached_property
    def bond(self) -> pa.RecordBatch:
        return self._table("bond")

    @cached_property
    def fact(self) -> pa.RecordBatch:
        """Row `fact_rows[n]`: the words of event n."""
        return self._table("fact")

    @cached_property
    def address(self) -> pa.RecordBatch:
        return self._table("address")

    @cached_property
    def couple(self) -> pa.RecordBatch:
        return self._table("couple")

    @cached_property
    def fact_rows(self) -> np.ndarray:
        return self._array("fact_rows")

    @cached_property
    def versions(self) -> np.ndarray:
        """Of each event, the version of the record that says it; 0 where it follows from others."""
        return self._array("versions")

    @cached_property
    def bond_place_at(self) -> np.ndarray:
        """Where the rows of each child begin in `bond`."""
        return self._array("bond_place_at")

    @cached_property
    def member_at(self) -> np.ndarray:
        return self._array("member_at")

    @cached_property
    def members(self) -> np.ndarray:
        return self._array("members")

    @cached_property
    def address_humans(self) -> np.ndarray:
        return self._array("address_humans")

    @cached_property
    def couple_humans(self) -> np.ndarray:
        return self._array("couple_humans")

    @cached_property
    def name_keys(self) -> np.ndarray:
        return self._array("name_keys")

    @cached_property
    def name_children(self) -> np.ndarray:
        return self._array("name_children")

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
        of_children: np.ndarray = found[self.families.bond_at[1:]] > found[self.families.bond_at[:-1]]
        return of_children

    def number(self, child: int) -> int:
        """Which child of this segment has this key; -1 when none has."""
        return _place(self.keys, child)

    def named(self, key: int) -> list[int]:
        """Keys of the children who are asked for by this key."""
        return [int(one) for one in self.name_children[_span(self.name_keys, key)]]

    def families_of(self, person: int) -> np.ndarray:
        """Numbers of the children in whose families this person (a key) is."""
        n = _place(self.people, person)
        return self.members[self.member_at[n] : self.member_at[n + 1]] if n >= 0 else np.empty(0, np.int32)

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
        events, owner = self.families.events[places], np.repeat(people, np.diff(self.families.event_at)[people])
        words = self.fact.take(pa.array(self.fact_rows[places]))
        columns = {
            name: np.ascontiguousarray(events[name]) for name in ("on", "until", "known", "superseded", "service")
        }
        return pa.table({
            "event": np.ascontiguousarray(events["event"]), "person": self.people[owner],
            "concept_key": self.families.concepts[events["concept"]], **columns, "version": self.versions[places],
            **{name: words.column(name) for name in ("ref", "value", "certainty")},
        })  # fmt: skip


def shaped_facts(table: pa.Table) -> pa.Table:
    """Columns in the order of the schema of `fact`."""
    return _shaped(table.select(SCHEMAS["fact"].names), SCHEMAS["fact"])


def joined(parts: list[Parts]) -> Parts:
    """Families of several segments together; a person who is in two is taken once, as in the first."""
    tables = {name: pa.concat_tables([getattr(one, name) for one in parts]) for name in Parts._fields}
    tables["person"] = _first_of(tables["person"], ["person"])
    tables["fact"] = first_facts(tables["fact"])
    for name in ("address", "couple"):
        tables[name] = tables[name].group_by(tables[name].column_names, use_threads=False).aggregate([])
    return Parts.shaped(**tables)


def first_facts(facts: pa.Table) -> pa.Table:
    """Each version of a fact once, as it first comes."""
    return _first_of(facts, ["event", "person", "concept_key", "version", "on", "known"])


def _first_of(table: pa.Table, by: list[str]) -> pa.Table:
    numbered = table.append_column("row", pa.array(np.arange(table.num_rows)))
    first = numbered.group_by(by, use_threads=False).aggregate([("row", "min")])
    return table.take(first["row_min"].combine_chunks().sort())


def _place(keys: np.ndarray, key: int) -> int:
    n = int(np.searchsorted(keys, key))
    return n if n < len(keys) and keys[n] == key else -1


def _span(keys: np.ndarray, key: int) -> slice:
    return slice(int(np.searchsorted(keys, key, "left")), int(np.searchsorted(keys, key, "right")))


def _among(keys: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """Places of sorted `keys` that are one of sorted `wanted`."""
    first, last = np.searchsorted(keys, wanted, "left"), np.searchsorted(keys, wanted, "right")
    return _ranges(first, last)


def _spans(at: np.ndarray, numbers: np.ndarray) -> np.ndarray:
    """All places of the rows that belong to these numbers."""
    return _ranges(at[numbers], at[numbers + 1])


def _ranges(first: np.ndarray, last: np.ndarray) -> np.ndarray:
    lengths = last - first
    starts = (
        np.repeat(first - np.append(0, np.cumsum(lengths)[:-1]), lengths) if len(lengths) else np.empty(0, np.int64)
    )
    return (starts + np.arange(int(lengths.sum()))).astype(np.int64)


assert FOREVER == 2_000_000_000  # sql/store_*.sql names it
