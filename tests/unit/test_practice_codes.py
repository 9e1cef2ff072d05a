"""Codes that contradict each other or are retired, and feeds that name what does not exist: each is refused where it stands."""

from pathlib import Path

import pytest

from kinsight.rules import site_codes
from kinsight.rules.checks import feed_checks
from kinsight.rules.loading import load
from tests.unit import test_practice_check as base
from tests.unit.test_practice_check import CSV, changed, said

root = base.root
RETIRED = """\
system,code,term,since,replaced_by,document,seen
http://snomed.info/sct,281399006,Did not attend,2024-01,{replaced_by},guide,2026-11
"""
FEEDS = """\
- feed: gp
  title: General practice
  says: Everyone.
  systems: [http://snomed.info/sct]
  resources: [Patient]
  people: anyone
  groups: [engagement]
  also: [plan]
  sources: [{document: guide}]
"""
UNCODED = "- {concept: missed, from: [Appointment], about: child, says: By its status.}\n"
TWICE = (
    "guide,2026-11-01\nhttp",
    "guide,2026-11-01\nhttp://snomed.info/sct,281399006,Did not attend,considered,,,,,guide,2026-11\nhttp",
)


@pytest.mark.parametrize(
    "line", ["considered, title: Harm considered, group: engagement, response: true, excludes: [missed]"]
)
def test_one_code_for_two_things_that_exclude_each_other(root: Path, line: str) -> None:
    changed(root, CSV, *TWICE)
    assert said(root) == []
    changed(root, "concepts.yaml", "considered, title: Harm considered, group: engagement, response: true", line)
    wanted = f"{CSV}:3: error: 281399006 means 'considered' here and 'missed' at {CSV}:2, which exclude each other"
    assert said(root) == [wanted]


def test_one_code_is_no_contact_missed_and_made(root: Path) -> None:
    changed(root, CSV, *TWICE)
    changed(root, "concepts.yaml", "title: Was not brought,", "title: Was not brought, kind: missed,")
    assert said(root) == []
    changed(root, "concepts.yaml", "title: Harm considered,", "title: Harm considered, kind: done,")
    assert any("exclude each other" in one for one in said(root))


def test_a_site_cannot_say_both_either(root: Path) -> None:
    changed(root, "concepts.yaml", "title: Harm considered,", "title: Harm considered, excludes: [missed],")
    row = site_codes.SiteCode(2, "http://snomed.info/sct", "281399006", "Did not attend", "considered")
    judged = site_codes.judge(load(root), [row])
    assert (judged[0].state, judged[0].why) == ("wrong", "means 'considered' and 'missed', which exclude each other")


@pytest.mark.parametrize(
    ("replaced_by", "beside", "fine"),
    [
        ("", "", False),
        ("", "410543007", True),
        ("410543007", "410543007", True),
        ("410543007", "314503007", False),
    ],
)
def test_a_retired_code_has_its_successor_beside_it(root: Path, replaced_by: str, beside: str, fine: bool) -> None:
    (root / "reference/retired").mkdir(parents=True)
    (root / "reference/retired/snomed.csv").write_text(RETIRED.format(replaced_by=replaced_by))
    if beside:
        more = f"http://snomed.info/sct,{beside},Not attended,missed,,,,,guide,2026-11\n"
        (root / CSV).write_text((root / CSV).read_text() + more)
    found = [one for one in said(root) if "inactive since 2024-01" in one]
    assert bool(found) is not fine
    assert all(one.startswith(f"{CSV}:2: error: 281399006 is inactive") for one in found)


@pytest.mark.parametrize(
    ("file", "old", "new", "wanted"),
    [
        ("feeds.yaml", "[engagement]", "[engagment]", "feeds.yaml:7: error: unknown 'engagment'"),
        ("feeds.yaml", "[plan]", "[plain]", "feeds.yaml:8: error: unknown 'plain'"),
        ("feeds.yaml", "document: guide", "document: gide", "feeds.yaml:9: error: unknown source document 'gide'"),
        ("uncoded.yaml", "concept: missed", "concept: mist", "uncoded.yaml:1: error: unknown concept 'mist'"),
        ("uncoded.yaml", "from: [Appointment]", "of: mist", "uncoded.yaml:1: error: unknown concept 'mist'"),
        ("uncoded.yaml", "from: [Appointment], ", "", "uncoded.yaml:1: error: says neither `from` nor `of`"),
    ],
)
def test_feeds_name_only_what_there_is(root: Path, file: str, old: str, new: str, wanted: str) -> None:
    (root / "feeds.yaml").write_text(FEEDS)
    (root / "uncoded.yaml").write_text(UNCODED)
    assert said(root) == []
    changed(root, file, old, new)
    assert said(root) == [wanted]


def test_every_check_of_feeds_has_a_case() -> None:
    assert [one.__name__ for one in feed_checks.EDITORIAL] == ["feed_words_unknown", "uncoded_words_unknown"]
