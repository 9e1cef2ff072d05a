"""What follows from the record is a rule: another threshold gives other facts, a dated pair each its own, and families are made anew."""

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from kinsight.cli.main import app
from kinsight.engine.families import updating
from kinsight.engine.families.store import Store
from kinsight.rules.checks.all_checks import check
from kinsight.rules.compile.derivation_rows import digest
from kinsight.rules.diff.rule_diff import difference
from kinsight.rules.export import cql, fhir
from kinsight.rules.loading import load
from kinsight.rules.read.documents import KnowledgeError
from kinsight.rules.read.knowledge_paths import root_of
from kinsight.rules.schema.derivations import Derivation
from kinsight.rules.schema.knowledge import Knowledge
from kinsight.store.days import FOREVER, parse
from kinsight.store.keys import key
from kinsight.store.workspace import Workspace
from kinsight.web.manual.item import item_page
from tests.unit import feeds_kit as kit
from tests.unit.linkage_kit import BORN, Linked, Records, family, linked
from tests.unit.test_derived import D1, D2, D3, Version, couple, facts, three_addresses, three_partners, versions

__all__ = ["linked"]

OURS = load()
RUN = CliRunner()
YOUNG, FOURTH = "parent-under-twenty", "fourth-child-of-mother"


def saying(name: str, known: Knowledge = OURS, as_name: str | None = None, **update: Any) -> Knowledge:
    """This knowledge where one derivation says otherwise, or where another beside it does."""
    said = {**known.derivations[name].model_dump(by_alias=True), "derivation": as_name or name, **update}
    rule = Derivation.model_validate(said)
    return replace(known, derivations={**known.derivations, rule.derivation: rule})


def days_of(found: dict[int, list[Version]]) -> list[int]:
    """The days of facts, each of one version."""
    return sorted(on for ((on, _, _),) in found.values())


def mother_of(*births: str) -> Records:
    """Births of children of a mother born on 1 January 2000."""
    records = Records()
    records.person("Patient/mum", born=parse("2000-01-01"))
    for number, day in enumerate(births):
        records.person(f"Patient/k{number}", born=parse(day), known=parse(day))
        records.bond(f"Patient/k{number}", "Patient/mum", "mother", known=parse(day))
    return records


@pytest.mark.parametrize(
    ("born", "age", "young"),
    [
        ("2019-12-31", "20y", True),
        ("2020-01-01", "20y", False),
        ("2020-01-01", "21y", True),
        ("2019-12-31", "19y", False),
    ],
)
def test_another_age_makes_other_young_parents(linked: Linked, born: str, age: str, young: bool) -> None:
    known = saying(YOUNG, from_record={"parent-under": age, "awaited": "6w"})
    assert bool(versions(linked(mother_of(born)), "young-parent", known)) is young


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_another_number_of_children(linked: Linked, number: int) -> None:
    births = ("2020-03-01", "2021-03-01", "2022-03-01")
    known = saying(FOURTH, from_record={"child-of-mother": number})
    day = parse(births[number - 1]) if number <= 3 else None
    assert versions(linked(mother_of(*births)), "fourth-child", known) == ([(day, day, FOREVER)] if day else [])


@pytest.mark.parametrize(
    ("number", "within", "on"),
    [(2, "200d", []), (2, "201d", [D1 - 200, D1]), (3, "400d", []), (3, "401d", [D1]), (4, "5y", [])],
)
def test_another_number_of_partners_or_time(linked: Linked, number: int, within: str, on: list[int]) -> None:
    """One began 400 days before the last, and one 200."""
    records, _ = three_partners()
    known = saying("third-partner-within-two-years", from_record={"partner": number, "within": within})
    assert days_of(facts(linked(records), "third-partner-in-two-years", known)) == on


@pytest.mark.parametrize(
    ("ends", "third"),
    [
        ((None, None), False),  # nobody wrote when they were left: both began too long ago
        ((D1 - 100, D1 - 50), True),
        ((D1 - 800, D1 - 50), False),
        ((None, D1 - 50), False),
    ],
)
@pytest.mark.parametrize("what", ["partner", "address"])
def test_who_began_long_ago_counts_if_it_ended_within_the_time(
    linked: Linked, what: str, ends: tuple[int | None, ...], third: bool
) -> None:
    """Ten years of one marriage and a second one, both over within two years, are partners of those two years."""
    records = family()
    for number, end in enumerate(ends):
        began = D1 - 3000 + number
        if what == "partner":
            couple(records, f"Patient/{number}", began, until=end)
        else:
            records.lives("Patient/mum", f"home {number}", began, end, known=began)
    if what == "partner":
        couple(records, "Patient/new", D1)
    else:
        records.lives("Patient/mum", "new home", D1, known=D1)
    assert days_of(facts(linked(records), f"third-{what}-in-two-years")) == ([D1] if third else [])


