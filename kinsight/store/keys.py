"""Stable integer keys, the same in Python and in SQL, so that load order never matters."""

from hashlib import md5

#: The SQL twin of :func:`key`. `{}` is a text expression. 63 bits: always a positive BIGINT.
SQL_KEY = "(md5_number_lower({}) >> 1)::BIGINT"
#: The SQL twin of :func:`small_key`. 31 bits: always a positive INTEGER.
SQL_SMALL_KEY = "(md5_number_lower({}) >> 33)::INTEGER"


def key(text: str) -> int:
    """63-bit key of a reference such as `Patient/123`; collisions at 10 million keys: about 5 in a million."""
    return _low64(text) >> 1


def small_key(text: str) -> int:
    """31-bit key of a word from a small vocabulary (a concept, a service); checked for collisions at load."""
    return _low64(text) >> 33


def _low64(text: str) -> int:
    return int.from_bytes(md5(text.encode(), usedforsecurity=False).digest()[8:], "little")
