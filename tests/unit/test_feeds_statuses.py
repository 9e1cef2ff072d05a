"""What the modifier elements of each type do to its facts: every code of FHIR R4, and what is not understood."""

import pytest

from kinsight.ingest.fhir.mapping import MEDICINE, READINGS
from kinsight.ingest.fhir.statuses import ACTIVITY, MISSING, STATUSES
from tests.unit.feeds_kit import KID, Resource, concepts, of, own, patient, reasons, rows, take, to

#: Every code that FHIR R4 gives a modifier element, by what becomes of a fact: stated, void, ended, alleged, refuted, retracted.
R4 = {
    ("Encounter", "status"): {
        "stated": "arrived triaged in-progress onleave finished",
        "void": "planned cancelled unknown",
        "retracted": "entered-in-error",
    },
    ("EpisodeOfCare", "status"): {
        "stated": "active onhold",
        "ended": "finished",
        "void": "planned waitlist cancelled",
        "retracted": "entered-in-error",
    },
    ("Condition", "verificationStatus"): {
        "stated": "confirmed",
        "alleged": "unconfirmed provisional differential",
        "refuted": "refuted",
        "retracted": "entered-in-error",
    },
    ("Condition", "clinicalStatus"): {"stated": "active recurrence relapse", "ended": "inactive remission resolved"},
    ("Observation", "status"): {
        "stated": "final amended corrected",
        "alleged": "preliminary",
        "void": "registered cancelled unknown",
        "retracted": "entered-in-error",
    },
    ("Procedure", "status"): {
        "stated": "in-progress completed",
        "void": "preparation not-done on-hold stopped unknown",
        "retracted": "entered-in-error",
    },
    ("Flag", "status"): {"stated": "active", "ended": "inactive", "retracted": "entered-in-error"},
    ("CarePlan", "status"): {
        "stated": "active on-hold",
        "ended": "revoked completed",
        "void": "draft unknown",
        "retracted": "entered-in-error",
    },
    ("CarePlan", "intent"): {"stated": "plan order", "void": "proposal option"},
    ("ServiceRequest", "status"): {
        "stated": "active completed",
        "void": "draft on-hold revoked unknown",
        "retracted": "entered-in-error",
    },
    ("ServiceRequest", "intent"): {
        "stated": "order original-order reflex-order filler-order instance-order",
        "void": "proposal plan directive option",
    },
    ("ServiceRequest", "doNotPerform"): {"stated": "false", "void": "true"},
    ("Task", "status"): {
        "stated": "completed",
        "retracted": "entered-in-error",
        "void": "draft requested received accepted rejected ready cancelled in-progress on-hold failed",
    },
    ("Task", "intent"): {
        "stated": "unknown plan order original-order reflex-order filler-order instance-order",
        "void": "proposal option",
    },
    ("Communication", "status"): {
        "stated": "in-progress completed",
        "void": "preparation not-done on-hold stopped unknown",
        "retracted": "entered-in-error",
    },
    ("Immunization", "status"): {"stated": "completed", "void": "not-done", "retracted": "entered-in-error"},
    ("Immunization", "isSubpotent"): {"stated": "false", "void": "true"},
    ("MedicationRequest", "status"): {
        "stated": "active on-hold",
        "ended": "completed stopped",
        "void": "draft cancelled unknown",
        "retracted": "entered-in-error",
    },
    ("MedicationRequest", "intent"): {
        "stated": "order original-order reflex-order filler-order instance-order",
        "void": "proposal plan option",
    },
    ("MedicationRequest", "doNotPerform"): {"stated": "false", "void": "true"},
    ("MedicationStatement", "status"): {
        "stated": "active on-hold",
        "ended": "completed stopped",
        "void": "intended unknown not-taken",
        "retracted": "entered-in-error",
    },
    ("QuestionnaireResponse", "status"): {
        "stated": "completed amended stopped",
        "void": "in-progress",
        "retracted": "entered-in-error",
    },
}
#: What other editions call them (STU3, DSTU2, R5): refused, or read for what they surely mean; never ignored.
OTHERS = {
    ("Encounter", "status"): {"stated": "completed discharged", "void": "discontinued"},
    ("Procedure", "status"): {"void": "suspended aborted"},
    ("Procedure", "notDone"): {"stated": "false", "void": "true"},
    ("Communication", "notDone"): {"void": "true"},
    ("Immunization", "notGiven"): {"void": "true"},
    ("Immunization", "wasNotGiven"): {"void": "true"},
    ("Task", "doNotPerform"): {"void": "true"},
    ("CarePlan", "status"): {"ended": "cancelled"},
    ("MedicationRequest", "status"): {"ended": "ended"},
}  # fmt: skip
CASES = [
    (*at, word, effect)
    for table in (R4, OTHERS)
    for at, effects in table.items()
    for effect, words in effects.items()
    for word in words.split()
]


