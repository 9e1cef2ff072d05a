"""Commands about practice knowledge: check, list, show, diff, coverage, reach, map, schemas, export."""

from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from kinsight.cli import assessment_tables, export, feed_coverage_command, say, signing, site_code_commands
from kinsight.rules.checks import all_checks as checks
from kinsight.rules.checks import coverage as covering
from kinsight.rules.diff.rule_diff import Difference, Part, difference
from kinsight.rules.read import knowledge_paths
from kinsight.rules.schema import json_schemas as shapes
from kinsight.rules.schema import lineage, owners, rule_review
from kinsight.rules.schema.assessment import Assessment
from kinsight.rules.schema.derivations import Derivation
from kinsight.rules.schema.formats import Citation, Indicator, SettingDay
from kinsight.rules.schema.knowledge import Knowledge
from kinsight.rules.schema.pathway import Pathway
from kinsight.rules.text import derivation_words, rule_words

app = typer.Typer(help="Practice knowledge: what Kinsight looks for, what is owed, and why.", no_args_is_help=True)
app.command("map")(site_code_commands.map_)
export.add(app)
signing.add(app)
feed_coverage_command.add(app)
Root = Annotated[Path | None, typer.Option("--root", help="Folder of knowledge. Default: the one that ships.")]


@app.command()
def check(root: Root = None, codelists: say.Codelists = None, as_of: say.Day = None, json: say.AsJson = False) -> None:
    """Every problem at once, with file and line; reviews that are overdue by the day looked from."""
    problems = checks.check(knowledge_paths.root_of(root), say.day(as_of), codelists)
    if json:
        say.as_json([asdict(problem) for problem in problems])
    else:
        for problem in problems:
            say.out.print(str(problem), highlight=False)
        say.out.print(
            f"{sum(p.severity == 'error' for p in problems)} errors, {sum(p.severity != 'error' for p in problems)} warnings"
        )
    if any(problem.severity == "error" for problem in problems):
        raise typer.Exit(say.DATA)


@app.command("list")
def list_(root: Root = None, json: say.AsJson = False) -> None:
    """Every indicator, expectation, derivation, setting, assessment and pathway."""
    known = say.load_knowledge(root)
    rows: list[tuple[str, ...]] = [
        ("indicator", i.indicator, i.title, i.stance, ", ".join(i.catalogue)) for i in known.indicators.values()
    ]
    rows += [
        ("expectation", e.expectation, e.title, ", then ".join(owners.owners_of(e)), ", ".join(e.catalogue))
        for e in known.expectations.values()
    ]
    rows += [
        ("derivation", d.derivation, d.title, f"makes {d.makes}", ", ".join(d.catalogue))
        for d in known.derivations.values()
    ]
    rows += [
        ("setting", s.setting, s.title, str(known.given[s.setting] or "no day"), "") for s in known.settings.values()
    ]
    rows += [("assessment", a.assessment, a.title, a.by[0], ", ".join(a.catalogue)) for a in known.assessments.values()]
    rows += [("pathway", p.pathway, p.title, p.owner, ", ".join(p.catalogue)) for p in known.pathways.values()]
    if json:
        return say.as_json(
            [dict(zip(("kind", "id", "title", "stance_or_owner", "catalogue"), row, strict=True)) for row in rows]
        )
    shown = [(name, kind, *others) for kind, name, *others in rows]
    say.table(f"Knowledge {known.version}", ("id", "kind", "title", "stance, owner, fact or day", "catalogue"), shown)


