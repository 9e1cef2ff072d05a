"""Rows of a warehouse's table as resources: the mapping is compiled to the very columns that a FHIR file is read into."""

from typing import Any

import duckdb
import pyarrow as pa

from kinsight.ingest.fhir.mapping import READINGS
from kinsight.ingest.table_mapping import cells, shapes, table_files, warehouse
from kinsight.ingest.table_mapping.mapping_file import Each, MappingWrong, Other, Shape, columns_of
from kinsight.ingest.table_mapping.table_files import TableFile
from kinsight.ingest.table_mapping.warehouse import Table


class MappedTable:
    """A table as relations: the views `row_text_{nth}` (texts, what is looked up, lists) and, of each shape, its elements."""

    def __init__(self, con: duckdb.DuckDBPyConnection, table: Table, nth: int) -> None:
        self.con, self.table, self.nth = con, table, nth
        self.columns = warehouse.columns(table)
        self.nested = {id(each): f"n{n}" for n, each in enumerate(table.rules.nested)}
        odd = table_files.lay(con, table.file, f"rows_{nth}", table.rules.used & table.file.kinds.keys())
        self._tell()
        self.refused = self._refuse(odd)

    def _tell(self) -> None:
        joins, made = [], []
        for n, name in enumerate(self.table.rules.lookup):
            joins.append(self._lookup(n, name))
            made += [f"l{n}.{found} AS l{n}_{found}" for found in self._looked_up(name)]
        for n, each in enumerate(self.table.rules.nested):
            joins.append(self._each(n, each))
            made += [f"n{n}.items AS n{n}", f"n{n}.problem AS n{n}_problem"]
        source = f"rows_{self.nth}"
        if joins:
            query = f"SELECT {', '.join(['r.*', *made])} FROM {source} r {' '.join(joins)}"
            source = f"joined_{self.nth}"
            self.con.execute(f"CREATE OR REPLACE TABLE {source} AS {query}")
        self.con.execute(f"CREATE OR REPLACE VIEW row_text_{self.nth} AS SELECT * FROM {source}")

    def _looked_up(self, lookup: str) -> list[str]:
        file = self.table.others[self.table.rules.lookup[lookup].file]
        return [file.name(column) for column in sorted(warehouse.taken(self.table, lookup))]

    def _lookup(self, n: int, name: str) -> str:
        """The first row of the other table that has our value as its key."""
        other = self.table.rules.lookup[name]
        view = f"lookup_{self.nth}_{n}"
        file = self._beside(other, view, warehouse.taken(self.table, name))
        key, ours = file.name(other.key), self.table.file.name(other.column)
        first = f"SELECT * FROM {view} QUALIFY row_number() OVER (PARTITION BY {key} ORDER BY row) = 1"
        return f"LEFT JOIN ({first}) l{n} ON l{n}.{key} = r.{ours}"

    def _each(self, n: int, each: Each) -> str:
        """All rows of the other table that have our value as their key, as a list of JSON."""
        view = f"each_{self.nth}_{n}"
        file = self._beside(each, view, columns_of(each.fields))
        made = warehouse.leaves(each.fields, warehouse.own(file))
        key, ours = file.name(each.key), self.table.file.name(each.column)
        order = told.text if (told := made.get(each.order or "")) else "row"
        problem = cells.first(warehouse.problems(each.fields, warehouse.own(file)))
        items = f"string_agg({shapes.json(shapes.tree(made))}, ',' ORDER BY {order}, row)"
        grouped = (
            f"SELECT {key} AS key, '[' || {items} || ']' AS items, min({problem}) AS problem FROM {view} GROUP BY ALL"
        )
        return f"LEFT JOIN ({grouped}) n{n} ON n{n}.key = r.{ours}"

    def _beside(self, other: Other, view: str, wanted: set[str]) -> TableFile:
        """Another table laid out. What a row of it says must not be lost without a word, so all of them have to fit."""
        file = self.table.others[other.file]
        for row, *_ in table_files.lay(self.con, file, view, {other.key, *wanted}):
            raise MappingWrong(f"{other.file}: row {row} cannot be read: {table_files.FEWER_OR_MORE}")
        return file

    def _wanted(self, shape: Shape) -> str:
        return f"{self.columns[shape.when][0]} IS NOT NULL" if shape.when else "true"

    def _refuse(self, odd: list[tuple[int, str, str]]) -> int:
        """`refused_{nth}`: the rows that become nothing. How many they are."""
        columns: list[tuple[Any, ...]] = list(zip(*odd, strict=True)) or [(), (), ()]
        kinds = (pa.int64(), pa.string(), pa.string())
        arrays = [pa.array(column, kind) for column, kind in zip(columns, kinds, strict=True)]
        self.con.register("incoming", pa.table(arrays, names=["row", "reason", "about"]))
        self.con.execute(f"CREATE OR REPLACE TABLE refused_{self.nth} AS SELECT * FROM incoming")
        self.con.unregister("incoming")
        if worded := self._worded():
            self.con.execute(f"""INSERT INTO refused_{self.nth} SELECT row, 'bad-row', about
                FROM (SELECT row, {worded} AS about FROM row_text_{self.nth}) WHERE about IS NOT NULL""")
        return int(self.con.execute(f"SELECT count(*) FROM refused_{self.nth}").fetchall()[0][0])

    def _worded(self) -> str:
        """SQL of what is wrong with a row that has a cell which the mapping cannot read; nothing, when no row ever can have."""
        cases = []
        for shape in self.table.rules.resources:
            found = warehouse.problems(shape.fields, self.columns)
            found += [f"{self.nested[id(cell.each)]}_problem" for cell in shape.fields.values() if cell.each]
            if found:
                cases.append(f"CASE WHEN {self._wanted(shape)} THEN {cells.first(found)} END")
        return cells.first(cases) if cases else ""

    def elements(self, kind: str) -> str:
        """SQL of a relation: `line` and the elements of this type, of every shape that makes one."""
        made = [
            self._shaped(nth, shape) for nth, shape in enumerate(self.table.rules.resources) if shape.resource == kind
        ]
        return f"({' UNION ALL '.join(made)})"

    def _shaped(self, nth: int, shape: Shape) -> str:
        node = shapes.tree(warehouse.leaves(shape.fields, self.columns, self.nested))
        found = shapes.columns(shape.resource, node, READINGS[shape.resource].names)
        return f"SELECT {self._line(nth)} AS line, {', '.join(found)} FROM {self._good()} WHERE {self._wanted(shape)}"

    def _good(self) -> str:
        but = f"ANTI JOIN refused_{self.nth} USING (row)" if self.refused else ""
        return f"(SELECT * FROM row_text_{self.nth} {but})"

    def _line(self, shape: int) -> str:
        return f"((row - 1) * {self.table.width} + {shape + 1})"

    def outcomes(self) -> str:
        """SQL of the lines of `line_outcome` for the rows that become nothing."""
        return f"""SELECT {self._line(0)} AS line, NULL AS type, NULL AS ref, 'quarantined', reason, nullif(about, '')
            FROM refused_{self.nth}"""

    def row_of(self, line: int) -> int:
        return (line - 1) // self.table.width + 1

    def bodies(self, lines: set[int]) -> dict[int, str]:
        """What is kept of lines that could not be read: the row as it came where it is no resource, else the resource as JSON."""
        rows = {self.row_of(line) for line in lines}
        none = rows & {row for (row,) in self.con.execute(f"SELECT row FROM refused_{self.nth}").fetchall()}
        found = table_files.whole(self.con, self.table.file, none) if none else {}
        texts = {line: found.get(self.row_of(line), "") for line in lines}
        return texts | self._resources(lines, rows - none)

    def forget(self) -> None:
        """Give the memory back; nothing more can be asked."""
        names = [f"joined_{self.nth}", f"rows_{self.nth}_cells"]
        names += [f"lookup_{self.nth}_{n}_cells" for n in range(len(self.table.rules.lookup))]
        names += [f"each_{self.nth}_{n}_cells" for n in range(len(self.table.rules.nested))]
        for name in names:
            self.con.execute(f"DROP TABLE IF EXISTS {name}")

    def _resources(self, lines: set[int], rows: set[int]) -> dict[int, str]:
        found: dict[int, str] = {}
        for nth, shape in enumerate(self.table.rules.resources if rows else []):
            node = shapes.tree(warehouse.leaves(shape.fields, self.columns, self.nested))
            query = f"""SELECT {self._line(nth)}, {shapes.resource(shape.resource, node)} FROM row_text_{self.nth}
                WHERE row IN (SELECT unnest({sorted(rows)})) AND {self._wanted(shape)}"""
            found |= {line: body for line, body in self.con.execute(query).fetchall() if line in lines}
        return found
