"""What a resource says by being there: an episode of care that a service has the person, a named practice that there is one."""

import pytest

from tests.unit.feeds_kit import KID, believed, events, meta, of, own, patient, take, to

EPISODES = {
    "of no type": (
        of("EpisodeOfCare", status="active", period={"start": "2021-02-01"}),
        [("in-care-of-service", "2021-02-01", None)],
    ),
    "of two types, over": (
        of("EpisodeOfCare", status="finished", period={"start": "2021-02-01", "end": "2021-03-01"},
           type=[own("looked-after"), own("child-in-need")]),
        [("child-in-need", "2021-02-01", "2021-03-01"), ("in-care-of-service", "2021-02-01", "2021-03-01"),
         ("looked-after", "2021-02-01", "2021-03-01")],
    ),
    "of a type that is no concept": (
        of("EpisodeOfCare", status="active", period={"start": "2021-02-01"}, type=[{"text": "Caseload"}]),
        [("in-care-of-service", "2021-02-01", None)],
    ),
    "waited for": (of("EpisodeOfCare", status="waitlist", period={"start": "2021-02-01"}), []),
    "in error": (of("EpisodeOfCare", status="entered-in-error", period={"start": "2021-02-01"}), []),
}  # fmt: skip


@pytest.mark.parametrize("case", EPISODES)
def test_a_service_has_whom_it_takes_on(tmp_path, case):
    resource, stated = EPISODES[case]
    assert take(tmp_path / "w", KID, resource).total("quarantined") == 0
    assert [row[1:] for row in events(tmp_path / "w") if row[0] != "Patient/kid"] == stated


@pytest.mark.parametrize(
    ("more", "named"),
    [
        ({"generalPractitioner": [to("Organization/gp-1")]}, True),
        ({"managingOrganization": to("Organization/hospital")}, False),  # who keeps the record is no practice
        ({"generalPractitioner": [to("Organization/gp-1")], "active": False}, False),
        ({}, False),
    ],
)
def test_a_practice_that_the_record_names(tmp_path, more, named):
    take(tmp_path / "w", patient("kid", meta=meta("2021-02-01"), **more))
    assert [row[1:2] for row in events(tmp_path / "w") if row[1] == "practice-named"] == [("practice-named",)] * named


def test_a_practice_that_a_later_version_leaves_out_is_named_no_more(tmp_path):
    for day, more in (("2021-02-01", {"generalPractitioner": [to("Organization/gp-1")]}), ("2021-08-01", {})):
        take(tmp_path / "w", patient("kid", meta=meta(day), **more))
    named = [[row[1] for row in believed(tmp_path / "w", day)] for day in ("2021-07-31", "2021-08-01")]
    assert named == [["practice-named"], []]
