"""What the hash of a row of the audit covers.

The content is canonical JSON (RFC 8785) and the hash SHA-256, so that anyone can compute it again with other tools.
"""

import hashlib
from datetime import UTC, datetime
from typing import Any

import rfc8785

_ALWAYS = ("at", "by_id", "child_id")
#: What a number in JSON can say exactly.
_EXACT = 2**53


def columns(table: Any) -> tuple[str, ...]:
    """The columns that the hash covers, as the database names them."""
    return ("id", "sequence", "previous", *_ALWAYS, *table.HASHED)


def content(table: Any, values: Any) -> bytes:
    """The bytes that are hashed. Raises ValueError when a value cannot be one of the audit's."""
    said = [name for name in columns(table) if name not in table.LATER or values.get(name) is not None]
    told = {name: plain(values[name]) for name in said}
    return rfc8785.dumps({"table": table._meta.db_table, **told})


def digest(said: bytes) -> str:
    return hashlib.sha256(said).hexdigest()


def plain(value: Any) -> Any:
    """As JSON says it: an instant in UTC to the microsecond; a number too large for JSON as text."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, dict):
        return {str(name): plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    return str(value) if isinstance(value, int) and abs(value) >= _EXACT else value
