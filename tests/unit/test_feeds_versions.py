"""Corrections, late end dates, withdrawals: what could be believed on each day, whatever the order of loading."""

import json
from itertools import permutations

import pytest

from kinsight.store.days import parse
from kinsight.store.keys import key
from tests.unit.feeds_kit import KID, believed, condition, events, meta, of, own, patient, rows, tables, take


def test_the_same_file_twice_changes_nothing(tmp_path):
    take(tmp_path / "w", KID, condition())
    before = tables(tmp_path / "w")
    report = take(tmp_path / "w", KID, condition())
    assert (report.total("accepted"), report.total("already_had")) == (0, 2)
    assert tables(tmp_path / "w") == before


def test_the_same_line_twice_in_one_file(tmp_path):
    report = take(tmp_path / "w", KID, condition(), condition())
    assert [(file.taken_in, file.accepted, file.already_had) for file in report.files] == [(3, 2, 1)]
    assert len(events(tmp_path / "w")) == 1


def test_spacing_and_order_of_names_make_no_new_version(tmp_path):
    take(tmp_path / "w", KID, condition())
    turned = dict(reversed(condition().items()))
    report = take(tmp_path / "w", KID, json.dumps(turned, separators=(" , ", " :  ")))
    assert report.total("quarantined") + report.total("accepted") == 0


def plan(known: str, version: str, **more):
    return of("CarePlan", status="active", category=[own("child-protection-plan")], **more) | {
        "meta": meta(known, version)
    }


OPENED = plan("2020-03-01", "1", period={"start": "2020-02-20"})
MOVED = plan("2020-05-01", "2", period={"start": "2020-02-25"})
ENDED = plan("2020-07-15", "10", period={"start": "2020-02-25", "end": "2020-06-30"})
WITHDRAWN = {**plan("2020-09-01", "11"), "status": "entered-in-error"}
HISTORY = (OPENED, MOVED, ENDED, WITHDRAWN)


def test_an_end_that_reached_us_late_was_not_known_before(tmp_path):
    take(tmp_path / "w", KID, *HISTORY)
    stated = {
        day: [row[2:] for row in believed(tmp_path / "w", day)]
        for day in ("2020-02-29", "2020-03-01", "2020-05-01", "2020-07-14", "2020-07-15", "2020-09-01")
    }
    assert stated == {
        "2020-02-29": [],
        "2020-03-01": [("2020-02-20", None)],
        "2020-05-01": [("2020-02-25", None)],
        "2020-07-14": [("2020-02-25", None)],
        "2020-07-15": [("2020-02-25", "2020-06-30")],
        "2020-09-01": [],
    }


DAYS = ("2020-03-01", "2020-05-01", "2020-07-15", "2020-09-01")


@pytest.mark.parametrize("order", list(permutations(range(4)))[::5])
def test_whatever_order_the_versions_come_in(tmp_path, order):
    take(tmp_path / "one", KID, *HISTORY)
    take(tmp_path / "many", KID)
    for n in order:
        take(tmp_path / "many", HISTORY[n], name=f"{n}.ndjson")
    for day in DAYS:
        assert believed(tmp_path / "many", day) == believed(tmp_path / "one", day), day


def test_one_event_keeps_its_identity_through_its_versions(tmp_path):
    take(tmp_path / "w", KID, *HISTORY)
    assert rows(tmp_path / "w", "SELECT count(DISTINCT event), count(DISTINCT version) FROM records.event") == [(1, 3)]


def test_an_older_version_that_comes_last_is_superseded_from_birth(tmp_path):
    take(tmp_path / "w", KID, ENDED)
    take(tmp_path / "w", OPENED, name="late.ndjson")
    assert [row[2:] for row in believed(tmp_path / "w", "2020-07-15")] == [("2020-02-25", "2020-06-30")]
    assert [row[2:] for row in believed(tmp_path / "w", "2020-04-01")] == [("2020-02-20", None)]


def test_versions_of_one_day_are_ordered_by_the_hour_and_the_number(tmp_path):
    early, late = (plan("2020-03-01", v, period={"start": f"2020-01-0{v}"}) for v in "12")
    late["meta"]["lastUpdated"] = "2020-03-01T10:30:00+01:00"  # half past nine by the other's clock
    take(tmp_path / "w", KID, late, early)
    assert [row[2] for row in believed(tmp_path / "w", "2020-03-01")] == ["2020-01-02"]


def test_version_nine_comes_before_version_ten(tmp_path):
    nine, ten = (plan("2020-03-01", v, period={"start": day}) for v, day in (("9", "2020-01-09"), ("10", "2020-01-10")))
    take(tmp_path / "w", KID, ten, nine)
    assert [row[2] for row in believed(tmp_path / "w", "2020-03-01")] == ["2020-01-10"]


def undated(**more):
    made = condition(recordedDate="2020-03-01", **more)
    return {name: value for name, value in made.items() if name != "meta"}


def test_a_change_without_a_date_of_its_own_was_learnt_when_received(tmp_path):
    take(tmp_path / "w", KID, undated(), received=parse("2020-03-05"))
    take(tmp_path / "w", undated(abatementDateTime="2021-06-30"), name="b.ndjson", received=parse("2021-07-15"))
    assert [row[3] for row in believed(tmp_path / "w", "2021-07-14")] == [None]
    assert [row[3] for row in believed(tmp_path / "w", "2021-07-15")] == ["2021-06-30"]
    report = take(tmp_path / "w", undated(), name="a.ndjson", received=parse("2022-01-01"))
    assert report.total("already_had") == 1


def test_of_two_undated_lines_the_later_holds(tmp_path):
    take(tmp_path / "w", KID, undated(onsetDateTime="2020-01-01"), undated(onsetDateTime="2020-02-02"))
    assert [row[2] for row in believed(tmp_path / "w", "2026-11-23")] == ["2020-02-02"]


def test_a_resource_with_no_day_at_all_is_known_when_received_and_counted(tmp_path):
    bare = {name: value for name, value in condition().items() if name != "meta"}
    report = take(tmp_path / "w", KID, bare, received=parse("2022-05-05"))
    assert report.known_from_received == 1
    assert rows(tmp_path / "w", "SELECT known FROM records.event") == [(parse("2022-05-05"),)]


def test_a_patient_corrected_and_withdrawn(tmp_path):
    take(tmp_path / "w", KID, {**patient("kid", "2020-01-09"), "meta": meta("2020-02-02", "2")})
    born = "SELECT born FROM records.person p ANTI JOIN records.supersession s USING (version)"
    assert rows(tmp_path / "w", born) == [(parse("2020-01-09"),)]


def test_keys_in_sql_are_the_keys_in_python(tmp_path):
    take(tmp_path / "w", KID, condition())
    found = rows(tmp_path / "w", "SELECT event, person, service FROM records.event")
    assert found == [(key("Condition/c"), key("Patient/kid"), key("Organization/gp"))]


def test_the_digest_of_a_version_never_changes(tmp_path):
    """Stored workspaces hold these numbers: if this fails, every feed loaded again would be taken for new."""
    take(tmp_path / "w", KID, condition())
    assert rows(tmp_path / "w", "SELECT version FROM records.resource WHERE ref = 'Condition/c'") == [
        (5962853765183972291,)
    ]
