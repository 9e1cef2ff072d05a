"""Compiled code is cached: read by every later process, made anew when a source changes, and never run when damaged."""

import ctypes
import json
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from kinsight.engine import code_cache

ROOT = Path(__file__).resolve().parents[2]
#: One function that Python calls and one step of it, in the copy of the engine that a test may spoil.
INVENTED = """
from kinsight.engine.compiled import entry, step
FACTOR = 2
@step
def twice(number):
    return FACTOR * number
@entry
def four_times(number):
    return twice(twice(number))
"""
#: Prints what came out, and whether each call was read from the cache or compiled.
CALL = """
import json
from kinsight.engine import invented
answer = invented.four_times(5)
stats = getattr(invented.four_times, "stats", None)
print(json.dumps([answer, sum(stats.cache_hits.values()) if stats else 0, sum(stats.cache_misses.values()) if stats else 0]))
"""
#: What was said, and whether that was before anything was compiled.
SAID = """
import json
from kinsight.engine import invented, notice
said = []
notice.show = lambda words: said.append([words, len(invented.four_times.signatures)])
invented.four_times(5)
invented.four_times(5.0)
print(json.dumps(said))
"""
COMPILED, READ, PLAIN = [20, 0, 1], [20, 1, 0], [20, 0, 0]


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the engine and of what it is made from, with a function that one process has compiled."""
    folder = tmp_path_factory.mktemp("compiled")
    sources_only = shutil.ignore_patterns("__pycache__")
    for room in code_cache.SOURCES:
        shutil.copytree(ROOT / "kinsight" / room, folder / "source/kinsight" / room, ignore=sources_only)
    shutil.copy(ROOT / "kinsight/__init__.py", folder / "source/kinsight")
    (folder / "source/kinsight/engine/invented.py").write_text(INVENTED)
    assert call(folder, "import os; os.umask(0o077)\n" + CALL) == COMPILED
    return folder


@pytest.fixture
def folder(first: Path, tmp_path: Path) -> Path:
    """`source` and a filled `cache`, to be spoilt."""
    shutil.copytree(first, tmp_path / "copy")
    return tmp_path / "copy"


def call(folder: Path, code: str = CALL, **environment: str) -> list[int]:
    """Call the function in a new process: its answer, how often code was read from the cache, how often it was compiled."""
    given = {"PYTHONPATH": str(folder / "source"), "KINSIGHT_COMPILED_CACHE": str(folder / "cache"), **environment}
    command = [sys.executable, "-B", "-c", code]
    done = subprocess.run(command, env=given, capture_output=True, text=True, cwd=folder, preexec_fn=obey_permissions)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def obey_permissions() -> None:
    """Leave root no right to write where the permissions of a folder say no, so that this holds for root's tests too."""
    if os.geteuid() == 0:
        drop_from_bounding_set, right_to_override = 24, 1
        ctypes.CDLL(None).prctl(drop_from_bounding_set, right_to_override, 0, 0, 0)


def caches(folder: Path) -> list[Path]:
    return sorted((folder / "cache").glob("compiled-*"))


def test_a_second_process_compiles_nothing(first: Path) -> None:
    assert call(first) == READ
    assert len(caches(first)) == 1


def test_that_it_is_compiled_is_said_once_before_it_begins_and_not_when_it_is_read(folder: Path) -> None:
    """By whatever is judged, in a command or on the site: the cache says it, and not who calls."""
    shutil.rmtree(folder / "cache")
    ((words, compiled),) = call(folder, SAID)
    assert "about a minute" in words and compiled == 0
    assert call(folder, SAID) == []
    (folder / "cache").rename(folder / "elsewhere")
    (folder / "cache").mkdir(mode=0o555)
    assert len(call(folder, SAID)) == 1


@pytest.mark.parametrize("room", code_cache.SOURCES)
def test_a_change_of_any_source_makes_another_cache(folder: Path, room: str) -> None:
    """Also of a file that the called function is not in, which Numba's own cache would not notice."""
    place = folder / "source/kinsight" / room / "__init__.py"
    place.write_text(place.read_text() + "\n# changed\n")
    assert call(folder) == COMPILED
    assert call(folder) == READ
    assert len(caches(folder)) == 2


def test_a_step_that_changed_in_another_file_changes_the_answer(folder: Path) -> None:
    other, caller = (folder / "source/kinsight/engine" / name for name in ("other.py", "invented.py"))
    caller.write_text(
        INVENTED.replace("FACTOR = 2", "from kinsight.engine.other import add").replace("twice(twice(", "(add(")
    )
    other.write_text("from kinsight.engine.compiled import step\n@step\ndef add(number):\n    return number + 1\n")
    assert call(folder) == [6, 0, 1]
    other.write_text(other.read_text().replace("+ 1", "+ 2"))
    assert call(folder) == [7, 0, 1]


