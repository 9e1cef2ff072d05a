"""The functions that Python calls: judge many families, or one with its evidence."""

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from kinsight.engine.compiled import entry
from kinsight.engine.judge.evidence import gather_evidence, most_evidence
from kinsight.engine.judge.family import judge_family, read_family, write_owed, write_spells
from kinsight.engine.judge.layout import EVIDENCE, OWED, SPELL, Families
from kinsight.engine.judge.scratch import MANY, FamilyTooLarge, make_scratch


class Options(NamedTuple):
    """What is asked. `as_of`, `horizon`: days; repeats are laid out up to `horizon`. `views`: every service's own view too.
    `past`: also what is owed but stands no longer on `as_of`. `shown_only`: without nameless groups and what is overdue."""

    as_of: int
    horizon: int
    views: bool = True
    past: bool = True
    shown_only: bool = True


class Results(NamedTuple):
    """Rows of `SPELL` and `OWED` in the order of families; of one family, `EVIDENCE`."""

    spells: np.ndarray
    owed: np.ndarray
    evidence: np.ndarray | None = None


class Buffers(NamedTuple):
    """Room for results, filled from the start; `filled`: of spells, of owed, and the next family to judge."""

    spells: np.ndarray
    owed: np.ndarray
    filled: np.ndarray


@entry
def judge_families(rules_array, families, scratch_array, out, last, options):
    """Judge families from `out.filled[2]` up to `last`. Raises FamilyTooLarge with all before that family written."""
    rules, scratch = rules_array[0], scratch_array[0]
    for number in range(out.filled[2], last):
        read_family(scratch, families, number)
        judge_family(scratch, rules, options)
        spells = write_spells(scratch, rules, out.spells, out.filled[0], options)
        out.filled[1] = write_owed(scratch, out.owed, out.filled[1])
        out.filled[0], out.filled[2] = spells, number + 1


@entry
def evidence_of(rules_array, scratch_array, views):
    """Evidence of the family judged last, as rows of `EVIDENCE`."""
    rules, scratch = rules_array[0], scratch_array[0]
    rows = np.empty(most_evidence(scratch), EVIDENCE)
    return rows[: gather_evidence(scratch, rules, rows, views)]


def judge_all(rules: np.ndarray, families: Families, options: Options, threads: int = 1) -> Results:
    """Results of all families, whatever the number of threads. `rules`: an array of one `layout.RULES` (`Rules.arrays`)."""
    if threads == 1:
        return judge_part(rules, families, 0, len(families.children), options)
    edges = np.linspace(0, len(families.children), threads + 1).astype(int).tolist()
    with ThreadPoolExecutor(threads) as pool:
        found = list(pool.map(lambda part: judge_part(rules, families, part[0], part[1], options), pairwise(edges)))
    return Results(np.concatenate([part.spells for part in found]), np.concatenate([part.owed for part in found]))


def judge_one(rules: np.ndarray, families: Families, number: int, options: Options, scratch: np.ndarray) -> Results:
    """Results of one family, evidence included. `scratch` (`make_scratch`) is used by one thread at a time."""
    found = judge_part(rules, families, number, number + 1, options, scratch)
    return found._replace(evidence=evidence_of(rules, scratch, options.views))


def judge_part(
    rules: np.ndarray, families: Families, first: int, last: int, options: Options, scratch: np.ndarray | None = None
) -> Results:
    """Results of families [first, last). Raises FamilyTooLarge, naming the child, where one has more rows than can be judged."""
    scratch = make_scratch() if scratch is None else scratch
    out = _buffers(64 + 12 * (last - first), 64 + 32 * (last - first))
    out.filled[2] = first
    while out.filled[2] < last:
        stuck = tuple(out.filled)
        try:
            judge_families(rules, families, scratch, out, last, options)
        except FamilyTooLarge:
            out = _more_room(families, out, stuck)
    return Results(out.spells[: out.filled[0]], out.owed[: out.filled[1]])


def _buffers(spells: int, owed: int) -> Buffers:
    return Buffers(np.empty(spells, SPELL), np.empty(owed, OWED), np.zeros(3, np.int64))


def _more_room(families: Families, out: Buffers, stuck: tuple[int, ...]) -> Buffers:
    """Twice the room; but a family for which there was room in plenty does not fit into working memory."""
    free = min(len(out.spells) - out.filled[0], len(out.owed) - out.filled[1])
    if tuple(out.filled) == stuck and free > 2 * MANY:
        child = families.children[out.filled[2]]["child"]
        raise FamilyTooLarge(f"child {child}: more bonds, facts or spells than one family may have ({MANY:,})")
    more = _buffers(2 * len(out.spells), 2 * len(out.owed))
    more.spells[: out.filled[0]] = out.spells[: out.filled[0]]
    more.owed[: out.filled[1]] = out.owed[: out.filled[1]]
    more.filled[:] = out.filled
    return more
