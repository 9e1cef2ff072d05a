"""How commands speak: tables for people, JSON for programs, and exit codes 0 fine, 1 problem with the data, 2 wrong use."""

import errno
import json
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer
from rich.cells import cell_len
from rich.console import Console
from rich.padding import Padding
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from kinsight.store import days

if TYPE_CHECKING:
    from kinsight.rules.schema.knowledge import Knowledge

DATA, USE = 1, 2
#: A column may be folded to so few characters on a narrow terminal and still be read.
_LEAST = 24
#: What is printed may hold anything a sender wrote: square brackets are text here, never Rich's markup. See `headed`.
out, err = Console(markup=False, emoji=False), Console(stderr=True, markup=False, emoji=False)

Workspace = Annotated[Path, typer.Option("--workspace", "-w", help="Folder that holds the records.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document instead of tables.")]
Codelists = Annotated[
    Path | None,
    typer.Option("--codelists", help="Folder of a site's own codelists. Default: $KINSIGHT_CODELISTS, if set."),
]
Day = Annotated[str | None, typer.Option("--as-of", help="Day to look from, YYYY-MM-DD. Default: today.")]


def stop(message: str, code: int = DATA) -> NoReturn:
    """Say what is wrong on standard error, and end with this exit code."""
    err.print(_headed("kinsight:", message), highlight=False)
    raise typer.Exit(code)


def headed(head: str, text: str = "", **more: Any) -> None:
    """Print a word or two in bold and plain text after them; `more` is for the console's own `print`."""
    out.print(_headed(head, text), **more)


def _headed(head: str, text: str) -> Text:
    return Text.assemble((head, "bold"), *([" ", text] if text else []))


def as_json(value: object) -> None:
    """Print one JSON document; days as ISO dates."""
    sys.stdout.write(json.dumps(value, default=_plain, indent=2, ensure_ascii=False) + "\n")


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else str(value)


def table(title: str, heads: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A table where there is width for it; else each row as a few lines, for a table of narrow columns cannot be read."""
    cells = [["" if cell is None else str(cell) for cell in row] for row in rows]
    if not _fits(heads, cells):
        return _rows(title, heads, cells)
    shown = Table(title=title, title_justify="left", header_style="bold")
    for head in heads:
        shown.add_column(head, overflow="fold")
    for row in cells:
        shown.add_row(*row)
    out.print(shown)


def _fits(heads: Sequence[str], cells: Sequence[Sequence[str]]) -> bool:
    """Whether a terminal so wide shows a table that can be read: at the most its widest column is folded, and not to shreds."""
    widths = [max(map(cell_len, column)) for column in zip(heads, *cells, strict=True)]
    left = out.width - 1 - sum(3 + width for width in widths) + max(widths)
    return left >= min(max(widths), _LEAST)


def _rows(title: str, heads: Sequence[str], cells: Sequence[Sequence[str]]) -> None:
    out.print(Text(title, "italic"))
    for first, *others in cells:
        out.print(Text(first, "bold"), highlight=False)
        for head, cell in zip(heads[1:], others, strict=True):
            if cell:
                out.print(
                    Padding(Text.assemble((f"{head}: ", "dim"), cell), (0, 0, 0, 2), expand=False), highlight=False
                )


def day(text: str | None) -> int:
    """The day asked for; today is known here and in `web` only."""
    if text is None:
        return days.to_day(date.today())  # noqa: DTZ011
    try:
        return days.parse(text)
    except ValueError:
        stop(f"{text!r} is not a date: write YYYY-MM-DD", USE)


def load_knowledge(
    root: Path | None = None, codelists: Path | None = None, *, alone: bool = False, workspace: Path | None = None
) -> "Knowledge":
    """`alone`: without what this site sets. As it was read is kept for the next command: in `workspace`, else in the user's cache."""
    from kinsight.rules import loading as practice
    from kinsight.rules import loading_cache
    from kinsight.rules.read.documents import KnowledgeError

    try:
        if codelists or alone:
            return practice.load(root, codelists, alone=alone)
        folder = _cache_folder(workspace)
        return loading_cache.load(folder, root) if folder else practice.load(root)
    except KnowledgeError as wrong:
        for problem in wrong.problems:
            err.print(str(problem), highlight=False)
        stop("practice knowledge has problems; nothing was run")


def _cache_folder(workspace: Path | None) -> Path | None:
    """The folder where read knowledge is kept; None for a user without a home."""
    from kinsight.store import user_cache

    if workspace:
        from kinsight.store.workspace import Workspace  # with all that stores

        return Workspace(workspace).beside
    with suppress(RuntimeError, OSError):
        folder = user_cache.folder()
        folder.parent.mkdir(exist_ok=True)
        return folder
    return None


@contextmanager
def progress(quiet: bool = False) -> Iterator[Progress]:
    """A bar on standard error, only where a person is looking."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=err, transient=True, disable=quiet or not err.is_terminal) as shown:
        yield shown


@contextmanager
def room(*places: Path) -> Iterator[None]:
    """Say in a sentence that a disk is full, and which; `places` are written to. Every other error goes on."""
    try:
        yield
    except Exception as problem:
        if not _no_room(problem):
            raise
        free = ", ".join(f"{_free(place)} MB free at {place}" for place in places)
        stop(
            f"no space left on the disk ({free}). What stood before still stands: make room, then give the same command again."
        )


def _no_room(problem: BaseException | None) -> bool:
    """Libraries say it each in their own way, some beneath an error of their own."""
    if problem is None:
        return False
    full = isinstance(problem, OSError) and problem.errno in (errno.ENOSPC, errno.EDQUOT)
    return full or any(word in str(problem) for word in _FULL) or _no_room(problem.__cause__ or problem.__context__)


_FULL = ("No space left", "disk is full")


def _free(place: Path) -> int:
    there = next(folder for folder in (place, *place.resolve().parents) if folder.exists())
    return shutil.disk_usage(there).free // 1_000_000


def moving(bar: Progress, task: TaskID) -> Callable[[str, int, int], None]:
    """What a long work calls with what it is at, how much of it is done, and of how much."""
    return lambda text, done, total: bar.update(
        task, description=text.capitalize(), completed=done, total=total or None
    )
