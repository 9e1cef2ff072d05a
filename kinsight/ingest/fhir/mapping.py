"""What each FHIR resource becomes, as data: the SQL that reads a feed and `docs/feeds.md` are both made from this.

A path is an element and what lies below it: `onsetPeriod.start`, `category[]`, `component[].code`. Of several paths the
first that has something holds.
"""

from dataclasses import dataclass, field

from kinsight.ingest.fhir.editions import ELEMENTS
from kinsight.ingest.fhir.statuses import ACTIVITY, STATUSES, States

#: A fact of a person's life may be of the time before birth: of the pregnancy, at its longest.
BEFORE_BIRTH_DAYS = 300
#: Types that are facts of a body that has been born.
AFTER_BIRTH = {"Immunization"}

OWN_SYSTEM = "urn:kinsight:concept"
NHS_NUMBER = "https://fhir.nhs.uk/Id/nhs-number"
SERVICE_KIND = "urn:kinsight:service-kind"
#: Marks a `valueString` as what someone wrote beside a fact, and no answer to it.
NOTE = "urn:kinsight:note"

MEDICINE = "medicationCodeableConcept"

#: Not an element: what became of an appointment, worked out by `attendance`.
DERIVED = "attendance"


@dataclass(frozen=True)
class Fact:
    """Where one coded fact stands. `spare`: read only when nothing else in the resource has a concept. `states`: the
    modifier elements of the list's item that it stands in."""

    path: str
    values: tuple[str, ...] = ()
    spare: bool = False
    states: States = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        """Raises ValueError for a path that the reader would read nothing at, without a word."""
        if "." in self.path and not self.many:
            raise ValueError(f"{self.path}: a code within an element that is no list is not read")

    @property
    def many(self) -> bool:
        return "[]" in self.path

    @property
    def element(self) -> str:
        return head(self.path)

    @property
    def below(self) -> str:
        """The path within an item of the list: "detail.code" of `activity[].detail.code`."""
        return self.path.partition("[]")[2].removeprefix(".")

    @property
    def place(self) -> str:
        """Where it stands, as part of the fact's identity; the one that a resource is about has none."""
        return "" if self.path in (DERIVED, "code", "vaccineCode", MEDICINE) else self.element


@dataclass(frozen=True)
class Reading:
    """How one type of resource is read.

    `implies`: the concept of every such resource, whatever its code. `context`: whose words become the value where there
    is none. `layered`: its facts lie in items within items. `says` is for the manual.
    """

    type: str
    about: str
    facts: tuple[Fact, ...] = ()
    on: tuple[str, ...] = ()
    until: tuple[str, ...] = ()
    known: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    context: tuple[str, ...] = ()
    ages: tuple[str, ...] = ()
    vague: tuple[str, ...] = ()
    ended: tuple[str, ...] = ()
    service: tuple[str, ...] = ()
    implies: str = ""
    extra: tuple[str, ...] = ()
    layered: bool = False
    says: str = ""

    @property
    def main(self) -> tuple[Fact, ...]:
        """The facts that are not spare."""
        return tuple(fact for fact in self.facts if not fact.spare)

    @property
    def of_person(self) -> bool:
        """Whether it describes a person, by whose identifiers they are joined."""
        return self.type in ("Patient", "RelatedPerson", "Person")

    @property
    def states(self) -> States:
        """Its modifier elements, and what their codes do to its facts."""
        return STATUSES[self.type]

    @property
    def names(self) -> set[str]:
        """The elements that are read at all."""
        within = {"contained"} if self.about not in ("", "id") or self.service else set()
        paths = [self.about, *self.on, *self.until, *self.known, *self.values, *self.context, *self.states]
        paths += [*self.ages, *self.vague, *self.ended]
        paths += [*self.service, *self.extra, *(fact.path for fact in self.facts)]
        return (
            {head(path) for path in paths if path} - {"id", DERIVED}
            | ANYWHERE
            | {*ELEMENTS.get(self.type, ())}
            | within
        )


#: Elements of any resource that change what all the rest of it means.
ANYWHERE = {"implicitRules", "modifierExtension"}


def head(path: str) -> str:
    """The element that a path begins with."""
    return path.split(".")[0].removesuffix("[]")


_OBSERVED = (
    "valueQuantity.value",
    "valueInteger",
    "valueDateTime",
    "valuePeriod.start",
    "valueCodeableConcept.coding[0].code",
    "valueCodeableConcept.text",
    "valueString",
    "valueBoolean",
)

