"""The records that the judge reads and gives out: rules, families, spells, what is owed, evidence.

Days are days since 1970-01-01 and ages days since birth, all int32; `FOREVER` is a day that does not come. Keys are int64. All that a
function needs of one kind lies in one record of fixed size, because compiled code passes a record as one pointer where a tuple of
arrays is copied and counted array by array (thirty times slower when it was measured).
"""

from typing import Any, NamedTuple

import numpy as np

from kinsight.store.days import FOREVER, NEVER

#: No place in an array.
NONE = -1
#: The joined record, among services that are numbered from 1.
JOINED = 0
#: What a fact is used for: as input of an indicator, or to set off an expectation.
INDICATOR, TRIGGER = 1, 2
#: What sets off an expectation.
AFTER_FACT, AFTER_SPELL, AT_AGE = 0, 1, 2

DAY = AGE = NUMBER = np.int32
KEY = np.int64
FLAG = np.bool_

__all__ = ["FOREVER", "JOINED", "NEVER", "NONE"]


def record(**fields: Any) -> np.dtype:
    """A record type: each field a type, or (type, how many). Of `np.record`, so that the same source also runs uncompiled.

    Every part and the whole start at a multiple of 8 bytes where they hold records: NumPy takes `np.record` for unaligned, and compiled
    code refuses what is.
    """
    kinds = {name: np.dtype(kind) for name, kind in fields.items()}
    offsets, size = [], 0
    for kind in kinds.values():
        size = _aligned(size, 8 if kind.base.names else kind.base.alignment)
        offsets.append(size)
        size += kind.itemsize
    parts: Any = {
        "names": list(kinds),
        "formats": list(kinds.values()),
        "offsets": offsets,
        "itemsize": _aligned(size, 8),
    }
    return np.dtype((np.record, np.dtype(parts, align=True)))


