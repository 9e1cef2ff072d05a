"""How an appointment says whether the person came, as data. Adults' words: age is applied later (`mapping.UNDER_18`)."""

from collections.abc import Mapping

from kinsight.ingest.fhir.mapping import OWN_SYSTEM
from kinsight.store.sql_files import statement

CANCELLATION = "http://terminology.hl7.org/CodeSystem/appointment-cancellation-reason"

ATTENDED, MISSED, CANCELLED = "attended", "did-not-attend", "cancelled-by-patient"
MOVED, PROVIDER = "rescheduled-by-patient", "provider-cancelled"
#: Cancelled, and nobody said by whom: kept and counted under this code, which is no concept.
UNSAID = "cancelled-reason-not-given"
#: The patient had said that they would not take part: nobody was awaited. No concept either.
DECLINED = "declined-by-participant"

#: `Appointment.status` that says it alone. Booked, proposed, pending, waiting: nothing has happened yet.
BY_STATUS = {"fulfilled": ATTENDED, "arrived": ATTENDED, "checked-in": ATTENDED, "noshow": MISSED}

#: NHS Data Dictionary, ATTENDED OR DID NOT ATTEND: 0 (in the future) says nothing.
BY_ATTENDANCE_CODE = {"5": ATTENDED, "6": ATTENDED, "7": MISSED, "2": CANCELLED, "3": MISSED, "4": PROVIDER}

#: Codes of the HL7 cancellation reasons that the family did not choose, though they begin with `pat`: the patient died,
#: the service found an earlier place, the patient's insurance ended.
NOT_THEIRS = ("pat-dec", "pat-swl", "pat-mt")

#: What free text says when there is no code, tried in this order, in lower case.
BY_TEXT = (
    (r"(resched|rearrang|re-arrang|moved|changed).*by (the )?(provider|clinic|hospital|service|staff|trust)", PROVIDER),
    (r"(resched|rearrang|re-arrang|moved|changed).*by (the )?(patient|carer|parent|mother|father|guardian|family)", MOVED),
    (r"cancel.*by (the )?(provider|clinic|hospital|service|staff|trust)", PROVIDER),
    (r"cancel.*by (the |or for the |or for )?(patient|carer|parent|mother|father|guardian|family)", CANCELLED),
)  # fmt: skip


def code_sql() -> str:
    """SQL text of the CodeableConcept (as JSON) that says what became of an appointment, or NULL.

    A reason with codes of its own is handed on as it is, so that a codelist row can say what a site's code means.
    """
    reason = "coalesce(cancelationReason::VARCHAR, '')"
    by_text = (f"WHEN regexp_matches(lower({reason}), '{text}') THEN {_own(word)}" for text, word in BY_TEXT)
    return statement(
        "attendance",
        "kinsight.ingest.fhir",
        attendance=_ATTENDANCE,
        by_attendance_code=_whens(BY_ATTENDANCE_CODE),
        by_status=" ".join(f"WHEN status = '{word}' THEN {_own(concept)}" for word, concept in BY_STATUS.items()),
        reason=reason,
        cancellation_code=_coded(reason, CANCELLATION, '[^"]+'),
        not_theirs=", ".join(f"'{code}'" for code in NOT_THEIRS),
        by_text=" ".join(by_text),
        declined=_own(DECLINED),
        unsaid=_own(UNSAID),
        cancelled=_own(CANCELLED),
        provider=_own(PROVIDER),
    )


def _coded(text: str, system: str, code: str) -> str:
    """SQL of the code of a coding of this system in raw JSON, whichever of the two is written first; empty when there is none."""
    system, code = f'"system":"{system}"', f'"code":"({code})"'
    first, second = (f"regexp_extract({text}, '(?i){a}[^{{}}]*{b}', 1)" for a, b in ((system, code), (code, system)))
    return f"coalesce(nullif({first}, ''), {second}, '')"


def _whens(words: Mapping[str, str]) -> str:
    return " ".join(f"WHEN '{word}' THEN {_own(concept)}" for word, concept in words.items())


def _own(concept: str) -> str:
    """SQL literal of a CodeableConcept in our own system."""
    return f"""'{{"coding":[{{"system":"{OWN_SYSTEM}","code":"{concept}"}}]}}'"""


#: The Data Dictionary code, from any extension with a coding whose system names attendance.
_ATTENDANCE = _coded("extension::VARCHAR", '[^"]*attend[^"]*', "[0-9]")
