"""Children who were judged, as the tables of results: numbers of services and rules become names."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from kinsight.engine.families.service_numbers import Services
from kinsight.engine.judge.layout import NEVER
from kinsight.engine.rules import Rules
from kinsight.store import part_files
from kinsight.store.days import FOREVER
from kinsight.sweep.results import COLUMNS

if TYPE_CHECKING:  # Numba takes a second to load
    from kinsight.engine.families.blocks import Block


@dataclass(frozen=True)
class Names:
    """Words by number; what has no number is the empty word."""

    services: pa.Array
    indicators: pa.Array
    expectations: pa.Array

    @classmethod
    def of(cls, services: Services, rules: Rules) -> "Names":
        refs = {number: row.ref for number, row in services.rows.items()}
        owed = rules.tables["expectation"].select(["expectation_id", "expectation"]).to_pylist()
        return cls(
            _words({**refs, 0: "joined"}),
            _words(rules.names),
            _words({row["expectation_id"]: row["expectation"] for row in owed}),
        )


def of_block(block: "Block", names: Names) -> dict[str, pa.Table]:
    """`child`, `caseload`, `spell` and `owed` (`results.COLUMNS`) of these children."""
    refs, keys = block.child["ref"].combine_chunks(), block.child["child"].to_numpy()

    def child_ref(children: np.ndarray) -> pa.Array:
        return _named(np.searchsorted(keys, children), refs)

    return {
        "child": _child(block),
        "caseload": _caseload(block, names, child_ref),
        "spell": _spell(block, names, child_ref),
        "owed": _owed(block, names, child_ref),
    }


def write(tables: Mapping[str, pa.Table], folder: Path, number: int) -> None:
    """Write file `number` of each table that has rows, under a name that ends in a digest of it, as the records' files are named."""
    for name, table in tables.items():
        if table.num_rows:
            path = folder / f"{name}-{number:05d}.parquet"
            pq.write_table(table, path, compression="zstd")
            part_files.sealed(path)


def _child(block: "Block") -> pa.Table:
    shown = {"child_ref": "ref"}
    return pa.table({name: block.child[shown.get(name, name)] for name in COLUMNS["child"].names})


ChildRef = Callable[[np.ndarray], pa.Array]


def _caseload(block: "Block", names: Names, child_ref: ChildRef) -> pa.Table:
    children = block.services["child"].to_numpy()
    services = _named(block.services["service"].to_numpy(), names.services)
    return pa.table(
        {"child": children, "child_ref": child_ref(children), "service": services, "last": block.services["last"]}
    )


def _spell(block: "Block", names: Names, child_ref: ChildRef) -> pa.Table:
    rows = block.spells
    return pa.table({
        "child": rows["child"], "child_ref": child_ref(rows["child"]), "view": _named(rows["viewer"], names.services),
        "indicator": _named(rows["target"], names.indicators), "since": rows["since"],
        "until": pa.array(rows["until"], mask=rows["until"] >= FOREVER), "count": rows["count"], "only_joined": rows["only_joined"],
    })  # fmt: skip


def _owed(block: "Block", names: Names, child_ref: ChildRef) -> pa.Table:
    """Who said what set something off is left out where someone of the family has a restricted record: lists name it to every reader."""
    rows, keys = block.owed, block.child["child"].to_numpy()
    restricted = np.array(block.child["restricted"])[np.searchsorted(keys, rows["child"])]
    said_on, said_by = block.said["on"].to_numpy(), block.said["service"].to_numpy()
    return pa.table({
        "child": rows["child"], "child_ref": child_ref(rows["child"]),
        "expectation": _named(rows["expectation"], names.expectations), "anchor": rows["anchor"], "trigger": rows["trigger"],
        "due": rows["due"], "ends": rows["ends"], "lapses": rows["lapses"],
        "met_on": pa.array(rows["met_on"], mask=rows["met_on"] == NEVER),
        "met_known": pa.array(rows["met_known"], mask=rows["met_known"] == NEVER),
        "said_on": pa.array(said_on, mask=said_on >= FOREVER),
        "said_by": _named(np.where(said_by > 0, said_by, 0), names.services, restricted | (said_by <= 0)),
    })  # fmt: skip


def _words(by_number: Mapping[int, str]) -> pa.Array:
    return pa.array([by_number.get(number, "") for number in range(max(by_number, default=-1) + 1)], pa.string())


def _named(numbers: np.ndarray, words: pa.Array, missing: np.ndarray | None = None) -> pa.Array:
    """Each number as its word, null where `missing`: written once in a file, however often it comes."""
    return pa.DictionaryArray.from_arrays(pa.array(numbers.astype(np.int32), mask=missing), words)
