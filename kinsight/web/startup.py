"""What must be so before the site is served: how it is reached, its secret, its database, and who may read its files.

Each fault is a sentence that says what to set. Nothing is guessed: a site that was not told to be local is not.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from kinsight.web import environment

#: Shorter secrets can be tried out: Django's own check asks for as many characters, and as many different ones.
SECRET_LENGTH, SECRET_DIFFERENT = 50, 5
_THIS_MACHINE = {"localhost", "127.0.0.1", "[::1]", "::1"}
#: libpq's modes in which a password and what it opens never travel readably.
_ENCRYPTED = {"require", "verify-ca", "verify-full"}
_HOW_REACHED = (
    "say how the site is reached: `kinsight serve --local` for people on this machine alone, over plain HTTP; or "
    "KINSIGHT_BEHIND_PROXY=1 where a proxy of yours ends TLS, and KINSIGHT_HOSTS with the names that it passes on"
)


def problems(workspace: Path) -> list[str]:
    """Why this site is not to be served as it is set up; nothing, when it may be."""
    return [*_reached(), *_secret(workspace), *_database(), *_readable_by_others(workspace)]


def _reached() -> Iterator[str]:
    hosts, local, proxy = environment.words("KINSIGHT_HOSTS"), environment.local(), environment.behind_proxy()
    if local and (proxy or not set(hosts) <= _THIS_MACHINE):
        yield (
            "the local mode (--local, KINSIGHT_LOCAL=1) sends cookies over plain HTTP and is for this machine alone: "
            "leave it out, or leave out KINSIGHT_BEHIND_PROXY and KINSIGHT_HOSTS"
        )
    if not local and not (proxy and hosts):
        yield _HOW_REACHED
    if any("*" in host for host in hosts):
        yield "KINSIGHT_HOSTS must name the hosts: with * anybody's page could pass for this site"


def _secret(workspace: Path) -> Iterator[str]:
    given, path = os.environ.get("KINSIGHT_SECRET_KEY"), workspace / "secret_key"
    if given is not None and _weak(given):
        yield (
            f"KINSIGHT_SECRET_KEY must have {SECRET_LENGTH} characters or more, as chance has it: make one with "
            "`python3 -c 'import secrets; print(secrets.token_urlsafe(64))'`, or unset it and the site makes its own"
        )
    elif given is None and path.exists() and path.stat().st_size and _weak(path.read_text(errors="replace")):
        yield f"{path} is too short for a secret: remove it, and the site makes one; everyone signs in again"


def _weak(secret: str) -> bool:
    return len(secret.strip()) < SECRET_LENGTH or len(set(secret)) < SECRET_DIFFERENT


def _database() -> Iterator[str]:
    """The address is never repeated: it holds a password."""
    if (url := os.environ.get("KINSIGHT_DATABASE")) is None:
        return
    if missing := _missing(url):
        yield (
            f"KINSIGHT_DATABASE lacks {', '.join(missing)}: write postgresql://USER:PASSWORD@HOST:PORT/NAME?sslmode=verify-full, "
            "or unset it for SQLite in the workspace"
        )


def _missing(url: str) -> list[str]:
    try:
        parts = urlsplit(url)
        options, host, _ = parse_qs(parts.query), parts.hostname, parts.port
    except ValueError:
        return ["a port that is a number"]
    host = host or "".join(options.get("host", []))
    has = {
        "postgresql:// at its start": parts.scheme in ("postgresql", "postgres"),
        "a user": parts.username or "user" in options,
        "a host": host,
        "a name of a database": parts.path.strip("/"),
        "sslmode=verify-full (or require), as the database is on another machine": (
            not host or host in _THIS_MACHINE or host.startswith("/") or _ENCRYPTED & set(options.get("sslmode", []))
        ),
    }
    return [what for what, there in has.items() if not there]


def _readable_by_others(workspace: Path) -> Iterator[str]:
    """The folder itself and what lies in it directly; below a folder that is closed nobody comes."""
    open_ = sorted(path for path in (workspace, *workspace.iterdir()) if path.stat().st_mode & 0o077)
    if open_:
        named = ", ".join(str(path) for path in open_[:3]) + (f" and {len(open_) - 3} more" if len(open_) > 3 else "")
        yield f"others on this machine may read or change {named}: give `chmod -R go-rwx {workspace}`"