def _saying(kind: str, element: str, word: str) -> Resource:
    """A resource of the type that states `seen`, with this code in this element."""
    when = {
        "Encounter": {"period": {"start": "2021-02-01"}, "type": [own("seen")]},
        "EpisodeOfCare": {"period": {"start": "2021-02-01"}, "type": [own("seen")]},
        "CarePlan": {"period": {"start": "2021-02-01"}, "category": [own("seen")]},
        "Flag": {"period": {"start": "2021-02-01"}},
        "Condition": {"onsetDateTime": "2021-02-01"},
        "Observation": {"effectiveDateTime": "2021-02-01"},
        "Procedure": {"performedDateTime": "2021-02-01"},
        "ServiceRequest": {"authoredOn": "2021-02-01"},
        "Task": {"authoredOn": "2021-02-01", "status": "completed"},
        "Communication": {"sent": "2021-02-01", "reasonCode": [own("seen")]},
        "Immunization": {"occurrenceDateTime": "2021-02-01", "vaccineCode": {"text": "MMR"}},
        "MedicationRequest": {"authoredOn": "2021-02-01", MEDICINE: own("seen")},
        "MedicationStatement": {"effectiveDateTime": "2021-02-01", MEDICINE: own("seen")},
        "QuestionnaireResponse": {"authored": "2021-02-01", "questionnaire": "urn:kinsight:concept",
                                  "item": [{"linkId": "seen", "answer": [{"valueBoolean": True}]}]},
    }[kind]  # fmt: skip
    code = (
        {} if {"type", "category", "reasonCode", "item", "vaccineCode", MEDICINE} & set(when) else {"code": own("seen")}
    )
    said: object = word == "true" if word in ("true", "false") else word
    said = {"coding": [{"code": word}]} if element in ("verificationStatus", "clinicalStatus") else said
    return of(kind, **code, **{**when, element: said})


def _became(resource: str, found: dict[str, tuple], retracted: set[str]) -> str:
    if resource in retracted:
        return "retracted"
    concept, until, certainty = found[resource]
    if certainty != "stated":
        return certainty
    return "void" if concept is None else "ended" if until else "stated"


def test_every_code_of_every_modifier_element_has_its_effect(tmp_path):
    sent = {f"{kind}/r{n}": (kind, element, word) for n, (kind, element, word, _) in enumerate(CASES)}
    made = [{**_saying(*case), "id": ref.partition("/")[2]} for ref, case in sent.items()]
    report = take(tmp_path / "w", KID, *made)
    assert report.total("accepted") == len(made) + 1
    events = rows(tmp_path / "w", 'SELECT ref, concept, "until", certainty FROM records.event')
    retracted = {ref for (ref,) in rows(tmp_path / "w", "SELECT ref FROM records.resource WHERE retracted")}
    found = {ref: rest for ref, *rest in events}
    assert {case: _became(ref, found, retracted) for ref, case in sent.items()} == {
        (kind, element, word): effect for kind, element, word, effect in CASES
    }


def test_no_type_and_no_code_of_ours_is_left_out():
    ours = {
        (kind, element, word)
        for kind, states in STATUSES.items()
        for element, words in states.items()
        for word in words
    }
    said = {(kind, element, word) for kind, element, word, _ in CASES}
    untried = {at for at in ours - said if at[0] not in ("Patient", "RelatedPerson", "Organization", "Appointment")}
    r4_calls_by_another_name = {
        "suspended",
        "cancelled",
        "aborted",
        "proposed",
        "directive",
        "in-progress",
        "on-hold",
        "stopped",
        "unknown",
    }
    assert {word for *_, word in untried} <= r4_calls_by_another_name | {"true", "false", MISSING}
    assert set(STATUSES) == set(READINGS)


@pytest.mark.parametrize("at", sorted({(kind, element) for kind, element, *_ in CASES}))
def test_a_code_that_is_not_known_holds_the_resource(tmp_path, at):
    kind, element = at
    take(tmp_path / "w", KID, _saying(kind, element, "perhaps"))
    assert reasons(tmp_path / "w") == [(2, "unknown-status")]
    assert concepts(tmp_path / "w") == []


