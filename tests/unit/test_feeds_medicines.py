"""What is prescribed and taken is read, as treatment and from its day, until it is said to be over."""

import pytest

from tests.unit.feeds_kit import KID, MUM, SNOMED, believed, coded, events, meta, of, own, take, to

METHADONE = {"subject": to("Patient/mum"), "medicationCodeableConcept": own("opioid-substitution-prescribed")}
CASES = {
    "prescribed": (
        of("MedicationRequest", status="active", intent="order", authoredOn="2021-02-01", **METHADONE),
        [("opioid-substitution-prescribed", "2021-02-01", None)],
    ),
    "stopped": (
        of("MedicationRequest", status="stopped", intent="order", authoredOn="2021-02-01", **METHADONE),
        [("opioid-substitution-prescribed", "2021-02-01", "2021-03-01")],
    ),
    "only planned": (of("MedicationRequest", status="active", intent="plan", authoredOn="2021-02-01", **METHADONE), []),
    "withdrawn before it was given": (
        of("MedicationRequest", status="cancelled", intent="order", authoredOn="2021-02-01", **METHADONE),
        [],
    ),
    "not to be given": (
        of(
            "MedicationRequest",
            status="active",
            intent="order",
            authoredOn="2021-02-01",
            doNotPerform=True,
            **METHADONE,
        ),
        [],
    ),
    "taken for a while": (
        of(
            "MedicationStatement",
            status="completed",
            effectivePeriod={"start": "2020-02", "end": "2020-06"},
            **METHADONE,
        ),
        [("opioid-substitution-prescribed", "2020-02-01", "2020-06-30")],
    ),
    "said to be taken": (
        of("MedicationStatement", status="active", dateAsserted="2021-02-01", **METHADONE),
        [("opioid-substitution-prescribed", "2021-02-01", None)],
    ),
    "not taken": (of("MedicationStatement", status="not-taken", effectiveDateTime="2021-02-01", **METHADONE), []),
    "a medicine that nobody mapped": (
        of(
            "MedicationRequest", status="active", authoredOn="2021-02-01", medicationCodeableConcept=coded(SNOMED, "77")
        ),
        [],
    ),
    "a medicine by reference": (
        of("MedicationRequest", status="active", authoredOn="2021-02-01", medicationReference=to("Medication/1")),
        [],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_what_a_medicine_states(tmp_path, case):
    resource, stated = CASES[case]
    report = take(tmp_path / "w", KID, MUM, resource)
    assert (report.total("accepted"), [row[1:] for row in events(tmp_path / "w")]) == (3, stated)


def test_a_prescription_that_ended_was_none_before_that_was_known(tmp_path):
    begun = CASES["prescribed"][0]
    over = {**begun, "status": "completed", "meta": meta("2021-09-15", "2")}
    take(tmp_path / "w", MUM, begun, over)
    said = [[row[3] for row in believed(tmp_path / "w", day)] for day in ("2021-09-14", "2021-09-15")]
    assert said == [[None], ["2021-09-15"]]
