"""Assessments and pathways as the command line says them: every question, every fact that it states, every step."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from kinsight.cli import assessment_tables
from kinsight.cli.main import app
from kinsight.rules.compile.assessment_answers import as_lists, response
from kinsight.rules.schema.questionnaire import walk
from tests.knowledge.test_examples import KNOWN
from tests.unit import feeds_kit as kit


@pytest.mark.parametrize("name", sorted(KNOWN.assessments))
def test_an_assessment_says_every_question_and_every_fact(name: str) -> None:
    said = "\n".join(assessment_tables.assessment(KNOWN, KNOWN.assessments[name]))
    asked = KNOWN.questionnaires[name]
    assert [item.link_id for _, item in walk(asked.item) if item.text not in said] == []
    assert [word for word in asked.concepts if f"→ {word}" not in said] == []


@pytest.mark.parametrize("name", sorted(KNOWN.pathways))
def test_a_pathway_says_every_step_and_its_review(name: str) -> None:
    pathway = KNOWN.pathways[name]
    said = "\n".join(assessment_tables.pathway(pathway))
    assert [step.step for step in pathway.steps if step.title not in said or step.says not in said] == []
    assert str(pathway.review_due) in said and pathway.owner in said


def test_the_commands_know_them() -> None:
    run = CliRunner().invoke
    assert "safe-enquiry" in run(app, ["knowledge", "list", "--json"]).stdout
    assert "The same day" not in run(app, ["knowledge", "show", "after-a-disclosure"]).stdout
    assert "the same day" in run(app, ["knowledge", "show", "after-a-disclosure"]).stdout
    assert run(app, ["knowledge", "show", "no-such-thing"]).exit_code == 2


def test_answers_that_state_no_fact_are_kept_and_not_held_up_as_codes_to_map(tmp_path: Path) -> None:
    answers = as_lists(KNOWN.assessments["safe-enquiry"].examples[0].answers)
    given = {
        **response(KNOWN.questionnaires["safe-enquiry"], answers, "Patient/kid", "2026-11-20", id="q"),
        "meta": kit.meta("2026-11-20"),
    }
    feed = kit.write(
        tmp_path / "sent" / "f.ndjson", [kit.KID, given, kit.condition(code=kit.coded("http://x.example", "odd"))]
    )
    said = CliRunner().invoke(app, ["load", str(feed), "-w", str(tmp_path / "w"), "--received", "2026-11-23"]).stdout
    assert "odd" in said and "safe-contact" not in said and "questionnaire" not in said
    kept = kit.rows(tmp_path / "w", "SELECT count(*) FROM records.event WHERE code = 'safe-contact'")
    assert kept == [(1,)]
