"""Find as people type: misspelt, without accents, in any order, with part of a date, by the mother; and nobody else's child."""

import re
from datetime import date

import pytest

from kinsight.casework import spelling
from kinsight.casework.finding import Born
from kinsight.casework.models import Role
from kinsight.web.forms.birth_date import parted
from tests.unit.casework_world import GP, HV, child, open_site, published, signed_in, staff, sweep, text, the

BORN = date(2024, 5, 3)


@pytest.fixture(autouse=True)
def site(settings, monkeypatch, db):
    open_site(settings, monkeypatch)


def names(typed):
    """Who stands in the list, in its order."""
    page = signed_in(staff()).post("/find", typed if isinstance(typed, dict) else {"name": typed}).content.decode()
    return re.findall(r'<a href="/child/[^"]+">([^<]+)</a>', page.replace("&#39;", "'"))


def publish(*children):
    """Each by name, or as (name, mother), on the caseload; and as many of the same names on another's."""
    both = [one if isinstance(one, tuple) else (one, None) for one in children]
    rows = [
        child(f"Patient/{where}-{n}", name, BORN, [where], mother_name=mother)
        for n, (name, mother) in enumerate(both)
        for where in (HV, GP)
    ]
    published(sweep(rows))


@pytest.mark.parametrize("typed, name", [
    ("Okafour", "Chidi Okafor"), ("chidi okafour", "Chidi Okafor"), ("Katlyn", "Caitlin Hill"), ("Mohammed", "Muhammad Ali"),
    ("Jose", "José Ruiz"), ("JOSÉ", "Jose Ruiz"), ("zoe", "Zoë Moss"), ("Lukasz", "Łukasz Nowak"), ("orsted", "Åse Ørsted"),
    ("Strauss", "Max Strauß"), ("Obrien", "Ann O’Brien"), ("o'brien", "Ann Obrien"), ("Smith Jones", "Ivy Smith-Jones"),
    ("smith-jones", "Ivy Smith Jones"), ("jones ivy", "Ivy Smith Jones"), ("ruiz, jose", "José Ruiz"), ("ksen", "Aksenov Ilya"),
])  # fmt: skip
def test_a_name_is_found_as_people_spell_it_and_on_the_own_caseload_alone(typed, name):
    publish(name, "Peter Quill")
    assert names(typed) == [name]


@pytest.mark.parametrize("typed", ["Quentin", "Ox", "Ali Okafor", "-", "zz", "abc " * 50, "q" * 200])
def test_another_name_finds_nobody(typed):
    publish("Chidi Okafor", "Ali Baker")
    assert names(typed) == []


def test_the_whole_name_comes_first_then_what_begins_so_then_what_is_similar():
    publish("Zac Anders", "Ben Andersen", "Anna Anderson", "Anders Zac", "Ada Sanders")
    assert names("anders") == ["Anders Zac", "Anna Anderson", "Ben Andersen", "Zac Anders", "Ada Sanders"]
    assert names("zac anders") == ["Anders Zac", "Zac Anders"]


def test_only_similar_names_say_that_they_are_and_no_number_says_how_much():
    publish("Chidi Okafor", "Ada Okafour")
    page = text(signed_in(staff()).post("/find", {"name": "okafour"}))
    assert re.search(r"Ada Okafour (?!similar).*Chidi Okafor similar name", page) and page.count("similar name") == 1
    assert "%" not in page


@pytest.mark.parametrize("typed, part", [
    ("2024", Born(2024)), ("3/2024", Born(2024, 3)), ("03 2024", Born(2024, 3)), ("3 May", Born(None, 5, 3)), ("3.5.24", Born(2024, 5, 3)),
    ("3rd May 2024", Born(2024, 5, 3)), ("May 2024", Born(2024, 5)), ("2024-05-03", Born(2024, 5, 3)), ("3/5", Born(None, 5, 3)),
    ("5/24", Born(2024, 5)), ("3 5 2024", Born(2024, 5, 3)), ("sept 2023", Born(2023, 9)),
])  # fmt: skip
def test_part_of_a_date_stands_alone_or_beside_a_name(typed, part):
    assert parted(typed) == ("", part)
    assert parted(f"Okafor {typed}") == ("Okafor", part) and parted(f"{typed} Okafor") == ("Okafor", part)


@pytest.mark.parametrize("typed", ["May", "June Carter", "Ada", "999 000 0018", "April"])
def test_a_name_is_no_date(typed):
    assert parted(typed) == (typed, None)