def test_a_plain_code_as_stu3_writes_it_is_read(tmp_path):
    said = {"code": own("seen"), "onsetDateTime": "2021-02-01"}
    take(
        tmp_path / "w",
        KID,
        of("Condition", **said, verificationStatus="entered-in-error") | {"id": "a"},
        of("Condition", **said, verificationStatus="refuted", clinicalStatus="active") | {"id": "b"},
        of("Condition", **said, verificationStatus="confirmed", clinicalStatus="resolved") | {"id": "c"},
        of("Condition", **said, verificationStatus="perhaps") | {"id": "d"},
    )
    assert rows(tmp_path / "w", 'SELECT ref, concept, "until" IS NULL FROM records.event ORDER BY ref') == [
        ("Condition/b", None, True),
        ("Condition/c", "seen", False),
    ]
    assert reasons(tmp_path / "w") == [(5, "unknown-status")]


ACTIVITIES = {
    "completed": "seen",
    "in-progress": "seen",
    None: "seen",
    "not-started": None,
    "scheduled": None,
    "on-hold": None,
    "cancelled": None,
    "stopped": None,
    "unknown": None,
    "entered-in-error": None,
}


def test_an_activity_of_a_plan_counts_by_its_own_status(tmp_path):
    assert set(ACTIVITIES) - {None} == set(ACTIVITY["detail.status"])
    plans = []
    for word in ACTIVITIES:
        detail = {"code": own("seen"), **({"status": word} if word else {})}
        plan = of("CarePlan", status="active", period={"start": "2021-02-01"}, activity=[{"detail": detail}])
        plans.append({**plan, "id": f"p-{word}"})
    unwanted = {"code": own("seen"), "status": "completed", "doNotPerform": True}
    plans.append(of("CarePlan", status="active", period={"start": "2021-02-01"}, activity=[{"detail": unwanted}]))
    plans.append(plans[0] | {"id": "odd", "activity": [{"detail": {"code": own("seen"), "status": "perhaps"}}]})
    take(tmp_path / "w", KID, *plans)
    found = dict(rows(tmp_path / "w", "SELECT ref, concept FROM records.event"))
    assert found == {f"CarePlan/p-{word}": concept for word, concept in ACTIVITIES.items()} | {"CarePlan/x": None}
    assert reasons(tmp_path / "w") == [(len(plans) + 1, "unknown-status")]


MODIFIED = {
    "the resource": of("Condition", code=own("seen"), onsetDateTime="2021-02-01", modifierExtension=[{"url": "urn:x"}]),
    "its rules": of("Condition", code=own("seen"), onsetDateTime="2021-02-01", implicitRules="urn:rules"),
    "a patient": patient("x", modifierExtension=[{"url": "urn:x", "valueBoolean": True}]),
    "a component": of(
        "Observation",
        status="final",
        code=own("seen"),
        effectiveDateTime="2021-02-01",
        component=[{"code": own("anxiety"), "modifierExtension": [{"url": "urn:x"}]}],
    ),
    "an answer": of(
        "QuestionnaireResponse",
        status="completed",
        authored="2021-02-01",
        item=[{"linkId": "a", "item": [{"linkId": "seen", "modifierExtension": [{"url": "urn:x"}]}]}],
    ),
    "a participant": {
        "resourceType": "Appointment",
        "id": "x",
        "status": "noshow",
        "start": "2021-02-01T10:00:00Z",
        "participant": [{"actor": to("Patient/kid"), "modifierExtension": [{"url": "urn:x"}]}],
    },
}


@pytest.mark.parametrize("case", MODIFIED)
def test_a_modifier_extension_anywhere_holds_the_resource(tmp_path, case):
    take(tmp_path / "w", KID, MODIFIED[case])
    assert reasons(tmp_path / "w") == [(2, "unknown-modifier")]


def test_a_patient_who_has_left_is_kept_and_has_no_practice(tmp_path):
    practice = {"generalPractitioner": [to("Organization/gp")]}
    take(tmp_path / "w", patient("a", active=True, **practice), patient("b", active=False, **practice))
    assert rows(tmp_path / "w", "SELECT ref, practice FROM records.person ORDER BY ref") == [
        ("Patient/a", "Organization/gp"),
        ("Patient/b", None),
    ]
