"""One cell of a table as SQL: the text that it is, the JSON that it becomes, and what is wrong with it."""

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from kinsight.ingest.table_mapping.mapping_file import Cell, MappingWrong

#: What Python's `str.strip` takes away, as codes of characters.
_SPACES = (9, 10, 11, 12, 13, 28, 29, 30, 31, 32, 133, 160, 5760, *range(8192, 8203), 8232, 8233, 8239, 8287, 12288)
_BLANK = " || ".join(f"chr({code})" for code in _SPACES)
#: Where FHIR has a number: there, a column of numbers gives one.
_NUMBERS = re.compile(r"(value(Quantity\.value|Integer|Decimal)|multipleBirthInteger)$")
_WHOLE = r"U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|DECIMAL.*"
_PLAIN = re.compile(rf"({_WHOLE}|DATE|TIME|UUID)$")
_IS_NUMBER = re.compile(rf"({_WHOLE}|DOUBLE|FLOAT)$")


@dataclass(frozen=True)
class Leaf:
    """SQL of a value as bare text and as JSON, NULL where there is none."""

    text: str
    json: str


def literal(text: str) -> str:
    """SQL of a text. (A NUL ends a statement; none is meant.)"""
    return "'" + text.replace("'", "''").replace("\0", "") + "'"


def words(column: str, kind: str, zone: str) -> str:
    """SQL text of a column of this DuckDB type, in FHIR's forms; NULL where it is empty. `MappingWrong` when it is no one value."""
    if kind == "VARCHAR" or kind.startswith("ENUM"):
        return _trimmed(column if kind == "VARCHAR" else f"{column}::VARCHAR")
    if kind == "BOOLEAN" or _PLAIN.match(kind):
        return f"{column}::VARCHAR"
    if kind in ("DOUBLE", "FLOAT"):
        whole = f"{column} = trunc({column}) AND abs({column}) < 1e15"
        return f"CASE WHEN NOT isfinite({column}) THEN NULL WHEN {whole} THEN {column}::BIGINT::VARCHAR ELSE {column}::VARCHAR END"
    if kind == "TIMESTAMP WITH TIME ZONE":
        return _instant(column, zone)
    if kind.startswith("TIMESTAMP"):
        return f"replace({column}::VARCHAR, ' ', 'T')"
    raise MappingWrong(f"holds {kind}, which is not one value")


def _trimmed(it: str) -> str:
    """A text without blanks around it. Nearly every one begins and ends with a plain character, which is seen at once."""
    return f"CASE WHEN {it} >= '!' AND {it} < chr(127) AND {it}[-1] BETWEEN '!' AND '~' THEN {it} ELSE nullif(trim({it}, {_BLANK}), '') END"


def _instant(column: str, zone: str) -> str:
    """An instant as it was on the clocks of the zone, with what that was apart from UTC."""
    local, utc = (f"({column} AT TIME ZONE {literal(name)})" for name in (zone, "UTC"))
    apart = f"date_diff('minute', {utc}, {local})"
    offset = f"CASE WHEN {apart} = 0 THEN 'Z' ELSE printf('%+03d:%02d', {apart} // 60, abs({apart}) % 60) END"
    return f"replace({local}::VARCHAR, ' ', 'T') || {offset}"


def leaf(cell: Cell, path: str, text: str, kind: str) -> Leaf | None:
    """The value of a cell whose column has this text (as `words` gives it) and type; None: it never has one."""
    if cell.column is None:
        return None if cell.value in ("", None) else Leaf(literal(_bare(cell.value)), literal(_json(cell.value)))
    if cell.words is not None:
        meant = {word: what for word, what in cell.words.items() if what != ""}
        return Leaf(_cases(text, meant, _bare), _cases(text, meant, _json)) if meant else None
    if cell.date and kind == "VARCHAR":
        day = f"strftime({_day(cell.date, text)}, '%Y-%m-%d')"
        return Leaf(day, f"""('"' || {day} || '"')""")
    if cell.prefix or cell.suffix:
        text = " || ".join(
            [*([literal(cell.prefix)] if cell.prefix else []), text, *([literal(cell.suffix)] if cell.suffix else [])]
        )
        return Leaf(f"({text})", f"to_json({text})::VARCHAR")
    as_it_is = kind == "BOOLEAN" or (_IS_NUMBER.match(kind) and _NUMBERS.search(path))
    return Leaf(text, text if as_it_is else f"to_json({text})::VARCHAR")


def problem(cell: Cell, text: str, kind: str) -> str | None:
    """SQL of what is wrong with a cell, for a person, or NULL; None: nothing ever is."""
    if cell.words is not None:
        known = ", ".join(map(literal, cell.words)) or "NULL"
        what = literal(f"column {cell.column} holds a word that the mapping does not know")
        return f"CASE WHEN {text} NOT IN ({known}) THEN {what} END"
    if cell.date and kind == "VARCHAR":
        what = literal(f"column {cell.column} holds no date of the form {cell.date}")
        return f"CASE WHEN {text} IS NOT NULL AND {_day(cell.date, text)} IS NULL THEN {what} END"
    return None


def _day(form: str, text: str) -> str:
    """The day that a text names in a form. A year of two digits where four are asked for is none."""
    day = f"try_strptime({text}, {literal(form)})::DATE"
    return f"CASE WHEN {day} >= DATE '1000-01-01' THEN {day} END"


def _cases(text: str, words: dict[str, str | int | bool], form: Callable[[str | int | bool], str]) -> str:
    return f"CASE {text} {' '.join(f'WHEN {literal(word)} THEN {literal(form(what))}' for word, what in words.items())} END"


def _json(value: str | int | bool) -> str:
    return json.dumps(value, ensure_ascii=False)


def _bare(value: str | int | bool) -> str:
    return value if isinstance(value, str) else _json(value)


def first(expressions: Iterable[str]) -> str:
    """SQL of the first that is not NULL."""
    return f"coalesce({', '.join([*expressions, 'NULL', 'NULL'])})"
