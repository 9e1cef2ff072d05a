"""What each type of resource becomes."""

import pytest

from kinsight.ingest.fhir.mapping import READINGS, Fact
from kinsight.ingest.staging import line_columns
from kinsight.store.keys import key
from tests.unit import feeds_kit as kit
from tests.unit.feeds_kit import (
    KID,
    MUM,
    NHS,
    SNOMED,
    coded,
    concepts,
    condition,
    events,
    meta,
    of,
    own,
    patient,
    rows,
    take,
    to,
)

ACT = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
PERIOD = {"start": "2021-02-01", "end": "2021-02-05"}

#: (resource, what it states: concept, on, until).
STATED = {
    "Condition": (
        of("Condition", code=own("depression"), onsetDateTime="2019", abatementDateTime="2020-06"),
        [("depression", "2019-01-01", "2020-06-30")],
    ),
    "Condition recorded after it ended": (
        of("Condition", code=own("depression"), recordedDate="2021-01-01", abatementDateTime="2020-06-01"),
        [("depression", "2020-06-01", "2020-06-01")],
    ),
    "Condition resolved, nobody said when": (
        of("Condition", code=own("depression"), onsetDateTime="2020-01-01",
           clinicalStatus={"coding": [{"code": "resolved"}]}),
        [("depression", "2020-01-01", "2021-03-01")],
    ),
    "Observation": (
        of("Observation", status="final", code=own("seen"), effectiveDateTime="2021-02-01T23:30:00+01:00"),
        [("seen", "2021-02-01", None)],
    ),
    "Observation with a coded value": (
        of("Observation", status="final", code=coded(SNOMED, "11"), valueCodeableConcept=own("anxiety"),
           effectivePeriod=PERIOD),
        [("anxiety", "2021-02-01", "2021-02-05")],
    ),
    "Observation with components": (
        of("Observation", status="final", code=coded(SNOMED, "11"), effectiveDateTime="2021-02-01", component=[
            {"code": own("seen"), "valueBoolean": True}, {"code": own("anxiety"), "valueBoolean": False},
            {"code": coded("http://loinc.org", "8339-4"), "valueQuantity": {"value": 2100}}]),
        [("low-birth-weight", "2021-02-01", None), ("seen", "2021-02-01", None)],
    ),
    "Encounter": (
        of("Encounter", status="finished", period=PERIOD, type=[own("seen")], reasonCode=[own("anxiety")]),
        [("anxiety", "2021-02-01", "2021-02-05"), ("seen", "2021-02-01", "2021-02-05")],
    ),
    "Encounter known by its class alone": (
        of("Encounter", status="finished", period={"start": "2021-02-01"}, **{"class": {"system": ACT, "code": "EMER"}}),
        [("emergency-attendance", "2021-02-01", None), ("seen", "2021-02-01", None)],
    ),
    "Encounter with a class and a better code": (
        of("Encounter", status="finished", period={"start": "2021-02-01"}, type=[own("emergency-attendance-injury")],
           **{"class": {"system": ACT, "code": "EMER"}}),
        [("emergency-attendance-injury", "2021-02-01", None), ("seen", "2021-02-01", None)],
    ),
    "EpisodeOfCare": (
        of("EpisodeOfCare", status="active", period={"start": "2021-02-01"}, type=[own("looked-after")]),
        [("in-care-of-service", "2021-02-01", None), ("looked-after", "2021-02-01", None)],
    ),
    "Procedure": (
        of("Procedure", status="completed", code=own("harm-considered"), performedDateTime="2021-02-01"),
        [("harm-considered", "2021-02-01", None)],
    ),
    "Flag that is over": (
        of("Flag", status="inactive", code=coded(SNOMED, "836881000000105"), period={"start": "2020-02-01"}),
        [("safeguarding-concern", "2020-02-01", "2021-03-01")],
    ),
    "CarePlan": (
        of("CarePlan", status="active", category=[coded(SNOMED, "342191000000101")], period=PERIOD,
           activity=[{"detail": {"code": own("preventive-plan")}}]),
        [("child-protection-plan", "2021-02-01", "2021-02-05"), ("preventive-plan", "2021-02-01", "2021-02-05")],
    ),
    "ServiceRequest": (
        of("ServiceRequest", status="active", code=own("marac-referred"), authoredOn="2021-02-01"),
        [("marac-referred", "2021-02-01", None)],
    ),
    "Task done": (
        of("Task", status="completed", code=own("harm-considered"), authoredOn="2021-02-01",
           executionPeriod={"end": "2021-02-09"}),
        [("harm-considered", "2021-02-09", None)],
    ),
    "Communication": (
        of("Communication", status="completed", reasonCode=[own("icon-advice")], sent="2021-02-01T10:00:00Z"),
        [("icon-advice", "2021-02-01", None)],
    ),
    "Immunization, whatever the vaccine": (
        of("Immunization", status="completed", vaccineCode=coded(SNOMED, "999"), occurrenceDateTime="2021-02-01"),
        [("immunisation-given", "2021-02-01", None)],
    ),
    "QuestionnaireResponse, however deep": (
        of("QuestionnaireResponse", status="completed", authored="2021-02-01", questionnaire="urn:kinsight:concept|2",
           item=[{"linkId": "group", "item": [
               {"linkId": "seen", "answer": [{"valueBoolean": True}]},
               {"linkId": "depression", "answer": [{"valueBoolean": False}]},
               {"linkId": "never-asked"},
               {"linkId": "q", "answer": [{"valueCoding": own("icon-advice")["coding"][0],
                                            "item": [{"linkId": "anxiety", "answer": [{"valueInteger": 1}]}]}]}]}]),
        [("anxiety", "2021-02-01", None), ("icon-advice", "2021-02-01", None), ("seen", "2021-02-01", None)],
    ),
}  # fmt: skip

