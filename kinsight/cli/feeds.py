"""Commands that bring records in: synth, load, quarantine."""

import zoneinfo
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from kinsight.cli import audits, identity, say
from kinsight.ingest import load as feed_load
from kinsight.ingest import retry as held
from kinsight.ingest.load_report import LoadReport
from kinsight.ingest.sources import Unreadable
from kinsight.ingest.staging.load_session import DISTRICT
from kinsight.ingest.table_mapping.mapping_file import MappingWrong
from kinsight.rules.schema.questionnaire import ADDRESS, ANSWER
from kinsight.store import days
from kinsight.store.workspace import Workspace, WorkspaceMissing
from kinsight.synthetic import district, ordinary
from kinsight.synthetic.profiles import PROFILES, ProfileName

quarantine = typer.Typer(
    help="What could not be read: list it, show it, mend it and read it again.", no_args_is_help=True
)

_SAYS = {
    ProfileName.perfect: "perfect: every service answers every question, in our own codes. It tests the rules, and says nothing of how "
    "much they ask of anyone.",
    ProfileName.realistic: "realistic: published prevalences, codes as services write them, and most of what is asked not coded "
    "(docs/synthetic.md).",
}
#: On whose clocks an instant has its day.
Zone = Annotated[
    str,
    typer.Option(envvar="KINSIGHT_ZONE", help="Zone of the district's clocks, by which an instant has its day."),
]


def _zone(name: str) -> str:
    """The name of a zone that is known; stops when it is none."""
    if name not in zoneinfo.available_timezones():
        say.stop(f"no such time zone: {name}. Write one as Europe/London", say.USE)
    return name


def add(app: typer.Typer) -> None:
    app.command()(synth)
    app.command()(load)


def synth(
    out: Annotated[Path, typer.Argument(help="Folder to write the feed to.")],
    children: Annotated[int, typer.Option(min=1, help="How many children.")] = 500,
    seed: Annotated[int, typer.Option(help="Same seed, same district.")] = 1,
    end: Annotated[str, typer.Option(help="Last day of the feed, YYYY-MM-DD.")] = "2026-11-01",
    ordinary_families: Annotated[
        int, typer.Option("--ordinary", min=0, help="Instead of a district: so many ordinary families of every kind.")
    ] = 0,
    profile: Annotated[
        ProfileName,
        typer.Option(help="perfect tests the rules; realistic is recorded as services really do."),
    ] = ProfileName.perfect,
    json: say.AsJson = False,
) -> None:
    """Write a synthetic district as a FHIR feed, with truth.json beside it. No real people."""
    last = days.to_date(say.day(end))
    if ordinary_families and profile is not ProfileName.perfect:
        say.stop("--ordinary is written by the perfect profile alone", say.USE)
    if ordinary_families:
        return _print_written(ordinary.write(out, ordinary_families, seed, last), json)
    with say.room(out), say.progress(json) as bar:
        task = bar.add_task("Writing families", total=children)
        written = district.write(
            out, children, seed, last, lambda done, _: bar.update(task, completed=done), PROFILES[profile]
        )
    _print_written(written, json)
    if not json:
        say.out.print(_SAYS[profile])


def _print_written(written: district.Summary, json: bool) -> None:
    if json:
        return say.as_json(asdict(written))
    say.table("Written", ("what", "how many"), [(name, value) for name, value in asdict(written).items()])


def load(
    paths: Annotated[
        list[Path],
        typer.Argument(help="Files or folders: FHIR NDJSON (.gz too), Bundles, and CSV or Parquet with a mapping."),
    ],
    workspace: say.Workspace,
    service: Annotated[str | None, typer.Option(help="Service that sent it, where the feed does not say.")] = None,
    mapping: Annotated[
        Path | None,
        typer.Option(
            help="Mapping file for CSV and Parquet (see docs/warehouse.md). Default: NAME.csv.yaml beside NAME.csv."
        ),
    ] = None,
    received: Annotated[str | None, typer.Option(help="Day it was received, YYYY-MM-DD. Default: today.")] = None,
    zone: Zone = DISTRICT,
    server: Annotated[
        str | None,
        typer.Option(help="A name for the server that it comes from, where another's ids may be the same: trust-b."),
    ] = None,
    codelists: say.Codelists = None,
    json: say.AsJson = False,
) -> None:
    """Read feeds into the workspace: in = accepted + already had + quarantined."""
    if missing := [path for path in paths if not path.exists()]:
        say.stop(f"no such file or folder: {missing[0]}", say.USE)
    try:
        with say.room(workspace), say.progress(json) as bar:
            task = bar.add_task("Loading", total=None)
            report = feed_load.load(
                Workspace(workspace),
                paths,
                say.load_knowledge(codelists=codelists),
                say.day(received),
                service=service,
                mapping=mapping,
                zone=_zone(zone),
                server=server,
                progress=lambda file, done, total: bar.update(
                    task, description=f"Loading {file}", completed=done, total=total
                ),
            )
    except (MappingWrong, Unreadable) as wrong:
        say.stop(str(wrong), say.USE)
    _print_load(report, identity.counts(workspace), json)
    if any(file.quarantined for file in report.files):
        raise typer.Exit(say.DATA)


