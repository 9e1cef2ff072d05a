"""CSV in every form that trusts write it: DuckDB reads it, or Python, and both read the same rows."""

import csv
import io
from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kinsight.ingest.load import load
from kinsight.ingest.table_mapping import table_files
from kinsight.store.workspace import Workspace
from tests.unit.feeds_kit import RECEIVED, practice, rows


def mapped(folder: Path, mapping: str) -> Path:
    """Where a CSV file is to be, beside its mapping."""
    (folder / "people.csv.yaml").write_text(mapping)
    return folder / "people.csv"


@pytest.mark.parametrize(
    "content, encoding",
    [
        ("name;id\nZoë;1\n", "cp1252"),
        ("name;id\nZoë;1\n", "utf-16"),
        ("\ufeffname;id\nZoë;1\n", "utf-8-sig"),
        ("name;id\r\n\r\n Zoë ;1\r\n", "utf-8"),
    ],
)
def test_every_encoding_and_delimiter_reads_the_same(tmp_path, content, encoding):
    mapping = f'resource: Patient\ndelimiter: ;\nencoding: {encoding}\nfields: {{id: id, "name[0].text": name}}'
    path = mapped(tmp_path, mapping)
    path.write_bytes(content.encode(encoding.removesuffix("-sig")))
    load(Workspace(tmp_path / "w"), [path], practice(), RECEIVED)
    assert rows(tmp_path / "w", "SELECT ref, name FROM records.person") == [("Patient/1", "Zoë")]


def test_a_byte_that_is_no_text_is_kept_as_what_it_is(tmp_path):
    path = mapped(tmp_path, "resource: Patient\nfields: {id: id, 'name[0].text': name}")
    path.write_bytes(b"id,name\n1,Zo\xeb\n2,Max\n")
    load(Workspace(tmp_path / "w"), [path], practice(), RECEIVED)
    assert rows(tmp_path / "w", "SELECT name FROM records.person ORDER BY ref") == [("Zo\\xeb",), ("Max",)]


def laid(con: duckdb.DuckDBPyConnection, path: Path, text: str) -> tuple[list[tuple[object, ...]], list[int]]:
    """Rows as the feed room reads them, and the numbers of those that it refuses."""
    path.write_bytes(text.encode())
    file = table_files.opened(path, ",", "utf-8", "UTC")
    refused = table_files.lay(con, file, "r", file.kinds)
    return con.execute("SELECT * FROM r ORDER BY row").fetchall(), sorted(row for row, *_ in refused)


def read_by_python(text: str) -> tuple[list[tuple[object, ...]], list[int]]:
    found = list(csv.reader(io.StringIO(text, newline=""), skipinitialspace=True))[1:]
    numbered = list(enumerate((row for row in found if row), 1))
    cut = [(nth, row[:2] if not any(row[2:]) else row) for nth, row in numbered]
    fitting = [(nth, *(cell.strip() or None for cell in row)) for nth, row in cut if len(row) == 2]
    return fitting, [nth for nth, row in cut if len(row) != 2]


PARTS = st.lists(
    st.sampled_from(["a", "Zoë", '"', '""', '"x"', '"x,y"', ",", ",", "\n", "\n", "\r\n", " b", "c ", "#", "'", "\\"]),
    max_size=24,
)


@pytest.fixture(scope="module")
def reader(tmp_path_factory):
    with duckdb.connect() as con:
        yield con, tmp_path_factory.mktemp("alike") / "alike.csv"


@settings(max_examples=200, deadline=None)
@given(parts=PARTS)
def test_duckdb_and_python_read_csv_alike(reader, parts):
    con, path = reader
    text = "p,q\n" + "".join(parts)
    assert laid(con, path, text) == read_by_python(text)
