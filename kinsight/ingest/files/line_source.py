"""What turns another form of file into NDJSON: bytes in, numbered lines of JSON out, and a list of what it refuses."""

from collections.abc import Iterator
from typing import IO, Protocol

#: (line or row or entry number, reason, what about it, the text itself).
Refused = list[tuple[int, str, str, str]]


class Lines(Protocol):
    def __call__(self, file: IO[bytes], refused: Refused) -> Iterator[tuple[int, bytes]]: ...
