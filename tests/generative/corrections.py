"""The same children with many records corrected, taken back or ended, the same ones for a seed: what ordinary records have few of."""

from dataclasses import replace

from kinsight.records import aside
from kinsight.signals.judging import INPUTS
from tests.generative.engines import Population


def corrected(population: Population, seed: int) -> Population:
    """A third of the facts corrected once or taken back, a tenth of the bonds ended and a tenth withdrawn, some children gone.

    Facts that follow from the record (service 0) stay as they are: they have no versions.
    """
    with aside.connected() as con:
        for name in INPUTS:
            con.register(f"{name}_rows", getattr(population, name))
        rows = {name: con.sql(query.replace("SEED", str(seed))).to_arrow_table() for name, query in _QUERIES.items()}
    return replace(population, **{name: table.cast(INPUTS[name]) for name, table in rows.items()})


def _one_in(many: int, columns: str, what: str) -> str:
    """True for about one row in so many: the same rows for a seed, in whatever order they come."""
    return f"hash({columns}, SEED, '{what}') % {many} = 0"


_FACT, _BOND = "event, known", "child, person, role"
_QUERIES = {
    "event": f"""
        WITH split AS (SELECT *, {_one_in(3, _FACT, "changed")} AND superseded = 2000000000 AND service <> 0 AS changed,
                              known + CAST(1 + hash({_FACT}, SEED) % 90 AS INTEGER) AS later
                       FROM event_rows)
        SELECT event, person, concept_key, "on", "until", known, CASE WHEN changed THEN later ELSE superseded END AS superseded, service
        FROM split
        UNION ALL
        SELECT event, person, concept_key, "on" - 7, "until", later,
               CASE WHEN {_one_in(5, _FACT, "withdrawn")} THEN later + 30 ELSE 2000000000 END, service
        FROM split WHERE changed AND NOT ({_one_in(4, _FACT, "taken back")})
    """,
    "bond": f"""
        SELECT child, person, role, "from",
               CASE WHEN {_one_in(10, _BOND, "ended")} AND known > 0 THEN least("until", known + 200) ELSE "until" END AS "until", known,
               CASE WHEN {_one_in(10, _BOND, "withdrawn")} AND known > 0 AND role <> 'self' THEN least(superseded, known + 100)
                    ELSE superseded END AS superseded
        FROM bond_rows
    """,
    "child": f"""
        SELECT child, born, is_born,
               CASE WHEN {_one_in(20, "child", "left")} THEN least(left_on, born + 900) ELSE left_on END AS left_on, known
        FROM child_rows
    """,
}  # fmt: skip
