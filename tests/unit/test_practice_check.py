"""Every way for practice knowledge to be wrong: a folder that shows it, one that does not, and the line it is said at."""

from pathlib import Path

import pytest

from kinsight.rules.checks import all_checks, code_checks, date_checks, example_checks, paper_checks, tone_checks
from kinsight.rules.checks.all_checks import check as problems_of
from kinsight.rules.loading import load
from kinsight.rules.read.documents import KnowledgeError

SOURCES = """\
- {document: guide, title: A guide, edition: first, published: 2016, licence: OGL}
"""
CONCEPTS = """\
- {concept: missed, title: Was not brought, group: engagement}
- {concept: cancelled, title: Cancelled by the carer, group: engagement}
- {concept: plan, title: On a plan, group: care-status, closed_by: [plan-ended]}
- {concept: plan-ended, title: Plan ended, group: care-status}
- {concept: considered, title: Harm considered, group: engagement, response: true}
"""
CATALOGUE = """\
- {id: P01, group: engagement, says: Engagement matters, page: "-", who: [all], kind: finding}
"""
INDICATOR = """\
indicator: not-brought
title: Not brought
group: engagement
stance: explore
says: Appointments were missed.
why: Needs go unmet.
misleads: A letter may have gone astray.
when:
  need: 2
  inputs:
    - {concept: missed, about: child, lasts: 12m}
    - {concept: cancelled, about: child, lasts: 12m}
sources: [{document: guide, page: p1}]
catalogue: [P01]
examples:
  - title: Two in a year
    born: 2020-01-01
    events:
      - {who: child, concept: missed, on: 2021-01-01}
      - {who: child, concept: missed, on: 2021-02-01}
    holds: {2021-02-01: true}
  - {title: One only, born: 2020-01-01, events: [{who: child, concept: missed, on: 2021-01-01}], holds: {2021-02-01: false}}
  - {title: Nothing, born: 2020-01-01, holds: {2021-02-01: false}}
"""
EXPECTATION = """\
expectation: consider-harm
title: Consider harm
do: Record harm considered
asks: harm
owner: health-visitor
group: engagement
says: Think what this means for the child.
why: Needs go unmet.
misleads: It may have been done on paper.
after: {indicator: not-brought}
due: 5d
met_by: [{concept: considered, about: child}]
worth_until: 8w
basis: local-default
sources: [{document: guide, page: p1}]
catalogue: [P01]
examples:
  - title: Owed, late and done
    born: 2020-01-01
    events:
      - {who: child, concept: missed, on: 2021-01-01}
      - {who: child, concept: missed, on: 2021-02-01}
      - {who: child, concept: considered, on: 2021-02-10}
    states: {2021-02-02: open, 2021-02-07: overdue, 2021-02-11: met}
  - {title: Never owed, born: 2020-01-01, states: {2021-02-02: none}}
  - {title: Not yet born, expected: 2021-06-01, states: {2021-02-02: none}}
"""
QUESTIONS = """\
- {question: harm, title: What it could mean, at: record, recorded_as: [considered]}
"""
DERIVATION = """\
derivation: not-brought
makes: plan
title: A plan
group: engagement
says: It follows.
why: Needs go unmet.
misleads: It may not.
from_record: {child-of-mother: 2}
sources: [{document: guide, page: p1}]
"""
CODES = """\
system,code,term,concept,status,low,high,unit,document,seen
http://snomed.info/sct,281399006,Did not attend,missed,,,,,guide,2026-11-01
http://snomed.info/sct,276610007,Low birth weight,plan,,,2500,g,guide,2026-11-01
"""
GOOD = {
    "sources.yaml": SOURCES,
    "concepts.yaml": CONCEPTS,
    "catalogue.yaml": CATALOGUE,
    "indicators/not-brought.yaml": INDICATOR,
    "expectations/consider-harm.yaml": EXPECTATION,
    "questions.yaml": QUESTIONS,
    "codelists/codes.csv": CODES,
}
IND, EXP, CSV = "indicators/not-brought.yaml", "expectations/consider-harm.yaml", "codelists/codes.csv"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name, text in GOOD.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    return tmp_path


def changed(root: Path, file: str, old: str, new: str) -> None:
    text = (root / file).read_text()
    assert old in text, "the case would change nothing"
    (root / file).write_text(text.replace(old, new, 1))


def said(root: Path) -> list[str]:
    return [f"{one.file}:{one.line}: {one.severity}: {one.what}" for one in problems_of(root)]


