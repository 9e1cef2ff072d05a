"""Codes of services as a whole: none says less than its concept, and what says no is no yes."""

import re
from collections import defaultdict

import pytest

from kinsight.rules.schema.formats import CodeRow
from tests.knowledge.test_examples import KNOWN

PUBLIC = [row for row in KNOWN.codelist if row.system.startswith("http")]
MEANT: dict[str, set[str]] = defaultdict(set)
for _row in PUBLIC:
    MEANT[_row.code].add(_row.concept)
ICD_10 = [row for row in PUBLIC if row.system.endswith("icd-10")]
READ = [row for row in PUBLIC if "read.info" in row.system]
#: Words that turn a term round, and the concepts that such a term may mean.
TURNED = {
    r"\bdeni(es|ed)\b|\bno evidence\b|\bno history\b|\babsent\b|\bin remission\b|\bresolved\b|\bruled out\b": set(),
    r"\bdeclined\b|\brefused\b": {"domestic-abuse-enquiry-declined"},
    r"\brejected\b": {"referral-declined", "referral-decision"},
    r"\bno longer\b": {"suitably-housed", "missing-episode-ended"},
}


@pytest.mark.parametrize("words", TURNED)
def test_a_term_that_says_no_is_no_yes(words: str) -> None:
    allowed = TURNED[words]
    found = {
        f"{row.code} {row.term}: {row.concept}"
        for row in PUBLIC
        if re.search(words, row.term, re.I) and row.concept not in allowed and not row.concept.endswith("-ended")
    }
    assert found == set()


def test_the_past_is_not_the_present() -> None:
    past = {row.concept for row in PUBLIC if re.search(r"^history of|\bin the past\b|- history$", row.term, re.I)}
    assert past <= {
        "mental-health-history", "past-suicide-attempt", "parental-adverse-childhood", "parent-was-looked-after", "fgm",
        "domestic-abuse-disclosed",  # lives or lived with it: separation closes nothing
    }  # fmt: skip


def test_a_suspicion_is_not_a_statement() -> None:
    suspected = {row.concept for row in PUBLIC if re.match(r"suspected\b", row.term, re.I)}
    assert {name for name in suspected if not name.endswith("suspected")} <= {
        "neglect-concern", "overdose", "grooming-suspected",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("code", "concepts"),
    [
        ("879911000000102", {"domestic-abuse-disclosed"}),
        ("205171000000107", {"domestic-abuse-disclosed"}),
        ("700410005", {"domestic-abuse-enquiry-made"}),
        ("887331000000105", {"domestic-abuse-enquiry-not-made"}),
        ("700411009", {"domestic-abuse-enquiry-declined"}),
        ("206411000000103", {"domestic-abuse-perpetrator-alleged"}),
        ("978091000000105", {"marac-referred"}),
        ("758941000000108", {"marac-referred", "marac-subject"}),
        ("1078361000000107", {"marac-heard", "marac-closed"}),
        ("901441000000108", {"was-not-brought"}),
        ("135891007", {"child-in-need"}),
        ("326071000000101", {"child-in-need"}),
        ("758599003", {"specialist-domestic-abuse-referral"}),
        ("784861000000102", {"specialist-domestic-abuse-referral"}),
        ("237233002", {"concealed-pregnancy"}),
        ("401231009", {"suicidal-intent"}),
        ("200031000000103", {"opioid-substitution-prescribed"}),
        ("206121000000104", {"opioid-substitution-prescribed"}),
        ("810771000000107", {"safeguarding-concern-ended"}),
        ("764161000000107", {"initial-health-assessment-made"}),
        ("764181000000103", {"looked-after-health-review-made"}),
        ("764201000000104", {"looked-after-health-review-made"}),
    ],
)
def test_the_ten_that_the_audit_named(code: str, concepts: set[str]) -> None:
    assert MEANT[code] == concepts


