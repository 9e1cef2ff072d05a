"""Every assessment: an answer that states a fact becomes that fact when it is loaded, and nothing else does."""

from pathlib import Path
from typing import Any

import pytest

from kinsight.rules.compile.assessment_answers import as_lists, response
from kinsight.rules.read.knowledge_paths import root_of
from kinsight.rules.schema.questionnaire import CONCEPT, walk
from tests.knowledge.test_examples import KNOWN
from tests.unit import feeds_kit as kit

EXAMPLES = [
    (name, place, example)
    for name, told in sorted(KNOWN.assessments.items())
    for place, example in enumerate(told.examples)
]
DAY = "2026-11-20"


def answered(name: str, answers: dict[str, Any], id_: str) -> dict[str, Any]:
    made = response(KNOWN.questionnaires[name], as_lists(answers), "Patient/kid", DAY, id=id_)
    return {**made, "meta": kit.meta(DAY)}


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with one response for every example of every assessment."""
    place = tmp_path_factory.mktemp("answers") / "workspace"
    given = [answered(name, example.answers, f"{name}.{nth}") for name, nth, example in EXAMPLES]
    report = kit.take(place, kit.KID, *given)
    assert report.files[0].quarantined == 0
    return place


def test_there_are_as_many_as_promised() -> None:
    assert len(KNOWN.assessments) >= 13
    assert KNOWN.assessments.keys() == KNOWN.questionnaires.keys()


@pytest.mark.parametrize(
    ("name", "nth", "example"), EXAMPLES, ids=lambda part: part if isinstance(part, str | int) else ""
)
def test_answers_become_these_facts_and_no_other(workspace: Path, name: str, nth: int, example: Any) -> None:
    assert sorted(kit.concepts(workspace, f"QuestionnaireResponse/{name}.{nth}")) == sorted(example.becomes)


def test_the_facts_are_dated_by_the_day_of_the_answers(workspace: Path) -> None:
    days = kit.rows(workspace, "SELECT DISTINCT \"on\" FROM records.event WHERE ref LIKE 'QuestionnaireResponse/%'")
    assert days == [(kit.parse(DAY),)]


def test_every_fact_that_an_answer_states_is_loaded_as_it(tmp_path: Path) -> None:
    """Each option and each yes is loaded once, alone, whatever the examples happen to choose."""
    wanted, given = {}, []
    for name, asked in KNOWN.questionnaires.items():
        for _, item in walk(asked.item):
            yes = [(True, item.concept)] if item.concept else []
            for answer, concept in [*yes, *((word, word) for word in item.stated_by_options)]:
                id_ = f"{name}.{item.link_id}.{concept}"
                wanted[f"QuestionnaireResponse/{id_}"] = concept
                given.append(answered(name, {item.link_id: answer}, id_))
    kit.take(tmp_path / "workspace", kit.KID, *given)
    assert len(wanted) > 100
    assert {ref: concept for ref, concept, _, _ in kit.events(tmp_path / "workspace")} == wanted


def test_a_no_states_nothing(tmp_path: Path) -> None:
    given = []
    for name, asked in KNOWN.questionnaires.items():
        nos = {item.link_id: False for _, item in walk(asked.item) if item.concept}
        given += [answered(name, nos, name)] if nos else []
    kit.take(tmp_path / "workspace", kit.KID, *given)
    assert len(given) > 10
    assert kit.concepts(tmp_path / "workspace", "QuestionnaireResponse/%") == []


def test_no_instrument_under_copyright_is_asked() -> None:
    """Scores of instruments are codes of their own; our forms never ask their questions or count points."""
    texts = [path.read_text(encoding="utf-8").casefold() for path in (root_of() / "assessments").glob("*.json")]
    assert texts
    assert not [word for text in texts for word in ("score of", "points", "graded care") if word in text]
    kinds = {item.type for asked in KNOWN.questionnaires.values() for _, item in walk(asked.item)}
    assert "decimal" not in kinds and kinds >= {"group", "boolean", "choice", "text"}


def test_codings_say_the_concepts_own_title() -> None:
    for asked in KNOWN.questionnaires.values():
        for _, item in walk(asked.item):
            for coding in item.code:
                assert coding.system == CONCEPT and coding.display == KNOWN.concepts[coding.code].title
