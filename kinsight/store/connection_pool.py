"""Statements that do not wait for each other run side by side: what is read together is too little to keep all processors busy."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from queue import SimpleQueue
from typing import TypeVar

import duckdb

T = TypeVar("T")
#: Does one thing on a connection of its own.
Job = Callable[[duckdb.DuckDBPyConnection], T]


def together(con: duckdb.DuckDBPyConnection, jobs: Sequence[Job[T]]) -> list[T]:
    """What each job gives, in their order. They are begun in their order too, so the longest should come first.

    Each sees the tables, views, macros and variables of `con`, nothing temporary, and what it makes is there for `con`
    afterwards. When one fails the others still end, and the first failure in order is raised.
    """
    hands = min(len(jobs), processors(con))
    if hands < 2:
        return [job(con) for job in jobs]
    free: SimpleQueue[duckdb.DuckDBPyConnection] = SimpleQueue()
    for _ in range(hands):
        free.put(_beside(con))
    with ThreadPoolExecutor(hands) as pool:
        under_way = [pool.submit(_do, job, free) for job in jobs]
        return [one.result() for one in under_way]


def processors(con: duckdb.DuckDBPyConnection) -> int:
    """How many DuckDB keeps busy."""
    return int(con.execute("SELECT current_setting('threads')").fetchall()[0][0])


def _do(job: Job[T], free: SimpleQueue[duckdb.DuckDBPyConnection]) -> T:
    hand = free.get()
    try:
        return job(hand)
    finally:
        free.put(hand)


def _beside(con: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """Another connection to the same database, with the same variables."""
    other = con.cursor()
    for name, value, kind in con.execute("SELECT name, value, type FROM duckdb_variables()").fetchall():
        other.execute(f"SET VARIABLE {name} = CAST(? AS {kind})", [value])
    return other
