"""Mapping files: which FHIR resources a row of a table becomes, and which column fills which FHIR path.

The mapping is YAML: `resource: Appointment` and `fields:` from a FHIR path to a column, or to {column, value, prefix,
suffix, words, date}. Several resources a row: a list under `resources:`. docs/warehouse.md has a whole warehouse as an example.
"""

from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from kinsight.ingest.fhir.mapping import READINGS


class MappingWrong(Exception):
    """The mapping file cannot be used; the message says where and why."""


def _as_cell(given: Any) -> Any:
    return {"column": given} if isinstance(given, str) else given


class Cell(BaseModel):
    """Where a value comes from: a column or a constant. `words`: what the feed's words are in FHIR, all of them.

    `column` may be `LOOKUP.COLUMN`; `each`: a list, one item for each row of another table that belongs to this row.
    """

    model_config = ConfigDict(extra="forbid")
    column: str | None = None
    value: str | int | bool | None = None
    prefix: str = ""
    suffix: str = ""
    words: dict[str, str | int | bool] | None = None
    date: str | None = Field(None, description="as in %d/%m/%Y; a text becomes an ISO date")
    each: "Each | None" = None


Fields = dict[str, Annotated[Cell, BeforeValidator(_as_cell)]]


class Other(BaseModel):
    """Another table beside this one: the rows whose `key` equals our `column` (by default of the same name) belong to a row."""

    model_config = ConfigDict(extra="forbid")
    file: str
    key: str
    column: str = ""

    @model_validator(mode="after")
    def _same_name(self) -> "Other":
        self.column = self.column or self.key
        return self


class Each(Other):
    """One item a row of the other table, in the order of its column `order`, else of its rows."""

    order: str | None = None
    fields: Fields


class Shape(BaseModel):
    """One resource that a row becomes. `when`: only rows where this column is not empty."""

    model_config = ConfigDict(extra="forbid")
    resource: str
    when: str | None = None
    fields: Fields


class Mapping(BaseModel):
    """`lookup`: the one row of another table that belongs to a row; its columns are `NAME.COLUMN`. `zone`: of days, where a
    column holds instants."""

    model_config = ConfigDict(extra="forbid")
    delimiter: str = Field(",", min_length=1, max_length=1)
    encoding: str = "utf-8-sig"
    zone: str = "UTC"
    lookup: dict[str, Other] = {}
    resources: list[Shape]

    @property
    def kinds(self) -> frozenset[str]:
        return frozenset(shape.resource for shape in self.resources)

    @property
    def nested(self) -> list[Each]:
        return [cell.each for shape in self.resources for cell in shape.fields.values() if cell.each]

    @property
    def used(self) -> set[str]:
        """The columns that a row needs."""
        found = columns_of(*(shape.fields for shape in self.resources))
        found |= {shape.when for shape in self.resources if shape.when}
        return found | {other.column for other in (*self.nested, *self.lookup.values())}


Cell.model_rebuild()


def columns_of(*fields: Fields) -> set[str]:
    return {cell.column for some in fields for cell in some.values() if cell.column}


def beside(path: Path) -> Path | None:
    """`appointments.csv.yaml` beside `appointments.csv`; for the parts of a table in a folder, `appointments.yaml` beside the folder."""
    ways = (path.with_name(path.name + ".yaml"), path.parent.with_name(path.parent.name + ".yaml"))
    return next((way for way in ways if way.is_file()), None)


#: Bytes of a mapping file, and letters of what is said to be wrong with it: both are read by a person.
_LARGEST, _SAID = 1_000_000, 2_000


class _Plain(yaml.SafeLoader):
    """YAML without aliases: a few lines of them can stand for more than any memory holds."""

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            line = self.peek_event().start_mark.line + 1  # type: ignore[no-untyped-call]
            raise yaml.YAMLError(f"line {line}: write out what *alias stands for")
        return super().compose_node(parent, index)


def _small(path: Path) -> str:
    if path.stat().st_size > _LARGEST:
        raise MappingWrong(f"{path.name}: over {_LARGEST} bytes, which is no mapping that a person wrote")
    return path.read_text()


def read_mapping(path: Path) -> Mapping:
    """Raises `MappingWrong`."""
    try:
        given = yaml.load(_small(path), _Plain)  # noqa: S506  (a safe loader, and without aliases)
        if isinstance(given, dict) and "resource" in given:
            kept = {key: given.pop(key) for key in ("delimiter", "encoding", "zone", "lookup") if key in given}
            given = {**kept, "resources": [given]}
        mapping = Mapping.model_validate(given)
    except RecursionError:
        raise MappingWrong(f"{path.name}: it is nested too deep to be a mapping") from None
    except (yaml.YAMLError, ValidationError, UnicodeError) as error:
        raise MappingWrong(f"{path.name}: {str(error)[:_SAID]}") from error
    for shape in mapping.resources:
        if shape.resource not in READINGS:
            raise MappingWrong(f"{path.name}: Kinsight does not read {shape.resource}")
        if "id" not in shape.fields:
            raise MappingWrong(f"{path.name}: {shape.resource} needs an id, or a correction could not be recognised")
    return mapping
