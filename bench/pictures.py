"""Growth curves as pictures, in processor time: for a child against children, against indicators, against what changed."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import altair as alt

Figures = Mapping[str, Any]
#: (across, up)
Points = list[tuple[float, float]]
_INK, _WIDE, _HIGH = "#005eb8", 420, 240


def draw(measured: Figures, folder: Path) -> str:
    """Makes every picture; the Markdown that shows them, each with words in its place."""
    shown = [
        _size(measured["size"], folder),
        _knowledge(measured["knowledge"]["points"], folder),
        _changed(measured["changed"], folder),
    ]
    return "\n\n".join(shown)


def curves(part: Figures, folder: Path) -> str:
    """Those that a part of the full run brings: each `name`, `title`, `across`, `up` and its `points`, pairs of numbers."""
    return "\n\n".join(
        _picture(folder, one["name"], one["points"], one["across"], one["up"], one["title"])
        for one in part.get("curves", [])
    )


def _size(points: list[Figures], folder: Path) -> str:
    drawn = [(one["children"], 1000 * one["seconds"]["processor"]["median"] / one["children"]) for one in points]
    return _picture(
        folder,
        "seconds-per-child",
        drawn,
        "children",
        "milliseconds a child",
        "The program's time for each child against how many there are",
    )


def _knowledge(points: list[Figures], folder: Path) -> str:
    drawn = [(one["indicators"], one["seconds"]["processor"]["median"]) for one in points]
    return _picture(
        folder,
        "seconds-by-indicators",
        drawn,
        "indicators",
        "seconds",
        "The program's time for one district against how many indicators it knows",
    )


def _changed(told: Figures, folder: Path) -> str:
    """What each share costs; the last point is everyone."""
    drawn = [(100 * one["share"], one["seconds"]["processor"]["median"]) for one in told["points"]] + [
        (100, told["whole_seconds"]["processor"]["median"])
    ]
    return _picture(
        folder,
        "seconds-by-change",
        drawn,
        "per cent of families with something new",
        "seconds",
        "A sweep's time against the share of families with something new",
    )


def _picture(folder: Path, name: str, points: Points, across: str, up: str, title: str) -> str:
    words = f"{title}: {'; '.join(f'{_said(y)} {up} at {_said(x)} {across}' for x, y in points)}."
    rows = [{"x": x, "y": y} for x, y in points]
    base = alt.Chart(alt.Data(values=rows), title=title, description=words, width=_WIDE, height=_HIGH)
    lines = base.mark_line(point=alt.OverlayMarkDef(filled=True, size=60, color=_INK), color=_INK).encode(
        x=alt.X("x:Q", title=across, scale=alt.Scale(zero=True)), y=alt.Y("y:Q", title=up, scale=alt.Scale(zero=True))
    )
    lines.save(str(folder / f"{name}.svg"))
    return f"![{words}](pictures/{name}.svg)"


def _said(value: float) -> str:
    return f"{value:,.0f}" if value >= 10 else f"{value:.2g}"
