"""Pairs compared by Splink, with the levels and weights of `knowledge/identity.yaml`: how much speaks for each, and which levels fit.

What a pair weighs sorts it here and leaves this room in no other way: it is shown nowhere, and in no log.
"""

import logging
from typing import Any, Literal

import duckdb

from kinsight.rules.schema.durations import days
from kinsight.rules.schema.proposal_kinds import Comparison, Level, ProposalKind

#: By what is compared: when a record does not say it, and when each level but the last fits. `_l` is the child's side.
_TESTS: dict[str, tuple[str, dict[str, str]]] = {
    "shared-stay": (
        "came_l IS NULL OR came_r IS NULL",
        {
            "came-together": "abs(came_l - came_r) <= {at_most}",
            "long": "day_l - greatest(came_l, came_r) >= {at_least}",
        },
    ),
    "family-name": (
        "len(family_l) = 0 OR len(family_r) = 0",
        {"same": "list_has_any(family_l, family_r)", "near": "near_l >= {at_least}"},
    ),
    "phone": ("len(phones_l) = 0 OR len(phones_r) = 0", {"same": "list_has_any(phones_l, phones_r)"}),
    "age-gap": (
        "born_l IS NULL OR born_r IS NULL",
        {"parent": "born_l - born_r BETWEEN {at_least} AND {at_most}", "older": "born_l - born_r >= {at_least}"},
    ),
    "contact": ("contact_r IS NULL", {"on-child": "contact_r = 'child'", "of-parent": "contact_r = 'parent'"}),
    "own-family": ("own_family_r IS NULL", {"elsewhere": "own_family_r"}),
    "others-there": ("others_r IS NULL", {"many": "others_r >= {at_least}"}),
    "whole-name": ("near_l IS NULL", {"same": "near_l = 1"}),
    "place": ("len(places_l) = 0 OR len(places_r) = 0", {"same": "list_has_any(places_l, places_r)"}),
    "also-elsewhere": ("elsewhere_r IS NULL", {"elsewhere": "elsewhere_r"}),
}
#: How sure a proposal is, in two words; below that nobody is asked.
Band = Literal["likely", "unsure"]
#: A level that fits, by what is compared; None where a record does not say it.
Levels = dict[str, Level | None]


def compared(
    con: duckdb.DuckDBPyConnection, kind: ProposalKind, tables: tuple[str, str]
) -> dict[str, tuple[float, Levels]]:
    """Of each pair of two tables, which have a row a pair each: its weight (base 2), and the levels that fit."""
    from splink import DuckDBAPI, Linker  # takes a second to load, and only proposals need it

    logging.getLogger("splink").setLevel(logging.CRITICAL)
    database = DuckDBAPI(connection=con)
    sides = [database.register(name) for name in tables]
    linker = Linker(sides, settings(kind), log_level=None, validate_settings=False)
    table = linker.inference.predict(warning_mode="never").physical_name
    columns = ", ".join(f'"gamma_{_column(one)}"' for one in kind.comparisons)
    rows = con.execute(f"SELECT pair_l, match_weight, {columns} FROM {table}").fetchall()
    return {pair: (weight, _levels(kind, answers)) for pair, weight, *answers in rows}


def band(kind: ProposalKind, weight: float) -> Band | None:
    """How sure it is; None where so little speaks for it that nobody is asked."""
    return None if weight < kind.unsure else "likely" if weight >= kind.likely else "unsure"


def in_words(kind: ProposalKind, levels: Levels, places: dict[str, str]) -> tuple[list[str], list[str], list[str]]:
    """What speaks for it, what against it, and what is on record beside. `places`: what stands in the words' braces."""
    said: dict[str, list[str]] = {"for": [], "against": [], "neither": []}
    for one in kind.comparisons:
        level = levels[one.compares]
        words, side = (one.unsaid, "neither") if level is None else (level.says, level.speaks)
        if words:
            said[side].append(words.format(**places))
    return said["for"], said["against"], said["neither"]


def settings(kind: ProposalKind) -> dict[str, Any]:
    """The model as Splink takes it. Raises KeyError for a level that nothing tests."""
    return {
        "link_type": "link_only",
        "unique_id_column_name": "uid",
        "probability_two_random_records_match": kind.prior,
        "blocking_rules_to_generate_predictions": ["l.pair = r.pair"],
        "additional_columns_to_retain": ["pair"],
        "retain_intermediate_calculation_columns": True,
        "retain_matching_columns": True,
        "comparisons": [_comparison(one) for one in kind.comparisons],
    }


def _comparison(one: Comparison) -> dict[str, Any]:
    unsaid, tests = _TESTS[one.compares]
    *first, last = one.levels
    made = [{"sql_condition": unsaid, "label_for_charts": "unsaid", "is_null_level": True}]
    made += [_level(level, tests[level.level].format(**_bounds(level))) for level in first]
    return {"output_column_name": _column(one), "comparison_levels": [*made, _level(last, "ELSE")]}


def _level(level: Level, condition: str) -> dict[str, Any]:
    shares = {"m_probability": level.m, "u_probability": level.u}
    return {"sql_condition": condition, "label_for_charts": level.level, **shares}


def _bounds(level: Level) -> dict[str, float]:
    """The bounds as numbers; a length of time as days."""
    given = {"at_least": level.at_least, "at_most": level.at_most}
    return {
        name: days(value) if isinstance(value, str) else value for name, value in given.items() if value is not None
    }


def _column(one: Comparison) -> str:
    return one.compares.replace("-", "_")


def _levels(kind: ProposalKind, answers: list[int]) -> Levels:
    """Splink numbers the levels of a comparison from the last, 0, upwards; -1 is what no record says."""
    return {
        one.compares: one.levels[len(one.levels) - 1 - answer] if answer >= 0 else None
        for one, answer in zip(kind.comparisons, answers, strict=True)
    }
