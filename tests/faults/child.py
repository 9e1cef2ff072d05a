"""What runs in a process that may be killed: one command of the program. The knowledge is read beforehand, once for all."""

import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from kinsight.cli import publish_commands, say
from kinsight.cli.main import app
from tests.faults import site, syncs

_KNOWN = say.load_knowledge()
#: What the site does in processes of its own; no command of the program.
_OF_THE_SITE = {"record-on-site": site.record_on_site, "deliver": site.deliver}


def run(words: list[str], said: str, mark: str, synced: str | None = None) -> None:
    """Run a command and exit with its code; what it says goes to the file `said`, and `mark` is there once it publishes.
    What the disk is asked to hold is noted in `synced`."""
    _say_into(said)
    if synced:
        syncs.record(synced)
    tempfile.tempdir = str(Path(said).parent)  # what a killed process leaves there goes with that folder
    say.load_knowledge = lambda *_, **__: _KNOWN
    hand_over = publish_commands.publish

    def marked(*what: Any) -> dict[str, int]:
        Path(mark).touch()
        return hand_over(*what)

    publish_commands.publish = marked
    if words[0] in _OF_THE_SITE:
        sys.exit(_OF_THE_SITE[words[0]](Path(words[1]), words[2], _KNOWN))
    app(words)


def _say_into(path: str) -> None:
    file = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC)
    for stream in (sys.stdout, sys.stderr):
        os.dup2(file, stream.fileno() if hasattr(stream, "fileno") else 1)
