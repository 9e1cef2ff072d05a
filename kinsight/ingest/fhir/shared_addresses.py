"""What makes two addresses one place, as SQL; and which addresses are no place that anybody could share.

A place is its UPRN where one is given (UK Core `AddressKey`), else its postcode and all its lines, however they are spaced, split
and capitalised; without a postcode, lines and town. Where the address says that somebody has no home, or is where many live who
do not know each other, the place is that person's alone: it shows that they moved, and nobody else lives there.
"""

from kinsight.store.sql_files import statement

PACKAGE = "kinsight.ingest.fhir"

#: Of the addresses of a person, what is read of each.
SHAPE = """[{"use":"VARCHAR","type":"VARCHAR","text":"VARCHAR","line":["VARCHAR"],"city":"VARCHAR","postalCode":"VARCHAR",
    "period":{"start":"VARCHAR","end":"VARCHAR"},"extension":[{"url":"VARCHAR",
    "extension":[{"url":"VARCHAR","valueString":"VARCHAR","valueCoding":{"code":"VARCHAR"}}]}]}]"""

#: Postcodes that ONS and NHS Digital give to no place: no fixed abode (ZZ99 3VZ), not known (ZZ99 3WZ), a country abroad.
PSEUDO_POSTCODE = "ZZ99"
#: Words anywhere in an address by which it says that there is none, or that it is another's.
SAYS_NONE = (
    "no fixed abode",
    "no fixed address",
    "no abode",
    "homeless",
    "rough sleep",
    "rough sleeping",
    "sleeping rough",
    "sofa surfing",
    "no permanent address",
    "address not known",
    "address unknown",
    "not known",
    "unknown",
    "unk",
    "not recorded",
    "not given",
    "not stated",
    "not provided",
    "not disclosed",
    "withheld",
    "restricted",
    "confidential",
    "no address",
    "no known address",
    "to be confirmed",
    "care of",
    "c o",
)
#: The whole of an address that says the same.
IS_NONE = (
    "nfa",
    "nk",
    "n k",
    "n a",
    "na",
    "none",
    "tbc",
    "x",
    "xx",
    "xxx",
    "test",
    "gone away",
    "moved away",
    "travelling",
    "traveller",
)
#: What a line of the address ends in where people stay beside strangers. A street may be named after one: "12 Hospital Road".
STAYS_IN = (
    "hospital",
    "infirmary",
    "hospice",
    "clinic",
    "birth centre",
    "maternity unit",
    "mother and baby unit",
    "ward",
    "prison",
    "gaol",
    "young offender institution",
    "secure unit",
    "detention centre",
    "removal centre",
    "refuge",
    "womens aid",
    "women s aid",
    "hostel",
    "night shelter",
    "shelter",
    "foyer",
    "approved premises",
    "bed and breakfast",
    "b b",
    "b and b",
    "hotel",
    "guest house",
    "care home",
    "nursing home",
    "residential home",
    "childrens home",
    "children s home",
    "barracks",
    "caravan site",
    "travellers site",
    "halls of residence",
    "police station",
    "social services",
    "civic centre",
    "council offices",
)
#: What a line begins with there.
BEGINS = ("hmp", "hmyoi", "hm prison", "yoi")
#: Uses and types of an address at which nobody lives, or not for long (FHIR R4 `Address.use`, `Address.type`).
PASSING_USES, NOT_LIVED_AT = ("temp",), ("postal",)


def with_parts(addresses: str) -> str:
    """Relation of addresses (`addresses`: SELECT with `item`, of `SHAPE`) and beside each what `KEY` is made of, worked out once."""
    parts = {"said_words": _words("said"), "town_words": _words("item.city"), "uprn": statement("uprn", PACKAGE)}
    return f"({statement('place_parts', PACKAGE, addresses=addresses, **parts)})"


def _words(text: str) -> str:
    """SQL of a text in small letters without accents and signs, one space between words and none around them."""
    return rf"trim(regexp_replace(strip_accents(lower({text})), '[^\p{{L}}\p{{N}}]+', ' ', 'g'))"


def _any(some: tuple[str, ...]) -> str:
    return "|".join(some)


def _quoted(some: tuple[str, ...]) -> str:
    return ", ".join(f"'{one}'" for one in some)


#: A whole postcode of the United Kingdom, which few homes share.
_WHOLE_POSTCODE = "regexp_full_match(post, '[A-Z]{1,2}[0-9][A-Z0-9]?[0-9][A-Z]{2}')"
_ALONE = statement(
    "place_alone",
    PACKAGE,
    passing_uses=_quoted(PASSING_USES),
    not_lived_at=_quoted(NOT_LIVED_AT),
    pseudo_postcode=PSEUDO_POSTCODE,
    is_none=_quoted(IS_NONE),
    says_none=_any(SAYS_NONE),
    stays_in=_any(STAYS_IN),
    begins=_any(BEGINS),
    words=_words("part"),
    postcode=_WHOLE_POSTCODE,
)
_SHARED = statement("place_shared", PACKAGE, postcode=_WHOLE_POSTCODE)
#: SQL key of the place, over `with_parts`; `person` and `nhs` say whose it is where it is nobody else's.
_OWN = "concat('alone|', coalesce(nhs, person::VARCHAR), '|', all_words)"
KEY = f"key_of(CASE WHEN {_ALONE} THEN {_OWN} ELSE {_SHARED} END)"
#: The same of a place that must be nobody else's, whatever it is.
ALONE_KEY = f"key_of({_OWN})"
