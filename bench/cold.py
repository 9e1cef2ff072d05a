"""A child's picture from a process that has just started: its knowledge kept by an earlier one, its family in the store."""

import json
import subprocess
import sys
from pathlib import Path

from bench.measure import Took

_PROCESS = """
from time import perf_counter, process_time
started = process_time(), perf_counter()
import json, sys
from kinsight.rules.loading_cache import load
from kinsight.store.workspace import Workspace
from kinsight.picture import picture
ready = process_time(), perf_counter()
workspace = Workspace(sys.argv[1])
picture(workspace, sys.argv[2], int(sys.argv[3]), load(workspace.beside))
shown = process_time(), perf_counter()
print(json.dumps([[1000 * (b - a) for a, b in zip(*pair)] for pair in ((started, ready), (ready, shown))]))
"""


def cold(workspace: Path, child: str, as_of: int, times: int) -> tuple[list[Took], list[Took]]:
    """Milliseconds for the imports, and from there to the picture, `times` each; one run goes before, for what it leaves behind."""
    found = [_once(str(workspace), child, str(as_of)) for _ in range(times + 1)][1:]
    return [imports for imports, _ in found], [picture for _, picture in found]


def _once(*words: str) -> tuple[Took, Took]:
    done = subprocess.run([sys.executable, "-c", _PROCESS, *words], capture_output=True, text=True, check=True)
    imports, picture = json.loads(done.stdout)
    return Took(*imports), Took(*picture)
