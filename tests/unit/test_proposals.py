"""Who may belong to a child's family is proposed with the evidence in words, and nobody who must not be seen is in a proposal."""

import json
import logging
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from kinsight.cli.main import app
from kinsight.identity import alike_records, comparing, proposals
from kinsight.identity.proposals import Proposal
from kinsight.store.days import parse
from kinsight.store.workspace import Workspace
from tests.unit.feeds_kit import NHS, Resource, meta, patient, practice, rows, take, to
from tests.unit.test_restricted_records import labelled

DAY = "2026-11-01"
KIND = practice().identity["family"]


def home(since: str = "2023-06-01", line: str = "1 Elm Road", **period: str) -> dict[str, Any]:
    """An address, from a day on."""
    return {"address": [{"line": [line], "postalCode": "ZZ1 1AA", "period": {"start": since, **period}}]}


def called(name: str) -> dict[str, Any]:
    return {"name": [{"text": name}]}


def phone(number: str) -> dict[str, Any]:
    return {"telecom": [{"system": "phone", "value": number}]}


def relative(id_: str, of: str, code: str, number: str | None = None, day: str = "2020-01-02", **more: Any) -> Resource:
    """A bond on a record; `number`: of whose NHS number it is."""
    who = {"identifier": [{"system": NHS, "value": number}]} if number else {}
    kind = [{"coding": [{"code": code}]}]
    return {
        "resourceType": "RelatedPerson",
        "id": id_,
        "meta": meta(day),
        "patient": to(of),
        "relationship": kind,
        **who,
        **more,
    }


MUMS, MANS = "9990000026", "9990000018"
KID = patient("kid", "2023-05-01", **called("Kit Hill"), **home())
MUM = patient("mum", "1995-01-01", identifier=[{"system": NHS, "value": MUMS}], **called("Mia Hill"), **home())
MOTHER = relative("m", "Patient/kid", "MTH", MUMS)
FAMILY = (KID, MUM, MOTHER)


def man(id_: str = "man", since: str = "2024-02-01", name: str = "Dan Ferry", **more: Any) -> Resource:
    """Somebody grown at the child's address."""
    return patient(id_, "1992-03-03", **{**called(name), **home(since), **more})


def proposed(workspace: Path, day: str = DAY, children: list[str] | None = None) -> list[Proposal]:
    return proposals.read(Workspace(workspace), parse(day), KIND, children)


def who(workspace: Path, day: str = DAY) -> list[tuple[str, str]]:
    """(whom, how sure) of the child's proposals; asked of all children and of this one alone, which must agree."""
    every = [one for one in proposed(workspace, day) if one.child == "Patient/kid"]
    assert every == proposed(workspace, day, ["Patient/kid"])
    return [(one.person, one.band) for one in every]


def test_the_partner_at_the_address_with_the_same_phone_is_proposed_with_the_reasons(tmp_path):
    number = phone("+44 7700 900123")
    take(tmp_path / "w", KID, MUM | phone("07700 900 123"), MOTHER, man(**number))
    (one,) = proposed(tmp_path / "w")
    assert (one.child, one.person, one.name, one.band) == ("Patient/kid", "Patient/man", "Dan Ferry", "likely")
    assert "the same phone number as the child, or as a parent" in one.speaks_for
    assert one.speaks_against == ["another family name"]
    assert one.beside == ["at the same address for more than a year, since 1 February 2024"]


def test_a_lodger_of_whom_nothing_else_is_known_is_unsure(tmp_path):
    take(tmp_path / "w", *FAMILY, man())
    assert who(tmp_path / "w") == [("Patient/man", "unsure")]


def test_the_lodger_in_a_house_of_many_is_not_proposed(tmp_path):
    take(tmp_path / "w", *FAMILY, *(man(f"m{n}", name=f"Al Lodger{n}") for n in range(5)))
    assert who(tmp_path / "w") == []


def test_many_at_the_address_speak_against_who_is_proposed_for_another_reason(tmp_path):
    strangers = [man(f"m{n}", name=f"Al Lodger{n}") for n in range(5)]
    take(tmp_path / "w", *FAMILY, *strangers, man(name="Dan Hill"))
    (one,) = proposed(tmp_path / "w")
    assert (one.person, one.band) == ("Patient/man", "unsure")
    assert "5 other grown people without a tie to the child are recorded at this address" in one.speaks_against


