"""The realistic district is as its figures say, in the codes of services, and its told stories are seen where the codes are known."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date
from math import sqrt
from pathlib import Path
from typing import Any

import orjson
import pytest
from typer.testing import CliRunner

from kinsight.cli import say
from kinsight.cli.main import app
from kinsight.ingest import load as feed_load
from kinsight.ingest.load_report import LoadReport
from kinsight.insight import truth_report
from kinsight.insight.truth_report import Held
from kinsight.rules import loading
from kinsight.rules.checks.verhoeff import sound
from kinsight.rules.schema.formats import OWNERS
from kinsight.store.days import to_day
from kinsight.store.workspace import Workspace
from kinsight.sweep import run as sweeps
from kinsight.synthetic import arcs, district, feed_codes
from kinsight.synthetic.realistic import coded_facts
from kinsight.synthetic.realistic.published_figures import completeness, document, figures, sources
from kinsight.synthetic.realistic.realistic_profile import REALISTIC

CHILDREN, SEED, END = 300, 1, date(2026, 11, 1)
#: So many standard errors may a figure be off: it happens by chance once in 15,000 figures.
FAR = 4.0
#: Figures a year, and not shares of 1.
RATES = ("practice-visits", "emergency-visits", "admission", "clinic-visits")
Rows = dict[str, list[dict[str, Any]]]
SNOMED, OWN = "http://snomed.info/sct", "urn:kinsight:concept"

#: One worker, one workspace.
pytestmark = pytest.mark.xdist_group("realistic")


@pytest.fixture(scope="module")
def feed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("realistic") / "feed"
    district.write(out, CHILDREN, SEED, END, profile=REALISTIC)
    return out


@pytest.fixture(scope="module")
def rows(feed: Path) -> Rows:
    return {file.stem: [orjson.loads(line) for line in file.open("rb")] for file in feed.glob("*.ndjson")}


@pytest.fixture(scope="module")
def truth(feed: Path) -> dict[str, Any]:
    return json.loads((feed / "truth.json").read_text())


@pytest.fixture(scope="module")
def loaded(feed: Path) -> tuple[Workspace, LoadReport]:
    workspace, knowledge = Workspace(feed.parent / "W"), loading.load()
    report = feed_load.load(workspace, [feed], knowledge, to_day(END))
    sweeps.bring_up(workspace, to_day(END), knowledge)
    return workspace, report


@pytest.fixture(scope="module")
def against_truth(loaded: tuple[Workspace, LoadReport], feed: Path) -> Held:
    return truth_report.hold(loaded[0], feed / "truth.json", loading.load())


def _codings(value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        if "system" in value and "code" in value:
            yield value["system"], value["code"]
        for item in value.values():
            yield from _codings(item)
    elif isinstance(value, list):
        for item in value:
            yield from _codings(item)


def _family(row: dict[str, Any]) -> str:
    return str(row["id"]).removeprefix("h").split("-")[0]


def _of_stories(truth: dict[str, Any]) -> set[str]:
    planted = document("stories")
    return {f"{planted['first'] + nth * planted['one_in']:06d}" for nth in range(len(planted["stories"]))}


# --- the data files ------------------------------------------------------------------------------------------------------


def test_every_figure_has_a_source_or_is_called_an_assumption() -> None:
    for figure in figures().values():
        assert bool(figure.source) != bool(figure.assumption), figure.name
        assert not figure.source or (figure.source in sources() and figure.where), figure.name
        assert figure.value >= 0 and (figure.value <= 1 or figure.name.startswith(RATES)), figure.name
    named = {one.source for one in (*figures().values(), *completeness().values()) if one.source}
    assert named == set(sources())
    assert all(0 <= one.share <= 1 and (not one.source or one.where) for one in completeness().values())


def test_what_the_lists_name_is_there() -> None:
    for line in document("burdens"):
        assert line["share"] in figures()
        for written in line["written"]:
            assert set(written["one_of"]) <= set(coded_facts.codes())
            assert written.get("otherwise") or written["complete"] in completeness()
    assert set(document("stories")["stories"]) <= {arc.name for arc in arcs.ARCS}
    for by_service in document("codes")["public"].values():
        for chosen in by_service.values():
            for one in chosen if isinstance(chosen, list) else [chosen]:
                assert not isinstance(one, str) or one in coded_facts.codes()


def test_nothing_in_the_data_files_is_left_unused() -> None:
    room = Path(coded_facts.__file__).parent
    code = "".join(path.read_text(encoding="utf-8") for path in sorted(room.glob("*.py")))
    lines = json.dumps([document("burdens"), document("codes")["public"]]) + code
    every = [*figures(), *completeness(), *coded_facts.codes()]
    assert [name for name in every if f'"{name}"' not in lines and f"code:{name}" not in lines] == []


def test_codes_of_snomed_pass_their_check_digit(rows: Rows) -> None:
    written = {code for kind in rows.values() for row in kind for system, code in _codings(row) if system == SNOMED}
    written |= {one["code"] for code in coded_facts.codes().values() for one in code.codings if one["system"] == SNOMED}
    assert len(written) > 50
    assert [code for code in sorted(written) if not sound(code)] == []


def test_the_documentation_has_every_figure_with_its_source() -> None:
    text = (Path(__file__).parents[2] / "docs" / "synthetic.md").read_text(encoding="utf-8")
    assert [figure.name for figure in figures().values() if f"| {figure.name} | {figure.value:g} |" not in text] == []
    assert [one.title for one in sources().values() if one.title not in text] == []
    assert [one.name for one in completeness().values() if f"| {one.name} | {one.share:g} |" not in text] == []


# --- the feed ------------------------------------------------------------------------------------------------------------


def test_the_same_seed_gives_the_same_bytes_and_another_does_not(tmp_path: Path) -> None:
    for folder, seed in (("a", 5), ("b", 5), ("c", 6)):
        district.write(tmp_path / folder, 40, seed, END, profile=REALISTIC)
    a, b, c = ({file.name: file.read_bytes() for file in (tmp_path / one).iterdir()} for one in "abc")
    assert a == b
    assert a["Patient.ndjson"] != c["Patient.ndjson"]


def test_prevalences_come_out_within_sampling_error(truth: dict[str, Any]) -> None:
    off = []
    for name, (cases, of) in truth["drawn"].items():
        share = figures()[name].value
        spread = share if name.startswith(RATES) else share * (1 - share)
        if of and abs(cases / of - share) > FAR * sqrt(spread / of) + 1 / of:
            off.append((name, cases, of, share))
    assert off == []
    assert len(truth["drawn"]) > 40


def test_the_feed_itself_shows_late_bookings_and_emergency_visits_as_often(rows: Rows, truth: dict[str, Any]) -> None:
    """Counted from the resources, and not from what was drawn."""
    ordinary = lambda row: _family(row) not in _of_stories(truth)  # noqa: E731
    dues = [r for r in rows["Observation"] if "valueDateTime" in r and ordinary(r)]
    weeks = [40 - (_day(r["valueDateTime"]) - _day(r["effectiveDateTime"])) / 7 for r in dues]
    late = sum(week > 10.1 for week in weeks) / len(weeks)
    assert abs(late - 0.4) < FAR * sqrt(0.24 / len(weeks))
    births = {r["id"]: _day(r["birthDate"]) for r in rows["Patient"]}
    small = [
        r
        for r in rows["Encounter"]
        if r["class"]["code"] == "EMER"
        and ordinary(r)
        and _day(r["period"]["start"]) - births[r["subject"]["reference"].split("/")[1]] < 1826
    ]
    years = truth["drawn"]["emergency-visits-under-five"][1]
    # A visit of the last days may not have been written yet.
    assert abs(len(small) / years - 0.7973) < FAR * sqrt(0.7973 / years) + 0.02


def _day(text: str) -> int:
    return to_day(date.fromisoformat(text[:10]))


def test_most_of_what_is_asked_is_no_code(rows: Rows, truth: dict[str, Any]) -> None:
    codes = Counter(code for row in rows["Procedure"] for _, code in _codings(row))
    asked = 3 * truth["drawn"]["booked-by-ten-weeks"][1]
    assert 0 < codes["700410005"] < 0.5 * asked
    smokers = [code for row in rows["Observation"] for _, code in _codings(row) if code in ("77176002", "8392000")]
    pregnancies = sum("valueDateTime" in row for row in rows["Observation"])
    assert abs(len(smokers) / pregnancies - 0.93) < FAR * sqrt(0.93 * 0.07 / pregnancies)


def test_no_code_of_our_own_system_is_used_but_the_listed(rows: Rows, truth: dict[str, Any]) -> None:
    words, stories = document("codes")["own_words"], _of_stories(truth)
    used = {
        (_family(row) in stories, code)
        for kind in rows.values()
        for row in kind
        for system, code in _codings(row)
        if system == OWN
    }
    assert {code for of_story, code in used if not of_story} == set(words["ordinary"])
    assert {code for _, code in used} <= {*words["ordinary"], *words["stories"]}
    systems = {system for kind in rows.values() for row in kind for system, _ in _codings(row)}
    assert {system for system in systems if system.startswith("urn:kinsight:")} == {OWN, "urn:kinsight:service-kind"}
    assert "http://hl7.org/fhir/sid/icd-10" in systems


def test_services_that_send_nothing_to_health_records_are_not_there(rows: Rows) -> None:
    kinds = {row["type"][0]["coding"][0]["code"] for row in rows["Organization"]}
    assert kinds >= {"gp", "midwifery", "health-visiting", "school-nursing", "emergency", "social-care", "camhs"}
    assert not kinds & {"police", "education", "dentistry", "sexual-health"}
    known = {f"Organization/{row['id']}" for row in rows["Organization"]}
    assert {row["meta"]["source"] for kind in rows.values() for row in kind} <= known


def test_flats_are_shared_by_several_families(rows: Rows) -> None:
    at: dict[tuple[str, str], set[str]] = {}
    for row in rows["Patient"]:
        for home in row["address"]:
            at.setdefault((home["line"][0], home["postalCode"]), set()).add(_family(row))
    assert any(len(families) > 1 for families in at.values())
    assert any(line.startswith("Flat ") for line, _ in at)


# --- loaded, swept and held against the truth ----------------------------------------------------------------------------


def test_it_loads_with_nothing_in_quarantine(loaded: tuple[Workspace, LoadReport]) -> None:
    report = loaded[1]
    assert [(file.file, file.quarantined) for file in report.files if file.quarantined] == []
    assert not report.facts_without_a_day and not report.without_service and not report.answers_not_understood


def test_told_stories_are_seen_wherever_their_codes_are_known(
    against_truth: Held, loaded: tuple[Workspace, LoadReport], rows: Rows, truth: dict[str, Any]
) -> None:
    """What is missed is printed, and must have a code in its family's records that no codelist has yet."""
    unmapped = {(row[0], row[1]) for row in loaded[1].unmapped} & _of_stories_alone()
    explained = {_family(row) for kind in rows.values() for row in kind if set(_codings(row)) & unmapped}
    missed: dict[str, list[str]] = {}
    for line in against_truth.missed:
        missed.setdefault(line.split("/")[1].split("-")[0].split(":")[0], []).append(line)
    for lines in missed.values():
        print(*lines, sep="\n")
    planted = {arc["arc"] for arc in truth["arcs"]}
    assert len(planted) >= 10
    assert sorted(set(missed) - explained) == []
    assert against_truth.wrongly_shown == 0


