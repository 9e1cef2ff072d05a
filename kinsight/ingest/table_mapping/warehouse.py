"""A table of a warehouse with its mapping: whether it has all that the mapping names, and what each cell becomes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from kinsight.ingest.table_mapping import cells, shapes, table_files
from kinsight.ingest.table_mapping.cells import Leaf
from kinsight.ingest.table_mapping.mapping_file import Fields, MappingWrong, columns_of
from kinsight.ingest.table_mapping.mapping_file import Mapping as Rules
from kinsight.ingest.table_mapping.table_files import TWICE, TableFile


@dataclass(frozen=True)
class Table:
    """A table with its mapping; `others`: by name, the tables beside it of which its rows take something."""

    file: TableFile
    rules: Rules
    others: Mapping[str, TableFile] = field(default_factory=dict)

    @property
    def width(self) -> int:
        """How many resources a row may become: the lines of a row are numbered one after another."""
        return len(self.rules.resources)


def opened(path: Path, rules: Rules) -> Table:
    """Raises `MappingWrong` when a file has not what the mapping names."""
    file = table_files.opened(path, rules.delimiter, rules.encoding, rules.zone)
    others = {}
    for other in (*rules.lookup.values(), *rules.nested):
        if not _beside(path, other.file):
            raise MappingWrong(f"{path.name}: there is no {other.file} beside it")
        others[other.file] = table_files.opened(path.parent / other.file, rules.delimiter, rules.encoding, rules.zone)
    table = Table(file, rules, others)
    _check(table)
    return table


def _beside(path: Path, name: str) -> bool:
    """Whether a mapping may take from this file: one in the table's folder or below it, wherever links lead."""
    other = path.parent / name
    return other.is_file() and other.resolve().is_relative_to(path.parent.resolve())


def _check(table: Table) -> None:
    """Whether every column is there, and holds one value. The statements are made once for it, and thrown away."""
    _missing(table.file, {column for column in table.rules.used if _looked_up(table, column) is None})
    for name, other in table.rules.lookup.items():
        _missing(table.others[other.file], {other.key, *taken(table, name)})
    for each in table.rules.nested:
        _missing(table.others[each.file], {each.key, *columns_of(each.fields)})
        if each.order and each.order not in each.fields:
            raise MappingWrong(f"{table.file.path.name}: {each.order} is no field of the rows of {each.file}")
    for shape in table.rules.resources:
        shapes.tree(leaves(shape.fields, columns(table)))


def _missing(file: TableFile, wanted: set[str]) -> None:
    twice = sorted(column for column in wanted if any(name.startswith(f"{TWICE}{column} ") for name in file.kinds))
    if twice:
        raise MappingWrong(f"{file.path.name} has two columns {', '.join(twice)}")
    if missing := sorted(wanted - set(file.kinds)):
        raise MappingWrong(f"{file.path.name} has no column {', '.join(missing)}")
    for column in wanted:
        file.words(column, "x")


def _looked_up(table: Table, column: str) -> tuple[str, str] | None:
    """(lookup, its column) of `LOOKUP.COLUMN`; a column of the table itself that is called so comes first."""
    name, dot, rest = column.partition(".")
    return (name, rest) if dot and column not in table.file.kinds and name in table.rules.lookup else None


def taken(table: Table, lookup: str) -> set[str]:
    found = (_looked_up(table, column) for column in table.rules.used)
    return {column for name, column in filter(None, found) if name == lookup}


#: Of each column that a mapping names: what it is called in the relation, and the type that it has in its file.
Columns = Mapping[str, tuple[str, str]]


def columns(table: Table) -> Columns:
    found = {column: (table.file.name(column), kind) for column, kind in table.file.kinds.items()}
    for nth, (name, other) in enumerate(table.rules.lookup.items()):
        file = table.others[other.file]
        found |= {
            f"{name}.{column}": (f"l{nth}_{file.name(column)}", file.kinds[column]) for column in taken(table, name)
        }
    return found


def own(file: TableFile) -> Columns:
    return {column: (file.name(column), kind) for column, kind in file.kinds.items()}


def leaves(fields: Fields, columns: Columns, nested: Mapping[int, str] | None = None) -> dict[str, Leaf | None]:
    made: dict[str, Leaf | None] = {}
    for path, cell in fields.items():
        if cell.each:
            name = (nested or {}).get(id(cell.each), "n")
            made[path] = Leaf(name, name)
        else:
            made[path] = cells.leaf(cell, path, *columns.get(cell.column or "", ("", "")))
    return made


def problems(fields: Fields, columns: Columns) -> list[str]:
    found = [cells.problem(cell, *columns[cell.column]) for cell in fields.values() if cell.column]
    return [problem for problem in found if problem]
