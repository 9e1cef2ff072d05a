"""What does not fit into memory goes where its user alone reads it, and is gone afterwards."""

import os
import stat
from pathlib import Path

import pytest

from kinsight.records import aside


def test_what_is_spilled_lies_aside_for_its_user_alone_and_goes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sorting more than memory holds, while standing in a folder that others may read."""
    monkeypatch.chdir(tmp_path)
    with aside.connected(memory="60MB") as con:
        con.execute("CREATE TEMP TABLE much AS SELECT hash(range) AS n, repeat('x', 60) AS text FROM range(1_500_000)")
        (folder,) = con.execute("SELECT current_setting('temp_directory')").fetchall()[0]
        assert list(Path(folder).iterdir())
        assert stat.S_IMODE(os.stat(folder).st_mode) == 0o700
    assert not Path(folder).exists() and not list(tmp_path.iterdir())
