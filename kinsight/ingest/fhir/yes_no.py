"""What an answer says: yes, perhaps, no, or that nobody knows. As data: HL7's tables, SNOMED CT, LOINC, and plain words."""

import re
from collections.abc import Iterable, Mapping

from kinsight.store.sql_files import statement

PACKAGE = "kinsight.ingest.fhir"

YES, PERHAPS, NO, UNKNOWN = "yes", "perhaps", "no", "unknown"
#: There is an answer, and it is none of those.
UNCLEAR = "unclear"

#: Codes that are numbers, or mean nothing by themselves: outcome → codes, each with its own words.
CODES: Mapping[str, Mapping[str, str]] = {
    YES: {
        # SNOMED CT
        "373066001": "Yes",
        "52101004": "Present",
        "410515003": "Known present",
        "410605003": "Confirmed present",
        "10828004": "Positive",
        "260373001": "Detected",
        "410591008": "Definitely present",
        # LOINC
        "LA33-6": "Yes",
        "LA9633-4": "Present",
        "LA6576-8": "Positive",
        "LA11882-0": "Detected",
    },
    PERHAPS: {"410590009": "Known possible", "415684004": "Suspected", "410592001": "Probably present"},
    NO: {
        "373067005": "No",
        "2667000": "Absent",
        "272519000": "Absence findings",
        "410516002": "Known absent",
        "410594000": "Definitely not present",
        "410593005": "Probably not present",
        "260385009": "Negative",
        "260415000": "Not detected",
        "LA32-8": "No",
        "LA9634-2": "Absent",
        "LA6577-6": "Negative",
        "LA11883-8": "Not detected",
        "LA137-2": "None",
        "LA6568-5": "Not at all",
        "LA6270-8": "Never",
    },
    UNKNOWN: {
        "261665006": "Unknown",
        "385432009": "Not applicable",
        "373068000": "Undetermined",
        "82334004": "Indeterminate",
        "385660001": "Not done",
        "443390004": "Refused",
        "LA4489-6": "Unknown",
        "LA12688-0": "Don't know",
        "LA11884-6": "Indeterminate",
        "LA30122-8": "I choose not to answer this question",
        "LA4720-4": "Not applicable",
    },
}

#: Codes that are letters (v2-0136 and v2-0532 yes/no, v3 NullFlavor, v3 ObservationInterpretation, data-absent-reason) and
#: plain words, as they are said alone: in small letters, without what is neither letter nor digit.
WORDS: Mapping[str, str] = {
    YES: "yes/y/true/t/yes y/present/positive/pos/detected/det/confirmed/confirmed present/known present/yes disclosed/reported",
    PERHAPS: "possible/possibly/probable/probably/likely/suspected/suspicion/maybe/may be/perhaps/query/unconfirmed/yes possibly",
    NO: "no/n/false/f/no n/none/nil/nope/nothing/never/not at all/absent/not present/negative/neg/not detected/nd/denies/denied/"
    "deny/no denies/none known/none reported/none disclosed/none identified/none recorded/none seen/none apparent/"
    "no concern/no concerns/no issues/no problems/no evidence/no history/no disclosure/no known/nothing reported/"
    "nothing disclosed/nothing of note/nil of note/nad/not so/ruled out/excluded/unlikely/does not/did not/has not/is not",
    UNKNOWN: "/unknown/unk/unknown to patient/not known/nk/don t know/dont know/do not know/does not know/doesn t know/not sure/"
    "unsure/uncertain/undetermined/indeterminate/ind/inconclusive/not asked/nask/not asked unknown/asked unknown/"
    "asked but unknown/asku/asked declined/temp unknown/temporarily unavailable/nav/not available/unavailable/"
    "no information/ni/not applicable/na/n a/np/not present unknown/msk/masked/unc/qs/trc/inv/oth/other/unsupported/"
    "as text/error/not a number/not performed/not permitted/not done/not tested/not assessed/not recorded/not stated/"
    "not specified/not disclosed/not answered/no answer/no response/no reply/blank/missing/pending/awaited/tbc/tba/"
    "to be confirmed/declined/declines/refused/refuses/refused to answer/declined to answer/prefer not to say/"
    "prefers not to say/would not say/unable/unable to ask/unable to assess/unable to answer/could not ask/cannot say",
}

#: In a longer text: it denies something, and we do not read what.
DENYING = (
    "no|not|non|nor|none|nil|never|neither|nobody|nothing|without|denies|denied|deny|denying|negative|absent|absence|"
    "cannot|unable|unknown|unclear|unsure|unlikely|declined|declines|refused|refuses|n t|don t|doesn t|didn t|isn t|wasn t|"
    "hasn t|haven t|can t|won t|wouldn t|dont|doesnt|didnt|isnt|wasnt|hasnt"
)

#: Of several words of one answer that disagree, the first of these that is among them holds.
_ORDER = (NO, UNKNOWN, PERHAPS, YES)


def said_alone(outcome: str) -> list[str]:
    """Everything that says this when it is the whole answer, in the form of `plain_words`."""
    return sorted({*WORDS[outcome].split("/"), *map(_plain, CODES[outcome]), *map(_plain, CODES[outcome].values())})


def _plain(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", " ", text.lower()).strip()


def macros() -> str:
    """SQL of the macros `answer_in_words(text)`, `answer_in_boolean(text)` and `answer_in_codes(raw JSON of a CodeableConcept)`:
    each gives an outcome, or NULL where there is no answer."""
    outcomes = {"yes": YES, "no": NO, "unclear": UNCLEAR, "denying": DENYING}
    return statement("answer_macros", PACKAGE, **outcomes, by_words=_whens(), by_codes=_whens_any())


def _whens() -> str:
    return " ".join(f"WHEN plain_words(x) IN ({_quoted(said_alone(one))}) THEN '{one}'" for one in _ORDER)


def _whens_any() -> str:
    return " ".join(f"WHEN list_has_any(said, [{_quoted(said_alone(one))}]) THEN '{one}'" for one in _ORDER)


def _quoted(words: Iterable[str]) -> str:
    return ", ".join(f"'{word}'" for word in words)


def named(texts: str) -> str:
    """SELECT of those of these CodeableConcepts (`texts`: SELECT of one column `text`, raw JSON) that have a code of a codelist."""
    return statement("named", PACKAGE, texts=texts)
