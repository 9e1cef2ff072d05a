"""Judges the families of a database: its tables go to the compiled judge as arrays, and what that finds comes back as tables."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from kinsight.engine import judge
from kinsight.engine.database import Database
from kinsight.engine.input_tables import INPUTS
from kinsight.engine.judge.layout import NEVER, Families
from kinsight.engine.rules import Rules

#: Columns of `spell` and `owed`, by the field of the record that each is.
_SPELL = {
    "view": "viewer",
    "child": "child",
    "target_id": "target",
    "since": "since",
    "until": "until",
    "count": "count",
    "withdrawn": "withdrawn",
    "alone": "alone",
    "shared": "shared",
    "only_joined": "only_joined",
}
_OWED = {
    "child": "child",
    "expectation_id": "expectation",
    "anchor": "anchor",
    "trigger": "trigger",
    "due": "due",
    "ends": "ends",
    "withdrawn": "withdrawn",
    "met_on": "met_on",
    "met_known": "met_known",
    "lapses": "lapses",
}


@dataclass
class Judge:
    """The judge by some rules."""

    rules: Rules

    def keep_names(self, db: Database) -> None:
        """Make `indicator` and `expectation`, by which what is found is named."""
        for name in ("indicator", "expectation"):
            db.keep(name, self.rules.tables[name])

    def all(
        self, db: Database, views: bool = True, past: bool = True, threads: int = 1, shown_only: bool = True
    ) -> None:
        """Judge every child of `child`, `bond` and `event` on the day of `clock`; make `spell` and `owed`.

        `views`: as each service alone sees them too. `past`: also what is owed but no longer stands. Without
        `shown_only`, spells of building blocks and nameless groups too.
        """
        found = judge.judge_all(self.rules.arrays(), self._families(db), _options(db, views, past, shown_only), threads)
        _keep(db, found)

    def _families(self, db: Database) -> Families:
        tables = {name: db.arrow(_query(name, schema), schema) for name, schema in INPUTS.items()}
        from kinsight.engine.families.arrays import from_tables

        return from_tables(**tables, concepts=self.rules.concepts)


def _query(table: str, schema: pa.Schema) -> str:
    columns = ", ".join(f'"{name}"' for name in schema.names)
    return f"SELECT {columns} FROM {table}"


def _options(db: Database, views: bool, past: bool, shown_only: bool = True) -> "judge.Options":
    (clock,) = db.rows("SELECT as_of, horizon FROM clock")
    return judge.Options(clock["as_of"], clock["horizon"], views, past, shown_only)


def _keep(db: Database, found: "judge.Results") -> None:
    db.keep("spell", spell_table(found.spells))
    db.keep("owed", owed_table(found.owed))


def spell_table(rows: np.ndarray) -> pa.Table:
    """view, child, target_id, since, until, count, withdrawn, alone, shared, only_joined (`layout.SPELL`)."""
    return _table(rows, _SPELL)


def owed_table(rows: np.ndarray) -> pa.Table:
    """child, expectation_id, anchor, trigger, due, ends, withdrawn, met_on, met_known, lapses (`layout.OWED`); null where not met."""
    return _table(rows, _OWED)


def _table(rows: np.ndarray, columns: dict[str, str]) -> pa.Table:
    """Rows as a table: an answer that was never given is null."""
    return pa.table({name: pa.array(rows[of], mask=_missing(rows, of)) for name, of in columns.items()})


def _missing(rows: np.ndarray, of: str) -> np.ndarray | None:
    none = {"met_on": NEVER, "met_known": NEVER}.get(of)
    return None if none is None else np.equal(rows[of], none)