@pytest.mark.parametrize(
    ("role", "start", "end", "there"),
    [
        ("father", None, None, True),
        ("carer", None, None, True),
        ("mother", None, None, False),
        ("sibling", None, None, False),
        ("household", None, None, False),
        ("father", BORN + 28, None, True),
        ("father", BORN + 29, None, False),
        ("father", None, BORN, False),
        ("father", None, BORN + 1, True),
    ],
)
def test_who_is_on_record_from_the_birth_beside_the_mother(
    linked: Linked, role: str, start: int | None, end: int | None, there: bool
) -> None:
    records = Records()
    for ref, born in (("Patient/kid", BORN), ("Patient/mum", BORN - 9000), ("Patient/other", BORN - 9000)):
        records.person(ref, born=born)
    records.bond("Patient/kid", "Patient/mum", "mother")
    records.bond("Patient/kid", "Patient/other", role, **{"from": start, "until": end, "known": BORN + 9})
    found = versions(linked(records), "second-carer-on-record")
    assert found == ([(BORN, BORN + 9, FOREVER)] if there else [])


def test_the_mothers_partner_of_before_the_birth_is_a_second_carer(linked: Linked) -> None:
    records = family()
    records.rows["bond"].pop()
    couple(records, "Patient/man", BORN - 400, known=BORN - 300)
    assert versions(linked(records), "second-carer-on-record") == [(BORN, BORN, FOREVER)]


def test_so_many_before_it_are_needed_on_every_day_of_it(linked: Linked) -> None:
    """Four partners; one of the first three is taken back, and another is told of later."""
    records, _ = three_partners()
    records.replaced(couple(records, "Patient/nought", D1 - 100), D2)
    couple(records, "Patient/late", D1 - 300, known=D3)
    four = saying("third-partner-within-two-years", from_record={"partner": 4, "within": "730d"})
    fact = key("third-partner-in-two-years/Patient/mum/Patient/three")
    found = facts(linked(records), "third-partner-in-two-years", four)
    assert found == {fact: [(D1, D1, D2), (D1, D3, FOREVER)]}


@pytest.mark.parametrize(
    ("said", "new"),
    [
        ({"adult-joins": "4w"}, True),
        ({"adult-joins": "3m"}, False),
        ({"adult-joins": "4w", "until_age": "1m"}, False),
    ],
)
def test_who_joins_soon_enough_or_too_late_is_nobody_new(linked: Linked, said: dict[str, str], new: bool) -> None:
    """A partner of the mother, two months after the birth."""
    records, on = family(), parse("2020-05-01")
    records.person("Patient/new", born=parse("1990-01-01"))
    records.bond("Patient/mum", "Patient/new", "partner", **{"from": on, "known": on})
    known = saying("adult-new-to-household", from_record=said)
    assert days_of(facts(linked(records), "new-adult-in-household", known)) == ([on] if new else [])


@pytest.mark.parametrize(
    ("said", "moved"), [({}, True), ({"address": 4}, False), ({"within": "1y"}, False), ({"until_age": "4y"}, False)]
)
def test_another_number_of_addresses_time_or_age(linked: Linked, said: dict[str, Any], moved: bool) -> None:
    records, _ = three_addresses()
    known = saying(
        "third-address-within-two-years", from_record={"address": 3, "within": "730d", "until_age": "18y"} | said
    )
    assert days_of(facts(linked(records), "third-address-in-two-years", known)) == ([D1] if moved else [])


def test_of_a_dated_pair_each_makes_the_facts_of_its_own_days(linked: Linked) -> None:
    """From 2021 on a parent under 22 is young; before it, under 20."""
    change = date(2021, 1, 1)
    before = saying(YOUNG, in_force={"until": change})
    later = {"from_record": {"parent-under": "22y", "awaited": "6w"}, "in_force": {"from": change}, "replaces": YOUNG}
    both = saying(YOUNG, before, as_name="parent-under-twenty-two", **later)
    born = {"2019-06-01": True, "2020-06-01": False, "2021-06-01": True, "2022-06-01": False}
    found = facts(linked(mother_of(*born)), "young-parent", both)
    assert days_of(found) == [parse(day) for day, young in born.items() if young]


def test_a_rule_that_no_day_is_known_for_makes_nothing(linked: Linked) -> None:
    waiting = saying(YOUNG, in_force={"from": {"setting": "duty-to-disclose-begins"}})
    assert versions(linked(mother_of("2019-06-01")), "young-parent", waiting) == []


# --- the families' store ------------------------------------------------------------------------------------------

DAY = parse("2026-11-01")


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """A child whose mother was 20 at the birth."""
    bond = {
        "resourceType": "RelatedPerson", "id": "m", "meta": kit.meta("2020-01-02"), "patient": kit.to("Patient/kid"),
        "identifier": [{"system": kit.NHS, "value": "9990000018"}], "relationship": [{"coding": [{"code": "MTH"}]}],
    }  # fmt: skip
    mum = kit.patient("mum", "1999-05-05", identifier=[{"system": kit.NHS, "value": "9990000018"}])
    kit.take(tmp_path / "w", kit.KID, mum, bond)
    return Workspace(tmp_path / "w")


