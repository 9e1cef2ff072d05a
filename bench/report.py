"""`docs/performance.md` from its template: each figure of one run with its spread, and beside it whether its target is met."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from string import Template
from typing import Any

from bench import pictures
from bench.targets import DAY, FIGURES, TARGETS, Row, Target

Figures = Mapping[str, Any]
TEMPLATE = Path(__file__).with_name("performance.template.md")
PAGE, PICTURES = Path("docs/performance.md"), Path("docs/pictures")


def write(told: Figures, page: Path = PAGE, folder: Path = PICTURES) -> None:
    """The page and its pictures, from what `python -m bench` has measured. Raises KeyError when a figure is not there."""
    folder.mkdir(parents=True, exist_ok=True)
    page.write_text(text(told, folder), encoding="utf-8")


def text(told: Figures, folder: Path, template: str | None = None) -> str:
    """The page; its pictures are drawn into the folder."""
    measured = told["measured"]
    return Template(template or TEMPLATE.read_text(encoding="utf-8")).substitute(
        _values(told),
        machine=_machine(measured["machine"]),
        recipe=measured["recipe"],
        targets=_table(measured, TARGETS),
        figures=_table(measured, FIGURES),
        day=_table(measured, DAY),
        rooms=_rooms(measured["lines"]),
        importers=_importers(measured["importers"]),
        peers=_peers(measured),
        engines=_engines(told),
        pictures=pictures.draw(measured, folder),
        full=_full(measured, folder),
    )


def _values(told: Figures) -> dict[str, str]:
    """Single figures that sentences of the template name."""
    measured = told["measured"]
    found = {
        f"day_{name}": _number(measured["day"][name])
        for name in ("indicators", "of", "children", "events", "answers", "spells", "sampled")
    }
    found |= {f"mapped_{name}": _number(measured["mapped"][name]) for name in ("children", "events")}
    found |= {f"publish_{name}": _number(measured["publish"][name]) for name in ("children", "rows")}
    found["importer_children"] = _number(measured["importers"]["children"])
    return found | {name: _number(told[name]) for name in ("indicators", "children", "events")}


def _machine(machine: Figures) -> str:
    parts = [
        f"{machine['processors']} processors ({machine['processor']})",
        f"{machine['memory_gib']:.0f} GiB",
        machine["system"],
        *(f"{name} {machine['versions'][name]}" for name in machine["versions"]),
    ]
    busy = (
        ". **Others were at work on it, so no second here is its own**"
        if machine["load_before"] > machine["processors"] / 2
        else ""
    )
    return f"{', '.join(parts)}; load before the run {machine['load_before']}{busy}"


def _table(measured: Figures, rows: Iterable[Row]) -> str:
    told = [f"| {row.says} | {_measured(at(measured, row.path), row.unit)} | {asked(measured, row)} |" for row in rows]
    return "\n".join(["| figure | median (least to most, runs) | by the clock | target |", "|---|---|---|---|", *told])


def asked(measured: Figures, row: Row) -> str:
    """The target and whether it is met."""
    value = at(measured, row.path)
    if row.target is None or (isinstance(value, Mapping) and "not_measured" in value):
        return row.but or (f"{row.target}: not measured" if row.target else "–")
    return f"{row.target}: {row.target.verdict(middle(value, row.target.clock))}"


def on_screen(measured: Figures) -> str:
    """Each target with what was measured, for who runs the bench."""
    told = [
        f"{row.says}: {_measured(at(measured, row.path), row.unit).replace(' | ', ', by the clock ')}; {asked(measured, row)}"
        for row in TARGETS
    ]
    return "\n".join(told).replace("**", "").replace(", by the clock –", "")


def at(measured: Figures, path: str) -> Any:
    found: Any = measured
    for name in path.split("."):
        found = found[name]
    return found


def middle(value: Any, clock: str = "processor") -> float:
    """The median; of what was taken by both clocks, by this one."""
    return float(value.get(clock, value)["median"] if isinstance(value, Mapping) else value)


def _measured(value: Any, unit: str) -> str:
    """Two cells: a time, or a ratio of times, by the processor's clock and by the one on the wall; anything else alone."""
    if isinstance(value, Mapping) and "not_measured" in value:
        return f"not measured: {value['not_measured']} | –"
    if isinstance(value, Mapping) and "processor" in value:
        return f"{_spread(value['processor'], unit)} | {_spread({'median': value['wall']['median']}, unit)}"
    return f"{_spread(value, unit)} | –"


