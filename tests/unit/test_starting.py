"""Nobody waits for a compiler: until the engine is ready in a process, `/healthz` says so and pages ask to try again."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from threading import Event

import pytest
from django.test import Client

from kinsight.web import warming
from kinsight.web.middleware import starting

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def compiler(monkeypatch: pytest.MonkeyPatch) -> Event:
    """The site is starting until this is set."""
    monkeypatch.setattr(warming, "_current", [])
    monkeypatch.setattr(starting, "PATIENCE", 0.05)
    done = Event()
    warming.begin(lambda: done.wait(30))
    return done


def ends(compiler: Event) -> None:
    compiler.set()
    assert warming.is_ready(patience=10)


@pytest.mark.django_db
def test_healthz_is_503_with_a_plain_word_until_the_engine_is_ready(compiler: Event) -> None:
    before = Client().get("/healthz")
    assert (before.status_code, before.content) == (
        503,
        b"the engine is not ready: after a new version that takes about a minute\n",
    )
    ends(compiler)
    after = Client().get("/healthz")
    assert (after.status_code, after.content) == (200, b"ok\n")


@pytest.mark.django_db
def test_a_page_asks_to_try_again_and_is_answered_when_the_engine_is_ready(compiler: Event) -> None:
    before = Client().get("/accounts/login/", secure=True)
    assert (before.status_code, before.headers["Retry-After"]) == (503, "10")
    assert "Kinsight is starting" in before.content.decode() and "call 999" in before.content.decode()
    assert (
        before.headers["Cache-Control"] == "no-store, private"
        and "default-src 'none'" in before.headers["Content-Security-Policy"]
    )
    assert Client().get("/design.css", secure=True).status_code == 200
    ends(compiler)
    assert Client().get("/accounts/login/", secure=True).status_code == 200


@pytest.mark.django_db
def test_a_page_waits_a_moment_for_an_engine_that_is_only_read(
    compiler: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(starting, "PATIENCE", 20)
    warming.begin(lambda: time.sleep(0.2))
    assert Client().get("/accounts/login/", secure=True).status_code == 200


@pytest.mark.django_db
def test_an_engine_that_cannot_be_made_ready_is_never_green(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def breaks() -> None:
        raise ValueError("of somebody")

    monkeypatch.setattr(warming, "_current", [])
    warming.begin(breaks)
    assert not warming.is_ready(patience=10)
    assert Client().get("/healthz").status_code == 503
    assert "could not be made ready: ValueError" in caplog.text and "somebody" not in caplog.text


#: The application as a server imports it, forked at once while the engine is being made ready with the compiler's lock held.
FORKED = """
import os, sys, time
from kinsight.engine import warm
from numba.core.compiler_lock import global_compiler_lock
whole, began = warm.warm, []
def slowly():
    with global_compiler_lock:
        began.append(1)
        time.sleep(1)
        return whole()
warm.warm = slowly
from kinsight.web.wsgi import application
from kinsight.engine.compiled import ENTRIES
while not began: time.sleep(0.01)
def ask():
    said = []
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/healthz", "SERVER_NAME": "localhost", "SERVER_PORT": "80",
               "wsgi.input": sys.stdin.buffer, "HTTP_HOST": "localhost", "wsgi.url_scheme": "http", "wsgi.errors": sys.stderr}
    words = b"".join(application(environ, lambda status, headers: said.append(status)))
    return said[0], words.decode().strip()
print(*ask(), flush=True)
for worker in range(2):
    if not (child := os.fork()):
        print(*ask(), all(one.signatures for one in ENTRIES.values()), flush=True)
        os._exit(0)
    os.waitpid(child, 0)
"""


def test_workers_forked_while_it_is_made_ready_are_ready(tmp_path: Path) -> None:
    """As of a server that reads the application before it forks."""
    subprocess.run([sys.executable, "-c", MIGRATED], env=environment(tmp_path), cwd=ROOT, check=True)
    done = subprocess.run(
        [sys.executable, "-c", FORKED], env=environment(tmp_path), cwd=ROOT, capture_output=True, text=True, timeout=120
    )
    said = done.stdout.splitlines()
    assert said[0].startswith("503"), done.stderr[-2000:]
    assert said[1:] == ["200 OK ok True"] * 2


MIGRATED = "import django; django.setup(); from kinsight.casework.migrating import bring_up_to_date; bring_up_to_date()"


def environment(workspace: Path) -> dict[str, str]:
    mine = {name: value for name, value in os.environ.items() if not name.startswith("KINSIGHT_")}
    return mine | {
        "KINSIGHT_WORKSPACE": str(workspace),
        "KINSIGHT_LOCAL": "1",
        "DJANGO_SETTINGS_MODULE": "kinsight.web.settings",
    }


@pytest.mark.deep
@pytest.mark.parametrize("preloaded", [False, True])
def test_a_server_whose_cache_is_empty_is_green_when_every_worker_is_ready(preloaded: bool, tmp_path: Path) -> None:
    """It compiles, a minute or more of processor time. Read before the fork, it is compiled once, and nobody is answered meanwhile."""
    subprocess.run([sys.executable, "-c", MIGRATED], env=environment(tmp_path), cwd=ROOT, check=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = [
        sys.executable,
        "-m",
        "gunicorn",
        "kinsight.web.wsgi:application",
        "--bind",
        f"127.0.0.1:{port}",
        "--workers",
        "2",
        "--threads",
        "4",
        "--timeout",
        "20",
        *(["--preload"] if preloaded else []),
    ]
    empty = {"KINSIGHT_COMPILED_CACHE": str(tmp_path / "cache")}
    with subprocess.Popen(words, env=environment(tmp_path) | empty, cwd=ROOT) as server:
        try:
            said = [answer(port)]
            while said[-1] != (200, "ok") and server.poll() is None and len(said) < 3000:
                time.sleep(0.2)
                said.append(answer(port))
            green = [answer(port) for _ in range(40)]
        finally:
            server.terminate()
    assert said[-1] == (200, "ok")
    assert preloaded or any(status == 503 and "engine is not ready" in words for status, words in said)
    assert any(file.suffix == ".nbi" for file in (tmp_path / "cache").rglob("*"))
    assert not preloaded or set(green) == {(200, "ok")}


def answer(port: int) -> tuple[int, str]:
    """What `/healthz` says; 0 where nobody answers."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=300) as response:
            return response.status, response.read().decode().strip()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode().strip()
    except OSError:
        return 0, ""
