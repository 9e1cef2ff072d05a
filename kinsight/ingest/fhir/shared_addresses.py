"""What makes two addresses one place, as SQL; and which addresses are no place that anybody could share.

A place is its UPRN where one is given (UK Core `AddressKey`), else its postcode and all its lines, however they are spaced, split
and capitalised; without a postcode, lines and town. Where the address says that somebody has no home, or is where many live who
do not know each other, the place is that person's alone: it shows that they moved, and nobody else lives there.
"""

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


def with_parts(source: str) -> str:
    """`source` (with `item`, of `SHAPE`) and beside it what `KEY` is made of, each worked out once."""
    return f"""(SELECT *, trim(concat(said_words, ' ', town_words)) AS all_words
      FROM (SELECT *, {_words("said")} AS said_words, {_words("item.city")} AS town_words,
              upper(replace(coalesce(item."postalCode", ''), ' ', '')) AS post, {_UPRN} AS uprn
            FROM (SELECT *, coalesce(nullif(lines, ''), item."text", '') AS said
                  FROM (SELECT *, array_to_string(coalesce(item.line, []), ', ') AS lines FROM {source}))))"""


def _words(text: str) -> str:
    """SQL of a text in small letters without accents and signs, one space between words and none around them."""
    return rf"trim(regexp_replace(strip_accents(lower({text})), '[^\p{{L}}\p{{N}}]+', ' ', 'g'))"


def _any(some: tuple[str, ...]) -> str:
    return f"({'|'.join(some)})"


def _quoted(some: tuple[str, ...]) -> str:
    return ", ".join(f"'{one}'" for one in some)


_KEYS = """list_filter(item."extension", lambda e: ends_with(e."url", 'Extension-UKCore-AddressKey')
    AND len(list_filter(e."extension", lambda p: p."url" = 'type' AND p."valueCoding".code = 'UPRN')) > 0)"""
_KEY_VALUE = f"""list_filter(({_KEYS})[1]."extension", lambda p: p."url" = 'value')[1]."valueString\""""
_UPRN = f"""CASE WHEN item."extension" IS NOT NULL
    THEN nullif(ltrim(regexp_extract({_KEY_VALUE}, '^ *([0-9]{{1,12}}) *$', 1), '0'), '') END"""
#: A whole postcode of the United Kingdom, which few homes share.
_WHOLE_POSTCODE = "regexp_full_match(post, '[A-Z]{1,2}[0-9][A-Z0-9]?[0-9][A-Z]{2}')"
#: Seldom: then each line is asked by itself.
_STAYS = f"""(regexp_matches(all_words, '(^| ){_any(STAYS_IN + BEGINS)}( |$)') AND len(list_filter(string_split(said, ','),
    lambda part: regexp_matches({_words("part")}, '(^| ){_any(STAYS_IN)}$|^{_any(BEGINS)} '))) > 0)"""
#: A postcode or a town alone, or a street without either, say too little.
_TOO_LITTLE = f"""(uprn IS NULL AND (said_words = '' OR said_words = town_words
    OR NOT {_WHOLE_POSTCODE} AND item.city IS NULL AND item."text" IS NULL AND NOT contains(lines, ',')))"""
_ALONE = f"""(coalesce(item."use" IN ({_quoted(PASSING_USES)}), false) OR coalesce(item."type" IN ({_quoted(NOT_LIVED_AT)}), false)
    OR starts_with(post, '{PSEUDO_POSTCODE}') OR all_words IN ({_quoted(IS_NONE)})
    OR regexp_matches(all_words, '(^| ){_any(SAYS_NONE)}( |$)') OR {_STAYS} OR {_TOO_LITTLE})"""
_SHARED = f"""CASE WHEN uprn IS NOT NULL THEN 'uprn|' || uprn
    WHEN {_WHOLE_POSTCODE} THEN concat(post, '|', said_words) ELSE concat(post, '|', all_words) END"""
#: SQL key of the place, over `laid_out`; `person` and `nhs` say whose it is where it is nobody else's.
_OWN = "concat('alone|', coalesce(nhs, person::VARCHAR), '|', all_words)"
KEY = f"key_of(CASE WHEN {_ALONE} THEN {_OWN} ELSE {_SHARED} END)"
#: The same of a place that must be nobody else's, whatever it is.
ALONE_KEY = f"key_of({_OWN})"
