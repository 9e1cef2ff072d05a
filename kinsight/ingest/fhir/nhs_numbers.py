"""Which of a person's identifiers is the NHS number by which they are joined to other records, as SQL; and why none is.

The check digit says that a number is well formed, not that it was issued, nor that it is still this person's.
"""

from kinsight.store.sql_files import statement

PACKAGE = "kinsight.ingest.fhir"

#: Well-formed numbers that systems write where there is none, besides those of one repeated digit.
STAND_FOR_NONE = ("9876543210",)
#: Uses of an identifier (FHIR R4 `Identifier.use`, a modifier element) that do not say who the person is now: after an adoption
#: the number of before comes as `old`.
NOT_NOW = ("old", "temp")

#: Why a person who came with an NHS number is joined by none, as kept in the records.
PLACEHOLDER, NOT_CURRENT, WRONG_DIGIT = "placeholder", "not-current", "wrong-check-digit"

_SHAPE = '[{"use":"VARCHAR","system":"VARCHAR","value":"VARCHAR","period":{"start":"VARCHAR","end":"VARCHAR"}}]'
#: Every NHS number that the sender gave, as structures.
SENT = f"""list_filter(from_json(as_list(identifier), '{_SHAPE}'), lambda i: nhs_system(i.system) AND i."value" IS NOT NULL)"""


def _words(some: tuple[str, ...]) -> str:
    return ", ".join(f"'{one}'" for one in some)


#: Macros of the session: a number as ten digits, and whether it is one that stands for none.
MACROS = statement("number_macros", PACKAGE, stand_for_none=_words(STAND_FOR_NONE))


def columns(lines: str) -> str:
    """Relation of lines (with `identifier`) and beside each `nhs`, the number that counts, and `number_unused`, why there is none."""
    parts = {"sent": SENT, "not_now": _words(NOT_NOW), "placeholder": PLACEHOLDER, "not_current": NOT_CURRENT}
    return f"({statement('number_of_person', PACKAGE, lines=lines, **parts)})"
