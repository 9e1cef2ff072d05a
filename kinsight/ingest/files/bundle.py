"""Bundles (transaction, collection, searchset, history …) and JSON documents, one resource a line."""

import json
import re
from collections.abc import Iterator
from typing import IO, Any

import orjson

from kinsight.ingest.files import raw_bytes
from kinsight.ingest.files.line_source import Refused

_TEMPORARY = re.compile(rb'"reference":"([^"]+)"')
_BLANK = re.compile(r"\s*")
#: Of a text that is refused for its size, as much as shows what it was.
_SHOWN = 1000


def explode(file: IO[bytes], refused: Refused) -> Iterator[tuple[int, bytes]]:
    """Resources of one JSON document, numbered by entry from 1; of several values one after another, by value.

    A document that is no JSON is one broken line. One that is too large to be held whole is refused.
    """
    text = file.read(raw_bytes.LARGEST_DOCUMENT + 1).removeprefix(b"\xef\xbb\xbf")
    if len(text) > raw_bytes.LARGEST_DOCUMENT:
        refused.append((1, "too-large", "", text[:_SHOWN].decode("utf-8", "backslashreplace")))
        return
    found = list(_values(text))
    if len(found) == 1 and found[0] is not None:
        yield from enumerate(_resources(found[0]), 1)
    elif found:
        yield from ((number, line) for number, value in enumerate(found, 1) for line in _resources(value))
    else:
        yield 1, text.replace(b"\r", b" ").replace(b"\n", b" ")


def explode_lines(file: IO[bytes], refused: Refused) -> Iterator[tuple[int, bytes]]:
    """Resources of NDJSON, numbered by line, with every Bundle opened. A line that holds none is given as it is."""
    for number, line, whole in raw_bytes.lines(file):
        if not whole:
            refused.append((number, "too-large", "", line[:_SHOWN].decode("utf-8", "backslashreplace")))
        elif line.strip():
            yield from opened(line.strip(), number, refused)


def opened(line: bytes, number: int, refused: Refused) -> Iterator[tuple[int, bytes]]:
    """A line, or the resources of the Bundle that it holds, each under its number; what is too long is refused."""
    value = raw_bytes.parsed(line) if b'"Bundle"' in line else None
    if value is None and b'"Bundle"' in line and raw_bytes.too_deep(line):
        refused.append((number, "too-deep", "", line.decode("utf-8", "backslashreplace")))
        return
    for one in [line] if value is None else _resources(value):
        if len(one) > raw_bytes.LONGEST_LINE:
            refused.append((number, "too-long", "", one[:_SHOWN].decode("utf-8", "backslashreplace")))
        else:
            yield number, one


def _values(text: bytes) -> Iterator[Any]:
    """The JSON values of a text, one after another; none at all when any of it is no JSON."""
    if (whole := raw_bytes.parsed(text)) is not None:
        yield whole
        return
    rest, found, at = text.decode("utf-8", "replace").strip(), [], 0
    try:
        while at < len(rest):
            value, end = json.JSONDecoder().raw_decode(rest, at)
            found.append(value)
            at = _BLANK.match(rest, end).end()  # type: ignore[union-attr]  # it matches nothing too
    except (ValueError, RecursionError):
        return
    yield from found


def _resources(whole: Any) -> Iterator[bytes]:
    """A resource, or those of a Bundle or list, however deep they lie in each other."""
    if isinstance(whole, list):
        for one in whole:
            yield from _resources(one)
    elif isinstance(whole, dict) and whole.get("resourceType") == "Bundle":
        yield from _entries(whole)
    else:
        yield _line(whole)


def _line(value: Any) -> bytes:
    """A value as a line. Half a character, which no UTF-8 holds, stays the escape that it came as."""
    try:
        return orjson.dumps(value)
    except (TypeError, orjson.JSONEncodeError):
        return json.dumps(value).encode()


def _entries(bundle: dict[str, Any]) -> Iterator[bytes]:
    entries = bundle.get("entry")
    found = [entry if isinstance(entry, dict) else {} for entry in entries] if isinstance(entries, list) else []
    places: dict[bytes, bytes] = {}
    for entry in found:
        _give_id(entry)
        if (ref := _ref(entry)) and entry.get("fullUrl"):
            places[str(entry["fullUrl"]).encode()] = ref.encode()
    for entry in found:
        for line in _resources(_deleted(entry, bundle) or entry.get("resource", entry)):
            yield _TEMPORARY.sub(lambda match: b'"reference":"' + places.get(match[1], match[1]) + b'"', line)


def _deleted(entry: dict[str, Any], bundle: dict[str, Any]) -> dict[str, Any] | None:
    """What an entry that deletes a resource says: that its sender takes it back, and when. None for any other entry."""
    request = entry.get("request")
    if not isinstance(request, dict) or str(request.get("method")).upper() != "DELETE":
        return None
    named = re.fullmatch(r"(?:.*/)?([A-Z][A-Za-z]+)/([^/?#]+)", str(request.get("url")))
    if named is None:
        return None
    return {"resourceType": named[1], "id": named[2], "meta": {**_moment(entry, bundle), "deleted": "true"}}


def _moment(entry: dict[str, Any], bundle: dict[str, Any]) -> dict[str, str]:
    """When the deletion was known, if anything says so."""
    response, meta = entry.get("response"), bundle.get("meta")
    said = (
        response.get("lastModified") if isinstance(response, dict) else None,
        bundle.get("timestamp"),
        meta.get("lastUpdated") if isinstance(meta, dict) else None,
    )
    return next(({"lastUpdated": str(one)} for one in said if one), {})


def _give_id(entry: dict[str, Any]) -> None:
    """A resource that a transaction creates has its identity in `fullUrl` only."""
    resource = entry.get("resource")
    if isinstance(resource, dict) and "id" not in resource and entry.get("fullUrl"):
        resource["id"] = re.split("[/:]", str(entry["fullUrl"]))[-1]


def _ref(entry: dict[str, Any]) -> str | None:
    resource = entry.get("resource")
    if isinstance(resource, dict) and resource.get("resourceType") and resource.get("id"):
        return f"{resource['resourceType']}/{resource['id']}"
    return None
