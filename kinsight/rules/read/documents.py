"""Reads one knowledge file so that everything found wrong later can say its file and line."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

import yaml


@dataclass(frozen=True, order=True)
class Problem:
    """What is wrong, where (file below the knowledge folder, line from 1), and what to do about it."""

    file: str
    line: int
    what: str
    do: str = ""
    severity: Literal["error", "warning"] = "error"

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.severity}: {self.what}" + (f". {self.do}" if self.do else "")


class KnowledgeError(Exception):
    """Practice knowledge that cannot be used; `.problems` has all that is wrong, in the order of the files."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = sorted(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]  # libyaml is there or not
    """Safe YAML in which `on`, `yes` and `no` are words: an event's day is written `on: 2021-02-01`."""


_BOOL = "tag:yaml.org,2002:bool"
_Loader.yaml_implicit_resolvers = {
    letter: [(tag, pattern) for tag, pattern in found if tag != _BOOL or letter in "tTfF"]
    for letter, found in _Loader.yaml_implicit_resolvers.items()
}


@dataclass(frozen=True)
class Document:
    """One parsed YAML file: its plain data, and its nodes to find lines by."""

    file: str
    node: yaml.Node | None
    data: Any

    def line(self, *path: str | int | object) -> int:
        """Line of the deepest part of `path` that exists; parts that don't are passed over."""
        node, line = self.node, 1
        for step in path:
            node, line = _step(node, step, line)
        return line

    def part(self, *path: int) -> Any:
        """The plain data of one item of a list; of no path, all of it."""
        data = self.data
        for step in path:
            data = data[step]
        return data


def _step(node: yaml.Node | None, step: object, line: int) -> tuple[yaml.Node | None, int]:
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        child = node.value[step]
        return child, child.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == str(step):
                return value, key.start_mark.line + 1
    return node, line


def read_yaml(file: str, text: str) -> tuple[Document, list[Problem]]:
    """The document (data None when it cannot be parsed) and what is wrong with it as YAML."""
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        repeated = [Problem(file, at, f"{word!r} is written twice", "Keep one of them") for word, at in _twice(node)]
        data = loader.construct_document(node) if node is not None else None
        return Document(file, node, data), repeated
    except yaml.YAMLError as wrong:
        return Document(file, None, None), [_unreadable(file, text, wrong)]
    except ValueError as wrong:
        return Document(file, None, None), [Problem(file, _bad_date(loader, node), f"impossible date: {wrong}")]
    finally:
        loader.dispose()


def _unreadable(file: str, text: str, wrong: yaml.YAMLError) -> Problem:
    mark = getattr(wrong, "problem_mark", None)
    line = min(mark.line + 1, len(text.splitlines()) or 1) if mark else 1
    said = getattr(wrong, "problem", None) or "not YAML"
    return Problem(file, line, f"cannot be read: {said}", "Look for a missing bracket, quote or space at or above it")


def _twice(node: yaml.Node | None) -> Iterator[tuple[str, int]]:
    """Keys written twice in one mapping: YAML would silently keep the last."""
    if isinstance(node, yaml.SequenceNode):
        for child in node.value:
            yield from _twice(child)
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if str(key.value) in seen:
                yield str(key.value), key.start_mark.line + 1
            seen.add(str(key.value))
            yield from _twice(value)


def _bad_date(loader: Any, node: yaml.Node | None) -> int:
    for scalar in _scalars(node):
        try:
            if scalar.tag == "tag:yaml.org,2002:timestamp":
                loader.construct_yaml_timestamp(scalar)
        except ValueError:
            return int(scalar.start_mark.line) + 1
    return 1


def _scalars(node: Any) -> Iterator[yaml.ScalarNode]:
    if isinstance(node, yaml.ScalarNode):
        yield node
    elif node is not None:
        parts = node.value if isinstance(node, yaml.SequenceNode) else [part for pair in node.value for part in pair]
        for part in parts:
            yield from _scalars(part)


def read_csv(text: str) -> list[tuple[int, dict[str, str]]]:
    """The rows of a codelist with their lines. Lines that start with # are notes."""
    lines = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip() and line[:1] != "#"]
    if not lines:
        return []
    reader = csv.reader(line for _, line in lines)
    header = next(reader)
    return [
        (number, dict(zip(header, row, strict=False)) | _surplus(header, row))
        for (number, _), row in zip(lines[1:], reader, strict=False)
    ]


def _surplus(header: list[str], row: list[str]) -> dict[str, str]:
    """More cells than columns: kept under a name that no column has, so that the row is refused."""
    return {"more cells than columns": ",".join(row[len(header) :])} if len(row) > len(header) else {}
