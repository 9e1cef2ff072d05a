"""The shapes of the FHIR R4 resources the district sends. Days in, plain dicts out; `meta` is added by the book."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from kinsight.synthetic.feed_codes import LOINC, coding

Resource = dict[str, Any]
NHS_NUMBER = "https://fhir.nhs.uk/Id/nhs-number"
_ROLE = "http://terminology.hl7.org/CodeSystem/v3-RoleCode"
_CLASS = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
_CANCEL = "http://terminology.hl7.org/CodeSystem/appointment-cancellation-reason"
_CLINICAL = "http://terminology.hl7.org/CodeSystem/condition-clinical"
_VERIFIED = "http://terminology.hl7.org/CodeSystem/condition-ver-status"
_SERVICE_KIND = "urn:kinsight:service-kind"

_LAST = 40_000  # days since 1970: into the year 2079
_ISO = tuple((date(1970, 1, 1) + timedelta(days=d)).isoformat() for d in range(_LAST))


def iso(day: int) -> str:
    """ISO date; adults born before 1970 have negative days."""
    return _ISO[day] if 0 <= day < _LAST else (date(1970, 1, 1) + timedelta(days=day)).isoformat()


def period(start: int | None, end: int | None = None) -> dict[str, str]:
    made = {} if start is None else {"start": iso(start)}
    if end is not None:
        made["end"] = iso(end)
    return made


def _code(concept: str) -> Resource:
    return {"coding": [coding(concept)]}


def _to(ref: str) -> dict[str, str]:
    return {"reference": ref}


def organization(id_: str, kind: str, name: str) -> Resource:
    return {
        "resourceType": "Organization",
        "id": id_,
        "active": True,
        "name": name,
        "type": [{"coding": [{"system": _SERVICE_KIND, "code": kind}]}],
    }


def fact(
    kind: str, id_: str, who: str, by: str, concept: str, on: int, until: int | None, value: str | None
) -> Resource:
    """One coded fact in the resource kind that carries it in practice."""
    made = _FACTS[kind](who, by, concept, on, until)
    made = {"resourceType": kind, "id": id_, **made}
    if value is not None and kind == "Observation":
        made["valueString"] = value
    return made


def _condition(who: str, by: str, concept: str, on: int, until: int | None) -> Resource:
    # R4 lets no Organization record a Condition: `meta.source` says which service did.
    made: Resource = {"subject": _to(who), "code": _code(concept), "onsetDateTime": iso(on)}
    state = "active" if until is None else "resolved"
    made["clinicalStatus"] = {"coding": [{"system": _CLINICAL, "code": state}]}
    made["verificationStatus"] = {"coding": [{"system": _VERIFIED, "code": "confirmed"}]}
    if until is not None:
        made["abatementDateTime"] = iso(until)
    return made


def unconfirmed(made: Resource) -> Resource:
    """A Condition that is believed possible, not known."""
    made["verificationStatus"] = {"coding": [{"system": _VERIFIED, "code": "unconfirmed"}]}
    return made


def _observation(who: str, by: str, concept: str, on: int, until: int | None) -> Resource:
    made: Resource = {"status": "final", "code": _code(concept), "subject": _to(who), "performer": [_to(by)]}
    if until is None:
        made["effectiveDateTime"] = iso(on)
    else:
        made["effectivePeriod"] = period(on, until)
    return made


def _procedure(who: str, by: str, concept: str, on: int, until: int | None) -> Resource:
    return {
        "status": "completed",
        "code": _code(concept),
        "subject": _to(who),
        "performedDateTime": iso(on),
        "performer": [{"actor": _to(by)}],
    }


def _communication(who: str, by: str, concept: str, on: int, until: int | None) -> Resource:
    return {
        "status": "completed",
        "reasonCode": [_code(concept)],
        "subject": _to(who),
        "sent": iso(on),
        "sender": _to(by),
    }


def _service_request(who: str, by: str, concept: str, on: int, until: int | None) -> Resource:
    return {
        "status": "active",
        "intent": "order",
        "code": _code(concept),
        "subject": _to(who),
        "authoredOn": iso(on),
        "requester": _to(by),
    }


def _care_plan(who: str, by: str, concept: str, on: int, until: int | None) -> Resource:
    return {
        "status": "active" if until is None else "completed",
        "intent": "plan",
        "category": [_code(concept)],
        "subject": _to(who),
        "period": period(on, until),
        "author": _to(by),
    }


def _flag(who: str, by: str, concept: str, on: int, until: int | None) -> Resource:
    return {
        "status": "active" if until is None else "inactive",
        "code": _code(concept),
        "subject": _to(who),
        "period": period(on, until),
        "author": _to(by),
    }


def _answers(who: str, by: str, concept: str, on: int, until: int | None) -> Resource:
    return answers_body(who, by, (concept,), on)


def answers_body(who: str, by: str, concepts: Sequence[str], on: int) -> Resource:
    """One form filled in at one contact: an item for each thing asked."""
    items = [{"linkId": str(n), "answer": [{"valueCoding": coding(c)}]} for n, c in enumerate(concepts, 1)]
    return {"status": "completed", "subject": _to(who), "authored": iso(on), "author": _to(by), "item": items}


def _encounter(who: str, by: str, concept: str, on: int, until: int | None) -> Resource:
    return encounter_body(who, by, (concept,), on, "AMB")


def encounter_body(who: str, by: str, concepts: Sequence[str], on: int, where: str) -> Resource:
    day = iso(on)
    return {
        "status": "finished",
        "class": {"system": _CLASS, "code": where},
        "type": [_code(c) for c in concepts],
        "subject": _to(who),
        "period": {"start": day, "end": day},
        "serviceProvider": _to(by),
    }


def _task(who: str, by: str, concept: str, on: int, until: int | None) -> Resource:
    return {
        "status": "completed",
        "intent": "order",
        "code": _code(concept),
        "for": _to(who),
        "authoredOn": iso(on),
        "requester": _to(by),
        "owner": _to(by),
    }


_FACTS = {
    "Condition": _condition, "Observation": _observation, "Procedure": _procedure, "Communication": _communication,
    "ServiceRequest": _service_request, "CarePlan": _care_plan, "Flag": _flag, "QuestionnaireResponse": _answers,
    "Encounter": _encounter, "Task": _task,
}  # fmt: skip


def expected_date(id_: str, who: str, by: str, on: int, due: int) -> Resource:
    return {
        "resourceType": "Observation", "id": id_, "status": "final", "subject": _to(who), "performer": [_to(by)],
        "code": {"coding": [{"system": LOINC, "code": "11778-8", "display": "Delivery date Estimated"}]},
        "effectiveDateTime": iso(on), "valueDateTime": iso(due),
    }  # fmt: skip


def birth_weight(id_: str, who: str, by: str, on: int, grams: int) -> Resource:
    return {
        "resourceType": "Observation", "id": id_, "status": "final", "subject": _to(who), "performer": [_to(by)],
        "code": {"coding": [{"system": LOINC, "code": "8339-4", "display": "Birth weight Measured"}]},
        "effectiveDateTime": iso(on), "valueQuantity": _grams(grams),
    }  # fmt: skip


def _grams(grams: int) -> Resource:
    return {"value": grams, "unit": "g", "system": "http://unitsofmeasure.org", "code": "g"}


def appointment(
    id_: str, who: str, status: str, start: int, booked: int, what: str, cancelled: Resource | None = None
) -> Resource:
    # R4 lets no Organization take part in an Appointment: `meta.source` says whose it is.
    made: Resource = {
        "resourceType": "Appointment", "id": id_, "status": status, "start": f"{iso(start)}T10:00:00Z",
        "created": iso(booked), "serviceType": [{"text": what}],
        "participant": [{"actor": _to(who), "status": "accepted"}],
    }  # fmt: skip
    if cancelled is not None:
        made["cancelationReason"] = cancelled
    return made


#: Why an appointment was cancelled, and by whom.
BY_PATIENT: Resource = {"coding": [{"system": _CANCEL, "code": "pat", "display": "Patient"}]}
MOVED: Resource = {"coding": [coding("rescheduled-by-patient")]}
BY_PROVIDER: Resource = {"coding": [{"system": _CANCEL, "code": "prov", "display": "Provider"}]}


def immunization(id_: str, who: str, by: str, on: int, vaccine: str, given: bool = True) -> Resource:
    return {
        "resourceType": "Immunization", "id": id_, "status": "completed" if given else "not-done", "patient": _to(who),
        "vaccineCode": {"coding": [coding("immunisation-given")], "text": vaccine}, "occurrenceDateTime": iso(on),
        "performer": [{"actor": _to(by)}],
    }  # fmt: skip


def episode(id_: str, who: str, by: str, start: int, until: int | None) -> Resource:
    return {
        "resourceType": "EpisodeOfCare",
        "id": id_,
        "status": "active" if until is None else "finished",
        "patient": _to(who),
        "managingOrganization": _to(by),
        "period": period(start, until),
    }


def related(
    id_: str, patient: str, nhs: str, name: Resource, sex: str, role: str, start: int | None, end: int | None
) -> Resource:
    made: Resource = {
        "resourceType": "RelatedPerson", "id": id_, "active": end is None, "patient": _to(patient),
        "identifier": [{"system": NHS_NUMBER, "value": nhs}], "name": [name], "gender": sex,
        "relationship": [{"coding": [{"system": _ROLE, "code": role}]}],
    }  # fmt: skip
    if start is not None or end is not None:
        made["period"] = period(start, end)
    return made


def patient(
    id_: str, nhs: str, name: Resource, sex: str, born: int, practice: str | None, homes: list[Resource]
) -> Resource:
    made: Resource = {
        "resourceType": "Patient",
        "id": id_,
        "active": True,
        "identifier": [{"system": NHS_NUMBER, "value": nhs}],
        "name": [name],
        "gender": sex,
        "birthDate": iso(born),
        "address": homes,
    }
    if practice:
        made["generalPractitioner"] = [_to(practice)]
        made["managingOrganization"] = _to(practice)
    return made


def home(line: str, postcode: str, start: int | None, until: int | None) -> Resource:
    made: Resource = {"use": "home", "line": [line], "postalCode": postcode}
    if start is not None or until is not None:
        made["period"] = period(start, until)
    return made
