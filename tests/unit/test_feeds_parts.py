"""A batch is read and written side by side: what is in the records is the same, and what means nothing lies apart."""

import duckdb
import pytest

from kinsight.ingest import intake
from kinsight.store import connection_pool
from kinsight.store.workspace import Workspace
from tests.unit.feeds_kit import KID, MUM, coded, condition, of, own, tables, take

SEVERAL = [
    KID,
    MUM,
    condition("known"),
    condition("idle", code=coded("urn:site", "7")),
    condition("both", code={"coding": [{"system": "urn:site", "code": "7"}, *own("depression")["coding"]]}),
    of("Procedure", id="done", status="completed", code=own("six-week-review"), performedDateTime="2021-02-01"),
    of("Observation", id="seen", status="final", code=coded("urn:site", "9"), effectiveDateTime="2021-02-01"),
]


def parts(workspace) -> list[tuple[int, int]]:
    """Of each part of the table of events: rows, and rows that a concept names."""
    found = []
    with duckdb.connect() as con:
        for file in Workspace(workspace).files("event"):
            found += con.execute(f"SELECT count(*), count(concept) FROM read_parquet('{file}')").fetchall()
    return sorted(found)


def test_what_no_concept_names_lies_in_a_part_of_its_own(tmp_path):
    take(tmp_path / "w", *SEVERAL)
    assert parts(tmp_path / "w") == [(2, 0), (3, 3)]


def test_without_any_there_is_no_such_part(tmp_path):
    take(tmp_path / "w", KID, condition())
    assert parts(tmp_path / "w") == [(1, 1)]


def test_many_lines_are_written_in_several_parts_of_the_same_rows(tmp_path, monkeypatch):
    take(tmp_path / "one", *SEVERAL)
    monkeypatch.setattr(intake, "APART", 0)
    monkeypatch.setattr(connection_pool, "processors", lambda con: 3)
    take(tmp_path / "several", *SEVERAL)
    assert len(parts(tmp_path / "several")) > len(parts(tmp_path / "one"))
    assert tables(tmp_path / "several") == tables(tmp_path / "one")


class TestSideBySide:
    @pytest.fixture
    def con(self):
        with duckdb.connect(config={"threads": 3}) as con:
            con.execute("SET VARIABLE day = 7::INTEGER")
            con.execute("CREATE TABLE told(n INTEGER)")
            yield con

    def test_each_job_sees_what_its_session_has(self, con):
        jobs = [lambda own, n=n: own.execute(f"INSERT INTO told VALUES ({n} * getvariable('day'))") for n in range(6)]
        connection_pool.together(con, jobs)
        assert con.execute("SELECT n FROM told ORDER BY n").fetchall() == [(n * 7,) for n in range(6)]

    def test_answers_come_in_the_order_of_the_jobs(self, con):
        jobs = [lambda own, n=n: own.execute(f"SELECT {n}").fetchall()[0][0] for n in range(20)]
        assert connection_pool.together(con, jobs) == list(range(20))

    def test_a_failure_is_raised_when_the_others_have_ended(self, con):
        def fail(own):
            own.execute("SELECT * FROM nowhere")

        with pytest.raises(duckdb.CatalogException):
            connection_pool.together(
                con, [fail, *(lambda own, n=n: own.execute(f"INSERT INTO told VALUES ({n})") for n in range(5))]
            )
        assert con.execute("SELECT count(*) FROM told").fetchall() == [(5,)]

    def test_one_job_alone_has_the_session_itself(self, con):
        assert connection_pool.together(con, [lambda own: own is con]) == [True]
        assert connection_pool.together(con, []) == []