#: Resources that state nothing, and are kept all the same.
SILENT = {
    "refuted": of(
        "Condition",
        code=own("depression"),
        onsetDateTime="2021-02-01",
        verificationStatus={"coding": [{"code": "refuted"}]},
    ),
    "planned": of("Encounter", status="planned", type=[own("seen")], period=PERIOD),
    "not done": of("Procedure", status="not-done", code=own("seen"), performedDateTime="2021-02-01"),
    "not given": of("Immunization", status="not-done", vaccineCode=own("immunisation-given")),
    "only asked for": of("Task", status="requested", code=own("seen"), authoredOn="2021-02-01"),
    "a draft": of("CarePlan", status="draft", category=[own("preventive-plan")], period=PERIOD),
    "answered no": of(
        "Observation", status="final", code=own("seen"), effectiveDateTime="2021-02-01", valueBoolean=False
    ),
    "answered no by a code": of(
        "Observation",
        status="final",
        code=own("seen"),
        valueCodeableConcept=coded(SNOMED, "373067005"),
        effectiveDateTime="2021-02-01",
    ),
    "not asked": of(
        "Observation",
        status="final",
        code=own("seen"),
        effectiveDateTime="2021-02-01",
        dataAbsentReason={"text": "not asked"},
    ),
    "outside the range": of(
        "Observation",
        status="final",
        code=coded("http://loinc.org", "8339-4"),
        valueQuantity={"value": 3200},
        effectiveDateTime="2021-02-01",
    ),
    "in error": of("Observation", status="entered-in-error", code=own("seen")),
}


@pytest.mark.parametrize("case", STATED)
def test_states(tmp_path, case):
    resource, stated = STATED[case]
    report = take(tmp_path / "w", KID, resource)
    assert report.total("quarantined") == 0
    assert [row[1:] for row in events(tmp_path / "w") if row[0] != "Patient/kid"] == stated


@pytest.mark.parametrize("case", SILENT)
def test_states_nothing_and_is_kept(tmp_path, case):
    report = take(tmp_path / "w", KID, SILENT[case])
    assert (report.total("accepted"), concepts(tmp_path / "w")) == (2, [])
    assert rows(tmp_path / "w", "SELECT retracted FROM records.resource WHERE ref LIKE '%/x'") == [
        (case == "in error",)
    ]


