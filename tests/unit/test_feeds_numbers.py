"""Which NHS number of a person counts, and what becomes of those by which nobody is joined."""

import json

import pytest
from typer.testing import CliRunner

from kinsight.cli.main import app
from tests.unit.feeds_kit import NHS, condition, meta, patient, reasons, rows, take, write

ISSUED, EARLIER = "9990000018", "9990000026"
RECEIVED = "2026-11-23"


def number(value: str, **more: object) -> dict[str, object]:
    return {"system": NHS, "value": value, **more}


#: (identifiers as sent, the number that counts, why none does).
CASES = {
    "one": ([number(ISSUED)], ISSUED, None),
    "with spaces": ([number("999 000 0018")], ISSUED, None),
    "old beside the new": ([number(EARLIER, use="old"), number(ISSUED, use="official")], ISSUED, None),
    "over beside one without a use": ([number(EARLIER, period={"end": "2023-06-01"}), number(ISSUED)], ISSUED, None),
    "not begun beside the one of today": ([number(EARLIER, period={"start": "2027-01-01"}), number(ISSUED)], ISSUED, None),
    "the official one of two": ([number(EARLIER, use="usual"), number(ISSUED, use="official")], ISSUED, None),
    "ends today": ([number(ISSUED, period={"end": RECEIVED})], ISSUED, None),
    "a placeholder beside a real one": ([number("9999999999"), number(ISSUED)], ISSUED, None),
    "old alone": ([number(EARLIER, use="old")], None, "not-current"),
    "for a time": ([number(EARLIER, use="temp")], None, "not-current"),
    "over": ([number(EARLIER, use="official", period={"end": "2026-11-22"})], None, "not-current"),
    "not begun": ([number(EARLIER, period={"start": "2026-11-24"})], None, "not-current"),
    "of another system": ([{"system": "urn:site", "value": ISSUED}], None, None),
    "nothing": ([], None, None),
    **{f"placeholder {n}": ([number(n)], None, "placeholder") for n in ("0000000000", "1111111111", "999 999 9999", "9876543210")},
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_the_number_that_counts(tmp_path, case):
    sent, counts, why = CASES[case]
    report = take(tmp_path / "w", patient("kid", identifier=sent))
    assert rows(tmp_path / "w", "SELECT nhs_number FROM records.person") == [(counts,)], (
        "the person is kept in any case"
    )
    kept = rows(
        tmp_path / "w", "SELECT value FROM records.event WHERE code = 'nhs-number-not-used' AND concept IS NULL"
    )
    assert kept == ([(why,)] if why else []) and report.unused_numbers == ({why: 1} if why else {})
    assert report.total("quarantined") == 0


def test_a_fact_about_a_number_is_about_who_has_it_now(tmp_path):
    before = patient("kid", identifier=[number(EARLIER)], meta=meta("2020-01-02", "1"))
    after = patient("kid", identifier=[number(EARLIER, use="old"), number(ISSUED)], meta=meta("2023-06-01", "2"))
    told = {"subject": {"identifier": {"system": NHS, "value": EARLIER}}, "known": "2024-01-01"}
    take(tmp_path / "w", before)
    take(tmp_path / "w", after, condition("old", **told))
    assert reasons(tmp_path / "w") == [(2, "dangling-reference")], "the number of before the adoption leads to nobody"


@pytest.mark.parametrize("born, held", [("2024-03-01", True), ("2020-01-01", False), ("1990-05-05", False)])
def test_a_number_on_people_of_several_births_does_not_say_who_is_meant(tmp_path, born, held):
    told = {"subject": {"identifier": {"system": NHS, "value": ISSUED}}}
    mother, other = (
        patient("mum", "1990-05-05", identifier=[number(ISSUED)]),
        patient("kid", born, identifier=[number(ISSUED)]),
    )
    take(
        tmp_path / "w",
        mother if born != "2020-01-01" else patient("mum", "2020-05-05", identifier=[number(ISSUED)]),
        other,
        condition(**told),
    )
    assert [reason for _, reason in reasons(tmp_path / "w")] == (["dangling-reference"] if held else [])


def test_a_placeholder_names_nobody(tmp_path):
    told = {"subject": {"identifier": {"system": NHS, "value": "9999999999"}}}
    take(tmp_path / "w", patient("kid", identifier=[number("9999999999")]), condition(**told))
    assert reasons(tmp_path / "w") == [(2, "dangling-reference")]


def test_the_load_says_how_many_numbers_join_nobody(tmp_path):
    feed = write(tmp_path / "f.ndjson", [patient("kid", identifier=[number("9999999999")])])
    said = CliRunner().invoke(app, ["load", str(feed), "--workspace", str(tmp_path / "w"), "--received", RECEIVED])
    assert "1 people whose NHS number joins them to nobody" in " ".join(said.output.split())
    again = CliRunner().invoke(
        app, ["load", str(feed), "--workspace", str(tmp_path / "v"), "--received", RECEIVED, "--json"]
    )
    assert json.loads(again.output)["unused_numbers"] == {"placeholder": 1}
    identity = json.loads(again.output)["identity"]
    assert (identity["conflicts"], identity["unused_numbers"], identity["without_birth_date"]) == (0, 1, 0)


WRONG = "9990000019"


@pytest.mark.parametrize("kind", ["Patient", "RelatedPerson"])
def test_a_wrong_check_digit_keeps_the_person_and_what_is_said_about_them(tmp_path, kind):
    sent = {"identifier": [number(WRONG)]}
    relative = {
        "resourceType": kind,
        "id": "r",
        "meta": meta("2020-01-02"),
        "patient": {"reference": "Patient/kid"},
        **sent,
    }
    one = patient("r", **sent) if kind == "Patient" else relative
    report = take(tmp_path / "w", patient("kid"), one, condition(who=f"{kind}/r"))
    assert reasons(tmp_path / "w") == [] and report.unused_numbers == {"wrong-check-digit": 1}
    assert rows(tmp_path / "w", f"SELECT nhs_number FROM records.person WHERE ref = '{kind}/r'") == [(None,)]
    assert [ref for ref, *_ in rows(tmp_path / "w", "SELECT ref FROM records.event WHERE concept = 'depression'")] == [
        "Condition/c"
    ]


def test_two_people_with_one_wrong_number_are_not_joined_and_no_fact_finds_them_by_it(tmp_path):
    named = {"subject": {"identifier": {"system": NHS, "value": WRONG}}}
    take(tmp_path / "w", *(patient(one, identifier=[number(WRONG)]) for one in "ab"), condition(**named))
    assert rows(tmp_path / "w", "SELECT DISTINCT nhs_number FROM records.person") == [(None,)]
    assert reasons(tmp_path / "w") == [(3, "dangling-reference")]
