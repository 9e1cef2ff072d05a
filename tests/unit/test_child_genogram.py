"""The family drawn: everyone once, nobody on anybody, the home round those who live there."""

from datetime import date, timedelta
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinsight.web.child.drawings.genogram import Genogram, Symbol, genogram
from kinsight.web.child.family_table import relatives_table
from kinsight.web.family.family_members import FamilyOnDay, at_home
from tests.unit.child_page import FAMILIES, as_of, kin, sources

ON = date(2026, 11, 23)
Row = dict[str, Any]

days = st.none() | st.dates(date(2000, 1, 1), date(2027, 6, 1)).map(date.isoformat)
roles = st.sampled_from(["mother", "father", "guardian", "carer", "partner", "sibling", "household"])
spans = st.builds(lambda role, start, end: {"role": role, "from": start, "until": end}, roles, days, days)
names = st.none() | st.text("abc déé-'<&\"", min_size=1, max_size=40)


@st.composite
def families(draw: st.DrawFn) -> Row:
    """Any number of people with any roles, couples between any two, an unborn or a grown child."""
    people = [
        {
            "ref": f"Patient/{n}",
            "name": draw(names),
            "sex": draw(st.sampled_from(["male", "female", "other", None])),
            "born": draw(days),
            "died": draw(days),
            "roles": draw(st.lists(spans, min_size=1, max_size=3)),
        }
        for n in range(draw(st.integers(0, 9)))
    ]
    refs = [p["ref"] for p in people] + ["Patient/child"]
    couples = draw(
        st.lists(
            st.builds(
                lambda a, b, start, end: {"a": a, "b": b, "from": start, "until": end},
                st.sampled_from(refs),
                st.sampled_from(refs),
                days,
                days,
            ),
            max_size=6,
        )
    )
    child = {
        "ref": "Patient/child",
        "name": draw(names),
        "born": draw(days),
        "expected": draw(days),
        "sex": None,
        "died": None,
    }
    return {
        "child": child,
        "people": people,
        "couples": couples,
        "addresses": draw(st.lists(homes(refs), max_size=6)),
        "events": [],
        "services": [],
    }


def homes(refs: list[str]) -> st.SearchStrategy[Row]:
    """Somebody at one of two addresses for some time."""
    return st.builds(
        lambda ref, line, start, end: {"ref": ref, "line": line, "postcode": None, "from": start, "until": end},
        st.sampled_from(refs),
        st.sampled_from(["1 Elm Row", "2 Oak Lane"]),
        days,
        days,
    )


def apart(one: Symbol, other: Symbol) -> bool:
    a, b = one.box, other.box
    return a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]


def home_box(drawn: Genogram) -> tuple[float, float, float, float]:
    """Left, top, right, bottom of the dashed outline."""
    parts = drawn.household.replace("M", "").replace("H", "").replace("V", "").replace("Z", "").split()
    left, top, right, bottom = (float(part) for part in parts[:4])
    return left, top, right, bottom


@given(families())
def test_everyone_stands_once_and_nobody_on_anybody(family: Row) -> None:
    drawn = genogram(family, ON)
    assert sorted(s.card.ref for s in drawn.symbols) == sorted([p["ref"] for p in family["people"]] + ["Patient/child"])
    assert all(apart(one, other) for one, other in combinations(drawn.symbols, 2))


@given(families())
def test_everything_is_inside_the_drawing(family: Row) -> None:
    drawn = genogram(family, ON)
    for left, top, right, bottom in (s.box for s in drawn.symbols):
        assert left >= 0 and top >= 0 and right <= drawn.width and bottom <= drawn.height


@given(families())
def test_the_outline_holds_those_who_live_there_and_no_one_else(family: Row) -> None:
    drawn = genogram(family, ON)
    living_there = at_home(family, ON) | {"Patient/child"}
    if len(living_there) == 1:
        assert drawn.household == ""
        return
    left, top, right, bottom = home_box(drawn)
    for s in drawn.symbols:
        inside = left <= s.x <= right and top <= s.y <= bottom
        assert inside == (s.card.ref in living_there)


