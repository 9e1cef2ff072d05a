"""Every way for assessments, pathways, wording, features and reference terms to be wrong: a folder that shows it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kinsight.rules.checks import (
    assessment_checks,
    feed_checks,
    identity_checks,
    owner_checks,
    pathway_checks,
    question_checks,
    recording_checks,
)
from kinsight.rules.checks.all_checks import OTHER_SHELVES, check
from kinsight.rules.loading import load
from kinsight.store.days import parse
from tests.unit import test_practice_check as base

CODING = {"system": "urn:kinsight:concept", "code": "considered", "display": "Harm considered"}
QUESTIONNAIRE: dict[str, Any] = {
    "resourceType": "Questionnaire",
    "id": "harm",
    "language": "en-GB",
    "url": "urn:kinsight:questionnaire:harm",
    "version": "1.0.0",
    "name": "Harm",
    "title": "Harm",
    "status": "active",
    "subjectType": ["Patient"],
    "date": "2026-11-25",
    "publisher": "Kinsight",
    "description": "What it means.",
    "purpose": "Needs go unmet.",
    "copyright": "CC BY 4.0",
    "item": [
        {
            "linkId": "child",
            "text": "The child",
            "type": "group",
            "required": True,
            "item": [
                {"linkId": "words", "text": "What does it mean?", "type": "text", "required": True, "maxLength": 900},
                {
                    "linkId": "which",
                    "text": "Which?",
                    "type": "choice",
                    "repeats": True,
                    "answerOption": [
                        {"valueCoding": {"system": "urn:kinsight:concept", "code": "missed", "display": "Not brought"}},
                        {
                            "valueCoding": {
                                "system": "urn:kinsight:answer",
                                "code": "other",
                                "display": "Something else",
                            }
                        },
                    ],
                },
                {
                    "linkId": "done",
                    "code": [CODING],
                    "text": "Considered?",
                    "type": "boolean",
                    "enableWhen": [
                        {"question": "words", "operator": "exists", "answerBoolean": True},
                        {
                            "question": "which",
                            "operator": "!=",
                            "answerCoding": {"system": "urn:kinsight:answer", "code": "other"},
                        },
                    ],
                    "enableBehavior": "all",
                },
                {"linkId": "note", "text": "Be kind.", "type": "display"},
            ],
        }
    ],
}
ASSESSMENT = """\
assessment: harm
title: Harm
group: engagement
says: Consider the harm.
why: Needs go unmet.
misleads: It may be on paper.
about: child
by: [gp]
sections: [child]
sources: [{document: guide, page: p1}]
catalogue: [P01]
examples:
  - {title: Whole, answers: {words: No tea, which: [missed], done: true}, becomes: [considered, missed]}
  - {title: Nothing said, answers: {which: [other]}, becomes: [], missing: [words]}
"""
PATHWAY = """\
pathway: reach
title: Reach them
group: engagement
whom: Families.
says: Nobody is left out.
starts: A missed visit.
ends: Seen.
misleads: Letters go astray.
steps:
  - {step: consider, title: Consider harm, says: Think., roles: [health-visitor], within: 5d, expectation: consider-harm, assessment: harm}
  - {step: tell, title: Tell, says: Speak., roles: [gp], within: 1d, after: consider}
owner: manager
version: 1
reviewed: 2026-01-10
review_due: 2027-01-10
review_when: [A provider changes]
sources: [{document: guide, page: p1}]
catalogue: [P01]
"""
WORDING = """\
- wording: hard-to-reach
  avoid: hard to reach
  pattern: "hard to reach"
  say: Say what was tried.
  why: It closes the matter.
  about: parent
  found_in: ["A hard to\\nreach family"]
  passes: ["never a hard to reach family", "Reached on Friday."]
  sources: [{document: guide, page: p1}]
  catalogue: [P01]
