"""What the feed is written in, and what its truth expects, are words and codes that the knowledge has."""

import csv
from datetime import date
from functools import cache
from pathlib import Path

import orjson
import pytest
import yaml

from kinsight.synthetic import arcs, district
from kinsight.synthetic.arcs.story import expected
from kinsight.synthetic.arcs.years import OVERLAP
from kinsight.synthetic.feed_codes import OWN, USED

KNOWLEDGE = Path(__file__).parents[2] / "knowledge"


def _ids(folder: str) -> set[str]:
    return {f.stem for f in (KNOWLEDGE / "rules").glob(f"*/{folder}/*.yaml")}


def test_public_codes_mean_in_the_codelists_what_the_feed_means() -> None:
    rows = [r for f in (KNOWLEDGE / "codelists").glob("*.csv") for r in csv.DictReader(f.open())]
    assert set(USED) <= {(r["system"], r["code"], r["concept"]) for r in rows}


def test_own_codes_are_concepts(tmp_path: Path) -> None:
    concepts = {c["concept"] for c in yaml.safe_load((KNOWLEDGE / "concepts.yaml").read_text())}
    district.write(tmp_path, 500, 4, date(2026, 11, 1))
    used = {code for f in tmp_path.glob("*.ndjson") for line in f.open("rb") for code in _own(orjson.loads(line))}
    assert "domestic-abuse-enquiry-made" in used
    assert used <= concepts


def _own(node: object) -> set[str]:
    if isinstance(node, list):
        return {code for item in node for code in _own(item)}
    if not isinstance(node, dict):
        return set()
    here = {str(node["code"])} if node.get("system") == OWN else set()
    return here | {code for item in node.values() for code in _own(item)}


@cache
def _shown() -> set[str]:
    """Patterns that people see: a building block of others is not shown on its own."""
    read = (yaml.safe_load(f.read_text()) for f in (KNOWLEDGE / "rules").glob("*/indicators/*.yaml"))
    return {item["indicator"] for item in read if item.get("shown", True)}


def test_the_truth_names_only_what_the_knowledge_has() -> None:
    for chapter, says in expected().items():
        assert set(says.get("indicators", [])) <= _shown(), chapter
        assert set(says.get("not_indicators", [])) <= _shown(), chapter
        assert set(says.get("expectations", {})) <= _ids("expectations"), chapter
        assert set(says.get("expectations", {}).values()) <= {"overdue", "open", "met", "none"}, chapter


def test_every_story_says_what_should_be_found_or_what_should_not() -> None:
    for arc in arcs.ARCS:
        says = expected().get(arc.name, {})
        assert says.get("indicators") or says.get("not_indicators") or says.get("later") or arc.name == "serious", (
            arc.name
        )


def test_stories_name_catalogue_ids() -> None:
    catalogue = {item["id"] for item in yaml.safe_load((KNOWLEDGE / "catalogue.yaml").read_text())}
    named = {item for arc in arcs.ARCS for item in arc.catalogue}
    assert named <= catalogue
    assert len(named) > 40


@pytest.mark.parametrize(("factor", "reports"), [("S", 83), ("M", 93), ("D", 94)])
def test_serious_families_overlap_as_the_reports_did(factor: str, reports: int) -> None:
    assert sum(OVERLAP.values()) == 175
    assert sum(n for region, n in OVERLAP.items() if factor in region) == reports
