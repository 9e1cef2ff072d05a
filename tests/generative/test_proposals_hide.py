"""Random streets of families: no proposal says anything of a restricted record, whoever it is reached through."""

import random
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from kinsight.identity import proposals
from kinsight.store.days import parse
from kinsight.store.workspace import Workspace
from tests.unit.feeds_kit import NHS, Resource, meta, patient, practice, take, to
from tests.unit.test_restricted_records import labelled

SEEDS = range(6)
DAY = parse("2026-11-01")
KIND = practice().identity["family"]
NUMBERS = [
    "9990000018",
    "9990000026",
    "9990000034",
    "9990000042",
    "9990000050",
    "9990000069",
    "9990000077",
    "9990000085",
]
Street = list[Resource]


def street(seed: int) -> tuple[Street, list[str]]:
    """People of a few houses, some moved, some tied to each other; and ids of some whose record is to be restricted."""
    chance = random.Random(seed)
    sent: Street = []
    for n, number in enumerate(NUMBERS):
        born = chance.choice(["2015-01-01", "2022-06-01"]) if n % 2 else chance.choice(["1980-01-01", "1993-05-05"])
        name = [{"text": f"P{n} {chance.choice(['Hill', 'Ferry', 'Hil'])}"}]
        homes = [home(chance, end) for end in chance.choice([[None], [None], ["2023-01-01", None]])]
        sent.append(patient(f"p{n}", born, name=name, address=homes, identifier=[{"system": NHS, "value": number}]))
    sent += [bond(chance, n) for n in range(5)]
    return sent, chance.sample([f"p{n}" for n in range(len(NUMBERS))], chance.choice([1, 1, 2]))


def home(chance: random.Random, end: str | None) -> dict[str, Any]:
    """One of three houses, up to a day or until now."""
    days = {"start": "2022-01-01", "end": end} if end else {"start": chance.choice(["2023-02-01", "2024-01-01"])}
    return {"line": [f"{chance.choice([1, 1, 2, 3])} Elm Road"], "postalCode": "ZZ1 1AA", "period": days}


def bond(chance: random.Random, n: int) -> Resource:
    """Somebody is something to somebody else, by their number."""
    of, other = chance.sample(range(len(NUMBERS)), 2)
    kind = [{"coding": [{"code": chance.choice(["MTH", "FTH", "SPS", "C", "ROOM"])}]}]
    who = [{"system": NHS, "value": NUMBERS[other]}]
    ended = {"period": {"end": "2025-01-01"}} if chance.random() < 0.2 else {}
    return {"resourceType": "RelatedPerson", "id": f"r{n}", "meta": meta("2024-01-02"), "patient": to(f"Patient/p{of}"),
            "relationship": kind, "identifier": who, **ended}  # fmt: skip


def restricted(sent: Street, ids: list[str]) -> Street:
    return [one | labelled() if one["id"] in ids else one for one in sent]


def proposed(workspace: Path, sent: Street) -> list[proposals.Proposal]:
    take(workspace, *sent)
    return proposals.read(Workspace(workspace), DAY, KIND)


def out_of_sight(sent: Street, ids: list[str]) -> set[str]:
    """References of who may not be in a proposal, worked out from what was sent and by nothing of ours."""
    by_number = dict(zip(NUMBERS, (f"Patient/p{n}" for n in range(len(NUMBERS))), strict=True))
    hidden = {f"Patient/{one}" for one in ids}
    bonds = [one for one in sent if one["resourceType"] == "RelatedPerson"]
    ties = [(one["patient"]["reference"], by_number[one["identifier"][0]["value"]]) for one in bonds]
    tied = {end for pair in ties if set(pair) & hidden for end in pair}
    people = {f"Patient/{one['id']}": one for one in sent if one["resourceType"] == "Patient"}
    places = {place["line"][0] for ref in hidden for place in people[ref]["address"]}
    there = {
        ref
        for ref, one in people.items()
        if all(place["line"][0] in places for place in one["address"] if "end" not in place["period"])
    }
    return hidden | tied | there


@pytest.mark.parametrize("seed", SEEDS)
def test_no_proposal_crosses_a_restricted_record(tmp_path, seed):
    sent, ids = street(seed)
    before = {(one.child, one.person) for one in proposed(tmp_path / "open", sent)}
    after = {(one.child, one.person) for one in proposed(tmp_path / "hidden", restricted(sent, ids))}
    assert after <= before, "a restriction proposes nobody"
    assert not {ref for pair in after for ref in pair} & out_of_sight(sent, ids)


@pytest.mark.parametrize("seed", SEEDS)
def test_asked_of_one_child_or_of_everyone_the_answer_is_the_same(tmp_path, seed):
    sent, ids = street(seed)
    everyone = proposed(tmp_path / "w", restricted(sent, ids[:1]))
    for child in (f"Patient/p{n}" for n in range(len(NUMBERS))):
        alone = proposals.read(Workspace(tmp_path / "w"), DAY, KIND, [child])
        assert alone == [one for one in everyone if one.child == child]


def test_the_streets_have_proposals_and_restrictions_that_hide_some(tmp_path):
    """Else the tests above would hold of nothing."""
    found = [(proposed(tmp_path / f"o{seed}", sent), proposed(tmp_path / f"h{seed}", restricted(sent, ids)))
             for seed in SEEDS for sent, ids in [street(seed)]]  # fmt: skip
    assert any(open_ for open_, _ in found) and any(len(open_) > len(hidden) for open_, hidden in found)
    assert any(hidden for _, hidden in found)
    assert all(one != other for one, other in combinations([street(seed)[0] for seed in SEEDS], 2))