@given(families())
def test_the_table_names_each_person_of_the_drawing(family: Row) -> None:
    drawn, table = genogram(family, ON), relatives_table(FamilyOnDay(family, ON))
    assert len(table) == len(drawn.symbols) - 1
    assert sorted(r.name for r in table) == sorted(p["name"] or "Name not recorded" for p in family["people"])


@given(families())
def test_no_two_couples_lie_on_one_line(family: Row) -> None:
    brackets = [line.path.split() for line in genogram(family, ON).lines if line.kind in ("couple", "ended", "parents")]
    across = [(part[2], sorted((float(part[0][1:]), float(part[3][1:])))) for part in brackets]
    for (y, one), (other_y, other) in combinations(across, 2):
        assert y != other_y or one[1] < other[0] or other[1] < one[0]


def test_long_names_side_by_side_keep_apart() -> None:
    family = sources("ordinary")["family"]
    family["people"] += [family["people"][2] | {"ref": f"Patient/s{n}", "name": "W" * 40} for n in range(5)]
    drawn = genogram(family, ON)
    assert all(apart(one, other) for one, other in combinations(drawn.symbols, 2))


def symbols(name: str) -> dict[str, Symbol]:
    return {s.card.ref: s for s in genogram(kin(name).family, as_of(name)).symbols}


def test_shapes_say_sex_and_birth() -> None:
    shapes = {ref: s.card.shape for ref, s in (symbols("head_injury") | symbols("unborn")).items()}
    assert shapes["Patient/k-mother"] == "circle" and shapes["Patient/k-father"] == "square"
    assert shapes["RelatedPerson/u-f"] == "diamond" and shapes["Patient/u-child"] == "triangle"


def test_an_ended_couple_is_struck_through_and_a_present_one_is_not() -> None:
    lines = genogram(kin("head_injury").family, ON).lines
    assert sorted(line.kind for line in lines if line.kind in ("couple", "ended")) == ["couple", "ended", "ended"]
    assert all(bool(line.slash) == (line.kind == "ended") for line in lines)


def test_a_couple_that_parts_later_is_whole_on_the_day_before() -> None:
    lines = genogram(kin("disclosure").family, date(2026, 5, 31)).lines
    assert [line.kind for line in lines if line.kind in ("couple", "ended")] == ["couple"]


def test_parents_nobody_recorded_as_a_couple_are_not_drawn_as_one() -> None:
    family = sources("ordinary")["family"] | {"couples": []}
    kinds = [line.kind for line in genogram(family, ON).lines]
    assert "couple" not in kinds and kinds.count("parents") == 1


def test_who_lives_at_the_childs_address_lives_with_the_child() -> None:
    family = sources("ordinary")["family"]
    for person in family["people"]:
        person["roles"] = [span for span in person["roles"] if span["role"] != "household"]
    refs = [family["child"]["ref"], *(p["ref"] for p in family["people"])]
    there = {"line": "22 Orchard Close", "postcode": "NV4 1TT", "from": "2023-02-14", "until": None}
    family["addresses"] = [there | {"ref": ref} for ref in refs[:3]] + [there | {"ref": refs[3], "until": "2025-01-01"}]
    assert at_home(family, ON) == set(refs[1:3])


def test_before_birth_the_home_is_the_mothers() -> None:
    family = sources("unborn")["family"]
    there = {"line": "9 Quay Street", "postcode": "NV1 1AA", "from": None, "until": None}
    family["addresses"] = [there | {"ref": person["ref"]} for person in family["people"]]
    assert at_home(family, ON) == {person["ref"] for person in family["people"]}


def test_who_died_is_crossed() -> None:
    family = sources("ordinary")["family"]
    family["people"][1]["died"] = (ON - timedelta(days=30)).isoformat()
    card = next(s.card for s in genogram(family, ON).symbols if s.card.ref == family["people"][1]["ref"])
    assert card.dead and "died 2026" in " ".join(card.note)


@pytest.mark.parametrize("name", FAMILIES)
def test_the_description_names_everyone(name: str) -> None:
    drawn = genogram(kin(name).family, as_of(name))
    assert all(s.card.title in drawn.desc for s in drawn.symbols if not s.card.child)
