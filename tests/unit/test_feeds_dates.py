"""Every precision of a date: a partial one is a span, an instant has its day on the district's clocks."""

import pytest

from kinsight.ingest.load import load
from kinsight.store.days import iso, parse
from kinsight.store.workspace import Workspace
from tests.unit.feeds_kit import Resource, events, meta, of, own, patient, practice, reasons, rows, take, to, write

KID = patient("kid", "2010-01-01")

#: (an instant, the day on the clocks of London, the day on those of Sydney).
INSTANTS = {
    "midnight in summer": ("2024-04-30T23:00:00Z", "2024-05-01", "2024-05-01"),
    "an hour before it": ("2024-04-30T22:59:59Z", "2024-04-30", "2024-05-01"),
    "late in winter": ("2024-01-30T23:30:00Z", "2024-01-30", "2024-01-31"),
    "summer time of ours": ("2024-04-21T00:10:00+01:00", "2024-04-21", "2024-04-21"),
    "another offset": ("2024-07-01T03:30:00+10:00", "2024-06-30", "2024-07-01"),
    "no offset, as zero": ("2024-06-30T23:30:00+00:00", "2024-07-01", "2024-07-01"),
    "fractions": ("2024-06-30T23:30:00.123456789Z", "2024-07-01", "2024-07-01"),
    "a leap second in winter": ("2016-12-31T23:59:60Z", "2016-12-31", "2017-01-01"),
    "a leap second in summer": ("2015-06-30T23:59:60Z", "2015-07-01", "2015-07-01"),
    "the hour that the clocks skip": ("2024-03-31T00:59:59Z", "2024-03-31", "2024-03-31"),
    "no zone": ("2024-04-30T23:30:00", "2024-04-30", "2024-04-30"),
    "a day": ("2024-04-30", "2024-04-30", "2024-04-30"),
    "a month": ("2024-04", "2024-04-01", "2024-04-01"),
    "a year": ("2024", "2024-01-01", "2024-01-01"),
}


def _seen(nth: int, start: str, **more) -> Resource:
    return {**of("Condition", code=own("depression"), onsetDateTime=start, **more), "id": f"c{nth}"}


@pytest.mark.parametrize("zone", ["Europe/London", "Australia/Sydney"])
def test_an_instant_has_its_day_on_the_clocks_of_the_district(tmp_path, zone):
    sent = [KID, *(_seen(nth, instant) for nth, (instant, *_) in enumerate(INSTANTS.values()))]
    load(Workspace(tmp_path / "w"), [write(tmp_path / "f.ndjson", sent)], practice(), parse("2026-01-01"), zone=zone)
    found = {ref: on for ref, _, on, _ in events(tmp_path / "w")}
    wanted = [day for _, *days in INSTANTS.values() for day in days[zone != "Europe/London" :][:1]]
    assert [found[f"Condition/c{nth}"] for nth in range(len(INSTANTS))] == wanted


def test_an_end_written_with_another_offset_is_no_earlier(tmp_path):
    visit = of(
        "Encounter",
        status="finished",
        type=[own("seen")],
        period={"start": "2024-04-21T00:10:00+01:00", "end": "2024-04-20T23:40:00Z"},
    )
    take(tmp_path / "w", KID, visit)
    assert events(tmp_path / "w") == [("Encounter/x", "seen", "2024-04-21", "2024-04-21")]


#: (start, end, whether some days in them fit).
SPANS = [
    ("2019-05-10", "2019", True), ("2019-05-10", "2019-05", True), ("2019", "2019", True), ("2019-06", "2019", True),
    ("2019-06", "2019-05", False), ("2019-05-10", "2019-04", False), ("2019-05-10", "2018", False),
    ("2019", "2019-01-01", True), ("2020", "2019-12-31", False),
]  # fmt: skip


def test_dates_contradict_only_when_no_days_in_them_fit(tmp_path):
    sent = [_seen(nth, start, abatementDateTime=end) for nth, (start, end, _) in enumerate(SPANS)]
    take(tmp_path / "w", KID, *sent)
    assert [line - 2 for line, _ in reasons(tmp_path / "w")] == [nth for nth, (*_, fit) in enumerate(SPANS) if not fit]


def test_an_end_lasts_through_the_month_or_year_that_it_names(tmp_path):
    bond = {
        "resourceType": "RelatedPerson",
        "id": "r",
        "meta": meta("2021-03-01"),
        "patient": to("Patient/kid"),
        "relationship": [{"text": "mother"}],
        "period": {"start": "2020-02", "end": "2024-02"},
    }
    home = [{"line": ["1 High St"], "postalCode": "AB1 2CD", "period": {"start": "2020", "end": "2023"}}]
    plan = of(
        "Flag", status="active", code=own("child-protection-plan"), period={"start": "2024-02-06", "end": "2024-03"}
    )
    take(tmp_path / "w", {**KID, "address": home}, bond, plan)
    assert events(tmp_path / "w") == [("Flag/x", "child-protection-plan", "2024-02-06", "2024-03-31")]
    assert [(iso(a), iso(b)) for a, b in rows(tmp_path / "w", 'SELECT "from", "until" FROM records.bond')] == [
        ("2020-02-01", "2024-02-29")
    ]
    assert [(iso(a), iso(b)) for a, b in rows(tmp_path / "w", 'SELECT "from", "until" FROM records.address')] == [
        ("2020-01-01", "2023-12-31")
    ]


#: (born, died, known, the day of death that is kept; None: refused).
DEATHS = [
    ("2019-05-14", "2019", "2024-01-10", "2019-12-31"), ("2019-05-14", "2019", "2019-06-02", "2019-06-02"),
    ("2019-05-14", "2019-05", "2024-01-10", "2019-05-31"), ("2019-05-14", "2018", "2024-01-10", None),
    ("2019-05", "2019-05-03", "2024-01-10", "2019-05-03"), ("2019-05-14", "2019-05-13", "2024-01-10", None),
    ("2019-05-14", "2019-05-14T23:30:00Z", "2024-01-10", "2019-05-15"),
]  # fmt: skip


def test_a_death_is_the_latest_day_that_it_can_be_and_never_before_the_birth(tmp_path):
    sent = [
        patient(f"p{nth}", born, deceasedDateTime=died, meta=meta(known))
        for nth, (born, died, known, _) in enumerate(DEATHS)
    ]
    take(tmp_path / "w", patient("alive", meta=meta("2024-01-10")), *sent)
    found = dict(rows(tmp_path / "w", "SELECT ref, died FROM records.person"))
    assert found.pop("Patient/alive") is None
    assert {ref: iso(died) for ref, died in found.items()} == {
        f"Patient/p{nth}": day for nth, (*_, day) in enumerate(DEATHS) if day
    }