@pytest.mark.parametrize("typed, found", [
    ("2024", True), ("2023", False), ("5/2024", True), ("6/2024", False), ("3 May", True), ("4 May", False), ("3.5.24", True),
    ("okafor 2024", True), ("Okafour 5 2024", True), ("okafor 2023", False), ("zed 2024", False),
])  # fmt: skip
def test_a_child_is_found_by_part_of_a_date(typed, found):
    publish("Chidi Okafor")
    assert names(typed) == (["Chidi Okafor"] if found else [])


@pytest.mark.parametrize("boxes, found", [
    ({"year": "2024"}, True), ({"month": "5", "year": "2024"}, True),
    ({"day": "3", "month": "May"}, True), ({"month": "6", "year": "2024"}, False),
])  # fmt: skip
def test_some_of_the_three_boxes_are_enough(boxes, found):
    publish("Chidi Okafor")
    assert bool(names({"name": "okafor", **{f"born-{part}": value for part, value in boxes.items()}})) is found


@pytest.mark.parametrize("typed, said", [
    ({"name": "Okafor 31/2/2024"}, "Enter a date that is real"), ({"name": "13/2024"}, "Enter a date that is real"),
    ({"born-month": "3"}, "must include a day or a year"), ({"born-day": "3"}, "must include a month"),
])  # fmt: skip
def test_a_date_that_cannot_be_is_said(typed, said):
    assert said in text(signed_in(staff()).post("/find", typed))


def test_a_child_is_found_by_the_mothers_name_which_is_not_shown():
    publish(("Ben Hill", "Chioma Okafor"))
    page = text(signed_in(staff()).post("/find", {"name": "chioma"}))
    assert "Ben Hill found by the mother’s name" in page and "Okafor" not in page
    page = text(signed_in(staff()).post("/find", {"name": "okafour"}))
    assert "Ben Hill similar to the mother’s name" in page and "Okafor" not in page
    assert names("ben okafor") == names("Okafour Chioma") == ["Ben Hill"]
    assert "found by" not in text(signed_in(staff()).post("/find", {"name": "hill"}))


def test_an_unborn_child_is_found_by_the_mother():
    name = "Unborn child of Chioma Okafor"
    rows = [child("Pregnancy/1", name, None, expected=date(2027, 1, 1), mother_name="Chioma Okafor")]
    published(sweep([*rows, child("Pregnancy/2", name, None, [GP], expected=date(2027, 1, 1))]))
    assert names("okafor chioma") == names("okafour") == [name]


def test_a_child_whose_mother_may_not_be_searched_is_not_found_by_her():
    publish(("Ben Hill", "Chioma Okafor"))
    rows = [child(f"Patient/{HV}-0", "Ben Hill", BORN)]
    published(sweep(rows), whole=False)
    assert the(f"Patient/{HV}-0").mother_words == "" and names("chioma") == []


def test_an_exact_child_elsewhere_is_still_told_of_where_only_a_similar_name_is_at_hand():
    published(sweep([child("Patient/1", "Ada Exampel", BORN), child("Patient/2", "Ada Example", BORN, [GP])]))
    page = text(signed_in(staff()).post("/find", {"name": "Ada Example 3/5/2024"}))
    assert "Ada Exampel similar name" in page and "Say why you need" in page
    for typed in ("Ada Examplé 3/5/2024", "Ada Example 5/2024", "Example 3/5/2024", "Ada Exampl 3/5/2024"):
        assert "Say why you need" not in text(signed_in(staff()).post("/find", {"name": typed}))
    desk = signed_in(staff(Role.RECEPTION))
    assert "Say why you need" not in text(desk.post("/find", {"name": "Ada Example 3/5/2024"}))


def test_letters_changed_over_left_out_or_added_are_near_and_long_words_may_differ_in_two():
    assert spelling.apart("okafor", "okafro", 2) == spelling.apart("okafor", "okafr", 2) == 1
    assert spelling.apart("abcdef", "uvwxyz", 2) == 3
    assert spelling.similar("margaret", "margret") and not spelling.similar("mark", "mary")


def test_however_many_words_are_typed_there_is_an_answer():
    publish("Chidi Okafor")
    assert names("x " * 100) == names("x " * 20 + "okafour " * 15) == []
    assert names("o " * 100) == ["Chidi Okafor"]
