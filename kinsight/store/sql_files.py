"""The statements of all rooms: a `.sql` file each in the `sql/` folder of a package, opened by a comment for who reads it.

That comment says what one row is (*One row a …*), which columns there are where that is not plain, and, after *Reads:*, of what.
In a file `{word}` stands for a part that is handed in; `{forever}` and `{always}` stand for the days of that name everywhere.
"""

import re
from functools import cache
from importlib.resources import files
from pathlib import Path

from kinsight.store.days import ALWAYS, FOREVER

_EVERYWHERE = {"forever": FOREVER, "always": ALWAYS}
_PART = re.compile(r"\{([a-z_]+)\}")
_OPENING = re.compile(r"(--[^\n]*\n)*")


def statement(name: str, package: str, **parts: object) -> str:
    """SQL of `sql/<name>.sql` of a package, without the comment that opens it: it may stand within another. Raises KeyError for a
    word in braces of which no part is given."""
    given = _EVERYWHERE | parts
    return _PART.sub(lambda word: str(given[word[1]]), _text(name, package))


def sources() -> list[Path]:
    """Files of this room by which statements mean what they do: whoever keeps what came of them asks whether these are the same."""
    here = Path(__file__).parent
    python = ("days.py", "keys.py", "sql_files.py", "sql_macros.py", "supersession.py")
    return [*(here / name for name in python), *sorted((here / "sql").glob("*.sql"))]


@cache
def _text(name: str, package: str) -> str:
    text = files(package).joinpath("sql", f"{name}.sql").read_text(encoding="utf-8")
    return _OPENING.sub("", text, count=1).strip()