def test_a_path_that_would_read_nothing_is_refused():
    with pytest.raises(ValueError, match="is not read"):
        Fact("hospitalization.dischargeDisposition")


def test_every_type_of_facts_is_tried():
    tried = {resource["resourceType"] for resource, _ in STATED.values()}
    medicines = {"MedicationRequest", "MedicationStatement"}  # in test_feeds_medicines
    others = {"Appointment", "Patient", "RelatedPerson", "Person", "Organization"} | medicines  # below, and elsewhere
    assert tried | others == set(READINGS)


def test_one_file_of_all_types_reads_as_one_file_each(tmp_path):
    every = [{**resource, "id": f"x{n}"} for n, (resource, _) in enumerate(STATED.values())]
    take(tmp_path / "mixed", KID, *every)
    take(tmp_path / "apart", KID)
    for n, resource in enumerate(every):
        take(tmp_path / "apart", resource, name=f"{n}.ndjson")
    assert events(tmp_path / "mixed") == events(tmp_path / "apart")


def test_one_code_may_mean_two_things_and_is_one_event(tmp_path):
    score = coded("urn:kinsight:measure", "hark-score")
    take(
        tmp_path / "w",
        MUM,
        of(
            "Observation",
            status="final",
            code=score,
            subject=to("Patient/mum"),
            valueInteger=2,
            effectiveDateTime="2021-02-01",
        ),
    )
    assert concepts(tmp_path / "w") == ["domestic-abuse-disclosed", "domestic-abuse-enquiry-made"]
    assert rows(tmp_path / "w", "SELECT count(DISTINCT event) FROM records.event") == [(1,)]


def test_two_codings_of_one_thing_are_one_fact(tmp_path):
    both = {
        "coding": [
            *coded("urn:site", "D1")["coding"],
            *coded(SNOMED, "35489007")["coding"],
            *own("depression")["coding"],
        ]
    }
    take(tmp_path / "w", KID, condition(code=both))
    assert rows(tmp_path / "w", "SELECT code, concept FROM records.event") == [("35489007", "depression")]


def test_a_code_that_nobody_mapped_is_counted_and_kept(tmp_path):
    report = take(
        tmp_path / "w", KID, condition("a", code=coded("urn:site", "7")), condition("b", code=coded("urn:site", "7"))
    )
    assert report.unmapped == [("urn:site", "7", None, 2)]
    assert rows(tmp_path / "w", "SELECT DISTINCT system, code, concept FROM records.event") == [("urn:site", "7", None)]


@pytest.mark.parametrize(
    "status, certainty", [("confirmed", "stated"), ("provisional", "alleged"), ("refuted", "refuted")]
)
def test_certainty(tmp_path, status, certainty):
    take(tmp_path / "w", KID, condition(verificationStatus={"coding": [{"code": status}]}))
    assert rows(tmp_path / "w", "SELECT certainty FROM records.event") == [(certainty,)]


def test_a_status_among_several_codings_is_found(tmp_path):
    told = {"coding": [{"system": "urn:site", "code": "?"}, {"code": "refuted"}]}
    take(tmp_path / "w", KID, condition(verificationStatus=told))
    assert rows(tmp_path / "w", "SELECT certainty FROM records.event") == [("refuted",)]


@pytest.mark.parametrize(
    "said, service",
    [
        ({"recorder": to("Organization/hv")}, "Organization/hv"),
        (
            {"recorder": to("Practitioner/9"), "asserter": to("https://host/fhir/Organization/hv/_history/3")},
            "Organization/hv",
        ),
        ({}, "Organization/gp"),
        ({"meta": {"lastUpdated": "2021-03-01", "source": "urn:site:emis#abc"}}, "urn:site:emis"),
        ({"meta": {"lastUpdated": "2021-03-01"}}, "unknown"),
    ],
)
def test_the_service_that_says_so(tmp_path, said, service):
    take(tmp_path / "w", KID, condition(**said))
    found = (
        "SELECT DISTINCT s.ref FROM records.event e JOIN records.service s USING (service) WHERE e.ref = 'Condition/c'"
    )
    assert rows(tmp_path / "w", found) == [(service,)]