def _aligned(size: int, to: int) -> int:
    return -(-size // to) * to


# --- rules -----------------------------------------------------------------------------------------------------------

#: A use of a fact by a rule. `target`: a target, or an expectation's number; `roles`: bits of the roles that count; `lasts`: days,
#: or below 0 while the fact is open; `closable`: only while nothing closes it.
FACT_USE = record(
    purpose=NUMBER,
    target=NUMBER,
    input=NUMBER,
    roles=NUMBER,
    lasts=NUMBER,
    from_age=AGE,
    until_age=AGE,
    holds_from=DAY,
    holds_until=DAY,
    closable=FLAG,
)
#: Whatever has spells: an indicator, a nameless group within one, or "this expectation is overdue". `shown`: people are shown it.
TARGET = record(need=NUMBER, from_age=AGE, until_age=AGE, holds_from=DAY, holds_until=DAY, shown=FLAG)
#: What a target takes of the spells of an earlier one: each spell, or (`onset`) the `lasts` days from its first.
SPELL_USE = record(taker=NUMBER, input=NUMBER, lasts=NUMBER, onset=FLAG)
#: A pattern that takes a nameless group. `others`: how many contributions its inputs that are no such groups may give at once.
DEMAND = record(pattern=NUMBER, need=NUMBER, others=NUMBER)
#: `about`: roles of those about whom its responses are; `about_children`: the child, or its brothers and sisters, among them; `worth`:
#: for how many days after the due day doing it is still worth while, or `FOREVER`.
EXPECTATION = record(
    kind=NUMBER,
    source=NUMBER,
    from_age=AGE,
    until_age=AGE,
    holds_from=DAY,
    holds_until=DAY,
    age=AGE,
    lookback=NUMBER,
    worth=NUMBER,
    about=NUMBER,
    about_children=FLAG,
)
#: One period of an expectation: days `after` what sets it off, and the days then allowed.
PERIOD = record(after=NUMBER, due=NUMBER)
RESPONSE = record(concept=NUMBER, roles=NUMBER)
#: One turn: first what is owed after some expectations (`overdue`: as contributions too), then spells of some targets.
TURN = record(first_owed=NUMBER, last_owed=NUMBER, first_target=NUMBER, last_target=NUMBER, overdue=FLAG)

#: How many there may be of each; room that is not used is memory that is never touched.
MOST = {
    "concepts": 8_192,
    "uses": 65_536,
    "closers": 8_192,
    "targets": 8_192,
    "spell_uses": 32_768,
    "demands": 8_192,
    "expectations": 4_096,
    "periods": 65_536,
    "responses": 16_384,
    "turns": 256,
}

#: All rules. Rows of one owner lie together: those of owner n are [x_at[n], x_at[n + 1]). Targets are numbered from 0: `zero` + an
#: indicator's id, or `zero` - an expectation's for what is overdue.
RULES = record(
    zero=NUMBER,
    turn_count=NUMBER,
    uses=(FACT_USE, MOST["uses"]),
    use_at=(NUMBER, MOST["concepts"] + 1),
    closers=(NUMBER, MOST["closers"]),
    closer_at=(NUMBER, MOST["concepts"] + 1),
    closable=(np.uint8, MOST["concepts"]),
    targets=(TARGET, MOST["targets"]),
    spell_uses=(SPELL_USE, MOST["spell_uses"]),
    spell_use_at=(NUMBER, MOST["targets"] + 1),
    demands=(DEMAND, MOST["demands"]),
    demand_at=(NUMBER, MOST["targets"] + 1),
    expectations=(EXPECTATION, MOST["expectations"]),
    periods=(PERIOD, MOST["periods"]),
    period_at=(NUMBER, MOST["expectations"] + 1),
    responses=(RESPONSE, MOST["responses"]),
    response_at=(NUMBER, MOST["expectations"] + 1),
    turns=(TURN, MOST["turns"]),
    owed_order=(NUMBER, MOST["expectations"]),
    target_order=(NUMBER, MOST["targets"]),
)


# --- families --------------------------------------------------------------------------------------------------------

#: `born`: the expected day where none is born yet.
CHILD = record(child=KEY, born=DAY, left_on=DAY, known=DAY, is_born=FLAG)
#: One version of a bond; `role` is a bit. `death_known`: from when it is known that the person has died.
BOND = record(person=NUMBER, role=NUMBER, since=DAY, until=DAY, known=DAY, superseded=DAY, death_known=DAY)
#: One version of a fact. `versioned`: one of its versions was replaced.
EVENT = record(event=KEY, concept=NUMBER, on=DAY, until=DAY, known=DAY, superseded=DAY, service=NUMBER, versioned=FLAG)


class Families(NamedTuple):
    """Children with their bonds and the facts about everyone in them.

    Bonds of child n are [bond_at[n], bond_at[n + 1]), by person; events of person n are [event_at[n], event_at[n + 1]), by concept and
    day. Concept n is `concepts[n]`, the small key of its name (`records.keys.small_key`).
    """

    children: np.ndarray
    bonds: np.ndarray
    bond_at: np.ndarray
    events: np.ndarray
    event_at: np.ndarray
    concepts: np.ndarray


# --- results ---------------------------------------------------------------------------------------------------------

#: A spell. `viewer`: `JOINED` or a service; `alone`: the one service that all of it comes from, else 0; `withdrawn`: it ended because
#: its evidence was taken back; `shared`: its target rests on what any service may have known; `only_joined`: it does not, and no single
#: service's own view holds on any day of it.
SPELL = record(
    child=KEY,
    viewer=NUMBER,
    target=NUMBER,
    since=DAY,
    until=DAY,
    count=NUMBER,
    alone=NUMBER,
    withdrawn=FLAG,
    shared=FLAG,
    only_joined=FLAG,
)
#: A response owed. `anchor`: the fact, or the first day of the spell, that set it off; 0 at an age. `met_on` may be `NEVER`. From
#: `lapses` on, unmet, it is never answered and owed no more; from `ends` on it counts for nothing.
OWED = record(
    child=KEY,
    anchor=KEY,
    expectation=NUMBER,
    trigger=DAY,
    due=DAY,
    ends=DAY,
    met_on=DAY,
    met_known=DAY,
    lapses=DAY,
    withdrawn=FLAG,
)
#: A contribution that took part in a spell: a fact (`event`), an earlier spell (`source`, `source_since`), or an overdue response
#: (neither: `NONE`).
EVIDENCE = record(
    event=KEY,
    viewer=NUMBER,
    target=NUMBER,
    since=DAY,
    input=NUMBER,
    source=NUMBER,
    source_since=DAY,
    start=DAY,
    finish=DAY,
)
