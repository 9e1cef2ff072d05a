"""Whatever offers what was written before a session ran out must have kept it: the two lists are in two files."""

import re
from pathlib import Path

from django.urls import get_resolver

from kinsight.web.middleware.drafts import PAGES

PAGES_FOLDER = Path(__file__).parents[2] / "kinsight" / "web" / "pages"


def addresses_of(module: str) -> list[str]:
    """Every address that a module of pages answers."""
    every = (one for one in get_resolver().url_patterns if getattr(one, "callback", None))
    return [f"/{one.pattern}" for one in every if one.callback.__module__.endswith(f".{module}")]


def test_every_page_that_offers_a_draft_is_one_that_keeps_it() -> None:
    offering = [path.stem for path in PAGES_FOLDER.glob("*.py") if re.search(r"\boffered\(request\)", path.read_text())]
    assert {"record", "visit", "decision_page", "happened"} <= set(offering)
    for module in offering:
        assert addresses_of(module) and all(one.startswith(PAGES) for one in addresses_of(module)), module