#: validator → (file, what is replaced, by what, what is then said with its place)
CASES: dict[str, list[tuple[str, str, str, str]]] = {
    "file_is_name": [
        (IND, "indicator: not-brought", "indicator: unbrought", f"{IND}:1: error: 'unbrought' stands in a file of another name"),
    ],
    "concepts_unknown": [
        (IND, "{concept: missed, about", "{concept: mised, about", f"{IND}:11: error: unknown concept 'mised'"),
        (EXP, "met_by: [{concept: considered", "met_by: [{concept: considerd", f"{EXP}:12: error: unknown concept 'considerd'"),
    ],
    "closers_unknown": [
        ("concepts.yaml", "[plan-ended]", "[plan-over]", "concepts.yaml:3: error: unknown concept 'plan-over'"),
    ],
    "documents_unknown": [(IND, "document: guide", "document: guid", f"{IND}:13: error: unknown source document 'guid'")],
    "catalogue_unknown": [(EXP, "[P01]", "[P01, P02]", f"{EXP}:16: error: unknown catalogue id 'P02'")],
    "references_unknown": [
        (EXP, "{indicator: not-brought}", "{indicator: brought-not}", f"{EXP}:10: error: unknown indicator 'brought-not'"),
        (
            IND,
            "{concept: cancelled, about: child, lasts: 12m}",
            "{any: [{overdue: consider-hurt}]}",
            f"{IND}:12: error: unknown expectation 'consider-hurt'",
        ),
    ],
    "circles": [
        (
            IND,
            "{concept: cancelled, about: child, lasts: 12m}",
            "{overdue: consider-harm}",
            f"{IND}:1: error: rests on itself: not-brought → consider-harm → not-brought",
        ),
    ],
    "need_impossible": [
        (
            IND,
            "{concept: cancelled, about: child, lasts: 12m}",
            "{at-least: 3, of: [{concept: missed, about: child, lasts: 1m}, {concept: plan, about: child, lasts: ever}]}",
            f"{IND}:12: error: needs 3 but can have at most 2",
        ),
    ],
    "ages_empty": [
        (IND, "  need: 2", "  until_age: 0d\n  from_age: 0d\n  need: 2", f"{IND}:10: error: no child is from 0d until 0d old"),
        (EXP, "not-brought}", "not-brought, from_age: 18y}", f"{EXP}:10: error: no child is from 18y until 18y old"),
    ],
    "counted_twice": [
        (
            IND,
            "{concept: cancelled, about: child",
            "{concept: missed, about: mother",
            f"{IND}:12: error: 'missed' stands in two inputs of one level, so that one fact would count twice",
        ),
        (
            IND,
            "{concept: cancelled, about: child, lasts: 12m}",
            "{all: [{overdue: consider-harm}, {overdue: consider-harm}]}",
            f"{IND}:12: error: 'consider-harm' stands in two inputs of one level, so that one fact would count twice",
        ),
    ],
    "counts_mixed": [
        (
            IND,
            "{concept: cancelled, about: child, lasts: 12m}",
            "{any: [{concept: cancelled, about: child, lasts: 12m}]}",
            f"{IND}:9: warning: counts patterns once each but facts every time they happened",
        ),
    ],
    "misleads_missing": [
        (IND, "misleads: A letter may have gone astray.\n", "", f"{IND}:1: error: does not say when it misleads"),
    ],
    "concepts_dead": [
        (
            "concepts.yaml",
            "- {concept: missed",
            "- {concept: unused, title: Unused, group: other}\n- {concept: missed",
            "concepts.yaml:1: warning: nothing uses 'unused'",
        ),
    ],
    "codes_of_unknown_concept": [(CSV, "attend,missed", "attend,mised", f"{CSV}:2: error: unknown concept 'mised'")],
    "codes_repeated": [
        (
            CSV,
            "276610007,Low birth weight,plan,,,2500",
            "281399006,Did not attend,missed,confirmed,,",
            f"{CSV}:3: error: 281399006 already means 'missed' at {CSV}:2: the fact would count twice",
        ),
    ],
    "codes_contradictory": [
        (
            CSV,
            "281399006,Did not attend,missed",
            "276610007,Low birth weight,plan-ended",
            f"{CSV}:3: error: 276610007 means 'plan' here and 'plan-ended' at {CSV}:2, of which one ends the other",
        ),
    ],
    "ranges_empty": [(CSV, ",,,2500", ",,2500,2500", f"{CSV}:3: error: no value is at least 2500 and below 2500")],
    "check_digits": [
        (CSV, "281399006", "281399007", f"{CSV}:2: error: 281399007 is not a SNOMED CT identifier: its check digit is wrong"),
    ],
    "provenance_missing": [
        (CSV, "guide,2026-11-01", "guide,", f"{CSV}:2: error: 281399006 does not say where it was seen"),
    ],
    "provenance_unknown": [(CSV, "guide,2026", "gide,2026", f"{CSV}:2: error: unknown source document 'gide'")],
    "terms_differ": [
        (
            CSV,
            "276610007,Low birth weight,plan",
            "281399006,Did attend,considered",
            f"{CSV}:3: warning: 281399006 is 'Did attend' here but 'Did not attend' at {CSV}:2",
        ),
    ],
    "examples_few": [
        (IND, "  - {title: Nothing, born: 2020-01-01, holds: {2021-02-01: false}}\n", "", f"{IND}:15: warning: has 2 of 3 examples"),
        (IND, "{2021-02-01: true}", "{2021-02-01: false}", f"{IND}:15: error: its examples do not show it both firing and silent"),
    ],
    "example_without_birth": [
        (EXP, "expected: 2021-06-01, ", "", f"{EXP}:26: error: the child has neither `born` nor `expected`"),
    ],
    "example_concept_unknown": [
        (EXP, "{who: child, concept: missed", "{who: child, concept: mist", f"{EXP}:21: error: unknown concept 'mist'"),
    ],
    "example_stranger": [
        (EXP, "{who: child, concept: missed", "{who: uncle, concept: missed", f"{EXP}:21: error: 'uncle' has no bond to the child"),
    ],
    "offers_alarm": [
        (IND, "Appointments were", "This child is at risk", f"{IND}:5: error: 'says' says 'at risk', and its stance is 'explore'"),
        (IND, "title: Not brought", "title: Warning signs", f"{IND}:2: error: 'title' says 'warning', and its stance is 'explore'"),
        (
            IND,
            "stance: explore\nsays: Appointments were",
            "stance: vulnerability\nsays: One must suspect that appointments were",
            f"{IND}:5: error: 'says' says 'suspect', and its stance is 'vulnerability'",
        ),
    ],
    "offers_ask_nothing": [
        (
            EXP,
            "after: {indicator: not-brought}",
            "after: {concept: missed, about: child}",
            f"{IND}:5: error: asks and offers nothing, and its stance is 'explore'",
        ),
    ],
    "prints_about_this_child": [
        (EXP, "basis: ", "prints: true\nbasis: ", f"{EXP}:14: error: prints, and is not owed to every child of an age"),
    ],
    "prints_what_touches_abuse": [
        (EXP, "group: engagement", "group: domestic-abuse\nprints: true", f"{EXP}:7: error: prints, and touches abuse"),
    ],
    "prints_a_word_that_harms": [
        (EXP, "title: Consider harm", "prints: true\ntitle: Consider harm", f"{EXP}:3: error: prints, and its title says 'harm'"),
    ],
    "roles_spelled_out": [
        (IND, "about: child, lasts", "about: [child, sibling, adults], lasts", f"{IND}:11: warning: lists every role"),
    ],
    "example_backwards": [
        (EXP, "on: 2021-02-10}", "on: 2021-02-10, until: 2021-02-01}", f"{EXP}:23: error: ends before it begins"),
    ],
}  # fmt: skip


