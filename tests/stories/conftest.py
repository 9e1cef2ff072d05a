"""One workspace for all stories, loaded and swept once by the real commands; each look at it is the real command too."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from kinsight.cli import say
from kinsight.cli.main import app
from tests.stories.sending import SERVICES, feed, reference
from tests.stories.story_files import Story, stories

#: The day of the sweep: after everything that any story tells.
LAST = date(2026, 11, 1)
Picture = dict[str, Any]
Look = Callable[..., Picture]


def command(*words: str) -> str:
    """What `kinsight WORDS` prints, as a process of its own; anything but success fails."""
    run = [sys.executable, "-m", "kinsight.cli", *words]
    root = Path(__file__).resolve().parents[2]
    env = {**os.environ, "PYTHONPATH": str(root)}
    done = subprocess.run(run, capture_output=True, text=True, check=False, cwd=root, env=env)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="session")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`kinsight load` and `kinsight sweep` of what every story's services sent."""
    folder = tmp_path_factory.mktemp("stories")
    for kind, made in feed(stories()).items():
        (folder / f"{kind}.ndjson").write_text("".join(json.dumps(one) + "\n" for one in made))
    where = folder.parent / "stories-workspace"
    told = json.loads(command("load", str(folder), "--workspace", str(where), "--received", LAST.isoformat(), "--json"))
    assert [file for file in told["files"] if file["quarantined"]] == []
    assert told["unmapped"] == []
    command("sweep", "--workspace", str(where), "--as-of", LAST.isoformat(), "--json")
    return where


@pytest.fixture(scope="session")
def look(workspace: Path) -> Iterator[Look]:
    """`look(story, child, day, service)`: what `kinsight picture --json` prints; the same question is asked once."""
    runner, read_once = CliRunner(), cache(say.load_knowledge)

    @cache
    def asked(story: Story, child: str, day: date, service: str = "") -> Picture:
        words = [
            "picture",
            reference(story, child),
            "--workspace",
            str(workspace),
            "--as-of",
            day.isoformat(),
            "--json",
        ]
        words += ["--view", SERVICES[service]] if service else []
        with pytest.MonkeyPatch.context() as patch:  # no longer than this call: other tests change what a site sets
            patch.setattr(say, "load_knowledge", read_once)
            done = runner.invoke(app, words)
        assert done.exit_code == 0, done.output
        return json.loads(done.stdout)

    yield asked