def test_treatment_is_not_misuse() -> None:
    treated = [
        row for row in PUBLIC if re.search(r"therapy|detoxification|rehabilitation|substitution", row.term, re.I)
    ]
    assert treated and {row.concept for row in treated} & {"drug-misuse", "alcohol-misuse"} == set()


def test_what_cannot_be_said_of_one_concept_was_left_out() -> None:
    """History of domestic abuse is written of those who lived with it and of those who caused it."""
    assert not {"412732008", "429746005", "720428004"} & MEANT.keys()


def wrong(words: str, allowed: str, exceptions: dict[str, str], rows: list[CodeRow] = PUBLIC) -> set[str]:
    """Rows whose term has these words and whose concept is neither of the allowed shape nor an exception, which says why."""
    return {
        f"{row.code} {row.term}: {row.concept}"
        for row in rows
        if re.search(words, row.term, re.I) and not re.search(allowed, row.concept) and row.concept not in exceptions
    }


def unused(words: str, exceptions: dict[str, str], rows: list[CodeRow] = PUBLIC) -> set[str]:
    """Exceptions that no row needs any more."""
    return exceptions.keys() - {row.concept for row in rows if re.search(words, row.term, re.I)}


#: Words of a term; the shape of the concepts that such a term may mean; which others it may mean, and why.
KINDS: dict[str, tuple[str, str, dict[str, str]]] = {
    "a risk is neither a suspicion nor a finding": (
        r"\bat (?:\w+ )?risk\b|\brisk (?:of|for)\b|\bliability$",
        r"-risk$|^risk-",
        {
            "safeguarding-concern": "a child at risk, of what is not said, is a concern about a child",
            "child-protection-plan": "the at risk register is what the plan was called",
            "protection-conference-held": "the conference was called after the child at risk",
            "housing-poor": "the concept is unstable housing too, and who may lose a home has no stable one",
        },
    ),
    "what is in the family is not in the person": (
        r"\bfamily history\b|\bin (?:the )?family\b(?! context)",
        r"^family-|-in-family$|-family-history$",
        {},
    ),
    "what another person does or has is not of this person": (
        r"^(?:maternal|paternal|mother|father|husband|wife|spouse|carer|both parents)\b|"
        r"\bby (?:father|mother|spouse or partner)\b|\bspouse$",
        r"^family-|-in-household$",
        {
            "separation": "who left is left out of the concept",
            "bereavement": "the loss is this person's",
            "unpaid-carer": "this person is the one who cares",
            "safeguarding-concern": "the concern about a carer stands on the child's record",
            "antenatal-mental-health-assessed": "it is of this woman, as a mother",
            "neglect-concern": "neglect by a partner was done to this person",
        },
    ),
    "an allegation is neither an injury nor a finding": (
        r"\balleg\w+",
        r"-alleged$",
        {"domestic-abuse-suspected": "a notification that somebody in the household alleges it: nobody told us"},
    ),
    "who abuses by proxy is not the one who is abused": (
        r"(?<!child affected by munchausen's )\bby proxy\b",
        r"^$",
        {},
    ),
    "a code that says suicide or self-injury is no attempt": (r"\bsuicide (?:and|\+|or) self|\bparasuicide", r"^self-harm$", {}),
    "only what a person did to themselves is self-harm": (
        r"^(?!.*\bself).*\bpoison",
        r"^(?:overdose|poisoning-by-drug|injury-.*)$",
        {},
    ),
    "an accident is not on purpose": (r"(?<!non-)\baccidental\b", r"^(?:poisoning-by-drug|near-drowning|suffocation.*)$", {
        "injury-undetermined-intent": "a question mark stands before accidental",
    }),
    "what was received was not shared from here": (r"\breceived\b|\breport from\b|\bvisitor report\b", r"^early-help$", {
        "domestic-abuse-suspected": "what the police or a notification told",
    }),
    "talking about it is neither asking nor assessing": (r"\bdiscuss(?:ion|ed)\b", r"-not-made$", {
        "information-shared": "talking with another service is sharing",
        "supervision-held": "talking with the supervisor is the supervision",
    }),
    "what was offered was not done": (r"\boffered\b", r"-offered$|^signposted$", {}),
    "two or more places are not each of them": (
        r"\bupper limb with rib|\brib\(s\), sternum|\bskull (?:or|and) fac",
        r"^injury-fracture(?:-limb)?$",
        {},
    ),
    "what every birth has is no loss": (
        r"\boutcome of delivery\b|\blive birth\b|^other abortion|\bunspecified abortion",
        r"^pregnancy-ended$",
        {},
    ),
    "a chapter that takes in the nervous system is no mental illness": (r"\bdiseases of the nervous system\b", r"^$", {}),
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_a_code_says_its_concept(kind: str) -> None:
    words, allowed, exceptions = KINDS[kind]
    assert wrong(words, allowed, exceptions) == set()
    assert unused(words, exceptions) == set()


def test_icd_10_codes_have_its_shape() -> None:
    """A letter and two digits, a dot, one digit or two: others are of CTV3, whose codes a list had put under ICD-10."""
    assert {row.code for row in ICD_10 if not re.fullmatch(r"[A-Z]\d\d(?:\.\d{1,2})?", row.code)} == set()


#: Chapters of ICD-10 whose codes say how it came about, and the concepts they may mean.
CAUSES = {
    ("W65", "W74"): {"near-drowning"},
    ("W75", "W84"): {"suffocation-or-strangulation"},
    ("X60", "X64"): {"overdose"},
    ("X65", "X84"): {"self-harm"},
    ("X85", "Y04"): {"injury-assault"},
    ("Y05", "Y05"): {"sexual-assault-alleged"},
    ("Y06", "Y07"): {"neglect-concern", "child-abuse-suspected", "domestic-abuse-victim-in-household"},
    ("Y08", "Y09"): {"injury-assault"},
    ("Y10", "Y34"): {"injury-undetermined-intent", "suffocation-or-strangulation", "near-drowning"},
}


def test_icd_10_causes_are_those_of_their_chapter() -> None:
    for (first, last), concepts in CAUSES.items():
        rows = [row for row in ICD_10 if first <= row.code[:3] <= last]
        assert rows and {row.concept for row in rows} <= concepts
    assert {row.concept for row in ICD_10 if row.code == "Y07.0"} == {"domestic-abuse-victim-in-household"}


def test_a_cause_is_named_alike_within_one_code_of_three_characters() -> None:
    """X78.0 to X78.9 are one cause at ten places. A second term among them belongs to another code."""
    terms: dict[str, set[str]] = defaultdict(set)
    for row in ICD_10:
        if row.code[0] in "XY" and row.code[:3] not in ("Y06", "Y07"):
            terms[row.code[:3]].add(row.term)
    assert {code: found for code, found in terms.items() if len(found) > 1} == {}


@pytest.mark.parametrize(
    ("chapter", "concepts"),
    [
        (r"12", r"^family-|-in-family$|-family-history$"),  # family history
        (r"63C[2-9AB]", r"^family-|^bonding-difficulty$|-risk$"),  # what the family of a newborn brings with it
        (r"ZV27\.", r"^pregnancy-ended$"),  # the outcome of a delivery, whatever it was
        (r"SL\.", r"^$"),  # poisoning, with or without intent
        (r"TK", r"^self-harm$"),  # suicide and self-injury as one
        (r"S29", r"^injury-fracture(?:-limb)?$"),  # both arms, or an arm with ribs or the breastbone
    ],
)
def test_what_a_chapter_of_read_codes_says(chapter: str, concepts: str) -> None:
    """CTV3 has one code that says attempted: its term is read, and not its chapter."""
    rows = [row for row in READ if re.match(chapter, row.code) and not row.term.startswith("Suicide or attempted")]
    assert {f"{row.code} {row.term}: {row.concept}" for row in rows if not re.search(concepts, row.concept)} == set()
