"""Bundles (transaction, collection, searchset …) and whole JSON files, one resource a line."""

import re
from collections.abc import Iterator
from typing import IO, Any

import orjson

from kinsight.feeds.lines import Refused

_TEMPORARY = re.compile(rb'"reference":"([^"]+)"')


def explode(file: IO[bytes], refused: Refused) -> Iterator[tuple[int, bytes]]:
    """Resources of one JSON file, numbered by entry from 1. A file that is no JSON is one broken line."""
    text = file.read().removeprefix(b"\xef\xbb\xbf")
    try:
        whole = orjson.loads(text)
    except orjson.JSONDecodeError:
        yield 1, text.replace(b"\r", b" ").replace(b"\n", b" ")
        return
    yield from enumerate(_resources(whole), 1)


def explode_lines(file: IO[bytes], refused: Refused) -> Iterator[tuple[int, bytes]]:
    """Resources of NDJSON with a Bundle a line, numbered by that line."""
    for number, line in enumerate(file, 1):
        if not line.strip():
            continue
        try:
            whole = orjson.loads(line)
        except orjson.JSONDecodeError:
            yield number, line.strip()
            continue
        for resource in _resources(whole):
            yield number, resource


def _resources(whole: Any) -> Iterator[bytes]:
    if isinstance(whole, list):
        yield from map(orjson.dumps, whole)
    elif isinstance(whole, dict) and whole.get("resourceType") == "Bundle":
        yield from _entries(whole.get("entry"))
    else:
        yield orjson.dumps(whole)


def _entries(entries: Any) -> Iterator[bytes]:
    found = [entry if isinstance(entry, dict) else {} for entry in entries] if isinstance(entries, list) else []
    places: dict[bytes, bytes] = {}
    for entry in found:
        _give_id(entry)
        if (ref := _ref(entry)) and entry.get("fullUrl"):
            places[str(entry["fullUrl"]).encode()] = ref.encode()
    for entry in found:
        line = orjson.dumps(entry.get("resource", entry))
        yield _TEMPORARY.sub(lambda match: b'"reference":"' + places.get(match[1], match[1]) + b'"', line)


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
