"""When a version stops being believed: what SQL says and what is said of rows in memory is one rule."""

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinsight.store import supersession

ROWS = st.lists(st.tuples(st.integers(1, 6), st.integers(0, 9), st.integers(1, 3)), max_size=30)


def table(rows: list[tuple[int, int, int]]) -> pa.Table:
    versions, days, loads = zip(*rows, strict=True) if rows else ((), (), ())
    shape = {"version": pa.int64(), "superseded": pa.int32(), "load": pa.int64()}
    columns = zip((versions, days, loads), shape.values(), strict=True)
    return pa.table([pa.array(values, kind) for values, kind in columns], list(shape))


@given(ROWS)
def test_the_earliest_day_holds_in_sql_and_in_memory(rows: list[tuple[int, int, int]]):
    supersessions = table(rows)
    with duckdb.connect() as con:
        con.register("supersessions", supersessions)
        said = dict(con.execute(supersession.first_days("supersessions")).fetchall())
    assert supersession.first_days_of(supersessions) == said
    assert said == {version: min(day for v, day, _ in rows if v == version) for version, _, _ in rows}


@pytest.mark.parametrize("third, first_day", [(12, 12), (30, 20)])
def test_a_version_is_replaced_on_the_earliest_day_of_any_later_one(third: int, first_day: int):
    with duckdb.connect() as con:
        con.execute(
            "CREATE TABLE said (version INTEGER, resource INTEGER, known INTEGER, sequence VARCHAR, load INTEGER)"
        )
        con.execute(
            f"INSERT INTO said VALUES (1, 7, 10, 'a', 1), (2, 7, 20, 'b', 1), (3, 7, {third}, 'c', 2), (4, 8, 5, 'a', 1)"
        )
        rows = con.execute(supersession.replaced("said")).fetchall()
    assert sorted(rows) == [(1, first_day, 1), (2, third, 1)]
