"""Commands about practice knowledge: check, list, show, coverage, schemas."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from kinsight.cli import say
from kinsight.practice import check as checks
from kinsight.practice import coverage as covering
from kinsight.practice import knowledge as practice
from kinsight.practice import schemas as shapes
from kinsight.practice import words
from kinsight.practice.formats import Indicator

app = typer.Typer(help="Practice knowledge: what Kinsight looks for, what is owed, and why.", no_args_is_help=True)
Root = Annotated[Path | None, typer.Option("--root", help="Folder of knowledge. Default: the one that ships.")]


@app.command()
def check(root: Root = None, json: say.AsJson = False) -> None:
    """Every problem at once, with file and line."""
    problems = checks.check(practice.root_of(root))
    if json:
        say.as_json([asdict(problem) for problem in problems])
    else:
        for problem in problems:
            say.out.print(str(problem), markup=False, highlight=False)
        say.out.print(
            f"{sum(p.severity == 'error' for p in problems)} errors, {sum(p.severity != 'error' for p in problems)} warnings"
        )
    if any(problem.severity == "error" for problem in problems):
        raise typer.Exit(say.DATA)


@app.command("list")
def list_(root: Root = None, json: say.AsJson = False) -> None:
    """Every indicator and expectation."""
    known = say.load_knowledge(root)
    rows = [("indicator", i.indicator, i.title, i.stance, ", ".join(i.catalogue)) for i in known.indicators.values()]
    rows += [
        ("expectation", e.expectation, e.title, e.owner, ", ".join(e.catalogue)) for e in known.expectations.values()
    ]
    if json:
        return say.as_json(
            [dict(zip(("kind", "id", "title", "stance_or_owner", "catalogue"), row, strict=True)) for row in rows]
        )
    say.table(f"Knowledge {known.version}", ("kind", "id", "title", "stance or owner", "catalogue"), rows)


@app.command()
def show(name: str, root: Root = None, json: say.AsJson = False) -> None:
    """One indicator or expectation: its rule in plain words, why, when it misleads, examples."""
    known = say.load_knowledge(root)
    one = known.indicators.get(name) or known.expectations.get(name)
    if one is None:
        say.stop(f"no indicator or expectation is called {name!r}; see: kinsight knowledge list", say.USE)
    if json:
        return say.as_json(one.model_dump(mode="json", by_alias=True))
    rule = words.rule(known, one) if isinstance(one, Indicator) else words.owed(known, one)
    say.out.print(f"[bold]{one.title}[/]\n{one.says}\n\n[bold]Rule[/] {escape(rule)}\n[bold]Why[/] {one.why}")
    say.out.print(f"[bold]When it misleads[/] {one.misleads}")
    say.out.print("[bold]Source[/] " + "; ".join(f"{s.document} {s.page}" for s in one.sources))
    for example in one.examples:
        say.out.print(f"[bold]Example[/] {example.title}")


@app.command()
def coverage(root: Root = None, json: say.AsJson = False) -> None:
    """Which expectations of the catalogue are covered, by which files."""
    told = covering.coverage(say.load_knowledge(root))
    if json:
        return say.as_json(told)
    say.table("Covered", ("id", "by"), [(name, ", ".join(files)) for name, files in told["covered"].items()])
    say.out.print(
        f"covered {len(told['covered'])}, planned {len(told['planned'])}, uncovered: {', '.join(told['uncovered']) or 'none'}"
    )


@app.command()
def schemas(out: Path) -> None:
    """Write the JSON Schemas of the knowledge files, for editors."""
    shapes.export(out)


@app.command()
def manual(out: Path, root: Root = None, json: say.AsJson = False) -> None:
    """Write the manual as files that any browser opens: every rule with its examples drawn, by subject, role and page."""
    from kinsight.web import environment
    from kinsight.web.manual import files

    known = say.load_knowledge(root)
    sheet = environment.design_system(Path(environment.__file__).parents[1]) / "nhsuk-frontend.min.css"
    pages = files.write(known, out, sheet.read_text() if sheet.is_file() else "")
    if json:
        return say.as_json({"pages": pages, "folder": str(out), "knowledge_version": known.version})
    say.out.print(f"{pages} pages in {out}; open {out / 'index.html'}")