#: Values that a range of a codelist is compared with.
NUMERIC = ("valueQuantity.value", "valueInteger", "valueDecimal", "valueString")

PEOPLE = (
    Reading(
        "Patient",
        about="id",
        extra=(
            "active",
            "identifier",
            "name",
            "gender",
            "birthDate",
            "deceasedDateTime",
            "deceasedBoolean",
            "address",
            "communication",
            "extension",
            "generalPractitioner",
            "managingOrganization",
            "multipleBirthInteger",
            "telecom",
            "link",
        ),
        service=("managingOrganization",),
        says="A person, their addresses with periods, and what they need: an interpreter (`interpreter-needed`, or "
        "`interpreter-not-needed` when it says no). Naming a general practice is `practice-named`. A death is kept on "
        "the person and as `died`. Of a phone number in `telecom` only a key is kept, by which two records can be seen to give the "
        "same. Its `link` says whose record is of the same human: see *Linked records* below.",
    ),
    Reading(
        "RelatedPerson",
        about="patient",
        extra=("active", "identifier", "name", "gender", "birthDate", "address", "relationship", "period", "telecom"),
        says="A bond: this person is mother, father … of the patient, from when to when. Also a person, joined to a "
        "Patient with the same NHS number, or linked to it, by linkage.",
    ),
    Reading(
        "Person",
        about="id",
        extra=("active", "identifier", "name", "gender", "birthDate", "address", "managingOrganization", "link"),
        service=("managingOrganization",),
        says="Whose records its `link` names, they are of one human: see *Linked records* below. One that is not `active` "
        "states nothing.",
    ),
)

