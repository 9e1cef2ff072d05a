"""Why a line was quarantined, in words that say what to do. No value of a patient's record is ever part of them."""

REASONS = {
    "malformed-json": "The line is not whole JSON. It may be cut off or hold a stray character. Ask the sender for it again.",
    "not-a-resource": "The line is JSON but no FHIR resource: it needs an object with resourceType.",
    "unread-type": "Kinsight does not read {element}. docs/feeds.md lists what it reads. Nothing needs doing if it is not needed.",
    "missing-id": "The resource has no id, so a correction of it could never be recognised. Ask the sender to give it one.",
    "missing-subject": "{element} names no person in a way that Kinsight can follow: by reference, or by an NHS number with its system.",
    "impossible-date": "{element} cannot be a date of this kind of fact. Correct it at the source and send the resource again.",
    "before-birth": "{element} lies before the person was born. Correct it, or the date of birth, and try the line again.",
    "unknown-status": "{element} has a code that FHIR R4 does not have: what it does to the record is not known. Correct it at the source.",
    "not-r4": "{element} is as another edition of FHIR has it, and not as R4: it could be misread. Ask the sender for R4.",
    "unknown-modifier": "{element} changes the meaning of the resource in a way that Kinsight does not know. Ask the sender to do without.",
    "dangling-reference": "Nobody has sent the person that {element} names, or people of several births have its number. "
    "Load the Patient file, or a correction: this line is then tried again.",
    "another-person": "Another person is known by this id: two servers may number alike. Load this file with --server NAME. If it is the "
    "same person, corrected: kinsight quarantine retry ITEM.",
    "bad-row": "The row does not fit the mapping file: {element}. Correct either and load the file again.",
    "damaged": "The file is damaged: nothing of it was taken in. Ask the sender for it again.",
    "cut-short": "The archive ends before its end: lines after this one are missing. Ask the sender for the file again.",
    "too-deep": "The line is nested deeper than any resource is: it was made by mistake, or to do harm. Ask the sender what it is.",
    "broken-character": "The line holds half of a character (a lone surrogate), which no text can have. Correct it at the source.",
    "deletion-not-followed": "The sender deletes something that it names by a search and not by its id. Ask which records are meant.",
    "bad-mapping": "The table does not fit its mapping file: {element}. Correct either and load the file again.",
    "too-large": "The document is larger than 256 MB. Ask the sender for NDJSON, one resource a line.",
    "too-long": "The line is longer than 16 MB. Ask the sender to leave attachments out.",
}
_ELEMENTS = {"end-before-start": "The end lies before the start: one of them"}


def detail(reason: str, element: str | None) -> str:
    return REASONS[reason].format(element=_ELEMENTS.get(element or "", element or "the element"))
