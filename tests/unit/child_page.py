"""What the tests of the child's page share: the families in `data/`, and the page rendered without Django around it."""

import json
from copy import deepcopy
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import ChainableUndefined, ChoiceLoader, DictLoader, Environment, FileSystemLoader, PackageLoader

from kinsight.rules.loading import load
from kinsight.rules.schema.formats import ABOUT_ABUSE
from kinsight.rules.schema.questions import Question
from kinsight.rules.text.discretion import Discretion
from kinsight.web.child.chronology import filters
from kinsight.web.child.page import Page, page
from kinsight.web.child.replay import read
from kinsight.web.family.concept_fields import ConceptFields, concept_fields
from kinsight.web.family.family_members import FamilyOnDay

FAMILIES = ("head_injury", "disclosure", "ordinary", "unborn")
WEB = Path(__file__).parents[2] / "kinsight" / "web"
BASE = "{% block head %}{% endblock %}<main>{% block content %}{% endblock %}</main>"


@cache
def _read(name: str) -> str:
    return (Path(__file__).parent / "data" / f"child_{name}.json").read_text()


def sources(name: str) -> dict[str, Any]:
    """Picture, fragments, family and knowledge of one family, fresh each time."""
    told = json.loads(_read(name))
    told["knowledge"] |= {
        "concepts": concepts(),
        "questions": questions(),
        "off_paper": sorted(off_paper(told["knowledge"])),
    }
    told["picture"] = {"never_answered": [], **told["picture"]}
    return told


def off_paper(words: dict[str, Any]) -> frozenset[str]:
    """The rules of these families are a few of ours, some under names of their own: of those the group says it."""
    named = {**words["indicators"], **words["expectations"]}
    return ours() | {name for name, one in named.items() if one.get("group") in ABOUT_ABUSE}


@cache
def ours() -> frozenset[str]:
    return Discretion(load()).off_paper()


@cache
def questions() -> list[Question]:
    return list(load().questions.values())


@cache
def concepts() -> dict[str, ConceptFields]:
    """What our knowledge says of them."""
    return concept_fields(load())


def as_of(name: str) -> date:
    return date.fromisoformat(sources(name)["as_of"])


def kin(name: str) -> FamilyOnDay:
    told = sources(name)
    return FamilyOnDay(told["family"], as_of(name), told["knowledge"]["concepts"])


def seen(name: str, changed: dict[str, Any] | None = None, **query: str) -> Page:
    """The page of one family, with GET parameters; `changed` replaces its sources."""
    today = as_of(name)
    query = {key.replace("_on_", "-"): value for key, value in query.items()}
    return page("slug", deepcopy(changed) if changed else sources(name), read(query, today), filters(query))


def html(shown: Page) -> str:
    """The page as its templates say it."""
    loader = ChoiceLoader(
        [DictLoader({"base.html": BASE}), FileSystemLoader(WEB / "templates"), PackageLoader("nhsuk_frontend_jinja")]
    )
    made = Environment(loader=loader, undefined=ChainableUndefined, autoescape=True)
    made.globals["static"] = lambda path: f"/assets/{path}"
    return made.get_template("child/picture.html").render(page=shown)