FACTS = (
    Reading(
        "Appointment",
        about="participant[].actor",
        on=("start",),
        known=("created",),
        context=("serviceType",),
        facts=(Fact(DERIVED),),
        service=("participant[].actor",),
        extra=("status", "cancelationReason", "extension"),
        says="Whether the person came: see *Appointments* below.",
    ),
    Reading(
        "Encounter",
        about="subject",
        on=("period.start",),
        until=("period.end",),
        facts=(Fact("type[]"), Fact("reasonCode[]"), Fact("serviceType"), Fact("class", spare=True)),
        service=("serviceProvider", "participant[].individual"),
        says="Its class counts only when nothing else in it has a concept, so that one visit is one fact; EMER, whatever the visit "
        "was for, unless a code says that very visit. A finished one face to "
        "face (class AMB, EMER, FLD, HH, IMP, ACUTE, NONAC, OBSENC or SS, and not VR) of someone under 18 is `seen` too, unless a "
        "code of it says what was done, or that nobody came. Seen alone, and what the child said, are never taken from a class.",
    ),
    Reading(
        "EpisodeOfCare",
        about="patient",
        on=("period.start",),
        until=("period.end",),
        facts=(Fact("type[]"),),
        service=("managingOrganization",),
        implies="in-care-of-service",
        says="Whatever its type, the person is `in-care-of-service` of that service from its start until its end.",
    ),
    Reading(
        "Condition",
        about="subject",
        facts=(Fact("code"),),
        on=("onsetDateTime", "onsetPeriod.start", "recordedDate", "assertedDate"),
        ages=("onsetAge", "onsetRange.low"),
        vague=("onsetString",),
        ended=("abatementAge", "abatementRange", "abatementString"),
        until=("abatementDateTime", "abatementPeriod.end"),
        known=("recordedDate", "assertedDate"),
        service=("recorder", "asserter"),
    ),
    Reading(
        "Observation",
        about="subject",
        facts=(
            Fact("code"),
            Fact("valueCodeableConcept"),
            Fact("component[].code", values=_OBSERVED),
            Fact("component[].valueCodeableConcept"),
        ),
        on=(
            "effectiveDateTime",
            "effectiveInstant",
            "effectivePeriod.start",
            "effectiveTiming.event[0]",
            "effectiveTiming.repeat.boundsPeriod.start",
            "issued",
        ),
        vague=("effectiveTiming",),
        until=("effectivePeriod.end", "effectiveTiming.repeat.boundsPeriod.end"),
        known=("issued",),
        values=_OBSERVED,
        extra=("dataAbsentReason", "_valueString"),
        service=("performer[]",),
        says="What its value answers is read: see *Answers* below. A value that is absent for a reason is no answer: not "
        "asked is never no.",
    ),
    Reading(
        "Procedure",
        about="subject",
        facts=(Fact("code"),),
        on=("performedDateTime", "performedPeriod.start"),
        ages=("performedAge", "performedRange.low"),
        vague=("performedString",),
        until=("performedPeriod.end",),
        service=("performer[].actor", "recorder", "asserter"),
    ),
    Reading(
        "Flag", about="subject", facts=(Fact("code"),), on=("period.start",), until=("period.end",), service=("author",)
    ),
    Reading(
        "CarePlan",
        about="subject",
        facts=(Fact("category[]"), Fact("activity[].detail.code", states=ACTIVITY)),
        on=("period.start", "created"),
        until=("period.end",),
        known=("created",),
        service=("author", "contributor[]"),
    ),
    Reading(
        "ServiceRequest",
        about="subject",
        facts=(Fact("code"), Fact("reasonCode[]")),
        on=("authoredOn",),
        known=("authoredOn",),
        service=("requester", "performer[]"),
        says="A referral that was made. The service is the one that asked.",
    ),
    Reading(
        "Task",
        about="for",
        facts=(Fact("code"),),
        on=("executionPeriod.end", "lastModified", "authoredOn"),
        known=("lastModified", "authoredOn"),
        service=("owner", "requester"),
        says="Only a completed task is something done.",
    ),
    Reading(
        "Communication",
        about="subject",
        facts=(Fact("category[]"), Fact("reasonCode[]"), Fact("topic")),
        on=("sent", "received"),
        known=("sent",),
        service=("sender",),
    ),
    Reading(
        "Immunization",
        about="patient",
        facts=(Fact("vaccineCode"),),
        on=("occurrenceDateTime", "date"),
        known=("recorded",),
        vague=("occurrenceString",),
        service=("performer[].actor",),
        implies="immunisation-given",
        context=("vaccineCode",),
        says="A given immunisation is `immunisation-given` whatever the vaccine.",
    ),
    Reading(
        "MedicationRequest",
        about="subject",
        facts=(Fact(MEDICINE),),
        on=("authoredOn",),
        known=("authoredOn",),
        service=("requester", "recorder"),
        says="A prescription. It is over once it is said to be stopped or completed; a medicine that is only referred to is not read.",
    ),
    Reading(
        "MedicationStatement",
        about="subject",
        facts=(Fact(MEDICINE),),
        on=("effectiveDateTime", "effectivePeriod.start", "dateAsserted"),
        until=("effectivePeriod.end",),
        known=("dateAsserted",),
        service=("informationSource",),
        says="What somebody takes, as the person or a service says.",
    ),
    Reading(
        "QuestionnaireResponse",
        about="subject",
        on=("authored",),
        known=("authored",),
        facts=(Fact("item[].answer"),),
        layered=True,
        extra=("questionnaire", "item"),
        service=("author", "source"),
        says="Each answered item is a fact: its `linkId` is a code of the questionnaire's own address, its answer the "
        "value; an answer that is a code is a fact too. Items within items are read. No answer, no fact.",
    ),
)

ORGANIZATION = Reading(
    "Organization",
    about="",
    extra=("identifier", "name", "type"),
    says=f"A service: its name, its kind from a code of `{SERVICE_KIND}`, and the ODS code by which others refer to it.",
)

#: In the order in which they are read: who exists comes before what is said about them.
READINGS = {reading.type: reading for reading in (ORGANIZATION, *PEOPLE, *FACTS)}

#: Concepts that depend on age: what an adult did, a child under 18 had done for them (catalogue P05, P10), or was left to do.
UNDER_18 = {
    "did-not-attend": "was-not-brought",
    "cancelled-by-patient": "carer-cancelled",
    "rescheduled-by-patient": "carer-rescheduled",
    "poisoning-by-drug": "child-ingestion",
    "unpaid-carer": "young-carer",
}
GROWN_UP_DAYS = 6575  # 18 years of 365.25 days, as everywhere in the knowledge

#: An encounter of someone under 18 that is over, and of one of these classes, was with them there.
SEEN = "seen"
FINISHED = ("finished", "completed", "discharged")
FACE_TO_FACE = ("AMB", "EMER", "FLD", "HH", "IMP", "ACUTE", "NONAC", "OBSENC", "SS")

EMERGENCY = "emergency-attendance"
#: Codes that mean a concept wherever they stand, beside the codelists: (system, code, concept).
BUILT_IN = (("http://terminology.hl7.org/CodeSystem/v3-ActCode", "EMER", EMERGENCY),)
