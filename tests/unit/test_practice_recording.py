"""Every way for the shelf of what people record to be wrong: a spoilt copy of ours that shows it."""

from dataclasses import replace

import pytest

from kinsight.rules.checks import recording_checks
from kinsight.rules.checks.all_checks import OTHER_SHELVES
from kinsight.rules.read.knowledge_folder import Shelf, read
from kinsight.rules.read.knowledge_paths import root_of

SHELF, _ = read(root_of())


def spoilt(name: str, **changes) -> Shelf:
    """Ours with one group changed."""
    knowledge = SHELF.knowledge
    group = knowledge.recording[name].model_copy(update=changes)
    return replace(SHELF, knowledge=replace(knowledge, recording={**knowledge.recording, name: group}))


def met(role: str, *most: str) -> Shelf:
    """Ours, with a role that meets this most."""
    knowledge = SHELF.knowledge
    item = knowledge.recording_by_role[role].model_copy(update={"most": list(most)})
    by_role = {**knowledge.recording_by_role, role: item}
    return replace(SHELF, knowledge=replace(knowledge, recording_by_role=by_role))


def facts(name: str, *concepts: str):
    first = SHELF.knowledge.recording[name].facts
    return [*first, *(first[0].model_copy(update={"concept": word}) for word in concepts)]


SPOILT = [
    (spoilt("abuse-asked", facts=facts("abuse-asked", "no-such")), "recorded_concepts_unknown", "is no concept"),
    (spoilt("abuse-asked", facts=facts("abuse-asked", "dash-completed")), "recorded_concepts_unknown", "something done"),
    (spoilt("abuse-asked", facts=facts("abuse-asked", "self-harm")), "recorded_concepts_twice", "more than once"),
    (spoilt("abuse-asked", facts=facts("abuse-asked")[1:]), "concepts_not_recorded", "nobody can record"),
    (spoilt("abuse-asked", offered=False), "withheld_without_reason", "`why`"),
    (spoilt("judges-the-family", why=""), "withheld_without_reason", "`why`"),
    (spoilt("abuse-at-home", pathway="no-such"), "recording_pathways_unknown", "unknown pathway"),
    (met("gp", "young-parent"), "met_most_unknown", "offered by no group"),
    (met("gp", "self-harm", "self-harm"), "met_most_unknown", "stands here twice"),
    (met("reception", "neglect-concern"), "desk_meets_abuse", "about abuse"),
    (spoilt("abuse-asked", first_steps=["She made a lifestyle choice."]), "recording_in_bad_words", "to be avoided"),
]  # fmt: skip


@pytest.mark.parametrize(("shelf", "check", "said"), SPOILT)
def test_what_is_wrong_is_said(shelf, check, said):
    problems = list(getattr(recording_checks, check)(shelf))
    assert problems and all(said in problem.what and problem.line for problem in problems)


def test_every_check_runs_and_ours_passes_it():
    assert set(recording_checks.EDITORIAL) <= set(OTHER_SHELVES)
    assert {one.__name__ for one in recording_checks.EDITORIAL} == {check for _, check, _ in SPOILT}
    assert [problem for check in recording_checks.EDITORIAL for problem in check(SHELF)] == []


def test_every_role_that_looks_after_children_meets_something():
    from kinsight.casework.matrix import CLINICAL, DESK

    assert set(SHELF.knowledge.recording_by_role) == CLINICAL | DESK


def test_what_may_be_abuse_says_what_to_do_at_once():
    """A fact that is told of abuse is answered; only that nobody told (a no) or that it ended asks less."""
    concepts = SHELF.knowledge.concepts
    unanswered = [
        kind.concept
        for group in SHELF.knowledge.recording.values()
        if group.offered and not group.first_steps
        for kind in group.facts
        if concepts[kind.concept].sensitive
    ]
    assert set(unanswered) <= {
        "obsessional-thoughts-of-harm",
        "protection-plan-neglect",
        "protection-plan-emotional-abuse",
    }