def derived(workspace: Workspace, known: Knowledge) -> set[str]:
    snapshot = updating.current(workspace, DAY, known)
    concepts = snapshot.manifest.concepts
    made = {one.makes for one in known.derivations.values()}
    return {concepts[n] for one in snapshot.segments for n in one.families.events["concept"].tolist()} & made


def test_other_derivations_make_the_families_anew_and_nothing_else_does(workspace: Workspace) -> None:
    assert derived(workspace, OURS) == set()
    before = Store(workspace).manifest()
    reworded = replace(saying(YOUNG, says="Otherwise said.", misleads="And otherwise."), version="other")
    assert derived(workspace, reworded) == set() and Store(workspace).manifest() == before
    older = replace(saying(YOUNG, from_record={"parent-under": "21y", "awaited": "6w"}), version="another")
    assert digest(reworded) == digest(OURS) != digest(older)
    assert derived(workspace, older) == {"young-parent"}
    assert derived(workspace, OURS) == set(), "in the same process, and back"


# --- what is said of them -----------------------------------------------------------------------------------------


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The derivations of one group, and what they rest on."""
    for name in ("concepts.yaml", "sources.yaml", "catalogue.yaml"):
        shutil.copy(root_of() / name, tmp_path)
    shutil.copytree(root_of() / "rules/family-life/derivations", tmp_path / "rules/family-life/derivations")
    return tmp_path


FILE = f"rules/family-life/derivations/{YOUNG}.yaml"


def test_a_changed_threshold_is_told_and_a_signed_one_is_a_draft_again(copy: Path) -> None:
    done = RUN.invoke(
        app, ["knowledge", "sign", YOUNG, "--by", "Dr A, named doctor", "--on", "2026-11-02", "--root", str(copy)]
    )
    assert done.exit_code == 0, done.output
    signed = load(copy)
    file = copy / FILE
    file.write_text(file.read_text().replace("parent-under: 20y", "parent-under: 21y"))
    (change,) = difference(signed, load(copy)).changes
    assert (change.what, change.kind, change.name) == ("changed", "derivation", YOUNG)
    assert [part.field for part in change.parts] == ["rule"] and "21 years" in change.parts[0].after
    (problem,) = [one for one in check(copy) if one.severity == "error"]
    assert (problem.file, problem.what) == (FILE, "it has changed since it was reviewed")


def test_show_and_list_say_it() -> None:
    told = " ".join(RUN.invoke(app, ["knowledge", "show", YOUNG]).output.split())
    assert "less than 20 years old" in told and "6 weeks" in told and "triennial-briefing-2016 p73" in told
    assert "none: a draft" in told
    assert YOUNG in RUN.invoke(app, ["knowledge", "list", "--json"]).output


def test_exports_say_it_in_words() -> None:
    library, beside = cql.files(OURS)["KinsightRules.cql"], cql.files(OURS)["NOT-EXPRESSED.md"]
    for name, one in OURS.derivations.items():
        assert one.title in library and f"`{name}`" in beside
        assert f"PlanDefinition/{name}.json" in fhir.files(OURS)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("makes: young-parent", "makes: young-parents", f"{FILE}:2: error: unknown concept 'young-parents'"),
        (
            "parent-under: 20y, awaited: 6w",
            "partner: 1, within: 1y",
            f"{FILE}:12: error: from_record.partner: Input should be",
        ),
        (
            "parent-under: 20y, ",
            "",
            "has exactly one of: parent-under, child-of-mother, partner, address, adult-joins, adult-there",
        ),
        (
            f"derivation: {YOUNG}",
            "derivation: parent-of-nineteen",
            "'parent-of-nineteen' stands in a file of another name",
        ),
        (
            "document: triennial-briefing-2016",
            "document: briefing",
            f"{FILE}:14: error: unknown source document 'briefing'",
        ),
    ],
)
def test_what_is_wrong_is_refused_with_its_place(copy: Path, old: str, new: str, said: str) -> None:
    file = copy / FILE
    assert old in file.read_text()
    file.write_text(file.read_text().replace(old, new, 1))
    with pytest.raises(KnowledgeError) as refused:
        load(copy)
    assert said in str(refused.value)


def test_every_derivation_has_a_page_with_the_rules_that_rest_on_it() -> None:
    for one in OURS.derivations.values():
        page = item_page(OURS, one)
        assert page.rule and page.sources and page.related and page.tag == "Follows from the record"
    rule = item_page(OURS, OURS.indicators["young-parent"])
    assert YOUNG in [line.name for line in rule.related]
