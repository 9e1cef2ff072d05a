"""What the site reads from its environment: where the workspace is, which database, which secret, which day."""

import os
import secrets
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from kinsight.store import disk

#: One of Django's DATABASES, which knows no types.
Database = dict[str, Any]


def workspace() -> Path:
    """The folder that holds the records and, by default, the casework database."""
    return Path(os.environ.get("KINSIGHT_WORKSPACE", "workspace")).resolve()


def local() -> bool:
    """Served on this machine without TLS: cookies may then travel over plain HTTP."""
    return os.environ.get("KINSIGHT_LOCAL") == "1"


def demonstration() -> bool:
    """Whether this site shows invented families with accounts whose passwords were printed: set by `kinsight demo` alone."""
    return os.environ.get("KINSIGHT_DEMONSTRATION") == "1"


def behind_proxy() -> bool:
    """A proxy of ours ends TLS and sets X-Forwarded-Proto itself; without one, any visitor could."""
    return os.environ.get("KINSIGHT_BEHIND_PROXY") == "1"


def fixed_day() -> date | None:
    """The day the site takes for today, when one is set (a demonstration's feed ends on a fixed day)."""
    said = os.environ.get("KINSIGHT_AS_OF")
    return date.fromisoformat(said) if said else None


def words(name: str, default: str = "") -> list[str]:
    """A comma-separated variable as a list."""
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


def secret_key(folder: Path) -> str:
    """The key that signs sessions: given, or made once and kept in the workspace for its owner's eyes only."""
    if given := os.environ.get("KINSIGHT_SECRET_KEY"):
        return given
    if not folder.is_dir():
        return secrets.token_urlsafe(64)  # nothing is served yet; `serve` makes the folder first
    return read_or_make_key(folder / "secret_key")


def read_or_make_key(path: Path) -> str:
    """Read the key, or write a fresh one; of two that start at once, one writes and both read it. An empty one is written anew."""
    if not (path.exists() and path.stat().st_size):
        fresh = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            out.write(secrets.token_urlsafe(64))
            out.flush()
            os.fsync(out.fileno())
        _put_in_place(fresh, path)
        disk.sync_one(path.parent)
    return path.read_text()


def _put_in_place(fresh: Path, path: Path) -> None:
    """Under its name, unless another process was sooner."""
    with suppress(FileExistsError):
        if path.exists() and not path.stat().st_size:
            path.unlink(missing_ok=True)  # left by a power cut
        os.link(fresh, path)
    fresh.unlink()


def database(folder: Path) -> Database:
    """SQLite in the workspace, or the PostgreSQL that `KINSIGHT_DATABASE` names: postgresql://user:pass@host:port/name."""
    url = os.environ.get("KINSIGHT_DATABASE")
    return postgresql(url) if url else sqlite(folder)


def sqlite(folder: Path) -> Database:
    """WAL lets readers read while one writes; IMMEDIATE makes a second writer wait instead of fail."""
    pragmas = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": folder / "casework.sqlite3",
        "OPTIONS": {"timeout": 20, "transaction_mode": "IMMEDIATE", "init_command": pragmas},
    }


#: Nobody waits longer for a lock than with SQLite; the page then gives back what was sent (pages/busy.py).
_LOCKS = "-c lock_timeout=20s"


def postgresql(url: str) -> Database:
    """Parts of the address as Django wants them; the query holds libpq's options."""
    parts = urlsplit(url)
    given = dict(parse_qsl(parts.query))
    given["options"] = (
        f"{_LOCKS} {given.get('options', '')}".strip()
    )  # of two the later holds: ours can be set otherwise
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")), "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""), "HOST": parts.hostname or "", "PORT": str(parts.port or ""),
        "OPTIONS": given, "CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True,
    }  # fmt: skip


def design_system(package: Path) -> Path:
    """The built NHS design system: set, packaged, or where npm put it."""
    if given := os.environ.get("KINSIGHT_ASSETS"):
        return Path(given)
    packaged = package / "web" / "_nhsuk"
    return packaged if packaged.is_dir() else package.parent / "node_modules" / "nhsuk-frontend" / "dist" / "nhsuk"