def _spread(value: Any, unit: str = "") -> str:
    said = f"{_number(middle(value))} {unit}".strip()
    if not isinstance(value, Mapping) or value.get("runs", 1) == 1:
        return said
    return f"{said} ({_number(value['min'])} to {_number(value['max'])}, {value['runs']})"


def _number(value: float) -> str:
    """Three figures of it, thousands apart."""
    if value >= 100 or value == int(value):
        return f"{value:,.0f}"
    return f"{value:.2f}" if value >= 0.1 else f"{value:.2g}"


def _rooms(lines: Figures) -> str:
    return ", ".join(f"{room} {count:,}" for room, count in lines.items() if room != "total")


def _importers(told: Figures) -> str:
    head = ["| importer | processor time (least to most, runs) | by the clock | ÷ ours |", "|---|---|---|---|"]
    ours = f"| `kinsight load` | {_measured(told['ours'], 's')} | 1 |"
    return "\n".join([*head, ours, *(_importer(name, one) for name, one in told["others"].items())])


def _importer(name: str, one: Figures) -> str:
    return f"| {name} | {_measured(one, 's')} | {_number(one['ratio']) if 'ratio' in one else '–'} |"


def _peers(measured: Figures) -> str:
    rows = [_peer(name, said) for name, said in measured["peers"].items()]
    head = "| engine | children a second (least to most, runs) | rules of {} | children | answers that agree |"
    return "\n".join([head.format(measured["day"]["indicators"]), "|---|---|---|---|---|", *rows])


def _peer(name: str, said: Figures) -> str:
    if "not_measured" in said:
        return f"| {name} | not measured: {said['not_measured']} | – | – | – |"
    left = (
        f" (of {said['offered']} it was given; the others not begun in time, {said['failed']} failed)"
        if said.get("offered")
        else ""
    )
    answers = f"all {said['answers']:,}" if said["answers"] else "nothing held, so none"
    return (
        f"| {name} | {_spread(said['children_per_s'])} | {said['indicators']}{left} | {said['children']} | {answers} |"
    )


def _engines(told: Figures) -> str:
    """Feed to picture beside the fastest CQL engine, of those that were measured on the whole share."""
    share = told["measured"]["day"]["indicators"]
    fastest = max(
        (
            middle(one["children_per_s"])
            for name, one in told["measured"]["peers"].items()
            if name in CQL and one.get("indicators") == share
        ),
        default=None,
    )
    if fastest is None:
        return "No CQL engine was measured on the whole share in this run, so nothing is said against one."
    ratio = told["feed_to_picture_children_per_s"] / fastest
    return (
        f"Feed to picture (all {_number(told['indicators'])} indicators, what is owed, the whole history, every service's view, "
        f"loading included) is {_number(ratio)} times as fast as the fastest of these CQL engines' evaluation of one day "
        "alone."
    )


CQL = ("cql-execution", "fqm-execution", "fhir4ds-v2")


def _full(measured: Figures, folder: Path) -> str:
    """What only `make bench-full` measures, part by part, or that this run did not."""
    parts = measured.get("full", {})
    if not parts:
        return "Not part of this run: `make bench-full` measures a million children."
    return "\n\n".join(
        f"### {name}\n\n{_full_table(said)}\n\n{pictures.curves(said, folder)}".rstrip() for name, said in parts.items()
    )


def _full_table(said: Figures) -> str:
    """Every spread or number of a part, by its name; a figure with `what` says it in words, with `most` or `least` its target."""
    rows = [
        Row(value.get("what", name) if isinstance(value, Mapping) else name, name, "", _target(value))
        for name, value in said.items()
        if isinstance(value, Mapping | int | float)
    ]
    return _table(said, rows)


def _target(value: Any) -> Target | None:
    if not isinstance(value, Mapping) or not {"most", "least"} & value.keys():
        return None
    return Target(value["most"]) if "most" in value else Target(value["least"], most=False)


def main() -> None:
    """Writes the page anew from the last run's figures: after a change of the template."""
    write(json.loads(Path("build/bench.json").read_text()))


if __name__ == "__main__":
    main()