def test_good_knowledge_is_clean(root: Path) -> None:
    assert said(root) == []


@pytest.mark.parametrize(("validator", "case"), [(name, case) for name, cases in CASES.items() for case in cases])
def test_says_what_is_wrong_and_where(root: Path, validator: str, case: tuple[str, str, str, str]) -> None:
    file, old, new, expected = case
    changed(root, file, old, new)
    assert expected in said(root)


def test_every_validator_has_a_case() -> None:
    all_ = [*all_checks.BREAKING, *all_checks.EDITORIAL]
    by_hand = {"names_repeated", "names_shared", "keys_collide"}
    by_hand |= {"terms_off_reference", "reference_digits", "reference_unknown"}  # tests/unit/test_practice_shelves.py
    by_hand |= {"file_is_in_group", "reviews_wrong"}  # tests/unit/test_review.py
    by_hand |= {"codes_excluding", "codes_retired"}  # tests/unit/test_practice_codes.py
    by_hand |= {"asked_concepts_unknown"}  # tests/unit/test_questions.py
    by_hand |= {"asks_unknown"}  # tests/unit/test_practice_check_asks.py
    dates = {
        one.__name__ for one in (*date_checks.BREAKING, *date_checks.EDITORIAL)
    }  # tests/unit/test_practice_check_dates.py
    assert {one.__name__ for one in all_} == CASES.keys() | by_hand | dates
    assert {*date_checks.BREAKING, *date_checks.EDITORIAL, *tone_checks.EDITORIAL, *paper_checks.EDITORIAL} <= set(all_)
    assert {*code_checks.BREAKING, *code_checks.EDITORIAL, *example_checks.EDITORIAL} <= set(all_)