@app.command()
def show(name: str, root: Root = None, json: say.AsJson = False) -> None:
    """One indicator, expectation, derivation, setting, assessment or pathway in plain words, with why, and when it misleads."""
    known = say.load_knowledge(root)
    shelves_ = (known.indicators, known.expectations, known.derivations, known.assessments, known.pathways)
    one = next((shelf[name] for shelf in shelves_ if name in shelf), None)
    if one is None and name in known.settings:
        return _show_setting(known, name, json)
    if one is None:
        say.stop(f"nothing in the knowledge is called {name!r}; see: kinsight knowledge list", say.USE)
    if json:
        return say.as_json(one.model_dump(mode="json", by_alias=True))
    if isinstance(one, Assessment | Pathway):
        lines = assessment_tables.pathway(one) if isinstance(one, Pathway) else assessment_tables.assessment(known, one)
        return say.out.print("\n".join(lines), highlight=False)
    say.headed(one.title, f"\n{one.says}\n")
    for head, text in (("Rule", _rule(known, one)), ("Why", one.why), ("When it misleads", one.misleads)):
        say.headed(head, text)
    for word, others in (("Took over from", lineage.earlier(known, one)), ("Replaced by", lineage.later(known, one))):
        for other in others:
            say.headed(word, f"{lineage.name_of(other)}. {rule_words.in_force(known, other)}")
    say.headed("Source", _cited(one.sources) + (f" (since {one.since})" if one.since else ""))
    say.headed("Review", f"{one.reviewed_by}, {one.reviewed_on}" if rule_review.is_reviewed(one) else "none: a draft")
    for example in one.examples:
        say.headed("Example", example.title)


def _rule(known: Knowledge, one: lineage.Rule) -> str:
    if isinstance(one, Derivation):
        return derivation_words.derivation(known, one)
    return rule_words.rule(known, one) if isinstance(one, Indicator) else rule_words.owed(known, one)


def _show_setting(known: Knowledge, name: str, json: bool) -> None:
    setting, local = known.settings[name], known.local.get(name)
    waiting = {
        limit: [
            lineage.name_of(one)
            for one in known.rules()
            if isinstance(day := getattr(one.in_force, field), SettingDay) and day.setting == name
        ]
        for limit, field in (("begins", "from_"), ("ends", "until"))
    }
    if json:
        told = {"value": known.given[name], "ours": setting.value, "local": local and local.model_dump(mode="json")}
        return say.as_json({**setting.model_dump(mode="json"), **told, **waiting})
    say.headed(setting.title, f"\n{setting.says}\n")
    say.headed("Day", str(known.given[name] or "none, so it has not come"))
    if local:
        say.headed("Set here", f"{local.says} (ours: {setting.value or 'none'})")
    say.headed("Begins", ", ".join(waiting["begins"]) or "-")
    say.headed("Ends", ", ".join(waiting["ends"]) or "-")
    say.headed("Source", _cited(setting.sources))


def _cited(sources: list[Citation]) -> str:
    return "; ".join(f"{one.document} {one.page}" for one in sources)


@app.command()
def diff(old: Path, new: Path, json: say.AsJson = False) -> None:
    """What changed from one folder of knowledge to another, in words: rules, dates, owners, codes, settings."""
    for folder in (old, new):
        if not folder.is_dir():
            say.stop(f"{folder} is no folder of knowledge", say.USE)
    found = difference(*(say.load_knowledge(folder, alone=True) for folder in (old, new)))
    if json:
        return say.as_json(asdict(found))
    say.headed(f"From knowledge {found.old} to {found.new}")
    for change in found.changes:
        say.headed(change.what, f"{change.kind} {change.name}: {change.title}", highlight=False, soft_wrap=True)
        for part in change.parts:
            _tell(part)
    say.out.print(_counted(found) if found.changes else "Nothing that the knowledge says has changed.")


def _tell(part: Part) -> None:
    """Long text on lines of its own, so that before and after can be compared."""
    before, after = (said or "-" for said in (part.before, part.after))
    if not part.before:
        said = f"  {part.field}: {after}"
    elif len(before) + len(after) < 70:
        said = f"  {part.field}: {before} → {after}"
    else:
        said = f"  {part.field}\n    before: {before}\n    after:  {after}"
    say.out.print(said, highlight=False, soft_wrap=True)


def _counted(found: Difference) -> str:
    counts = Counter((change.what, change.kind) for change in found.changes)
    return "; ".join(f"{n} {kind} {what}" for (what, kind), n in sorted(counts.items()))


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
