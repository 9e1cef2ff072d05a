"""The briefing's numbers agree with each other, and every id of group A that is a number has one."""

import pytest

from tests.knowledge.test_examples import KNOWN

N = {name: one.value for name, one in KNOWN.constants.items()}


def test_the_cells_of_the_overlap_add_up_to_its_circles() -> None:
    both = {
        "substance-misuse": ("substance-and-mental", "substance-and-abuse"),
        "parental-mental-ill-health": ("substance-and-mental", "mental-and-abuse"),
        "domestic-abuse": ("substance-and-abuse", "mental-and-abuse"),
    }
    alone = {
        "substance-misuse": "substance-misuse-only",
        "parental-mental-ill-health": "mental-ill-health-only",
        "domestic-abuse": "domestic-abuse-only",
    }
    for circle, pairs in both.items():
        assert N[circle] == N[alone[circle]] + sum(N[pair] for pair in pairs) + N["all-three"], circle


def test_the_cells_add_up_to_all_reports() -> None:
    ones = ("substance-misuse-only", "mental-ill-health-only", "domestic-abuse-only")
    twos = ("substance-and-mental", "substance-and-abuse", "mental-and-abuse")
    assert sum(N[name] for name in ones) == N["exactly-one-of-three"]
    assert sum(N[name] for name in twos) == N["exactly-two-of-three"]
    parts = ("none-of-three", "exactly-one-of-three", "exactly-two-of-three", "all-three")
    assert sum(N[name] for name in parts) == N["reports-analysed"]


@pytest.mark.parametrize("name", sorted(name for name in N if f"{name}-share" in N))
def test_a_share_is_its_count_rounded(name: str) -> None:
    of = KNOWN.constants[name].of
    assert of and N[f"{name}-share"] == round(100 * N[name] / of)


def test_a_part_is_no_more_than_its_whole() -> None:
    assert [one.constant for one in KNOWN.constants.values() if one.of is not None and one.value > one.of] == []


def test_every_number_of_the_catalogue_is_a_constant() -> None:
    numbers = {name for name, item in KNOWN.catalogue.items() if name[0] == "A" and item.kind == "constant"}
    assert numbers == {cited for one in KNOWN.constants.values() for cited in one.catalogue}
