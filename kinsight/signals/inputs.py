"""From record tables to what the program reads: children, bonds and events, with facts that follow from the record."""

from functools import cache
from importlib.resources import files

import duckdb
import pyarrow as pa

from kinsight.linkage import kinship
from kinsight.practice.knowledge import Knowledge
from kinsight.records.keys import small_key

#: How far past the day of the sweep repeated expectations are laid out, in days.
AHEAD = 400
#: Concepts that `sql/derived.sql` makes.
DERIVED = (
    "young-parent",
    "fourth-child",
    "third-partner-in-two-years",
    "third-address-in-two-years",
    "new-adult-in-household",
)


@cache
def _statement(name: str) -> str:
    return files("kinsight.signals").joinpath(f"sql/{name}.sql").read_text()


def build(con: duckdb.DuckDBPyConnection, knowledge: Knowledge, as_of: int) -> None:
    """Make `clock`, `child_record`, `bond`, `event` and all that names them, from the views `records.*`."""
    con.execute(f"CREATE OR REPLACE TEMP TABLE clock AS SELECT {as_of} AS as_of, {as_of + AHEAD} AS horizon")
    kinship.build(con)
    con.execute(f"CREATE OR REPLACE TEMP TABLE derived AS {_statement('derived')}")
    _number_services(con)
    _use_concepts(con, knowledge)
    con.execute(f"CREATE OR REPLACE TEMP TABLE event AS {_statement('event')}")
    _settle_births(con)


def _number_services(con: duckdb.DuckDBPyConnection) -> None:
    """Services as 1, 2, 3…: 0 is the joined record. Latest name and kind of each."""
    con.execute(
        "CREATE OR REPLACE TEMP TABLE service_no AS SELECT row_number() OVER (ORDER BY service)::INTEGER AS service_no, * FROM ("
        "SELECT service, coalesce(arg_max(ref, load), 'unknown') AS ref, arg_max(name, load) AS name, "
        "coalesce(arg_max(kind, load), 'other') AS kind "
        "FROM (SELECT service, ref, name, kind, load FROM records.service "
        "UNION ALL SELECT DISTINCT service, NULL, NULL, NULL, NULL FROM records.event) GROUP BY service)"
    )


def _use_concepts(con: duckdb.DuckDBPyConnection, knowledge: Knowledge) -> None:
    words = sorted(knowledge.concepts)
    con.register(
        "incoming", pa.table({"concept": words, "concept_key": pa.array([small_key(w) for w in words], pa.int32())})
    )
    con.execute("CREATE OR REPLACE TEMP TABLE used AS SELECT * FROM incoming")
    con.unregister("incoming")


def _settle_births(con: duckdb.DuckDBPyConnection) -> None:
    """The program counts ages from birth, or from the expected day before it; keep what was recorded beside."""
    con.execute("CREATE OR REPLACE TEMP TABLE child_record AS SELECT * FROM child")
    con.execute(
        "CREATE OR REPLACE TEMP TABLE child AS "
        "SELECT child, coalesce(born, expected) AS born, born IS NOT NULL AS is_born, left_on, known "
        "FROM child_record WHERE coalesce(born, expected) IS NOT NULL"
    )
