"""The three tables that the judge reads: children, bonds and events, each column by its name and type."""

import pyarrow as pa

_INT, _BIG, _TEXT = pa.int32(), pa.int64(), pa.string()
#: What the judge reads. `is_born` is 0 or 1.
INPUTS = {
    "child": pa.schema({"child": _BIG, "born": _INT, "is_born": pa.int8(), "left_on": _INT, "known": _INT}),
    "bond": pa.schema({"child": _BIG, "person": _BIG, "role": _TEXT, "from": _INT, "until": _INT, "known": _INT, "superseded": _INT,
                       "death_known": _INT}),
    "event": pa.schema({"event": _BIG, "person": _BIG, "concept_key": _INT, "on": _INT, "until": _INT, "known": _INT,
                        "superseded": _INT, "service": _INT}),
}  # fmt: skip