def test_an_organization_names_a_service_met_before(tmp_path):
    take(tmp_path / "w", KID, condition())
    kind = {"coding": [{"system": "urn:kinsight:service-kind", "code": "health-visiting"}]}
    take(tmp_path / "w", {"resourceType": "Organization", "id": "gp", "name": "Team", "type": [kind]}, name="o.ndjson")
    newest = "SELECT name, kind FROM records.service WHERE ref = 'Organization/gp' ORDER BY load DESC LIMIT 1"
    assert rows(tmp_path / "w", newest) == [("Team", "health-visiting")]


def test_a_patient_whole(tmp_path):
    take(tmp_path / "w", patient(
        "p", identifier=[{"system": NHS, "value": "943 476 5919"}], gender="female", multipleBirthInteger=2,
        name=[{"use": "nickname", "text": "Bee"}, {"use": "official", "given": ["Beatrix", "A"], "family": "Moss"}],
        deceasedDateTime="2024-05-05", generalPractitioner=[to("Organization/gp-1")],
        communication=[{"language": {"coding": [{"code": "en"}]}},
                       {"language": {"coding": [{"code": "pl"}]}, "preferred": True,
                        "extension": [{"url": "https://x/Extension-interpreterRequired", "valueBoolean": True}]}],
    ))  # fmt: skip
    told = "SELECT nhs_number, name, sex, language, interpreter, practice, birth_order FROM records.person"
    assert rows(tmp_path / "w", told) == [("9434765919", "Beatrix Moss", "female", "pl", True, "Organization/gp-1", 2)]
    assert rows(tmp_path / "w", "SELECT DATE '1970-01-01' + died FROM records.person")[0][0].isoformat() == "2024-05-05"
    assert concepts(tmp_path / "w", "Patient/p") == ["death-recorded", "interpreter-needed", "practice-named"]


@pytest.mark.parametrize("said, stated", [(True, ["interpreter-needed"]), (False, ["interpreter-not-needed"])])
def test_interpreter_the_uk_core_way(tmp_path, said, stated):
    parts = [{"url": "preferred", "valueBoolean": not said}, {"url": "interpreterRequired", "valueBoolean": said}]
    url = "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-NHSCommunication"
    take(tmp_path / "w", patient("p", extension=[{"url": url, "extension": parts}]))
    assert concepts(tmp_path / "w") == stated


def test_nothing_said_about_an_interpreter_is_unknown(tmp_path):
    take(tmp_path / "w", patient("p"))
    assert rows(tmp_path / "w", "SELECT interpreter FROM records.person") == [(None,)]
    assert concepts(tmp_path / "w") == []


def test_addresses_with_their_periods_and_places(tmp_path):
    home = {"line": ["1 High St"], "city": "Town", "postalCode": "AB1 2CD", "period": PERIOD}
    again = {"line": ["1, high  st"], "postalCode": "ab12cd", "use": "old"}
    take(tmp_path / "w", patient("p", address=[home, again, {"use": "billing", "postalCode": "X1 1XX"}]))
    found = rows(
        tmp_path / "w",
        'SELECT line, postcode, "from" IS NULL, DATE \'1970-01-01\' + "until", place FROM records.address ORDER BY 3',
    )
    assert [(row[:3], row[3].isoformat()) for row in found] == [
        (("1 High St, Town", "AB1 2CD", False), "2021-02-05"), (("1, high  st", "ab12cd", True), "2020-01-02"),
    ]  # fmt: skip
    assert found[0][4] == found[1][4]


def related(code: str, **more):
    return {
        "resourceType": "RelatedPerson", "id": "r", "meta": meta("2021-03-01"), "patient": to("Patient/kid"),
        "relationship": [coded("http://terminology.hl7.org/CodeSystem/v3-RoleCode", code)], **more,
    }  # fmt: skip


