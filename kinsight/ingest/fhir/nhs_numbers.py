"""Which of a person's identifiers is the NHS number by which they are joined to other records, as SQL; and why none is.

The check digit says that a number is well formed, not that it was issued, nor that it is still this person's.
"""

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


_NOW = f"""list_filter(numbers_sent, lambda i: coalesce(i."use" NOT IN ({_words(NOT_NOW)}), true)
    AND coalesce(day_of(i.period."start") <= getvariable('received'), true)
    AND coalesce(day_of(i.period."end") >= getvariable('received'), true))"""
_REAL = """list_filter(numbers_now, lambda i: NOT stands_for_none(bare_number(i."value")))"""

#: Macros of the session: a number as ten digits, and whether it is one that stands for none.
MACROS = f"""
CREATE OR REPLACE MACRO bare_number(n) AS replace(replace(n, ' ', ''), '-', '');
CREATE OR REPLACE MACRO stands_for_none(n) AS n = '' OR replace(n, n[1], '') = '' OR n IN ({_words(STAND_FOR_NONE)});
"""


def columns(source: str) -> str:
    """`source` (with `identifier`) and beside it `nhs`, the number that counts, and `number_unused`, why there is none."""
    return f"""(SELECT * EXCLUDE (numbers_sent, numbers_now, numbers_real),
        bare_number(coalesce(list_filter(numbers_real, lambda i: i."use" = 'official')[1], numbers_real[1])."value") AS nhs,
        CASE WHEN len(numbers_real) > 0 OR coalesce(len(numbers_sent), 0) = 0 THEN NULL
             WHEN len(numbers_now) > 0 THEN '{PLACEHOLDER}' ELSE '{NOT_CURRENT}' END AS number_unused
      FROM (SELECT *, {_REAL} AS numbers_real FROM (SELECT *, {_NOW} AS numbers_now
            FROM (SELECT *, {SENT} AS numbers_sent FROM {source}))))"""
