"""Writes an export into a folder that holds exactly one: what an earlier export left and this one does not make is removed."""

import json
from collections.abc import Mapping
from pathlib import Path

LIST = "kinsight-export.json"


class NotAnExport(Exception):
    """The folder holds something else, and nothing was written."""


def write(out: Path, files: Mapping[str, str], told: Mapping[str, str]) -> None:
    """Files by their path below `out`. `told` stands beside the list of them; raises NotAnExport."""
    stale = set(_earlier(out)) - files.keys()
    for name in stale:
        (out / name).unlink(missing_ok=True)
    for name, text in sorted(files.items()):
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        (out / name).write_text(text, encoding="utf-8")
    (out / LIST).write_text(json.dumps({**told, "files": sorted(files)}, indent=2) + "\n", encoding="utf-8")


def _earlier(out: Path) -> list[str]:
    if (out / LIST).is_file():
        names = json.loads((out / LIST).read_text(encoding="utf-8"))["files"]
        return [name for name in names if (out / name).resolve().is_relative_to(out.resolve())]
    if out.exists() and any(out.iterdir()):
        raise NotAnExport(out.name)
    return []
