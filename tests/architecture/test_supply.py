"""What we build from is pinned by hash, names no registry, and the repository knows nothing of the machine it was written on."""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

import pytest

from tests.architecture.repository import ROOT, lines_of, texts, tracked

PIN = re.compile(r"^[a-z0-9][a-z0-9._-]*(\[[a-z0-9,-]+\])?==[^\s;=]+( ; [^\\]+?)?( --hash=sha256:[0-9a-f]{64})+$")
#: Written as patterns, so that this file does not hold what it forbids.
REGISTRY = re.compile(
    r"pypi\.(?:org|python)|python(?:hosted)\.org|(?:npmjs|yarnpkg)\.(?:com|org)|(?:index-url|\bregistry)\s*=\s*\S"
)
#: In samples alone; in parts for the same reason.
AT = "https" + "://example.org"
MACHINE = re.compile(r"(?<![\w.\-}])/(?:home|root|work|tmp|Users)/[\w.]|[A-Z]:\\Users\\")


def pins(text: str) -> list[str]:
    """Requirements as one line each: `name==version --hash=… --hash=…`."""
    lines = [" ".join(line.split()) for line in text.replace("\\\n", " ").splitlines()]
    return [line for line in lines if line and not line.startswith("#")]


def loose(text: str) -> list[str]:
    """Requirements without a version or a hash, and lines that name a place to fetch from."""
    named = [line for line in text.splitlines() if "://" in line or line.startswith(("-", "."))]
    return named + [pin[:60] for pin in pins(text) if not PIN.match(pin)]


def unlocked(lock: dict[str, Any]) -> list[str]:
    """Packages of package-lock.json that say where they came from, or not what they must hash to."""
    found = []
    for name, package in lock["packages"].items():
        if "resolved" in package:
            found.append(f"{name}: resolved")
        if name and not str(package.get("integrity", "")).startswith("sha512-"):
            found.append(f"{name}: no integrity")
    return found


def places(pattern: re.Pattern[str], files: Iterable[tuple[str, str]]) -> Iterator[str]:
    for place, text in files:
        for number, line in lines_of(text):
            if pattern.search(line):
                yield f"{place}:{number}"


def test_every_python_requirement_is_pinned_by_hash() -> None:
    assert len(pins((ROOT / "requirements.txt").read_text())) > 50
    files = ["requirements.txt", *(place for place in tracked() if place.startswith("bench/peers/environments/"))]
    assert len(files) > 3
    for place in files:
        text = (ROOT / place).read_text()
        assert pins(text)
        assert loose(text) == [], place


def test_spark_is_pinned_by_hash_and_no_part_of_what_everyone_installs() -> None:
    """It is large and needs Java: who wants it asks for `kinsight[spark]`."""
    spark = (ROOT / "requirements-spark.txt").read_text()
    assert {pin.split("==")[0] for pin in pins(spark)} == {
        "pyspark",
        "py4j",
        "pandas",
        "python-dateutil",
        "pytz",
        "tzdata",
    }
    assert loose(spark) == []
    assert not re.search(r"^(pyspark|pandas)==", (ROOT / "requirements.txt").read_text(), re.M)


@pytest.mark.parametrize(
    "bad",
    [
        "duckdb==2.0.0\n",
        "duckdb>=2.0 \\\n    --hash=sha256:" + "0" * 64,
        "duckdb==2.0.0 \\\n    --hash=md5:00",
        f"--index-url {AT}/simple",
        f"duckdb @ {AT}/duckdb.whl",
        "-e .",
        "./wheels/duckdb.whl",
    ],
)
def test_a_loose_requirement_is_noticed(bad: str) -> None:
    good = "altair==6.3.0 \\\n    --hash=sha256:" + "a" * 64 + "\n    # via kinsight\n"
    assert loose(good) == []
    assert loose(good + bad)


def test_the_environment_s_own_tool_is_pinned_too() -> None:
    """`make setup` installs uv from its own pin before anything else."""
    assert re.search(r"^uv==", (ROOT / "requirements.txt").read_text(), re.M)


def test_the_npm_lock_has_integrity_and_no_address() -> None:
    locks = [place for place in tracked() if place.endswith("package-lock.json")]
    assert len(locks) >= 2
    for place in locks:
        lock = json.loads((ROOT / place).read_text())
        assert len(lock["packages"]) > 1
        assert unlocked(lock) == [], place
    assert unlocked({"packages": {"node_modules/a": {"resolved": f"{AT}/a.tgz", "integrity": "sha512-x"}}})
    assert unlocked({"packages": {"node_modules/a": {"version": "1.0.0"}}})


def test_no_file_names_a_registry() -> None:
    assert list(places(REGISTRY, texts())) == []


def test_no_file_names_a_place_on_somebody_s_machine() -> None:
    judged = [(place, text) for place, text in texts() if not (place.startswith("tests/") and place.endswith(".sh"))]
    assert len(judged) > 100
    assert list(places(MACHINE, judged)) == []


@pytest.mark.parametrize("top", ["home", "root", "work", "tmp", "Users"])
def test_a_place_on_a_machine_is_noticed(top: str) -> None:
    assert list(places(MACHINE, [("notes.md", f"see /{top}/ann/kinsight")])) == ["notes.md:1"]
    assert list(places(MACHINE, [("a.py", f'open("/{top}/x")')])) == ["a.py:1"]
    assert not list(places(MACHINE, [("a.py", f'path("{top}/", page); "build/{top}/x"')]))


@pytest.mark.parametrize("host", ["pypi" + ".org", "files.python" + "hosted.org", "registry.npm" + "js.org"])
def test_a_registry_is_noticed(host: str) -> None:
    assert list(places(REGISTRY, [("a.txt", f"https://{host}/simple")])) == ["a.txt:1"]
    assert list(places(REGISTRY, [("pip.conf", "index-" + "url = https://mirror.example/simple")])) == ["pip.conf:1"]
    assert not list(places(REGISTRY, [(".npmrc", "omit-lockfile-registry-resolved=true")]))
