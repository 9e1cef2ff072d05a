"""What feeds say of records of one human: Patient.link and Person.link, believed, waiting, taken back, or not sure enough."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from kinsight.cli.main import app
from kinsight.identity import unresolved
from kinsight.ingest.load import load
from kinsight.picture import picture
from kinsight.store.days import parse
from kinsight.store.workspace import Workspace
from kinsight.sweep import run as sweep
from tests.unit.feeds_kit import NHS, RECEIVED, condition, meta, own, patient, practice, reasons, rows, take, to, write

DAY = parse("2026-11-23")
KID = patient("kid", identifier=[{"system": NHS, "value": "9990000018"}], name=[{"text": "Kit Ash"}])
MOTHER = {
    "resourceType": "RelatedPerson",
    "id": "r",
    "meta": meta("2020-01-02"),
    "patient": to("Patient/kid"),
    "birthDate": "1990-05-05",
    "relationship": [{"coding": [{"code": "MTH"}]}],
}
MISUSE = condition("c", who="Patient/eve", code=own("drug-misuse"), known="2026-04-01", onsetDateTime="2026-04-01")


def eve(*links, **more):
    return patient("eve", "1990-05-05", **({"link": list(links)} if links else {}), **more)


def link(ref="RelatedPerson/r", kind="seealso"):
    return {"other": to(ref), "type": kind}


def person(*targets, **more):
    return {"resourceType": "Person", "id": "p", "meta": meta("2020-01-02"), "link": list(targets), **more}


def target(ref, assurance=None):
    return {"target": to(ref), **({"assurance": assurance} if assurance else {})}


def seen(workspace: Path) -> bool:
    """Whether the child's picture holds what the mother's own service knows."""
    found = picture(Workspace(workspace), "kid", DAY, practice())
    return "drug-misuse" in {pattern["indicator"] for pattern in found["patterns"]}


BOTH = (target("Patient/eve"), target("RelatedPerson/r"))
#: What is sent besides, and whether the mother's records are one.
CASES = {
    "no link": ([eve()], False),
    "seealso": ([eve(link())], True),
    "refer": ([eve(link(kind="refer"))], True),
    "replaced-by": ([eve(link(kind="replaced-by"))], True),
    "replaces": ([eve(link(kind="replaces"))], True),
    "a word of DSTU2": ([eve(link(kind="replace"))], True),
    "an absolute reference with a version": ([eve(link("https://trust.example/fhir/RelatedPerson/r/_history/2"))], True),
    "a type that nobody knows": ([eve(link(kind="resembles"))], False),
    "no type": ([eve({"other": to("RelatedPerson/r")})], False),
    "a link to a record that never came": ([eve(link("RelatedPerson/never"))], False),
    "a Person": ([eve(), person(*BOTH)], True),
    "a Person of high assurance": ([eve(), person(target("Patient/eve", "level4"), target("RelatedPerson/r", "level3"))], True),
    "a Person of some assurance": ([eve(), person(target("Patient/eve", "level4"), target("RelatedPerson/r", "level2"))], False),
    "a Person created in error": ([eve(), person(*BOTH, active=False)], False),
    "a Person of another birth": ([eve(), person(*BOTH, birthDate="1960-01-01")], False),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_whether_two_records_are_one(tmp_path, case):
    sent, joined = CASES[case]
    report = take(tmp_path / "w", KID, MOTHER, *sent, MISUSE)
    assert not reasons(tmp_path / "w") and not any("link" in name for name in report.ignored)
    assert seen(tmp_path / "w") is joined


def test_a_link_that_its_next_version_leaves_out_joins_no_longer(tmp_path):
    take(tmp_path / "w", KID, MOTHER, eve(link()), MISUSE)
    take(tmp_path / "w", eve(meta=meta("2024-01-01", "2")), name="later.ndjson")
    assert not seen(tmp_path / "w")
    said = "SELECT known, superseded FROM records.link JOIN records.supersession USING (version)"
    assert rows(tmp_path / "w", said) == [(parse("2020-01-02"), parse("2024-01-01"))], "both are still on record"


def test_a_record_that_its_sender_deleted_links_nobody(tmp_path):
    take(tmp_path / "w", KID, MOTHER, eve(link()), MISUSE)
    deleted = {
        "request": {"method": "DELETE", "url": "Patient/eve"},
        "response": {"lastModified": "2024-01-01T09:00:00Z"},
    }
    take(tmp_path / "w", {"resourceType": "Bundle", "type": "history", "entry": [deleted]}, name="later.ndjson")
    assert not seen(tmp_path / "w")


@pytest.mark.parametrize("order", ["the link first", "the other first"])
def test_a_link_is_believed_once_the_other_record_comes(tmp_path, order):
    one, other = [eve(link()), MISUSE], [KID, MOTHER]
    first, second = (one, other) if order == "the link first" else (other, one)
    take(tmp_path / "w", *first)
    take(tmp_path / "w", *second, name="later.ndjson")
    assert seen(tmp_path / "w") and not unresolved.read(Workspace(tmp_path / "w")).unused_links


def test_links_that_join_nobody_are_listed_and_counted(tmp_path):
    take(
        tmp_path / "w",
        KID,
        MOTHER,
        eve(link("Patient/never"), link(kind="resembles")),
        person(target("Patient/eve", "level1")),
        patient("far", "1990-05-05", link=[{"other": {"display": "Eve"}, "type": "refer"}]),
    )
    found = unresolved.read(Workspace(tmp_path / "w"))
    assert [(one.ref, one.other, one.why) for one in found.unused_links] == [
        ("Patient/eve", "Patient/never", "has-not-come"),
        ("Patient/eve", "RelatedPerson/r", "not-sure"),
        ("Person/p", "Patient/eve", "not-sure"),
    ]
    said = CliRunner().invoke(app, ["identity", "conflicts", "--workspace", str(tmp_path / "w")]).output
    assert "A link that joins nobody" in said and "Patient/never" in said


def test_a_link_that_names_nobody_by_an_id_is_counted(tmp_path):
    odd = [{"other": {"display": "Eve"}, "type": "refer"}, link("Patient?identifier=1"), link("Practitioner/1")]
    assert take(tmp_path / "w", KID, eve(*odd, link("Patient/kid"))).links_not_followed == 3


def test_linked_records_that_contradict_each_other_are_listed_for_a_person(tmp_path):
    take(tmp_path / "w", KID, patient("kid2", "2021-05-05", link=[link("Patient/kid")]))
    (conflict,) = unresolved.read(Workspace(tmp_path / "w")).link_conflicts
    assert (conflict.contradicts, conflict.people) == (["birth date"], [["Patient/kid"], ["Patient/kid2"]])


def test_a_modifier_within_a_link_is_never_ignored(tmp_path):
    odd = {**link(), "modifierExtension": [{"url": "https://x.example/not", "valueBoolean": True}]}
    take(tmp_path / "w", KID, MOTHER, eve(odd))
    assert [reason for _, reason in reasons(tmp_path / "w")] == ["unknown-modifier"]


def test_a_link_within_a_named_server_is_of_that_server(tmp_path):
    path = write(tmp_path / "sent.ndjson", [KID, MOTHER, eve(link())])
    load(Workspace(tmp_path / "w"), [path], practice(), RECEIVED, server="trust-b")
    assert rows(tmp_path / "w", "SELECT other_ref FROM records.link") == [("RelatedPerson/r@trust-b",)]


def test_a_child_is_found_by_each_number_of_its_linked_records(tmp_path):
    old = patient("old", identifier=[{"system": NHS, "value": "9990000026"}], link=[link("Patient/kid", "replaced-by")])
    take(tmp_path / "w", KID, old)
    one, other = (
        picture(Workspace(tmp_path / "w"), number, DAY, practice()) for number in ("9990000018", "9990000026")
    )
    assert {**one, "child": ""} == {**other, "child": ""}


def told(found: sweep.Sweep) -> list[str]:
    return sorted(repr(row) for table in (found.spells, found.owed, found.roster) for row in table.to_pylist())


def test_a_link_of_a_later_load_is_noticed_by_a_sweep_of_what_changed(tmp_path):
    """The link comes, and goes again: each time as if everyone had been judged."""
    others = [patient(f"other{n}", "2019-01-01") for n in range(30)]
    take(tmp_path / "w", KID, MOTHER, eve(), MISUSE, *others)
    first = sweep.bring_up(Workspace(tmp_path / "w"), DAY, practice())
    take(tmp_path / "w", eve(link(), meta=meta("2024-01-01", "2")), name="link.ndjson")
    linked = sweep.bring_up(Workspace(tmp_path / "w"), DAY, practice())
    assert linked.how == "changes" and linked.judged < 5, "few were judged again"
    assert told(linked.everyone()) != told(first.everyone())
    assert told(linked.everyone()) == told(sweep.sweep(Workspace(tmp_path / "w"), DAY, practice()))
    take(tmp_path / "w", eve(meta=meta("2024-02-01", "3")), name="gone.ndjson")
    gone = sweep.bring_up(Workspace(tmp_path / "w"), DAY, practice())
    assert gone.how == "changes" and told(gone.everyone()) == told(first.everyone())


def test_what_is_new_of_someone_linked_is_noticed_through_the_links(tmp_path):
    """A partner of the mother, known at her own service alone: the link itself is not new."""
    his = condition("h", who="Patient/him", code=own("drug-misuse"), known="2026-04-01", onsetDateTime="2026-04-01")
    him = {
        "resourceType": "RelatedPerson",
        "id": "him",
        "meta": meta("2020-01-02"),
        "patient": to("Patient/eve"),
        "relationship": [{"coding": [{"code": "SPS"}]}],
    }
    others = [patient(f"other{n}", "2019-01-01") for n in range(30)]
    take(tmp_path / "w", KID, MOTHER, eve(link()), *others)
    before = sweep.bring_up(Workspace(tmp_path / "w"), DAY, practice())
    take(tmp_path / "w", him, patient("him", "1980-01-01", link=[link("RelatedPerson/him")]), his, name="him.ndjson")
    found = sweep.bring_up(Workspace(tmp_path / "w"), DAY, practice())
    assert found.how == "changes" and told(found.everyone()) != told(before.everyone())
    assert told(found.everyone()) == told(sweep.sweep(Workspace(tmp_path / "w"), DAY, practice()))