def test_repeated_names(root: Path) -> None:
    changed(
        root, "concepts.yaml", "- {concept: plan,", "- {concept: missed, title: Again, group: x}\n- {concept: plan,"
    )
    assert "concepts.yaml:3: error: 'missed' is already in concepts.yaml" in said(root)


@pytest.mark.parametrize("place", ["{whose}", "{who!r}", "{who.name}", "{}", "{service:>9}", "{who", "}"])
def test_a_clause_has_only_places_that_are_filled(root: Path, place: str) -> None:
    changed(root, "concepts.yaml", "group: care-status}", f'group: care-status, clause: "ended, {place} said"}}')
    assert any(one.startswith("concepts.yaml:4: error: clause: ") for one in said(root))


def test_a_clause_may_name_who_whom_service_value_and_title(root: Path) -> None:
    places = "{who} {whom} {service} {value} {title}"
    changed(root, "concepts.yaml", "group: care-status}", f'group: care-status, clause: "{places}"}}')
    assert said(root) == []


def test_anyone_may_be_whom_a_rule_is_about(root: Path) -> None:
    changed(root, IND, "about: child", "about: anyone")
    changed(root, EXP, "about: child", "about: anyone")
    assert said(root) == []
    changed(root, IND, "{concept: cancelled, about: child", "{concept: missed, about: mother")
    assert f"{IND}:12: error: 'missed' stands in two inputs of one level, so that one fact would count twice" in said(
        root
    )


def test_one_name_for_an_indicator_and_an_expectation(root: Path) -> None:
    text = EXPECTATION.replace("expectation: consider-harm", "expectation: not-brought")
    (root / "expectations/not-brought.yaml").write_text(text)
    assert "expectations/not-brought.yaml:1: error: 'not-brought' is both an indicator and an expectation" in said(root)
    (root / "derivations").mkdir()
    (root / "derivations/not-brought.yaml").write_text(DERIVATION)
    assert "derivations/not-brought.yaml:1: error: 'not-brought' is both an indicator and a derivation" in said(root)


def test_colliding_keys(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(all_checks, "small_key", lambda text: len(text))
    assert "concepts.yaml:4: error: has the same key as 'considered'" not in said(root)
    assert "concepts.yaml:5: error: has the same key as 'plan-ended'" in said(root)


def test_ranges_that_exclude_each_other_are_two_meanings_of_one_code(root: Path) -> None:
    (root / CSV).write_text(CODES + CODES.splitlines()[2].replace(",,,2500", ",,2500,") + "\n")
    assert said(root) == []


def test_two_roles_that_nobody_holds_together_may_share_a_concept_in_a_group(root: Path) -> None:
    two = "{all: [{concept: cancelled, about: mother, lasts: ever}, {concept: cancelled, about: father, lasts: ever}]}"
    changed(root, IND, "need: 2", "need: 1")
    changed(root, IND, "{concept: cancelled, about: child, lasts: 12m}", two)
    assert said(root) == []


def test_load_refuses_with_everything_at_once(root: Path) -> None:
    changed(root, IND, "stance: explore", "stance: frightening")
    changed(root, IND, "about: child", "about: neighbour")
    changed(root, "concepts.yaml", "[plan-ended]", "[plan-over]")
    with pytest.raises(KnowledgeError) as refused:
        load(root)
    places = [(one.file, one.line) for one in refused.value.problems]
    assert ("concepts.yaml", 3) in places and (IND, 4) in places and (IND, 11) in places
    assert all(one.do for one in refused.value.problems)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("stance: explore\n", "stance: urgent\n"),  # what asks for an act today may say so
        ("stance: explore\n", "stance: explore\nshown: false\n"),  # nobody reads a building block
    ],
)
def test_an_alarm_is_refused_only_where_an_offer_belongs(root: Path, old: str, new: str) -> None:
    changed(root, IND, "Appointments were missed.", "This is urgent and a danger.")
    assert len(said(root)) == 2
    changed(root, IND, old, new)
    assert said(root) == []


def test_load_takes_what_is_only_poor(root: Path) -> None:
    changed(root, CSV, "281399006", "281399007")
    assert load(root).codelist[0].code == "281399007"
