"""What the modifier elements of a resource do to its facts, as data: every code of FHIR R4, and the words of other editions
whose meaning is sure. A word that is not here is never believed: its resource is held in quarantine."""

from collections.abc import Mapping

RETRACTED = "retracted"  # this version states nothing, and earlier ones are no longer believed
VOID = "void"  # it did not happen (yet), or nobody knows whether: kept, but it has no concept
ENDED = "ended"  # it is over: without an end date, it ended when we were told
ALLEGED = "alleged"  # believed possible, not known
REFUTED = "refuted"  # looked into, and not so
STATED = "stated"
#: Instead of a code: the element is not there.
MISSING = ""

#: Element → word → effect.
States = Mapping[str, Mapping[str, str]]


def _words(**effects: str) -> dict[str, str]:
    """Word → effect, of effects with their words in one text."""
    return {word: effect for effect, words in effects.items() for word in words.split()}


#: Type → element and codes that say that it is so on the day of writing: that day dates a fact that says no other.
NOW: dict[str, tuple[str, str]] = {
    "Condition": ("clinicalStatus", "active recurrence relapse"),
    "EpisodeOfCare": ("status", "active onhold"),
    "Flag": ("status", "active"),
    "CarePlan": ("status", "active on-hold suspended"),
}

#: A boolean modifier: true says that it was not done, or does not count.
NOT = {"true": VOID, "false": STATED}
_ERROR = "entered-in-error"

#: Type → modifier element → code → effect. Of a boolean, "true" and "false" are the codes.
STATUSES: dict[str, States] = {
    "Patient": {"active": _words(stated="true false")},
    "RelatedPerson": {"active": _words(stated="true", ended="false")},
    # R4 gives a Person `active` so that one created in error can be marked as not to be used.
    "Person": {"active": _words(stated="true", retracted="false")},
    "Organization": {"active": _words(stated="true false")},
    "Appointment": {
        "status": _words(
            retracted=_ERROR, stated="proposed pending booked arrived fulfilled cancelled noshow checked-in waitlist"
        )
    },
    "Encounter": {
        "status": _words(
            retracted=_ERROR,
            void="planned cancelled unknown discontinued",
            stated="arrived triaged in-progress onleave on-hold discharged finished completed",
        )
    },
    "EpisodeOfCare": {
        "status": _words(retracted=_ERROR, void="planned waitlist cancelled", stated="active onhold", ended="finished")
    },
    "Condition": {
        "verificationStatus": _words(
            retracted=_ERROR,
            alleged="unconfirmed provisional differential unknown",
            refuted="refuted",
            stated="confirmed",
        ),
        "clinicalStatus": _words(stated="active recurrence relapse unknown", ended="inactive remission resolved"),
    },
    "Observation": {
        "status": _words(
            retracted=_ERROR,
            void="registered cancelled unknown",
            alleged="preliminary",
            stated="final amended corrected",
        )
    },
    "Procedure": {
        "status": _words(
            retracted=_ERROR,
            void="preparation not-done on-hold suspended stopped aborted unknown",
            stated="in-progress completed",
        ),
        "notDone": NOT,
        "notPerformed": NOT,
    },
    "Flag": {"status": _words(retracted=_ERROR, stated="active", ended="inactive")},
    "CarePlan": {
        "status": _words(
            retracted=_ERROR,
            void="draft unknown proposed",
            stated="active on-hold suspended",
            ended="revoked completed cancelled",
        ),
        "intent": _words(void="proposal option directive", stated="plan order"),
    },
    "ServiceRequest": {
        "status": _words(
            retracted=_ERROR, void="draft on-hold suspended revoked cancelled unknown", stated="active completed"
        ),
        "intent": _words(
            void="proposal plan directive option",
            stated="order original-order reflex-order filler-order instance-order",
        ),
        "doNotPerform": NOT,
    },
    "Task": {
        "status": {MISSING: VOID}
        | _words(
            retracted=_ERROR,
            stated="completed",
            void="draft requested received accepted rejected ready cancelled in-progress on-hold failed",
        ),
        "intent": _words(
            void="proposal option", stated="unknown plan order original-order reflex-order filler-order instance-order"
        ),
        "doNotPerform": NOT,
    },
    "Communication": {
        "status": _words(
            retracted=_ERROR,
            void="preparation not-done on-hold suspended stopped aborted unknown",
            stated="in-progress completed",
        ),
        "notDone": NOT,
    },
    "Immunization": {
        "status": _words(retracted=_ERROR, void="not-done in-progress on-hold stopped", stated="completed"),
        "isSubpotent": NOT,
        "notGiven": NOT,
        "wasNotGiven": NOT,
    },
    "MedicationRequest": {
        "status": _words(
            retracted=_ERROR, void="draft cancelled unknown", stated="active on-hold", ended="completed stopped ended"
        ),
        "intent": _words(
            void="proposal plan option", stated="order original-order reflex-order filler-order instance-order"
        ),
        "doNotPerform": NOT,
    },
    "MedicationStatement": {
        "status": _words(
            retracted=_ERROR, void="intended unknown not-taken", stated="active on-hold", ended="completed stopped"
        )
    },
    "QuestionnaireResponse": {
        "status": _words(retracted=_ERROR, void="in-progress", stated="completed amended stopped")
    },
}

#: An item of a care plan counts by its own status: below the item, as in `activity[].detail.code`.
ACTIVITY: States = {
    "detail.status": _words(
        void="not-started scheduled on-hold cancelled stopped unknown entered-in-error", stated="in-progress completed"
    ),
    "detail.doNotPerform": NOT,
    "detail.prohibited": NOT,
}
