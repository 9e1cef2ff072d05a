"""Elements by which a resource of another edition of FHIR (DSTU2, STU3, R5) is known, as data. Such a resource is held: what R4
calls otherwise would be passed over, and nobody would know."""

#: Type → elements that R4 does not have there, and that carry what Kinsight reads.
ELEMENTS: dict[str, tuple[str, ...]] = {
    "Appointment": ("cancellationReason",),
    "Communication": ("reason",),
    "Encounter": ("actualPeriod", "reason"),
    "MedicationRequest": ("medication",),
    "MedicationStatement": ("medication", "taken"),
    "Procedure": ("occurrenceDateTime", "occurrencePeriod", "reason"),
    "QuestionnaireResponse": ("group",),
    "ServiceRequest": ("reason",),
}

_HAS = "json_extract({it}, '$.{key}') IS NOT NULL"
#: (type, or "" for every one that has the element; element; SQL condition of its raw JSON `{it}`): the element is of another shape.
SHAPES = (
    ("Encounter", "class", "substr({it}::VARCHAR, 1, 1) IN ('[', '\"')"),
    (
        "CarePlan",
        "activity",
        "regexp_matches({it}::VARCHAR, '\"(plannedActivity(Detail|Reference)|performedActivity)\":')",
    ),
    ("", "code", _HAS.replace("{key}", "concept")),
    ("", "vaccineCode", _HAS.replace("{key}", "concept")),
)


def tests(kind: str, names: set[str]) -> list[tuple[str, str]]:
    """(SQL condition, the element that shows it) of each sign that a resource of this type is not R4."""
    found = [(f'"{name}" IS NOT NULL', name) for name in ELEMENTS.get(kind, ())]
    return found + [
        (test.replace("{it}", f'"{name}"'), name) for only, name, test in SHAPES if only in ("", kind) and name in names
    ]
