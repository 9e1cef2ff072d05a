"""Assessments and pathways as the command line says them: every question, every fact that it states, every step."""

import pytest
from typer.testing import CliRunner

from kinsight.cli import shelves
from kinsight.cli.main import app
from kinsight.practice.questionnaire import walk
from tests.knowledge.test_examples import KNOWN


@pytest.mark.parametrize("name", sorted(KNOWN.assessments))
def test_an_assessment_says_every_question_and_every_fact(name: str) -> None:
    said = "\n".join(shelves.assessment(KNOWN, KNOWN.assessments[name]))
    asked = KNOWN.questionnaires[name]
    assert [item.link_id for _, item in walk(asked.item) if item.text not in said] == []
    assert [word for word in asked.concepts if f"→ {word}" not in said] == []


@pytest.mark.parametrize("name", sorted(KNOWN.pathways))
def test_a_pathway_says_every_step_and_its_review(name: str) -> None:
    pathway = KNOWN.pathways[name]
    said = "\n".join(shelves.pathway(pathway))
    assert [step.step for step in pathway.steps if step.title not in said or step.says not in said] == []
    assert str(pathway.review_due) in said and pathway.owner in said


def test_the_commands_know_them() -> None:
    run = CliRunner().invoke
    assert "safe-enquiry" in run(app, ["knowledge", "list", "--json"]).stdout
    assert "The same day" not in run(app, ["knowledge", "show", "after-a-disclosure"]).stdout
    assert "the same day" in run(app, ["knowledge", "show", "after-a-disclosure"]).stdout
    assert run(app, ["knowledge", "show", "no-such-thing"]).exit_code == 2