def _of_stories_alone() -> set[tuple[str, str]]:
    """Codes that stand for the words of a story; that no codelist has a contact's code explains nothing."""
    contacts = {"seen", "emergency-attendance", "antenatal-booking", "antenatal-contact", "domestic-abuse-enquiry-made"}
    words = document("codes")["public"].keys() - contacts
    services = ("gp", "emergency", "camhs", "adult-mental-health", "substance-misuse")
    made = [coded_facts.recoded({"coding": [{"system": OWN, "code": word}]}, by) for word in words for by in services]
    visit = coded_facts.codes()["emergency-visit"].codings[0]["code"]
    return {coding for body in made for coding in _codings(body) if coding[1] != visit}


def test_the_burden_is_printed_for_each_role(loaded: tuple[Workspace, LoadReport], feed: Path, monkeypatch) -> None:
    monkeypatch.setattr(say, "load_knowledge", lambda *_, **__: loading.load())
    words = [
        "burden",
        "--workspace",
        str(loaded[0].root),
        "--as-of",
        END.isoformat(),
        "--truth",
        str(feed / "truth.json"),
    ]
    printed = CliRunner().invoke(app, [*words, "--json"])
    assert printed.exit_code == 0, printed.output
    counted = json.loads(printed.stdout)
    roles = {role["role"]: role for role in counted["roles"]}
    assert set(roles) <= set(OWNERS.__args__) and {"health-visitor", "gp", "school-nurse", "midwife"} <= set(roles)
    for role in roles.values():
        assert 0 <= role["overdue_share"] <= 1 and role["new_a_week"] >= 0
        assert (role["unowned"], role["overdue_over_a_year"]) == (0, 0), (
            "everything is somebody's, and nothing waits for years"
        )
        assert role["per_caseload"] == pytest.approx(role["lines"] / role["people"] * role["caseload"], abs=0.1)
        assert set(role["by_expectation"]) <= set(loading.load().expectations)
    assert (roles["health-visitor"]["caseload"], roles["gp"]["caseload"], roles["school-nurse"]["caseload"]) == (
        250,
        1_000,
        2_500,
    )
    assert 0 < counted["ordinary"]["families"] < counted["all_families"]["families"] <= CHILDREN
    assert 0.8 * CHILDREN < counted["children"] <= CHILDREN
    plain = CliRunner().invoke(app, words)
    assert plain.exit_code == 0 and "Ordinary families" in plain.output


def test_the_burden_of_a_folder_without_records_is_refused(tmp_path: Path) -> None:
    refused = CliRunner().invoke(app, ["burden", "--workspace", str(tmp_path)])
    assert refused.exit_code == say.DATA


def test_the_command_writes_it_and_says_what_each_profile_is(tmp_path: Path) -> None:
    for profile, word in (("realistic", "not coded"), ("perfect", "tests the rules")):
        done = CliRunner().invoke(app, ["synth", str(tmp_path / profile), "--children", "20", "--profile", profile])
        assert done.exit_code == 0 and word in " ".join(done.output.split())
    assert feed_codes.OWN in (tmp_path / "perfect" / "Observation.ndjson").read_text()
    refused = CliRunner().invoke(app, ["synth", str(tmp_path / "x"), "--ordinary", "3", "--profile", "realistic"])
    assert refused.exit_code == say.USE
