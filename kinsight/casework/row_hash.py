"""What the hash of a row of the audit covers.

The content is canonical JSON (RFC 8785) and the hash SHA-256, so that anyone can compute it again with other tools.
"""

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, ClassVar, Protocol

import rfc8785
from django.db.models.options import Options

_ALWAYS = ("at", "by_id", "child_id")
#: What a number in JSON can say exactly.
_EXACT = 2**53


class Hashed(Protocol):
    """A table of the audit, as `models.append_only.AuditRow` describes it."""

    HASHED: ClassVar[tuple[str, ...]]
    LATER: ClassVar[tuple[str, ...]]
    _meta: ClassVar["Options[Any]"]  # Django's, of whatever model


def columns(table: type[Hashed]) -> tuple[str, ...]:
    """The columns that the hash covers, as the database names them."""
    return ("id", "sequence", "previous", *_ALWAYS, *table.HASHED)


def content(table: type[Hashed], values: Mapping[str, object]) -> bytes:
    """The bytes that are hashed. Raises ValueError when a value cannot be one of the audit's."""
    covered = [name for name in columns(table) if name not in table.LATER or values.get(name) is not None]
    return rfc8785.dumps({"table": table._meta.db_table, **{name: plain(values[name]) for name in covered}})


def digest(content: bytes) -> str:
    """The hash of a row's content, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def plain(value: object) -> Any:  # JSON, of whatever depth
    """A value as JSON says it: an instant in UTC to the microsecond; a number too large for JSON as text."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, dict):
        return {str(name): plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    return str(value) if isinstance(value, int) and abs(value) >= _EXACT else value
