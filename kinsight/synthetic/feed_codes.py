"""How each concept is written in the feed: which code, and as which kind of resource.

SNOMED CT ids are those read in public NHS material (docs/synthetic.md); what has no public code is written in our own
system, whose codes are the concept words themselves.
"""

SNOMED = "http://snomed.info/sct"
LOINC = "http://loinc.org"
OWN = "urn:kinsight:concept"

_SNOMED_CODES: dict[str, tuple[str, str]] = {
    "pregnancy": ("77386006", "Pregnant"),
    "child-protection-plan": ("342191000000101", "Subject to child protection plan"),
    "child-protection-plan-ended": ("342891000000105", "No longer subject to child protection plan"),
    "unborn-protection-plan": ("818901000000100", "Unborn child subject to child protection plan"),
    "looked-after": ("764841000000100", "Looked after child"),
    "looked-after-ended": ("764951000000107", "No longer a looked after child"),
    "safeguarding-concern": ("836881000000105", "Child is cause for safeguarding concern"),
    "family-safeguarding-concern": ("300731000000106", "Family is cause for safeguarding concern"),
    "domestic-abuse-risk": ("707087005", "At risk of domestic abuse"),
    "domestic-abuse-suspected": ("697950003", "Suspected victim of domestic abuse"),
    "child-sexual-exploitation-risk": ("919461000000108", "At risk of child sexual exploitation"),
    "antenatal-appointment-missed": ("918791000000100", "Did not attend antenatal appointment"),
    "delayed-presentation": ("449889006", "Delayed presentation"),
    "no-access-visit": ("185471009", "Home visit: no reply"),
    "alcohol-misuse": ("15167005", "Alcohol abuse"),
    "drug-misuse": ("361055000", "Misuses drugs"),
    "depression": ("35489007", "Depressive disorder"),
    "anxiety": ("48694002", "Anxiety"),
    "bipolar": ("13746004", "Bipolar disorder"),
    "psychosis": ("69322001", "Psychotic disorder"),
    "schizophrenia": ("58214004", "Schizophrenia"),
    "postnatal-depression": ("58703003", "Postpartum depression"),
    "self-harm": ("248062006", "Self-harm"),
    "suicide-risk": ("225444004", "At risk of suicide"),
    "late-booking": ("169594005", "Late booker"),
    "unwanted-pregnancy": ("58532003", "Unwanted pregnancy"),
    "low-birth-weight": ("276610007", "Low birth weight infant"),
    "neonatal-abstinence": ("414819007", "Neonatal abstinence syndrome"),
    "preterm": ("310661005", "Preterm infant"),
    "interpreter-needed": ("315594003", "Interpreter needed"),
    "social-isolation": ("422650009", "Social isolation"),
    "housing-poor": ("81877007", "Inadequate housing"),
    "referral-childrens-social-care": ("306238000", "Referral to social services"),
}
#: What is not an Observation. Responses are mostly something done (Procedure), said (Communication) or asked for.
_KIND_WORDS = {
    "Condition": (
        "pregnancy alcohol-misuse drug-misuse depression anxiety bipolar psychosis schizophrenia postnatal-depression "
        "mental-ill-health mental-health-history self-harm suicidal-intent suicidal-ideation suicide-attempt "
        "domestic-abuse-disclosed domestic-abuse-suspected low-birth-weight preterm neonatal-abstinence "
        "faltering-growth dental-decay disability long-term-condition"
    ),
    "Communication": "safe-sleep-advice icon-advice handover-verbal handover-written information-shared signposted",
    "ServiceRequest": (
        "specialist-domestic-abuse-referral marac-referred referral-childrens-social-care substance-misuse-referral "
        "mental-health-referral perinatal-mental-health-referral"
    ),
    "CarePlan": "child-protection-plan looked-after unborn-protection-plan preventive-plan",
    "Flag": (
        "priority-appointments safeguarding-concern family-safeguarding-concern domestic-abuse-risk "
        "child-sexual-exploitation-risk"
    ),
    "QuestionnaireResponse": (
        "children-contact-asked domestic-abuse-enquiry-made domestic-abuse-enquiry-unsafe mood-questions-asked "
        "antenatal-mental-health-assessed domestic-abuse-denied"
    ),
    "Procedure": (
        "harm-considered child-needs-considered child-victim-needs-recorded explore-other-factors sleep-environment-check "
        "other-agencies-consulted child-safety-assessed safe-storage-checked family-health-needs-assessed"
    ),
    "Task": "follow-up-arranged",
    "Encounter": (
        "seen seen-alone new-birth-visit six-week-review emergency-attendance emergency-attendance-injury "
        "antenatal-booking antenatal-contact antenatal-health-visitor-contact one-year-review two-year-review"
    ),
}
_KIND = {word: kind for kind, words in _KIND_WORDS.items() for word in words.split()}


def kind(concept: str) -> str:
    return _KIND.get(concept, "Observation")


def coding(concept: str) -> dict[str, str]:
    """FHIR Coding of a concept; shared between resources, so never changed by a caller."""
    return _CODINGS.get(concept) or _own(concept)


def _own(concept: str) -> dict[str, str]:
    _CODINGS[concept] = {"system": OWN, "code": concept, "display": concept.replace("-", " ").capitalize()}
    return _CODINGS[concept]


_CODINGS = {word: {"system": SNOMED, "code": c, "display": d} for word, (c, d) in _SNOMED_CODES.items()}
#: What the codelists must hold for the feed to be understood: (system, code, concept).
USED = (
    *((SNOMED, code, word) for word, (code, _) in _SNOMED_CODES.items()),
    (LOINC, "11778-8", "expected-date"),
    (LOINC, "8339-4", "low-birth-weight"),
)
