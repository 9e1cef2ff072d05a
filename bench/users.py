"""People at work on the site, all at once: how long My work and a child's page take while they click, and whether anyone gets an error.

`python -m bench.users FOLDER [--users 50] [--seconds 60]` makes a demonstration in FOLDER if there is none, serves it, signs everyone
in and lets each look at My work and at a child of it, in turn, with five seconds between clicks. Prints one JSON document.
With `--sign-in-together 50` that many sign in within a second, then within ten, instead.
"""

import argparse
import json
import os
import random
import re
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections import Counter, defaultdict
from http.cookiejar import CookieJar
from pathlib import Path
from statistics import quantiles
from typing import Any

from bench import sign_ins

#: Seconds between two clicks of one person, on average.
PAUSE = 5.0
#: The last day of the demonstration's district.
_DAY = "2026-11-01"
_COMMAND = [sys.executable, "-c", "from kinsight.cli.main import app; app()"]
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
_CHILD = re.compile(r'href="(/child/[A-Za-z0-9_-]+/)')


class Person:
    """One browser that is signed in: cookies of its own."""

    def __init__(self, site: str) -> None:
        self.site = site
        self.http = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def get(self, path: str, form: dict[str, str] | None = None) -> tuple[int, str, float]:
        """Status (0 when nothing answered), text and seconds."""
        data = urllib.parse.urlencode(form).encode() if form else None
        headers = {"Referer": self.site + path}
        began = time.perf_counter()
        try:
            with self.http.open(urllib.request.Request(self.site + path, data, headers), timeout=60) as answer:
                status, text = answer.status, answer.read().decode()
        except urllib.error.HTTPError as refused:
            status, text = refused.code, ""
        except OSError:
            status, text = 0, ""
        return status, text, time.perf_counter() - began

    def sign_in(self, username: str, password: str) -> int:
        """Status: 200 when signed in, and 401 when the page asks for the password again."""
        _, page, _ = self.get("/accounts/login/")
        token = _TOKEN.search(page)
        form = {"login": username, "password": password, "csrfmiddlewaretoken": token[1] if token else ""}
        status, page, _ = self.get("/accounts/login/", form)
        return 401 if status == 200 and 'name="password"' in page else status


class Figures:
    """Seconds by page, and answers by status, of all threads."""

    def __init__(self) -> None:
        self.lock, self.seconds, self.statuses = threading.Lock(), defaultdict[str, list[float]](list), Counter[int]()

    def add(self, page: str, status: int, seconds: float) -> None:
        with self.lock:
            self.seconds[page].append(seconds)
            self.statuses[status] += 1

    def figures(self) -> dict[str, Any]:
        pages = {page: _spread(found) for page, found in sorted(self.seconds.items())}
        return {"pages": pages, "statuses": dict(self.statuses), "errors": self.errors()}

    def errors(self) -> int:
        """Answers that are neither the page nor a request to wait (429, 503)."""
        return sum(n for status, n in self.statuses.items() if status not in (200, 429, 503))


def _spread(seconds: list[float]) -> dict[str, float]:
    if len(seconds) < 2:
        return {"n": len(seconds)}
    cut = quantiles(seconds, n=100)
    return {
        "n": len(seconds),
        "p50_ms": round(cut[49] * 1000),
        "p95_ms": round(cut[94] * 1000),
        "max_ms": round(max(seconds) * 1000),
    }


def work(person: Person, figures: Figures, until: float, seed: int) -> None:
    """My work, then a child of it, and so on until the end; they do not all begin at once."""
    chance = random.Random(seed)
    time.sleep(chance.uniform(0, PAUSE))
    children: list[str] = []
    while time.monotonic() < until:
        page, path = ("child", chance.choice(children)) if children else ("my work", "/")
        status, text, seconds = person.get(path)
        figures.add(page, status, seconds)
        children = [] if page == "child" else _CHILD.findall(text)
        time.sleep(chance.uniform(0.5, 1.5) * PAUSE)


def measure(site: str, accounts: list[tuple[str, str]], users: int, seconds: float) -> dict[str, Any]:
    people = []
    began = time.monotonic()
    for nth in range(users):
        person, (name, password) = Person(site), accounts[nth % len(accounts)]
        assert person.sign_in(name, password) == 200, f"{name} could not sign in"
        people.append(person)
    signed_in = time.monotonic() - began
    figures, until = Figures(), time.monotonic() + seconds
    threads = [threading.Thread(target=work, args=(one, figures, until, nth)) for nth, one in enumerate(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {"users": users, "seconds": seconds, "signing_in_s": round(signed_in, 1), **figures.figures()}


def together(site: str, accounts: list[tuple[str, str]], people: int, within: float, server: int) -> dict[str, Any]:
    other = Person(site)
    assert other.sign_in(*accounts[0]) == 200
    return sign_ins.measure([Person(site) for _ in range(people)], accounts, other, within, server)


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("folder", type=Path)
    words.add_argument("--users", type=int, nargs="+", default=[50, 200])
    words.add_argument("--seconds", type=float, default=60)
    words.add_argument("--children", type=int, default=2000)
    words.add_argument("--sign-in-together", type=int, nargs="+", default=[], metavar="PEOPLE")
    words.add_argument("--within", type=float, nargs="+", default=[1, 10], help="seconds within which they all sign in")
    words.add_argument("--port", type=int, default=8765)
    given = words.parse_args()
    accounts = _demonstration(given.folder, given.children)
    serve = [
        *_COMMAND,
        "serve",
        "-w",
        str(given.folder / "workspace"),
        "--port",
        str(given.port),
        "--as-of",
        _DAY,
        "--local",
    ]
    site = f"http://127.0.0.1:{given.port}"
    with subprocess.Popen(
        serve, stdout=subprocess.DEVNULL, env={**os.environ, "KINSIGHT_DEMONSTRATION": "1"}
    ) as server:
        try:
            _wait(site, server)
            told = [
                together(site, accounts, people, within, server.pid)
                for people in given.sign_in_together
                for within in given.within
            ] or [measure(site, accounts, users, given.seconds) for users in given.users]
        finally:
            server.terminate()
    sys.stdout.write(json.dumps(told, indent=2) + "\n")
    if any(one.get("errors") for one in told):
        raise SystemExit(1)


def _demonstration(folder: Path, children: int) -> list[tuple[str, str]]:
    """The accounts of those who have children of their own to look at."""
    made = subprocess.run(
        [
            *_COMMAND,
            "demo",
            "-w",
            str(folder),
            "--children",
            str(children),
            "--profile",
            "perfect",
            "--no-serve",
            "--json",
        ],
        check=True,
        capture_output=True,
        text=True,
    )
    users = json.loads(made.stdout)["users"]
    return [
        (u["username"], u["password"]) for u in users if u["role"] not in ("reception", "commissioner") and u["service"]
    ]


def _wait(site: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(1200):
        assert server.poll() is None, "the server ended before it answered"
        try:
            with urllib.request.urlopen(f"{site}/healthz", timeout=1):
                return
        except OSError:
            time.sleep(0.25)
    raise AssertionError("the server did not answer within five minutes")


if __name__ == "__main__":
    main()
