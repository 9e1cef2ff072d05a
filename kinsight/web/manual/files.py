"""The manual as a folder of files that any browser opens: the site's own pages, without a server and without signing in."""

from importlib.resources import files
from pathlib import Path

from jinja2 import ChainableUndefined, ChoiceLoader, Environment, PackageLoader

from kinsight.rules.schema.knowledge import Knowledge
from kinsight.web.manual import book, pathway_pages
from kinsight.web.manual.item import item_page
from kinsight.web.manual.item_lists import all_items, line, owners
from kinsight.web.style_sheet import without_fonts
from kinsight.web.text import words

_STYLES = ("kinsight.css", "child.css")


def write(knowledge: Knowledge, out: Path, design: str) -> int:
    """Write every page and style sheet below `out`; how many pages. `design`: the NHS design system's style sheet."""
    out.mkdir(parents=True, exist_ok=True)
    (out / "design.css").write_text(without_fonts(design))
    for name in _STYLES:
        (out / name).write_text(files("kinsight.web").joinpath("static", "kinsight", name).read_text())
    pages = list(_pages(knowledge))
    made = _environment()
    for name, template, values in pages:
        page = made.get_template(f"knowledge/{template}.html").render(
            layout="knowledge/static.html", static_site=True, **values
        )
        (out / name).write_text(page)
    return len(pages)


def _pages(knowledge: Knowledge) -> list[tuple[str, str, book.Context]]:
    """(file, template, its values) of every page."""
    pages: list[tuple[str, str, book.Context]] = [
        ("index.html", "index", book.index(knowledge)), ("pages.html", "pages", book.pages(knowledge)),
        ("catalogue.html", "catalogue", book.catalogue(knowledge)), ("wording.html", "wording", book.wording(knowledge)),
        ("unreviewed.html", "unreviewed", book.unreviewed(knowledge)),
    ]  # fmt: skip
    pages += [(url("knowledge-role", key), "role", book.role(knowledge, key) or {}) for key, _, _ in owners(knowledge)]
    for one in (*pathway_pages.pathways(knowledge), *pathway_pages.assessments(knowledge)):
        whole: book.Context = {"item": pathway_pages.page_of(knowledge, one.kind, one.name), "kind": one.kind}
        pages.append((url("knowledge-item", one.kind, one.name), "shelved", whole))
    for item in all_items(knowledge):
        one = line(item)
        pages.append(
            (url("knowledge-item", one.kind, one.name), "item", {"item": item_page(knowledge, item), "kind": one.kind})
        )
    return pages


#: Pages of the site that are one file each; the others are named by what they are about.
_ALONE = {
    "design": "design.css",
    "knowledge": "index.html",
    "knowledge-pages": "pages.html",
    "knowledge-catalogue": "catalogue.html",
    "knowledge-wording": "wording.html",
    "knowledge-unreviewed": "unreviewed.html",
}


def url(name: str, *about: str) -> str:
    """Where a page of the site stands among the files: all in one folder."""
    kind = [] if name == "knowledge-item" else [name.removeprefix("knowledge-")]
    return _ALONE.get(name) or f"{'-'.join([*kind, *about])}.html"


def _static(path: str) -> str:
    return Path(path).name


def _environment() -> Environment:
    loader = ChoiceLoader([PackageLoader("kinsight.web"), PackageLoader("nhsuk_frontend_jinja")])
    made = Environment(
        loader=loader, autoescape=True, undefined=ChainableUndefined, trim_blocks=True, lstrip_blocks=True
    )
    made.globals |= {"url": url, "static": _static}
    made.filters |= {"day": words.said, "short_day": words.short, "nhs": words.nhs_number, "plural": words.plural}
    return made