@pytest.mark.parametrize(
    "code, sex, role",
    [
        ("NMTH", None, "mother"), ("FTH", None, "father"), ("STPFTH", None, "carer"), ("HSIB", None, "sibling"),
        ("DOMPART", None, "partner"), ("ROOM", None, "household"), ("GRMTH", None, "household"), ("FRND", None, "other"),
        ("PRN", "female", "mother"), ("PRN", "male", "father"), ("PRN", None, "carer"),
    ],
)  # fmt: skip
def test_bonds(tmp_path, code, sex, role):
    take(tmp_path / "w", KID, related(code, period=PERIOD, **({"gender": sex} if sex else {})))
    found = rows(
        tmp_path / "w",
        """SELECT b.role, a.ref, p.ref, b."until" - b."from" FROM records.bond b
        JOIN records.person a ON a.person = b.patient JOIN records.person p ON p.person = b.person""",
    )
    assert found == [(role, "Patient/kid", "RelatedPerson/r", 4)]


def test_a_child_in_a_mothers_record_turns_the_bond_round(tmp_path):
    take(tmp_path / "w", patient("kid", "1990-01-01", gender="female"), related("DAU"))
    found = rows(
        tmp_path / "w",
        """SELECT b.role, a.ref, p.ref FROM records.bond b
        JOIN records.person a ON a.person = b.patient JOIN records.person p ON p.person = b.person""",
    )
    assert found == [("mother", "RelatedPerson/r", "Patient/kid")]


def test_a_bond_no_longer_active_ended_when_we_were_told(tmp_path):
    take(tmp_path / "w", KID, related("MTH", active=False))
    assert rows(tmp_path / "w", 'SELECT known = "until" FROM records.bond') == [(True,)]


def test_a_reference_by_nhs_number_alone(tmp_path):
    take(tmp_path / "w", patient("p", identifier=[{"system": NHS, "value": "9434765919"}]),
         condition(subject={"identifier": {"system": NHS, "value": "943 476 5919"}}))  # fmt: skip
    assert rows(tmp_path / "w", "SELECT p.ref FROM records.event e JOIN records.person p USING (person)") == [
        ("Patient/p",)
    ]


def test_every_reading_makes_sound_sql():
    for reading in READINGS.values():
        assert line_columns.select(reading, "raw", "line").startswith("SELECT")


def _keys(workspace):
    return [event for (event,) in kit.rows(workspace, "SELECT event FROM records.event ORDER BY event")]


def test_an_answer_is_known_by_its_place_however_deep(tmp_path):
    seen, low, advised = (
        {"valueCoding": own(said)["coding"][0]} for said in ("seen", "depression", "safe-sleep-advice")
    )
    below = [{"linkId": "2", "item": [{"linkId": "3", "answer": low}]}]
    deep = {"linkId": "1", "answer": [{**seen, "item": below}, advised]}
    form = of("QuestionnaireResponse", status="completed", authored="2021-02-01", item=[{"linkId": "0"}, deep])
    take(tmp_path / "w", KID, form)
    places = ["item/2/answer/1", "item/2/answer/2", "item/2/answer/1/item/1/item/1/answer/1"]
    assert _keys(tmp_path / "w") == sorted(key(f"QuestionnaireResponse/x#{place}/code") for place in places)


def test_an_observation_without_a_code_keeps_the_identity_of_its_resource(tmp_path):
    take(tmp_path / "w", KID, of("Observation", status="final", effectiveDateTime="2021-02-01", valueString="5"))
    assert _keys(tmp_path / "w") == [key("Observation/x")]


@pytest.mark.parametrize("kind, name", [("Condition", "code"), ("Observation", "code"), ("Encounter", "type")])
def test_a_list_of_one_code_is_that_code(tmp_path, kind, name):
    when = {"onsetDateTime": "2021-02-01", "effectiveDateTime": "2021-02-01", "period": {"start": "2021-02-01"}}
    take(tmp_path / "w", KID, of(kind, **{name: [own("seen")]}, **when))
    assert kit.concepts(tmp_path / "w", f"{kind}/x") == ["seen"]
