"""What does not fit into memory goes where its user alone reads it, and is gone afterwards."""

import os
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from kinsight.store import scratch_database, scratch_folder


def test_what_is_spilled_lies_aside_for_its_user_alone_and_goes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sorting more than memory holds, while standing in a folder that others may read."""
    monkeypatch.chdir(tmp_path)
    with scratch_database.connected(memory="60MB") as con:
        con.execute("CREATE TEMP TABLE much AS SELECT hash(range) AS n, repeat('x', 60) AS text FROM range(1_500_000)")
        (folder,) = con.execute("SELECT current_setting('temp_directory')").fetchall()[0]
        assert list(Path(folder).iterdir())
        assert stat.S_IMODE(os.stat(folder).st_mode) == 0o700
    assert not Path(folder).exists() and not list(tmp_path.iterdir())


#: Lays something aside, says where, and waits.
WORKING = """
import tempfile, time
from kinsight.store import scratch_folder
scratch_folder.begin()
open(tempfile.mkdtemp() + "/rows", "w").write("a child's rows")
print(tempfile.gettempdir(), flush=True)
time.sleep(60)
"""


def begun(place: Path) -> tuple[subprocess.Popen[str], Path]:
    process = subprocess.Popen(
        [sys.executable, "-c", WORKING], stdout=subprocess.PIPE, text=True, env={**os.environ, "TMPDIR": str(place)}
    )
    assert process.stdout
    return process, Path(process.stdout.readline().strip())


def test_what_a_killed_process_left_goes_with_the_next_and_what_is_in_use_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed, left = begun(tmp_path)
    killed.kill()
    killed.wait()
    working, used = begun(tmp_path)
    try:
        assert not left.exists() and list(used.glob("*/rows"))
        monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
        own = scratch_folder.begin()
        assert list(used.glob("*/rows")) and own.parent == tmp_path
    finally:
        working.kill()
        working.wait()


def test_a_process_that_ends_leaves_nothing(tmp_path: Path) -> None:
    words = [sys.executable, "-c", WORKING.replace("time.sleep(60)", "")]
    subprocess.run(words, check=True, capture_output=True, env={**os.environ, "TMPDIR": str(tmp_path)})
    assert not list(tmp_path.iterdir())
