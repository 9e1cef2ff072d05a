"""A child's picture from a process that has just started: its knowledge kept by an earlier one, its index in place."""

import json
import subprocess
import sys
from pathlib import Path

_PROCESS = """
from time import perf_counter
started = perf_counter()
import json, sys
from kinsight.practice.kept import load
from kinsight.records.store import Workspace
from kinsight.picture import picture
ready = perf_counter()
workspace = Workspace(sys.argv[1])
picture(workspace, sys.argv[2], int(sys.argv[3]), load(workspace.beside))
print(json.dumps([(ready - started) * 1000, (perf_counter() - ready) * 1000]))
"""


def cold(workspace: Path, child: str, as_of: int, times: int) -> tuple[list[float], list[float]]:
    """Milliseconds for the imports, and from there to the picture, `times` each; one run goes before, for what it leaves behind."""
    found = [_once(str(workspace), child, str(as_of)) for _ in range(times + 1)][1:]
    return [imports for imports, _ in found], [picture for _, picture in found]


def _once(*words: str) -> list[float]:
    done = subprocess.run([sys.executable, "-c", _PROCESS, *words], capture_output=True, text=True, check=True)
    return [float(took) for took in json.loads(done.stdout)]
