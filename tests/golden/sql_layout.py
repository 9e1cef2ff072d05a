"""Lay out generated SQL for a reader: one thing a line where a line would be too long, nested as the statement is. Nothing but the space
between words changes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

WIDTH = 120
_TOKEN = re.compile(
    r"""--[^\n]*|'(?:[^']|'')*'|\$\$.*?\$\$|"(?:[^"]|"")*"|\w+|->>|->|\|\||::|:=|<=|>=|<>|<<|>>|\s+|.""", re.S
)
_CLOSING = {"(": ")", "[": "]", "{": "}", "CASE": "END"}
#: Words that begin a clause, unless one of those after it stands before them.
_CLAUSES = {
    "WITH": (), "SELECT": (), "FROM": ("DISTINCT",), "WHERE": ("FILTER",), "GROUP": (), "HAVING": (), "QUALIFY": (), "ORDER": (),
    "UNION": (), "LEFT": (), "CROSS": (), "ANTI": (), "SEMI": (), "JOIN": ("LEFT", "CROSS", "ANTI", "SEMI"),
}  # fmt: skip
_ABOVE_THEIR_BODY = ("WITH", "SELECT", "WHERE", "QUALIFY", "HAVING")


@dataclass(frozen=True)
class Token:
    """A word, or (`within`) what stands between brackets, or between CASE and END; `spaced`: after a space."""

    text: str
    spaced: bool
    within: "tuple[Token, ...] | None" = None

    @property
    def flat(self) -> str:
        if self.within is None:
            return self.text
        space = " " if self.text == "CASE" else ""
        return f"{self.text}{space}{flat(self.within)}{space}{_CLOSING[self.text]}"

    @property
    def comment(self) -> bool:
        return self.text.startswith("--") or any(token.comment for token in self.within or ())


Tokens = tuple[Token, ...]


def layout(sql: str) -> str:
    """The statement with its lines as a reader would have them."""
    return "\n".join(_lines(_read(_words(sql)), 0))


def flat(tokens: Tokens) -> str:
    """The same on one line."""
    return "".join((" " if token.spaced and nth else "") + token.flat for nth, token in enumerate(tokens))


def _words(sql: str) -> Iterator[tuple[str, bool]]:
    """Each word, and whether there is a space before it."""
    spaced = False
    for found in _TOKEN.findall(sql.strip()):
        if found.isspace():
            spaced = True
        else:
            yield found, spaced
            spaced = False


def _read(words: Iterator[tuple[str, bool]], closing: str = "") -> Tokens:
    made = []
    for word, spaced in words:
        if word == closing:
            break
        made.append(Token(word, spaced, _read(words, _CLOSING[word]) if word in _CLOSING else None))
    return tuple(made)


def _lines(tokens: Tokens, indent: int) -> list[str]:
    line = " " * indent + flat(tokens)
    if len(line) <= WIDTH and not (len(tokens) > 1 and any(token.comment for token in tokens)):
        return [line] if tokens else []
    for split, deeper in (
        (_comments, 0),
        (_clauses, 0),
        (_columns, 0),
        (_cases, 0),
        (_or, 2),
        (_and, 2),
        (_then, 2),
        (_texts, 2),
    ):
        parts = split(tokens)
        if len(parts) > 1:
            first, *rest = parts
            return [*_lines(first, indent), *(line for part in rest for line in _lines(part, indent + deeper))]
        if split is _clauses and tokens[0].text in _ABOVE_THEIR_BODY:
            return [" " * indent + tokens[0].text, *_lines(tokens[1:], indent + 2)]
    return _within(tokens, indent)


def _within(tokens: Tokens, indent: int) -> list[str]:
    """Lines of what can be broken only between brackets."""
    lines, line = [], " " * indent
    for nth, token in enumerate(tokens):
        line += " " if token.spaced and nth else ""
        rest = token.flat if any(later.within for later in tokens[nth + 1 :]) else flat(tokens[nth:])
        if not token.within or (len(line) + len(rest) <= WIDTH and not token.comment):
            line += token.flat
            continue
        lines += [line + token.text, *_lines(token.within, indent + 2)]
        line = " " * indent + _CLOSING[token.text]
    return [*lines, line]


def _split(tokens: Tokens, before: set[int]) -> list[Tokens]:
    """Parts that begin at these places."""
    places = [0, *sorted(before - {0, len(tokens)}), len(tokens)]
    return [tokens[start:end] for start, end in pairwise(places)]


def _at(tokens: Tokens, *words: str) -> set[int]:
    return {nth for nth, token in enumerate(tokens) if token.within is None and token.text in words}


def _comments(tokens: Tokens) -> list[Tokens]:
    places = {nth for nth, token in enumerate(tokens) if token.text.startswith("--")}
    return _split(tokens, places | {nth + 1 for nth in places})


def _clauses(tokens: Tokens) -> list[Tokens]:
    places = {nth for nth in _at(tokens, *_CLAUSES) if not (nth and tokens[nth - 1].text in _CLAUSES[tokens[nth].text])}
    return _split(tokens, {nth for nth in places if not (nth and tokens[nth - 1].text in ("ALL", "UNION"))})


def _columns(tokens: Tokens) -> list[Tokens]:
    return _split(tokens, {nth + 1 for nth in _at(tokens, ",")})


def _cases(tokens: Tokens) -> list[Tokens]:
    return _split(tokens, _at(tokens, "WHEN", "ELSE"))


def _or(tokens: Tokens) -> list[Tokens]:
    return _split(tokens, _at(tokens, "OR"))


def _and(tokens: Tokens) -> list[Tokens]:
    between = {nth + 2 for nth in _at(tokens, "BETWEEN")}
    return _split(tokens, _at(tokens, "AND") - between)


def _then(tokens: Tokens) -> list[Tokens]:
    return _split(tokens, _at(tokens, "THEN"))


def _texts(tokens: Tokens) -> list[Tokens]:
    return _split(tokens, _at(tokens, "||"))