def test_at_a_place_that_strangers_share_nobody_is_proposed_whatever_else_speaks_for_it(tmp_path):
    strangers = [man(f"m{n}", name=f"Al Lodger{n}") for n in range(KIND.crowded_from)]
    take(
        tmp_path / "w",
        KID,
        MUM | phone("07700900123"),
        MOTHER,
        *strangers,
        man(name="Dan Hill", **phone("07700900123")),
    )
    assert who(tmp_path / "w") == []


def test_a_family_name_spelt_almost_alike_speaks_for_it(tmp_path):
    take(tmp_path / "w", patient("kid", "2023-05-01", **called("Kit Okafor"), **home()), man(name="Dan Okafo"))
    (one,) = proposed(tmp_path / "w")
    assert "a family name spelt almost like the child's, or a parent's" in one.speaks_for


def test_who_is_named_as_a_contact_is_proposed_and_still_no_relative(tmp_path):
    named = man(identifier=[{"system": NHS, "value": MANS}])
    take(tmp_path / "w", *FAMILY, named, relative("c", "Patient/kid", "C", MANS))
    (one,) = proposed(tmp_path / "w")
    assert one.band == "likely" and "named as a contact on the child's record" in one.speaks_for


@pytest.mark.parametrize("code, tied", [("FTH", True), ("ROOM", True), ("C", False)])
def test_who_is_stated_to_belong_to_the_child_is_not_proposed(tmp_path, code, tied):
    take(
        tmp_path / "w",
        *FAMILY,
        man(identifier=[{"system": NHS, "value": MANS}]),
        relative("r", "Patient/kid", code, MANS),
    )
    assert (who(tmp_path / "w") == []) is tied


def test_the_neighbour_with_another_family_at_the_address_has_that_against_them(tmp_path):
    named = man(name="Dan Hill", identifier=[{"system": NHS, "value": MANS}])
    other = patient("son", "2015-01-01", **called("Ed Ferry"), **home("2020-01-01"))
    take(tmp_path / "w", *FAMILY, named, other, relative("f", "Patient/son", "FTH", MANS))
    (one,) = [one for one in proposed(tmp_path / "w") if one.child == "Patient/kid"]
    assert "another family of theirs is recorded at this address" in one.speaks_against and one.band == "unsure"


def test_half_a_year_after_one_moved_nobody_is_proposed(tmp_path):
    take(tmp_path / "w", *FAMILY, man(**home("2024-02-01", end="2026-04-30")))
    assert who(tmp_path / "w", "2026-04-01") == [("Patient/man", "unsure")]
    assert who(tmp_path / "w") == []


def test_on_a_day_before_anything_was_known_of_it_nobody_is_proposed(tmp_path):
    take(tmp_path / "w", *FAMILY, man(meta=meta("2025-01-01")))
    assert who(tmp_path / "w", "2024-12-31") == []
    assert who(tmp_path / "w", "2025-01-01") == [("Patient/man", "unsure")]


def test_another_record_that_says_he_lives_elsewhere_speaks_against_it(tmp_path):
    number = [{"system": NHS, "value": MANS}]
    elsewhere = man("man-too", identifier=number, **home("2024-03-01", "2 Oak Lane"))
    take(tmp_path / "w", *FAMILY, man(identifier=number, name="Dan Hill"), elsewhere)
    (one,) = proposed(tmp_path / "w")
    assert "an address elsewhere is on record too, of the child or of this person" in one.speaks_against


def test_who_was_the_partner_and_still_lives_there_is_of_the_household_and_is_not_proposed(tmp_path):
    left = relative("p", "Patient/mum", "SPS", MANS, period={"start": "2023-01-01", "end": "2025-05-05"})
    take(tmp_path / "w", *FAMILY, man(identifier=[{"system": NHS, "value": MANS}]), left)
    assert who(tmp_path / "w") == []


def test_a_child_is_not_proposed_and_nobody_to_who_is_grown(tmp_path):
    cousin = patient("cousin", "2012-01-01", **called("Al Hill"), **home())
    grown = patient("kid", "2006-01-01", **called("Kit Hill"), **home())
    take(tmp_path / "w", *FAMILY, cousin)
    assert who(tmp_path / "w") == []
    take(tmp_path / "v", grown, man())
    assert proposed(tmp_path / "v") == []


