"""Putting rows in order by owner: compiled, because a database's sort of the same rows costs several times as much."""

import numpy as np

from kinsight.engine.compiled import entry, step


@entry
def places_by_owner(owner: np.ndarray, owners: int) -> np.ndarray:
    """Where the rows of each owner will begin once sorted (int64, one more than owners). `owner`: int32, -1 for rows to leave out."""
    at = np.zeros(owners + 1, np.int64)
    for number in owner:
        if number >= 0:
            at[number + 1] += 1
    for n in range(owners):
        at[n + 1] += at[n]
    return at


@entry
def order_by_owner(owner: np.ndarray, at: np.ndarray, within: np.ndarray) -> np.ndarray:
    """Row numbers (int32) sorted by owner and then by `within` (int64)."""
    free = at[:-1].copy()
    order = np.empty(at[-1], np.int32)
    for n in range(len(owner)):
        if owner[n] >= 0:
            order[free[owner[n]]] = n
            free[owner[n]] += 1
    for n in range(len(at) - 1):
        sort_rows(order[at[n] : at[n + 1]], within)
    return order


@step
def sort_rows(rows: np.ndarray, within: np.ndarray) -> None:
    """By Shell's method: rows of one owner are few."""
    gap = 1
    while 3 * gap < len(rows):
        gap = 3 * gap + 1
    while gap > 0:
        for n in range(gap, len(rows)):
            row, place = rows[n], n
            while place >= gap and within[rows[place - gap]] > within[row]:
                rows[place] = rows[place - gap]
                place -= gap
            rows[place] = row
        gap //= 3


@entry
def fill_events(
    rows: np.ndarray,
    order: np.ndarray,
    key: np.ndarray,
    concept: np.ndarray,
    on: np.ndarray,
    until: np.ndarray,
    known: np.ndarray,
    superseded: np.ndarray,
    versioned: np.ndarray,
    service: np.ndarray,
) -> None:
    """Write `layout.EVENT` rows from columns, in this order."""
    for n in range(len(order)):
        place, row = order[n], rows[n]
        row.event, row.concept, row.on, row.until = key[place], concept[place], on[place], until[place]
        row.known, row.superseded, row.service = known[place], superseded[place], service[place]
        row.versioned = versioned[place]
