"""Random practice knowledge and random families, small enough to be judged day by day."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

from hypothesis import strategies as st

from kinsight.rules.schema.cases import Bond, Case, Child, Event
from kinsight.rules.schema.formats import Concept, Expectation, Indicator, Setting
from kinsight.rules.schema.knowledge import Knowledge
from kinsight.rules.schema.roles import ROLES, SHORTHAND
from kinsight.store.days import ALWAYS, EPOCH, FOREVER

CONCEPTS = ["alpha", "beta", "gamma", "delta"]
SERVICES = ["gp", "camhs"]
PEOPLE = {"kid": "self", "ann": "mother", "bob": "father", "cat": "partner", "dan": "sibling"}
#: Someone of no bond, to whom a correction may move a fact, or of whom it was said by mistake.
STRANGER = "eve"
#: Days of stories; everything that can follow from them has ended before LAST.
STORY, FIRST, LAST = 24, -12, 110
INPUT_KINDS = ("concept", "spell", "onset", "overdue", "any", "all", "at-least")
TRIGGER_KINDS = ("concept", "indicator", "age")

days = st.integers(0, STORY)
#: Often so short that an answer comes too late.
worths = st.one_of(st.integers(0, 6).map(lambda n: f"{n}d"), st.integers(1, 30).map(lambda n: f"{n}d"), st.just("ever"))
lengths = st.integers(1, 20).map(lambda n: f"{n}d")


@st.composite
def ages(draw) -> dict[str, str]:
    if draw(st.booleans()):
        return {}
    start = draw(st.integers(-10, 20))
    return {"from_age": f"{start}d", "until_age": f"{start + draw(st.integers(1, 50))}d"}


#: Often anyone at all: most families are small, and a rule that no fact meets shows nothing.
abouts = st.one_of(
    st.just([*ROLES]),
    st.sampled_from(["child", "parents", "adults", "mother"]),
    st.lists(st.sampled_from([*ROLES, *SHORTHAND]), min_size=1, max_size=3, unique=True),
)


@st.composite
def concept_inputs(draw) -> dict:
    lasts = draw(st.one_of(lengths, st.sampled_from(["while-open", "ever"])))
    return {"concept": draw(st.sampled_from(CONCEPTS)), "about": draw(abouts), "lasts": lasts}


@st.composite
def inputs(draw, indicators: list[str], expectations: list[str], depth: int = 0) -> dict:
    kinds = ["concept", "concept"]
    kinds += ["spell", "onset"] if indicators else []
    kinds += ["overdue"] if expectations else []
    kinds += ["any", "all", "at-least"] if depth < 2 else []
    kind = draw(st.sampled_from(kinds))
    if kind == "concept":
        return draw(concept_inputs())
    if kind == "spell":
        return {"indicator": draw(st.sampled_from(indicators))}
    if kind == "onset":
        return {"onset-of": draw(st.sampled_from(indicators)), "lasts": draw(st.one_of(lengths, st.just("ever")))}
    if kind == "overdue":
        return {"overdue": draw(st.sampled_from(expectations))}
    inner = draw(st.lists(inputs(indicators, expectations, depth + 1), min_size=1, max_size=3))
    if kind == "at-least":
        return {"at-least": draw(st.integers(1, len(inner))), "of": inner}
    return {kind: inner}


@st.composite
def triggers(draw, indicators: list[str]) -> dict:
    kind = draw(st.sampled_from([k for k in TRIGGER_KINDS if k != "indicator" or indicators]))
    if kind == "concept":
        return {"concept": draw(st.sampled_from(CONCEPTS)), "about": draw(abouts), **draw(ages())}
    if kind == "indicator":
        return {"indicator": draw(st.sampled_from(indicators)), **draw(ages())}
    return {"age": f"{draw(st.integers(-10, 30))}d", **draw(ages())}


#: A day that is known, and one that is not.
SETTINGS = {"known": EPOCH + timedelta(days=STORY // 2), "unknown": None}
dates = st.integers(0, STORY + 10).map(lambda n: EPOCH + timedelta(days=n))
limits = st.one_of(dates, dates, st.none(), st.sampled_from(sorted(SETTINGS)).map(lambda name: {"setting": name}))


#: Always; or from a day, until one, or both, in any order: no day is between a later and an earlier.
bounded = st.fixed_dictionaries({"from": limits, "until": limits})
in_force = st.one_of(st.just({}), bounded)
#: For a test that looks at nothing else: mostly a stretch in the middle of the story, so that it bites.
stretches = st.tuples(dates, dates).map(lambda pair: {"from": min(pair), "until": max(pair) + timedelta(days=1)})


WORDS = {"title": "t", "group": "cumulative", "says": "s", "why": "w", "sources": [{"document": "d"}]}


@st.composite
def indicator(draw, name: str, indicators: list[str], expectations: list[str], force=in_force) -> Indicator:
    parts = draw(st.lists(inputs(indicators, expectations), min_size=1, max_size=4))
    when = {"need": draw(st.one_of(st.just(1), st.integers(1, 3))), "inputs": parts, **draw(ages())}
    return Indicator.model_validate(
        {**WORDS, "indicator": name, "stance": "explore", "when": when, "in_force": draw(force)}
    )


@st.composite
def expectation(draw, name: str, indicators: list[str], force=in_force) -> Expectation:
    after = draw(triggers(indicators))
    repeat = draw(st.one_of(st.none(), st.integers(5, 30).map(lambda n: f"{n}d"))) if "concept" not in after else None
    met_by = [
        {"concept": draw(st.sampled_from(CONCEPTS)), "about": draw(abouts)} for _ in range(draw(st.integers(1, 2)))
    ]
    return Expectation.model_validate(
        {
            **WORDS,
            "expectation": name,
            "do": "d",
            "owner": "gp",
            "basis": "source",
            "after": after,
            "repeat": repeat,
            "in_force": draw(force),
            "due": draw(lengths),
            "worth_until": draw(worths),
            "lookback": draw(st.integers(0, 5).map(lambda n: f"{n}d")),
            "met_by": met_by,
        }
    )


@st.composite
def knowledges(draw, force=in_force) -> Knowledge:
    """Up to four items, each resting only on those before it, so that no circle arises; `force`: when they hold."""
    indicators: dict[str, Indicator] = {}
    expectations: dict[str, Expectation] = {}
    for n in range(draw(st.integers(1, 4))):
        if draw(st.integers(0, 2)) < 2:
            indicators[f"i{n}"] = draw(indicator(f"i{n}", sorted(indicators), sorted(expectations), force))
        else:
            expectations[f"e{n}"] = draw(expectation(f"e{n}", sorted(indicators), force))
    closed = draw(
        st.dictionaries(st.sampled_from(CONCEPTS[:2]), st.lists(st.sampled_from(CONCEPTS[2:]), min_size=1, unique=True))
    )
    concepts = {c: Concept(concept=c, title=c, group="g", closed_by=closed.get(c, [])) for c in CONCEPTS}
    settings = {
        name: Setting(setting=name, title="t", says="s", value=value, sources=[{"document": "d"}])
        for name, value in SETTINGS.items()
    }
    return Knowledge("random", concepts, indicators, expectations, settings=settings)


@st.composite
def versions(draw, name: str) -> list[Event]:
    """One fact in one to three versions: each replaces the one before on the day it is known; the last may be taken back."""
    known = draw(st.integers(0, STORY))
    service = draw(st.sampled_from(SERVICES))
    person = draw(st.sampled_from([*["kid"] * 4, *sorted(PEOPLE)]))
    concept = draw(st.sampled_from(CONCEPTS))
    found = []
    for _ in range(draw(st.integers(1, 3)) if draw(st.booleans()) else 1):
        on = max(0, known - draw(st.integers(-3, 10)))
        until = draw(st.one_of(st.none(), st.integers(on, on + 20)))
        found.append(Event(name, person, concept, on, until, known, FOREVER, service))
        known += draw(st.integers(1, 10))
        concept = draw(st.sampled_from([concept, concept, *CONCEPTS]))
        person = draw(st.sampled_from([person, person, person, *sorted(PEOPLE), STRANGER]))
    found = [replace(e, superseded=later.known) for e, later in pairwise(found)] + found[-1:]
    if draw(st.integers(0, 4)) == 0:
        found[-1] = replace(found[-1], superseded=found[-1].known + draw(st.integers(1, 15)))
    return found


@st.composite
def bonds(draw, child: str) -> list[Bond]:
    person = draw(st.sampled_from([p for p in PEOPLE if p != "kid"]))
    role = draw(st.sampled_from([PEOPLE[person], "household", "carer"]))
    known = draw(st.one_of(st.just(ALWAYS), days))
    from_ = draw(st.one_of(st.just(ALWAYS), days))
    until = draw(st.one_of(st.just(FOREVER), st.integers(max(from_, 0) + 1, STORY + 20)))
    superseded = draw(st.one_of(st.just(FOREVER), st.just(FOREVER), st.integers(max(known, 0) + 1, STORY + 10)))
    death_known = draw(st.one_of(st.just(FOREVER), st.just(FOREVER), st.just(FOREVER), days))
    return [Bond(child, person, role, from_, until, known, superseded, death_known)]


@st.composite
def cases(draw, number: int = 0) -> Case:
    name = "kid"
    born = draw(st.integers(-5, 20))
    left = draw(st.one_of(st.just(FOREVER), st.just(FOREVER), st.integers(15, 60)))
    known = draw(st.one_of(st.just(ALWAYS), days))
    ties = [b for _ in range(draw(st.integers(0, 5))) for b in draw(bonds(name))]
    facts = [e for n in range(draw(st.one_of(st.integers(0, 9), st.integers(4, 9)))) for e in draw(versions(f"f{n}"))]
    birth = (born, None) if draw(st.integers(0, 3)) else (None, born)
    return Case(Child(name, *birth, left, known), tuple(ties), tuple(facts))
