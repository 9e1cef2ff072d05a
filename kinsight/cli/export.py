"""Command that writes practice knowledge as others' standards say it."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from kinsight.cli import say
from kinsight.rules.export import cql, fhir, folder, limits

Root = Annotated[Path | None, typer.Option("--root", help="Folder of knowledge. Default: the one that ships.")]


class Format(StrEnum):
    FHIR = "fhir"
    CQL = "cql"


def add(app: typer.Typer) -> None:
    app.command()(export)


def export(
    out: Annotated[Path, typer.Option(help="Folder to write to: a new one, or one with an earlier export.")],
    format: Annotated[Format, typer.Option(help="fhir: resources of FHIR R4. cql: the rules as CQL.")],
    elm: Annotated[
        Path | None, typer.Option(help="Folder with the CQL translated to ELM, to carry in the FHIR libraries.")
    ] = None,
    root: Root = None,
    json: say.AsJson = False,
) -> None:
    """Write every rule for other systems: PlanDefinitions and value sets, or CQL."""
    known = say.load_knowledge(root)
    files = fhir.files(known, _elm(elm)) if format is Format.FHIR else cql.files(known)
    left = limits.not_expressed(known)
    try:
        folder.write(out, files, {"format": format.value, "knowledge_version": known.version})
    except folder.NotAnExport:
        say.stop(f"{out} holds something else; name a new folder", say.USE)
    rules = len(known.indicators) + len(known.expectations)
    counts = {
        "files": len(files),
        "rules": rules,
        "expressed": rules - len(left),
        "not_expressed": left,
        "folder": str(out),
        "knowledge_version": known.version,
    }
    if json:
        return say.as_json(counts)
    say.out.print(
        f"{len(files)} files in {out}. {rules - len(left)} of {rules} rules have CQL; {len(left)} not expressed."
    )
    for name, reason in left.items():
        say.out.print(f"{name}: {reason}", highlight=False)


def _elm(folder: Path | None) -> dict[str, str]:
    """ELM by name of library; none where nobody has translated."""
    if folder is None:
        return {}
    paths = {name: folder / f"{name}.json" for name in (*cql.LOGIC, cql.RULES)}
    if missing := [path for path in paths.values() if not path.is_file()]:
        say.stop(f"no such file: {missing[0]}", say.USE)
    return {name: path.read_text(encoding="utf-8") for name, path in paths.items()}
