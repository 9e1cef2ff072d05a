"""CSV with a mapping file, turned into FHIR resources: one row, one or more resources.

The mapping is YAML: `resource: Appointment` and `fields:` from a FHIR path to a column, or to {column, value, prefix,
suffix, words, date}. Several resources a row: a list under `resources:`. docs/feeds.md has a worked example.
"""

import csv
import io
import re
from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import IO, Annotated, Any

import orjson
import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from kinsight.feeds.lines import Lines, Refused
from kinsight.feeds.mapping import READINGS


class MappingWrong(Exception):
    """The mapping file cannot be used; the message says where and why."""


class Cell(BaseModel):
    """Where a value comes from: a column or a constant. `words`: what the feed's words are in FHIR, all of them."""

    model_config = ConfigDict(extra="forbid")
    column: str | None = None
    value: str | int | bool | None = None
    prefix: str = ""
    suffix: str = ""
    words: dict[str, str | int | bool] | None = None
    date: str | None = Field(None, description="as in %d/%m/%Y; the value becomes an ISO date")


def _as_cell(given: Any) -> Any:
    return {"column": given} if isinstance(given, str) else given


class Shape(BaseModel):
    """One resource that a row becomes. `when`: only rows where this column is not empty."""

    model_config = ConfigDict(extra="forbid")
    resource: str
    when: str | None = None
    fields: dict[str, Annotated[Cell, BeforeValidator(_as_cell)]]


class Mapping(BaseModel):
    model_config = ConfigDict(extra="forbid")
    delimiter: str = ","
    encoding: str = "utf-8-sig"
    resources: list[Shape]


def beside(path: Path) -> Path | None:
    """`appointments.csv.yaml` beside `appointments.csv`."""
    found = path.with_name(path.name + ".yaml")
    return found if found.exists() else None


def read_mapping(path: Path) -> Mapping:
    try:
        given = yaml.safe_load(path.read_text())
        if isinstance(given, dict) and "resource" in given:
            kept = {key: given.pop(key) for key in ("delimiter", "encoding") if key in given}
            given = {**kept, "resources": [given]}
        mapping = Mapping.model_validate(given)
    except (yaml.YAMLError, ValidationError) as error:
        raise MappingWrong(f"{path.name}: {error}") from error
    for shape in mapping.resources:
        if shape.resource not in READINGS:
            raise MappingWrong(f"{path.name}: Kinsight does not read {shape.resource}")
        if "id" not in shape.fields:
            raise MappingWrong(f"{path.name}: {shape.resource} needs an id, or a correction could not be recognised")
    return mapping


def resources(mapping: Mapping) -> Lines:
    """What turns a CSV file into numbered resources: the number is the row's, the heading not counted."""

    def lines(file: IO[bytes], refused: Refused) -> Iterator[tuple[int, bytes]]:
        rows = csv.DictReader(
            io.TextIOWrapper(file, mapping.encoding, errors="backslashreplace"), delimiter=mapping.delimiter
        )
        _check_columns(mapping, rows.fieldnames or [])
        for number, row in enumerate(rows, 1):
            try:
                made = [orjson.dumps(_resource(shape, row)) for shape in mapping.resources if _wanted(shape, row)]
            except _BadCell as error:
                refused.append((number, "bad-row", str(error), mapping.delimiter.join(map(_text, row.values()))))
                continue
            for line in made:
                yield number, line

    return lines


class _BadCell(Exception):
    pass


def _check_columns(mapping: Mapping, columns: Any) -> None:
    wanted = {cell.column for shape in mapping.resources for cell in shape.fields.values() if cell.column}
    wanted |= {shape.when for shape in mapping.resources if shape.when}
    if missing := sorted(wanted - set(columns)):
        raise MappingWrong(f"the file has no column {', '.join(missing)}")


def _wanted(shape: Shape, row: dict[str, Any]) -> bool:
    if None in row or None in row.values():
        raise _BadCell("it has more or fewer cells than the heading")
    return not shape.when or bool(row[shape.when].strip())


def _resource(shape: Shape, row: dict[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = {"resourceType": shape.resource}
    for path, cell in shape.fields.items():
        value = _value(cell, row)
        if value not in ("", None):
            _put(made, re.findall(r"[^.\[\]]+", path), value)
    return made


def _value(cell: Cell, row: dict[str, Any]) -> Any:
    if cell.column is None:
        return cell.value
    sent = row[cell.column].strip()
    if not sent:
        return None
    if cell.words is not None:
        if sent not in cell.words:
            raise _BadCell(f"column {cell.column} holds a word that the mapping does not know")
        return cell.words[sent]
    if cell.date:
        try:
            return datetime.strptime(sent, cell.date).date().isoformat()  # noqa: DTZ007 (a date has no zone)
        except ValueError:
            raise _BadCell(f"column {cell.column} holds no date of the form {cell.date}") from None
    return cell.prefix + sent + cell.suffix


def _put(made: Any, keys: list[str], value: Any) -> None:
    """Set a value deep in a resource; a number among the keys is a place in a list."""
    for key, following in pairwise(keys):
        made = _step(made, key, [] if following.isdigit() else {})
    _step(made, keys[-1], value)


def _step(made: Any, key: str, fresh: Any) -> Any:
    if isinstance(made, dict):
        return made.setdefault(key, fresh)
    while len(made) <= int(key):
        made.append({} if not isinstance(fresh, list) else [])
    if not isinstance(fresh, dict | list):
        made[int(key)] = fresh
    return made[int(key)]


def _text(cell: Any) -> str:
    return "" if cell is None else str(cell)