@pytest.mark.parametrize("asked", ["NUMBA_BOUNDSCHECK=1", "NUMBA_CPU_NAME=generic"])
def test_code_compiled_in_another_way_lies_beside(folder: Path, asked: str) -> None:
    """Numba's own cache would hand out code without checks of bounds where they are asked for."""
    name, value = asked.split("=")
    assert call(folder, **{name: value}) == COMPILED
    assert call(folder, **{name: value}) == READ
    assert call(folder) == READ


def test_whoever_installed_may_fill_the_cache_for_all_users(first: Path) -> None:
    """Our commands write for their owner alone; there is nothing about people in compiled code."""
    (path,) = caches(first)
    assert [stat.S_IMODE(folder.stat().st_mode) for folder in (path.parent, path)] == [0o755, 0o755]
    assert {stat.S_IMODE(file.stat().st_mode) for file in path.iterdir()} == {0o644}


def test_a_cache_that_may_not_be_written_is_read(folder: Path) -> None:
    (path,) = caches(folder)
    path.chmod(0o555)
    before = {file: file.stat().st_mtime_ns for file in path.iterdir()}
    assert call(folder) == READ
    assert call(folder, NUMBA_CPU_NAME="generic") == COMPILED
    assert {file: file.stat().st_mtime_ns for file in path.iterdir()} == before


def test_where_nothing_may_be_written_it_is_compiled_each_time(folder: Path) -> None:
    shutil.rmtree(folder / "cache")
    (folder / "cache").mkdir(mode=0o555)
    assert [call(folder), call(folder)] == [COMPILED, COMPILED]
    assert caches(folder) == []


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder to another user")
def test_code_that_another_user_may_have_put_there_is_not_run(folder: Path) -> None:
    (path,) = caches(folder)
    os.chown(path, 65534, 65534)
    assert call(folder) == COMPILED
    os.chown(path, 0, 0)
    assert call(folder) == READ


def test_code_that_anybody_may_have_put_there_is_not_run(folder: Path) -> None:
    (path,) = caches(folder)
    path.chmod(0o757)
    assert call(folder) == COMPILED
    path.chmod(0o755)
    assert call(folder) == READ


@pytest.mark.parametrize(("kind", "spoil"), [("nbc", "bit"), ("nbc", "empty"), ("nbi", "cut"), ("nbi", "empty")])
def test_damaged_code_is_compiled_anew_and_mended(folder: Path, kind: str, spoil: str) -> None:
    (path,) = caches(folder)[0].glob(f"*.{kind}")
    data = path.read_bytes()
    # A text that the machine code holds: it loads and runs all the same, and only a checksum can tell.
    place = data.find(b"unknown error when calling")
    changed = data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]
    path.write_bytes({"bit": changed, "empty": b"", "cut": data[: len(data) // 2]}[spoil])
    assert call(folder) == COMPILED
    assert call(folder) == READ


def test_caches_of_earlier_sources_are_removed_but_the_newest(folder: Path) -> None:
    shutil.rmtree(folder / "cache")
    for age in range(code_cache.EARLIER + 2):
        (folder / f"cache/compiled-{age}").mkdir(parents=True)
        os.utime(folder / f"cache/compiled-{age}", (age, age))
    (folder / "cache/something else").mkdir()
    assert call(folder) == COMPILED
    names = {path.name for path in (folder / "cache").iterdir()}
    assert len(names) == 1 + code_cache.EARLIER + 1
    assert "something else" in names
    assert not names & {"compiled-0", "compiled-1"}


@pytest.mark.parametrize("name", ["KINSIGHT_UNCOMPILED", "NUMBA_DISABLE_JIT"])
def test_plain_python_for_debuggers(folder: Path, name: str) -> None:
    shutil.rmtree(folder / "cache")
    assert call(folder, **{name: "1"}) == PLAIN
    assert caches(folder) == []


def test_a_step_called_from_python_says_so_and_the_process_goes_on(first: Path) -> None:
    code = """
import json
from kinsight.engine import invented
try:
    invented.twice(1)
except TypeError as refused:
    print(json.dumps(["twice is a step" in str(refused), invented.twice.py_func(4)]))
"""
    assert call(first, code) == [True, 8]


def test_the_cache_is_in_the_environment_else_with_the_user(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("KINSIGHT_COMPILED_CACHE", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert list(code_cache.homes()) == [Path(sys.prefix) / "var/cache/kinsight", tmp_path / "kinsight"]
    monkeypatch.setenv("KINSIGHT_COMPILED_CACHE", str(tmp_path / "given"))
    assert list(code_cache.homes()) == [tmp_path / "given"]