def test_who_has_died_is_not_proposed(tmp_path):
    take(tmp_path / "w", *FAMILY, man(deceasedDateTime="2025-01-01"))
    assert who(tmp_path / "w") == []


REFUGE = {
    "address": [{"line": ["Northtown Women's Refuge"], "postalCode": "ZZ1 1AA", "period": {"start": "2024-01-01"}}]
}


def test_in_a_refuge_nobody_is_proposed(tmp_path):
    take(tmp_path / "w", patient("kid", "2023-05-01", **called("Kit Hill"), **REFUGE), man(**REFUGE, name="Dan Hill"))
    assert proposed(tmp_path / "w") == []


RESTRICTED = {
    "the man's record": [*FAMILY, man(**labelled())],
    "the child's record": [KID | labelled(), MUM, MOTHER, man()],
    "the mother's record": [KID, MUM | labelled(), MOTHER, man()],
    "that of somebody else at the address": [*FAMILY, man(), man("woman", name="Una Fir", **labelled())],
    "that of somebody who lived there": [
        *FAMILY, man(), man("woman", name="Una Fir", **labelled(), **home("2020-01-01", end="2021-01-01")),
    ],
    "that of the man's daughter elsewhere": [
        *FAMILY, man(identifier=[{"system": NHS, "value": MANS}]),
        patient("girl", "2015-01-01", **labelled(), **home(line="2 Oak Lane")), relative("f", "Patient/girl", "FTH", MANS),
    ],
    "a second record of the man": [
        *FAMILY, man(identifier=[{"system": NHS, "value": MANS}]), man("again", identifier=[{"system": NHS, "value": MANS}], **labelled()),
    ],
}  # fmt: skip


@pytest.mark.parametrize("case", RESTRICTED)
def test_nobody_is_proposed_through_a_restricted_record(tmp_path, case):
    take(tmp_path / "w", *RESTRICTED[case])
    assert who(tmp_path / "w") == [] and proposed(tmp_path / "w") == []


def test_a_label_that_was_taken_off_no_longer_hides(tmp_path):
    take(tmp_path / "w", *FAMILY, man(**labelled()), man(meta=meta("2025-01-01", "2")))
    assert who(tmp_path / "w") == [("Patient/man", "unsure")]


def test_an_adopted_child_is_proposed_to_nobody_of_the_family_of_before(tmp_path):
    """The mother of before, her new partner and her sister live where the child is now written down."""
    ended = relative("m", "Patient/kid", "MTH", MUMS, period={"start": "2023-05-01", "end": "2024-06-01"})
    partner = man(identifier=[{"system": NHS, "value": MANS}], name="Dan Hill")
    sister = man("sister", name="Sue Hill", identifier=[{"system": NHS, "value": "9990000034"}])
    bonds = (relative("p", "Patient/mum", "SPS", MANS), relative("s", "Patient/mum", "SIS", "9990000034"))
    take(
        tmp_path / "w",
        KID,
        MUM,
        ended,
        partner,
        sister,
        *bonds,
        relative("a", "Patient/kid", "ADOPTM", name=[{"text": "Dora Lane"}]),
    )
    assert who(tmp_path / "w") == []
    assert who(tmp_path / "w", "2024-05-01") == [], "today's knowledge of the adoption protects every earlier day too"


def test_the_weights_are_in_no_proposal_and_in_no_log(tmp_path, caplog):
    caplog.set_level(logging.DEBUG)
    take(tmp_path / "w", *FAMILY, man())
    (one,) = proposed(tmp_path / "w")
    assert not any(isinstance(value, float) for value in vars(one).values())
    assert "splink" not in {record.name.partition(".")[0] for record in caplog.records}


def test_every_level_of_the_knowledge_has_a_test_and_every_test_a_level():
    kinds = practice().identity.values()
    named = [one["output_column_name"] for kind in kinds for one in comparing.settings(kind)["comparisons"]]
    assert {name.replace("_", "-") for name in named} == set(comparing._TESTS)
    for one in (one for kind in kinds for one in kind.comparisons):
        assert [level.level for level in one.levels[:-1]] == list(comparing._TESTS[one.compares][1])