#: Counts of a load that are said after its tables, each by its name in the report.
_COUNTED = {
    "mended": "lines held from earlier loads could be read now.",
    "without_nhs_number": "people came with an identifier and no NHS number: they are joined to nobody by number.",
    "about_contested": "records are about an id that two people came by (another-person, in quarantine), and may be of either: "
    "load the files of each server with --server NAME.",
    "links_not_followed": "links between people name no Patient, RelatedPerson or Person by its id: they join nobody.",
    "without_service": "records do not say which service wrote them, so no service has them: load with --service.",
    "known_from_received": "records did not say when they were recorded: the day received stands for it.",
    "facts_without_a_day": "records do not say when it was: kept without a day, and nothing follows from them.",
    "answers_not_understood": "answers say neither yes nor no in words that are known: kept, and believed for neither.",
}


def _print_load(report: LoadReport, counted: dict[str, int], json: bool) -> None:
    if json:
        return say.as_json({**asdict(report), "identity": counted})
    identity.show(counted)
    heads = ("file", "in", "accepted", "already had", "quarantined", "seconds")
    rows = [(f.file, f.taken_in, f.accepted, f.already_had, f.quarantined, f"{f.seconds:.2f}") for f in report.files]
    total = [sum(getattr(f, n) for f in report.files) for n in ("taken_in", "accepted", "already_had", "quarantined")]
    say.table("Loaded", heads, [*rows, ("all", *total, "")])
    if unmapped := [row for row in report.unmapped if not row[0].startswith((ADDRESS, ANSWER))]:
        say.table("Codes no codelist maps (kept, counted)", ("system", "code", "term", "times"), unmapped[:20])
    if report.ignored:
        say.table(
            "Elements that nothing reads (in the feed, not in the records)",
            ("element", "lines"),
            list(report.ignored.items())[:20],
        )
    for name, sentence in _COUNTED.items():
        if count := getattr(report, name):
            say.out.print(f"{count} {sentence}")


@quarantine.command("list")
def list_(workspace: say.Workspace, json: say.AsJson = False) -> None:
    """What is held, with file, line, resource and reason."""
    rows = held.listing(_store(workspace))
    if json:
        return say.as_json([asdict(row) for row in rows])
    heads = ("item", "file", "line", "resource", "reason", "what to do")
    say.table(f"{len(rows)} held", heads, [(r.item, r.file, r.line, r.ref, r.reason, r.detail) for r in rows])


@quarantine.command()
def show(item: int, workspace: say.Workspace, json: say.AsJson = False) -> None:
    """One item whole, as it came."""
    try:
        line = asdict(held.show(_store(workspace), item))
    except held.NoSuchItem as missing:
        say.stop(f"{missing}; see: kinsight quarantine list")
    audits.note_read(workspace, "quarantine-show", item=item)
    if json:
        return say.as_json(line)
    for name, value in line.items():
        say.headed(f"{name}:", str(value))


@quarantine.command()
def retry(
    workspace: say.Workspace,
    items: Annotated[list[int] | None, typer.Argument(help="Items to read again; none: all that are held.")] = None,
    replacement: Annotated[Path | None, typer.Option(help="Mended content for one item.")] = None,
    zone: Zone = DISTRICT,
    json: say.AsJson = False,
) -> None:
    """Read held lines again, as they are or mended."""
    if replacement and len(items or []) != 1:
        say.stop("name exactly one item with --replacement", say.USE)
    mended = replacement.read_bytes() if replacement else None
    try:
        with say.room(workspace):
            outcome = held.retry(
                _store(workspace), items, say.load_knowledge(), say.day(None), mended, zone=_zone(zone)
            )
    except held.NoSuchItem as missing:
        say.stop(f"{missing}; see: kinsight quarantine list")
    if json:
        return say.as_json(asdict(outcome))
    say.table("Read again", ("what", "how many"), asdict(outcome).items())


def _store(path: Path) -> Workspace:
    try:
        return Workspace(path).require()
    except WorkspaceMissing as missing:
        say.stop(str(missing))