"""
FEATURES = """\
- feature: reading
  says: It reads.
  room: ingest
  shown_by: [tests/unit/test_feeds_attendance.py::test_something]
  sources: [{document: guide, page: p1}]
  catalogue: [P01]
"""
REFERENCE = """\
system,code,term,document,seen
http://snomed.info/sct,281399006,Did not attend (finding),guide,2026-11
"""
JSON, SIDE, PATH, TERMS = "assessments/harm.json", "assessments/harm.yaml", "pathways/reach.yaml", "reference/terms.csv"
CITING = (SIDE, PATH, "wording.yaml", "features.yaml")
GOOD = {
    **base.GOOD,
    JSON: json.dumps(QUESTIONNAIRE, indent=1),
    SIDE: ASSESSMENT,
    PATH: PATHWAY,
    "wording.yaml": WORDING,
    "features.yaml": FEATURES,
    TERMS: REFERENCE,
    "sources.yaml": base.SOURCES + "- {document: kinsight-assessments, title: Ours, licence: CC BY 4.0}\n",
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name, text in GOOD.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    return tmp_path


def said(root: Path, as_of: int | None = None) -> list[str]:
    return [f"{one.file}:{one.line}: {one.severity}: {one.what}" for one in check(root, as_of)]


def test_good_shelves_are_clean(root: Path) -> None:
    assert said(root) == []


#: validator → (file, what is replaced, by what, what is then said)
CASES: dict[str, list[tuple[str, str, str, str]]] = {
    "address_is_name": [
        (SIDE, "assessment: harm", "assessment: hurt", "'hurt' stands in a file of another name"),
        (
            JSON,
            "urn:kinsight:questionnaire:harm",
            "https://elsewhere.example/harm",
            "its url is not urn:kinsight:questionnaire:harm",
        ),
    ],
    "halves_missing": [
        (SIDE, "assessment: harm", "assessment: hurt", "nobody says what 'harm' is for"),
        (JSON, '"id": "harm"', '"id": "hurt"', "'harm' has no questions"),
    ],
    "link_ids_repeated": [(JSON, '"linkId": "note"', '"linkId": "words"', "linkId 'words' is given twice")],
    "item_shapes": [
        (JSON, '"type": "display"', '"type": "group"', "'note' is a group of nothing"),
        (JSON, '"type": "display"', '"type": "display", "required": true', "'note' only says something"),
        (JSON, '"type": "display"', '"type": "choice"', "'note' needs options"),
        (JSON, '"type": "choice"', '"type": "boolean"', "'which' takes no options"),
        (JSON, '"type": "text"', '"type": "date"', "'words' has a length though it takes no words"),
        (JSON, '"code": "other",', '"code": "missed",', "'which' has an option twice"),
    ],
    "enable_when_wrong": [
        (JSON, '"question": "words"', '"question": "note"', "'done' depends on 'note', which is no question above it"),
        (
            JSON,
            '"enableBehavior": "all"',
            '"maxLength": null',
            "'done' depends on several answers and does not say whether on all or any",
        ),
        (
            JSON,
            '"answerBoolean": true',
            '"answerInteger": 1',
            "'done' does not say which answer to 'words' it depends on",
        ),
        (JSON, '"code": "other"\n', '"code": "another"\n', "'done' depends on an answer that 'which' cannot have"),
    ],
    "codes_misplaced": [
        (JSON, '"type": "boolean"', '"type": "text"', "'done' cannot state a fact so"),
        (
            JSON,
            '"system": "urn:kinsight:answer"',
            '"system": "http://snomed.info/sct"',
            "'which' has an option of another system",
        ),
    ],
    "facts_unknown": [
        (JSON, '"code": "missed"', '"code": "mised"', "'which' states unknown concept 'mised'"),
        (JSON, '"code": "considered"', '"code": "thought"', "'done' states unknown concept 'thought'"),
    ],
    "sections_optional": [
        (SIDE, "sections: [child]", "sections: [children]", "there is no section 'children'"),
        (JSON, '"type": "group",\n   "required": true', '"type": "group"', "section 'child' can be left out"),
        (JSON, '"type": "text",\n     "required": true', '"type": "text"', "section 'child' can be left out"),
    ],
    "nobody_to_tell": [(SIDE, "about: child", "about: mother", "'considered' counts about the child only")],
    "assessment_examples": [
        (
            SIDE,
            "  - {title: Nothing said, answers: {which: [other]}, becomes: [], missing: [words]}\n",
            "",
            "has fewer than 2 examples",
        ),
        (SIDE, "which: [missed], done", "which: [missed], says", "there is no question 'says'"),
        (SIDE, "which: [missed], done", "which: [mist], done", "'which' does not take this answer"),
        (SIDE, "{words: No tea,", "{words: [No tea, No bed],", "'words' takes one answer"),
        (SIDE, "{words: No tea, ", "{child: Kim, words: No tea, ", "'child' takes no answer"),
        (
            SIDE,
            "{words: No tea, which: [missed]",
            "{words: No tea, which: [other]",
            "'done' is not asked after these answers",
        ),
        (
            SIDE,
            "becomes: [considered, missed]",
            "becomes: [missed]",
            "becomes: the answers say considered, missed, the example missed",
        ),
        (SIDE, "missing: [words]", "missing: []", "missing: the answers say words, the example nothing"),
    ],
    "shelf_documents_unknown": [
        (file, "document: guide", "document: guid", "unknown source document 'guid'") for file in CITING
    ],
    "shelf_catalogue_unknown": [(file, "[P01]", "[P02]", "unknown catalogue id 'P02'") for file in CITING],
    "names_of_two_shelves": [
        (PATH, "pathway: reach", "pathway: not-brought", "'not-brought' is also the name of something else")
    ],
    "pathway_file_is_name": [(PATH, "pathway: reach", "pathway: rich", "'rich' stands in a file of another name")],
    "steps_unknown": [
        (PATH, "expectation: consider-harm", "expectation: consider", "unknown expectation 'consider'"),
        (PATH, "assessment: harm", "assessment: hurt", "unknown assessment 'hurt'"),
    ],
    "steps_out_of_order": [
        (PATH, "step: tell", "step: consider", "step 'consider' is there twice"),
        (PATH, "after: consider", "after: tell", "step 'tell' follows 'tell', which is no step above it"),
    ],
    "steps_of_others": [
        (
            PATH,
            "roles: [health-visitor]",
            "roles: [midwife]",
            "'consider-harm' is owed by health-visitor, who is not in the step",
        )
    ],
    "steps_timed_otherwise": [
        (
            PATH,
            "within: 5d",
            "within: 2d",
            "is wanted within 2d (local-default), but 'consider-harm' within 5d (local-default)",
        )
    ],
    "reviews_backwards": [
        (PATH, "review_due: 2027-01-10", "review_due: 2025-01-10", "is due for review before it was reviewed")
    ],
    "wording_unproven": [
        (
            "wording.yaml",
            '["A hard to\\nreach family"]',
            '["A distant family"]',
            "does not find its own example: A distant family",
        ),
        (
            "wording.yaml",
            "Reached on Friday.",
            "They are hard to reach.",
            "objects to what is right: They are hard to reach.",
        ),
    ],
    "wording_no_better": [
        ("wording.yaml", "say: Say what was tried.", "say: Say hard to reach.", "offers words that are to be avoided")
    ],
    "plans_unknown": [
        (
            "catalogue.yaml",
            "kind: finding}",
            f"kind: finding, planned: {word}}}",
            f"catalogue.yaml:1: error: P01 is planned for '{word}'",
        )
        for word in ("attic", "knowledge")
    ],
    # Shapes, refused before any validator sees them.
    "shape": [
        (PATH, "roles: [gp]", "roles: [doctor]", "steps.1.roles.0: Input should be 'gp'"),
        (PATH, "within: 1d", "within: soon", "steps.1.within: String should match pattern"),
        (PATH, "review_due: 2027-01-10\n", "", "review_due: Field required"),
        ("wording.yaml", '"hard to reach"', '"hard to (reach"', "pattern: cannot be read as a pattern"),
        ("features.yaml", "room: ingest", "room: attic", "room: Input should be 'knowledge'"),
        ("features.yaml", "::test_something", "", "shown_by.0: String should match pattern"),
        (JSON, '"type": "display"', '"type": "slider"', "item.0.item.3.type: Input should be 'group'"),
        (JSON, '"status": "active"', '"status": "active", "mood": "good"', "mood: Extra inputs are not permitted"),
    ],
    "terms_off_reference": [
        (TERMS, "Did not attend (", "Did attend (", "281399006 is 'Did not attend' here but 'Did attend (finding)'")
    ],
    "reference_digits": [
        (TERMS, "281399006", "281399007", "281399007 is not a SNOMED CT identifier: its check digit is wrong")
    ],
    "reference_unknown": [(TERMS, "guide", "gide", "unknown source document 'gide'")],
}


@pytest.mark.parametrize(("validator", "case"), [(name, case) for name, cases in CASES.items() for case in cases])
def test_says_what_is_wrong(root: Path, validator: str, case: tuple[str, str, str, str]) -> None:
    file, old, new, expected = case
    base.changed(root, file, old, new)
    assert [one for one in said(root) if expected in one], said(root)


def test_every_validator_has_a_case() -> None:
    ours = (*assessment_checks.EDITORIAL, *pathway_checks.EDITORIAL)
    assert {one.__name__ for one in ours} == CASES.keys() - {
        "shape",
        "terms_off_reference",
        "reference_digits",
        "reference_unknown",
    }
    # The cases of the others: tests/unit/test_practice_recording.py, test_practice_codes.py and test_questions.py beside it,
    # test_practice_check_asks.py, test_practice_check_owners.py and test_practice_check_identity.py.
    others = {
        *recording_checks.EDITORIAL,
        *feed_checks.EDITORIAL,
        *question_checks.EDITORIAL,
        *owner_checks.EDITORIAL,
        *identity_checks.EDITORIAL,
    }
    assert {*ours, *others} == set(OTHER_SHELVES)


def test_lines_are_those_of_the_file(root: Path) -> None:
    base.changed(root, JSON, '"code": "missed"', '"code": "mised"')
    line = (root / JSON).read_text().splitlines().index('     "linkId": "which",')
    assert [one for one in said(root) if one.startswith(f"{JSON}:{line}:") or one.startswith(f"{JSON}:{line + 1}:")]


@pytest.mark.parametrize(("day", "warned"), [("2027-01-09", False), ("2027-01-10", True), ("2030-01-01", True)])
def test_a_review_that_is_due_is_a_warning_by_the_day_handed_down(root: Path, day: str, warned: bool) -> None:
    wanted = f"{PATH}:15: warning: was due for review on 2027-01-10"
    assert (wanted in said(root, parse(day))) is warned
    assert wanted not in said(root), "without a day nothing is overdue"


def test_a_term_that_differs_in_writing_alone_is_the_same(root: Path) -> None:
    base.changed(root, TERMS, "Did not attend (finding)", "Did  Not-Attend (situation)")
    assert said(root) == []


def test_every_dated_validator_is_tried() -> None:
    tried: list[Callable[..., Any]] = [pathway_checks.reviews_overdue]
    assert list(pathway_checks.DATED) == tried


def test_a_yes_becomes_a_row_of_a_codelist(root: Path) -> None:
    rows = [row for row in load(root).codelist if row.system == "urn:kinsight:questionnaire:harm"]
    assert [(row.code, row.concept, row.document, row.seen, row.file) for row in rows] == [
        ("done", "considered", "kinsight-assessments", "2026-11", JSON)
    ]
