"""A sample of children as FHIR, for engines that look at one patient at a time: each child's family on one day, in one bundle.

Generous to them: the facts of relatives stand already in the child's own bundle, each with what its person is to the child, and
only versions that are believed that day, of concepts that some rule of the share names. Nothing is left to join or to date.
"""

import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb

from bench.peers.sql import Queries
from kinsight.store.days import to_date

Resource = dict[str, Any]
CONCEPTS, ROLES = "urn:kinsight:concept", "urn:kinsight:roles"
NEVER = 2_000_000_000


def write(con: duckdb.DuckDBPyConnection, queries: Queries, many: int, file: Path) -> set[int]:
    """A bundle a line for so many children; whose they are. Leaves the day's tables, as `sql.run` makes them."""
    con.execute(queries.today).fetchall()
    con.execute(
        "CREATE OR REPLACE TEMP TABLE sampled AS SELECT child, born FROM child WHERE left_on > ? ORDER BY hash(child) LIMIT ?",
        [queries.day, many],
    )
    facts = _facts(con, set(queries.concepts()))
    children = con.execute("SELECT child, born FROM sampled ORDER BY child").fetchall()
    with file.open("w", encoding="utf-8") as out:
        out.writelines(json.dumps(_bundle(child, born, facts[child])) + "\n" for child, born in children)
    return {child for child, _ in children}


def rolesets(con: duckdb.DuckDBPyConnection) -> list[str]:
    """Every set of roles that one person has to one child of the sample, as `father+household`."""
    return [row[0] for row in con.execute(f"SELECT DISTINCT roles FROM ({_KIN}) ORDER BY 1").fetchall()]


def _facts(con: duckdb.DuckDBPyConnection, words: set[str]) -> dict[int, list[Any]]:
    rows = con.execute(_FACTS, [sorted(words)]).fetchall()
    found: dict[int, list[Any]] = defaultdict(list)
    for child, *fact in rows:
        found[child].append(fact)
    return found


def _bundle(child: int, born: int, facts: list[Any]) -> Resource:
    patient = {"resourceType": "Patient", "id": f"c{child}", "birthDate": to_date(born).isoformat()}
    entries = [{"resource": one} for one in (patient, *_observations(child, facts))]
    return {"resourceType": "Bundle", "id": f"c{child}", "type": "collection", "entry": entries}


def _observations(child: int, facts: list[Any]) -> Iterator[Resource]:
    for number, (event, person, concept, on, until, held) in enumerate(facts):
        end = {} if until >= NEVER else {"end": to_date(until).isoformat()}
        yield {
            "resourceType": "Observation", "id": f"c{child}.{number}", "status": "final",
            "identifier": [{"value": str(event)}], "subject": {"reference": f"Patient/c{child}"},
            "code": {"coding": [{"system": CONCEPTS, "code": concept}]},
            "category": [{"coding": [{"system": ROLES, "code": held}]}],
            "focus": [{"identifier": {"value": str(person)}}],
            "effectivePeriod": {"start": to_date(on).isoformat(), **end},
        }  # fmt: skip


_KIN = """
SELECT child, person, string_agg(DISTINCT role, '+' ORDER BY role) AS roles
FROM today_kin WHERE child IN (SELECT child FROM sampled) GROUP BY child, person"""
_FACTS = f"""
SELECT k.child, f.event, f.person, u.concept, f."on", f."until", k.roles
FROM today_fact f JOIN ({_KIN}) k ON k.person = f.person JOIN used u ON u.concept_key = f.concept_key
WHERE list_contains(?, u.concept)
ORDER BY ALL"""
