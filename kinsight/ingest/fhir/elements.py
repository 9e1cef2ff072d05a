"""How each FHIR element is read from JSON: as text, as raw JSON, or as a reference.

One name has one shape here, whatever the resource, so that one reading of a mixed file serves every type. What is
read as raw JSON never turns to nothing when a sender gets its shape wrong: it can still be looked at.
"""

from kinsight.ingest.fhir.editions import ELEMENTS

REFERENCE = 'STRUCT(reference VARCHAR, identifier STRUCT(system VARCHAR, "value" VARCHAR))'
#: `deleted` is ours: what `bundle` writes for a resource that its sender deletes.
META = "STRUCT(versionId VARCHAR, lastUpdated VARCHAR, source VARCHAR, deleted VARCHAR, security JSON)"

#: In every resource, read first.
COMMON = {"resourceType": "VARCHAR", "id": "VARCHAR", "meta": META}

#: Whom a resource is about, and who recorded it: read as a structure, which costs less than JSON as text that has to be
#: parsed again. (A period would too, but its text is part of what a version's digest is made of.)
REFERENCES = {
    "subject",
    "patient",
    "for",
    "asserter",
    "author",
    "owner",
    "recorder",
    "requester",
    "sender",
    "serviceProvider",
    "source",
}

#: Dates, codes and words: read as text, so that an impossible date is seen and not lost.
TEXTS = {
    "abatementDateTime",
    "authored",
    "authoredOn",
    "birthDate",
    "created",
    "deceasedBoolean",
    "deceasedDateTime",
    "effectiveDateTime",
    "effectiveInstant",
    "end",
    "gender",
    "issued",
    "lastModified",
    "multipleBirthInteger",
    "occurrenceDateTime",
    "onsetDateTime",
    "performedDateTime",
    "questionnaire",
    "received",
    "recorded",
    "recordedDate",
    "sent",
    "start",
    "status",
    "valueBoolean",
    "valueDateTime",
    "valueInteger",
    "valueString",
    "active",
    "intent",
    "implicitRules",
    "date",
    "dateAsserted",
    "assertedDate",
    "doNotPerform",
    "isSubpotent",
    "notDone",
    "notGiven",
    "notPerformed",
    "wasNotGiven",
}

#: Lists of items that may each have a modifier extension of their own.
BACKBONES = {"activity", "communication", "component", "item", "link", "participant", "performer"}


def kind(name: str) -> str:
    """The DuckDB type that an element is read as."""
    if name in COMMON:
        return COMMON[name]
    if name in REFERENCES:
        return REFERENCE
    return "VARCHAR" if name in TEXTS else "JSON"


def columns(names: set[str]) -> str:
    """The `columns` argument of `read_json` for these elements, in a fixed order."""
    pairs = [(name, kind(name)) for name in (*COMMON, *sorted(names - set(COMMON)))]
    return "{" + ", ".join(f"'{name}': '{shape}'" for name, shape in pairs) + "}"


#: Elements that are read since a later version of ours. They are part of a digest only where they are: what a workspace
#: holds already keeps its number.
LATER = {
    "implicitRules",
    "modifierExtension",
    "intent",
    "doNotPerform",
    "isSubpotent",
    "notDone",
    "notGiven",
    "notPerformed",
    "wasNotGiven",
    "_valueString",
    "date",
    "assertedDate",
    "abatementAge",
    "abatementRange",
    "abatementString",
    "onsetAge",
    "onsetRange",
    "onsetString",
    "performedAge",
    "performedRange",
    "performedString",
    "occurrenceString",
    "effectiveTiming",
}
LATER_OF = {
    "Patient": {"active", "link", "telecom"},
    "RelatedPerson": {"telecom"},
    "Organization": {"active", "identifier"},
} | {kind: {*names} for kind, names in ELEMENTS.items()}
#: A status that is part of a digest as sent alone, and not as the word that it comes to.
AS_SENT = {"active"}


def later(kind: str) -> set[str]:
    """The elements of a type that are part of its digest only where they are."""
    return LATER | LATER_OF.get(kind, set())


def texts(names: set[str]) -> list[str]:
    """SQL expressions whose texts together are the content we read of a resource: what its digest is made of."""
    found: list[str] = []
    for name in sorted(names - {"resourceType", "id", "meta"}):
        quoted = f'"{name}"'
        if name in REFERENCES:
            found += [f"{quoted}.reference", f'{quoted}.identifier."value"']
        else:
            found.append(quoted)
    return found


def added(names: set[str]) -> list[str]:
    """The same of elements that are read since later: nothing where there is none, nor of what is said about a text alone."""
    return [f"""('|{name}=' || "{name}"::VARCHAR)""" for name in sorted(names) if not name.startswith("_")]
