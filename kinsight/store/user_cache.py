"""Where Kinsight keeps, for one user of a machine, what can be made again. There is nothing about people in it."""

import os
from pathlib import Path


def folder() -> Path:
    """`$XDG_CACHE_HOME/kinsight`, or `~/.cache/kinsight`; it may not be there yet. Raises RuntimeError for a user without a home."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "kinsight"
