"""The command that reads a site's own codes: what they mean already, what is wrong, and a codelist for `kinsight load`."""

from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from kinsight.cli import say
from kinsight.rules import site_codes
from kinsight.rules.site_codes import Judged
from kinsight.store import days


def map_(
    file: Annotated[
        Path, typer.Argument(help="CSV with the columns system, code, term, and if you like concept, count.")
    ],
    out: Annotated[Path | None, typer.Option(help="Codelist to write, in a folder of your own.")] = None,
    site: Annotated[str | None, typer.Option(help="Name that stands beside each code. Default: the file's.")] = None,
    root: Annotated[Path | None, typer.Option(help="Folder of knowledge. Default: the one that ships.")] = None,
    replace: Annotated[bool, typer.Option("--replace", help="Write over a codelist that is there.")] = False,
    as_of: say.Day = None,
    json: say.AsJson = False,
) -> None:
    """Say of each code of a site what it means already, what it could mean, and what is wrong; write the site's codelist."""
    if out is not None and out.exists() and not replace:
        say.stop(f"{out} is there already; --replace writes over it", say.USE)
    judged = site_codes.judge(say.load_knowledge(root), _rows(file))
    wrong = any(one.state == "wrong" for one in judged)
    if out is not None and not wrong:
        _write(out, site_codes.codelist(judged, site or file.stem, f"{days.to_date(say.day(as_of)):%Y-%m}"))
    _print_codes(judged, json, out if not wrong else None)
    if wrong:
        raise typer.Exit(say.DATA)


def _rows(file: Path) -> list[site_codes.SiteCode]:
    try:
        return site_codes.read_codes(file.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        say.stop(f"{file} cannot be read: {type(error).__name__}", say.USE)
    except site_codes.NotACodeFile as error:
        say.stop(f"{file}: {error}")


def _write(out: Path, text: str) -> None:
    """Whole or not at all."""
    out.parent.mkdir(parents=True, exist_ok=True)
    unfinished = out.with_name(f".{out.name}.unfinished")
    unfinished.write_text(text, encoding="utf-8")
    unfinished.replace(out)


def _print_codes(judged: list[Judged], json: bool, out: Path | None) -> None:
    counts = Counter(one.state for one in judged)
    if json:
        return say.as_json({"counts": counts, "codes": [asdict(one) for one in judged], "written": out})
    heads = ("line", "code", "term", "used", "state", "concept", "why")
    rows = [(o.row.line, o.row.code, o.row.term, o.row.count, o.state, ", ".join(o.concepts), o.why) for o in judged]
    say.table("Codes of this site", heads, rows)
    say.out.print(", ".join(f"{state} {count}" for state, count in counts.items()), highlight=False)
    if out:
        say.out.print(f"Written to {out}. Use it: kinsight load … --codelists {out.parent}", highlight=False)
    elif counts["wrong"]:
        say.out.print("Nothing was written: put right what is wrong first.")
