"""The machine and the versions that the figures come from."""

import os
import platform
from importlib.metadata import version
from pathlib import Path

from bench.line import Figures

PACKAGES = ("duckdb", "polars", "deltalake", "pyarrow")


def described() -> Figures:
    versions = {"Python": platform.python_version()} | {name: version(name) for name in PACKAGES}
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return {
        "processors": os.cpu_count(),
        "processor": _processor(),
        "memory_gib": memory,
        "versions": versions,
        "system": platform.system(),
        "load_before": round(os.getloadavg()[0], 1),
    }


def _processor() -> str:
    """Its name where the system tells it, else its kind."""
    listed = Path("/proc/cpuinfo")
    names = (
        [line.partition(":")[2].strip() for line in listed.read_text().splitlines() if line.startswith("model name")]
        if (listed.exists())
        else []
    )
    return names[0] if names else platform.machine()
