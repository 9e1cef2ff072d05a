"""The journeys' stage: a real district, really served, in a real browser, with what the pages complain of kept."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import override_settings
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Playwright, sync_playwright

ROOT = Path(__file__).parents[2]
SHOTS = ROOT / "docs" / "screenshots"
CHROMIUM = Path("/usr/bin/chromium")
#: Nothing of the browser's own goes to the network, and it runs inside a container.
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
CHILDREN, AS_OF = 80, "2026-11-01"


@pytest.fixture(scope="session", autouse=True)
def plain_http() -> Iterator[None]:
    """`live_server` speaks plain HTTP: no redirect to TLS and no cookie that needs it."""
    with override_settings(SECURE_SSL_REDIRECT=False, SESSION_COOKIE_SECURE=False, CSRF_COOKIE_SECURE=False):
        yield


@dataclass
class Site:
    """A served workspace and its demonstration accounts."""

    url: str
    workspace: Path
    passwords: dict[str, str] = field(default_factory=dict)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """What `make demo` does, on a free port, with a small district in which every question is answered."""
    folder = tmp_path_factory.mktemp("district")
    words = ["--children", str(CHILDREN), "--profile", "perfect", "--no-serve", "--json"]
    told = json.loads(kinsight("demo", "-w", str(folder), *words))
    port, workspace = free_port(), folder / "workspace"
    words = [*_COMMAND, "serve", "--local", "-w", str(workspace), "--port", str(port), "--as-of", AS_OF]
    with subprocess.Popen(words, env=environment(), cwd=ROOT) as server:
        site = Site(f"http://127.0.0.1:{port}", workspace, {u["username"]: u["password"] for u in told["users"]})
        try:
            wait_for(f"{site.url}/healthz", server)
            # Who opens the first child after a load must not wait for families to be joined.
            assert (workspace / "index" / "families" / "manifest.json").exists()
            yield site
        finally:
            server.terminate()
            server.wait(20)


_COMMAND = [sys.executable, "-c", "from kinsight.cli.main import app; app()"]


def kinsight(*words: str) -> str:
    done = subprocess.run([*_COMMAND, *words], env=environment(), cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def environment() -> dict[str, str]:
    """This machine's, without what would point the site elsewhere; the families are invented, as in `make run`."""
    mine = {name: value for name, value in os.environ.items() if not name.startswith("KINSIGHT_")}
    return {**mine, "KINSIGHT_DEMONSTRATION": "1"}


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 150  # on a machine at other work, making the engine ready takes long
    while time.monotonic() < until:
        assert server.poll() is None, "the server ended before it answered"
        try:
            with urllib.request.urlopen(url, timeout=1) as answer:
                assert answer.read() == b"ok\n"
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the server did not answer within two and a half minutes")


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """Debian's Chromium when it is there, else the one that Playwright finds."""
    path = str(CHROMIUM) if CHROMIUM.exists() else None
    browser = playwright.chromium.launch(executable_path=path, args=QUIET)
    yield browser
    browser.close()


def follow(locator: Locator) -> None:
    """Click what leads to another page, and be there: a click alone returns before the next page has come."""
    with locator.page.expect_navigation():
        locator.click()


class Visit:
    """One person's browser: signs in, looks, and keeps every complaint of the pages."""

    def __init__(self, site: Site, context: BrowserContext) -> None:
        self.site, self.context, self.page = site, context, context.new_page()
        self.complaints: list[str] = []
        self.page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def sign_in(self, username: str) -> Page:
        self.page.goto("/accounts/login/")
        self.page.get_by_label("User name").fill(username)
        self.page.get_by_label("Password", exact=True).fill(self.site.passwords[username])
        follow(self.page.get_by_role("button", name="Sign in", exact=True))
        self.page.wait_for_url(lambda url: "/accounts/login/" not in url)
        return self.page

    def at(self, path: str) -> Page:
        self.page.goto(path)
        return self.page

    def is_accessible(self) -> None:
        """axe finds nothing, nothing runs over the edge, and the page complains of nothing."""
        found = Axe().run(self.page).response["violations"]
        assert [(v["id"], [n["target"] for n in v["nodes"]][:3]) for v in found] == []
        over = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert over <= 0, f"{self.page.url} is {over} pixels too wide"
        assert "<span" not in self.page.inner_text("body"), "markup is shown as text"
        assert self.complaints == []

    def shot(self, name: str) -> None:
        SHOTS.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=SHOTS / f"{name}.png")


@pytest.fixture
def visit(site: Site, chromium: Browser) -> Iterator[Callable[..., Visit]]:
    """`visit()` or `visit(width=…, javascript=False)`: a fresh browser of one person."""
    opened: list[BrowserContext] = []

    def start(width: int = 1280, height: int = 1000, javascript: bool = True, **more: Any) -> Visit:
        context = chromium.new_context(
            base_url=site.url, viewport={"width": width, "height": height}, java_script_enabled=javascript, **more
        )
        opened.append(context)
        return Visit(site, context)

    yield start
    for context in opened:
        context.close()