def test_of_a_phone_number_only_a_key_is_in_the_records(tmp_path):
    take(tmp_path / "w", patient("kid", **phone("07700 900123")))
    ((value,),) = rows(tmp_path / "w", "SELECT value FROM records.event WHERE code = 'phone-number'")
    assert "900123" not in value


@pytest.mark.parametrize("number", ["999", "07700 9", "0000000000", "ext 12"])
def test_what_is_no_whole_number_is_no_phone(tmp_path, number):
    take(
        tmp_path / "w",
        patient("kid", **phone(number)),
        patient("mum", **phone("mia@example.org") | {"telecom": [{"system": "email", "value": "07700900123@x"}]}),
    )
    assert rows(tmp_path / "w", "SELECT value FROM records.event WHERE code = 'phone-number'") == []


def test_the_command_says_the_reasons_and_neither_a_name_nor_a_number(tmp_path, monkeypatch):
    take(tmp_path / "w", *FAMILY, man(link=[{"other": to("Patient/mum"), "type": "maybe"}]))
    looks = []
    monkeypatch.setattr("kinsight.cli.audits.note_read", lambda *what, **many: looks.append((*what[1:], many)))
    asked = ["identity", "proposals", "--workspace", str(tmp_path / "w"), "--as-of", DAY]
    said, told = (CliRunner().invoke(app, [*asked, *more]) for more in ([], ["--json"]))
    assert said.exit_code == 0 and "another family name" in " ".join(said.stdout.split())
    assert "Ferry" not in said.stdout + told.stdout
    assert looks == [("identity-proposals", {"records": 2})] * 2, "it is in the audit that somebody read it"
    assert json.loads(told.stdout) == {
        "as_of": DAY,
        "families": [
            {
                "child": "Patient/kid",
                "person": "Patient/man",
                "band": "unsure",
                "since": "2024-02-01",
                "for": ["of an age to be a parent"],
                "against": ["another family name"],
                "beside": ["at the same address for more than a year, since 1 February 2024"],
            }
        ],
        "records": [],
        "links": [{"record": "Patient/man", "other": "Patient/mum"}],
    }


def alike(workspace: Path) -> list[tuple[str, str, str]]:
    """(record, other, how sure) of records that may be of one person."""
    found = alike_records.read(Workspace(workspace), parse(DAY), practice().identity["same-person"])
    return [(one.record, one.other, one.band) for one in found]


def twice(**more: Any) -> list[Resource]:
    """The child's record, and one that another service holds of a child who may be the same."""
    return [KID, patient("kit", "2023-05-01", **{**called("Kit Hil"), **home(), **more})]


def test_two_records_almost_alike_at_one_address_may_be_of_one_person_and_are_not_joined(tmp_path):
    take(tmp_path / "w", *twice())
    assert alike(tmp_path / "w") == [("Patient/kid", "Patient/kit", "unsure")]


def test_with_the_same_name_and_phone_it_is_likely(tmp_path):
    take(tmp_path / "w", KID | phone("07700900123"), twice(**called("Kit Hill"), **phone("07700 900123"))[1])
    assert alike(tmp_path / "w") == [("Patient/kid", "Patient/kit", "likely")]


NUMBERED = KID | {"identifier": [{"system": NHS, "value": MANS}]}
TWO = {
    "their NHS numbers differ": [NUMBERED, twice(identifier=[{"system": NHS, "value": MUMS}])[1]],
    "the other was born on another day": [KID, patient("kit", "2023-05-02", **called("Kit Hill"), **home())],
    "one is a girl": [KID | {"gender": "male"}, twice(gender="female")[1]],
    "they are twins": [KID | {"multipleBirthInteger": 1}, twice(multipleBirthInteger=2)[1]],
    "they are brothers": [*twice(identifier=[{"system": NHS, "value": MANS}]), relative("b", "Patient/kid", "BRO", MANS)],
    "they live apart": twice(**home(line="2 Oak Lane")),
    "one is restricted": twice(**labelled()),
    "the child was adopted": [*twice(), relative("m", "Patient/kid", "MTH", MUMS, period={"end": "2024-01-01"}), MUM],
}  # fmt: skip


@pytest.mark.parametrize("case", TWO)
def test_records_are_of_two_where(tmp_path, case):
    take(tmp_path / "w", *TWO[case])
    assert alike(tmp_path / "w") == []
