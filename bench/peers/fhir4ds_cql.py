"""Times CQL on DuckDB (fhir4ds-v2) in its own environment: python fhir4ds_cql.py FOLDER FAMILIES TIMES BUDGET; prints JSON.

FOLDER holds libraries, and rules.json with the rules of each: many defines in one library become one query too deep to plan.
Says {seconds, translating, answers, rules, failed}: the seconds of each turn over all libraries. Resources lie in a table beforehand.
After BUDGET seconds no further library is begun: what was not asked is not in `rules`.
"""

import json
import sys
from pathlib import Path
from time import perf_counter
from typing import Any


def main(folder: str, families: str, times: str, budget: str) -> None:
    import fhir4ds

    con = fhir4ds.create_connection()
    con.execute("SET max_expression_depth TO 100000")
    con.execute("CREATE TABLE resources (id VARCHAR, resourceType VARCHAR, resource JSON, patient_ref VARCHAR)")
    con.executemany("INSERT INTO resources VALUES (?, ?, ?, ?)", _resources(Path(families)))
    told: dict[str, Any] = {"seconds": [0.0] * int(times), "translating": 0.0, "answers": {}, "rules": [], "failed": {}}
    began = perf_counter()
    for name, rules in json.loads((Path(folder) / "rules.json").read_text()).items():
        if perf_counter() - began < float(budget):
            _ask(con, Path(folder) / name, rules, told)
    sys.stdout.write(json.dumps(told) + "\n")


def _ask(con: Any, library: Path, rules: list[str], told: dict[str, Any]) -> None:
    started = perf_counter()
    try:
        sql = _sql(con, library, rules)
        translating = perf_counter() - started
        seconds, rows = _run(con, sql, len(told["seconds"]))
    except Exception as wrong:
        told["failed"] |= dict.fromkeys(rules, str(wrong).splitlines()[0][:200])
        return
    told["rules"] += rules
    told["translating"] += translating
    told["seconds"] = [a + b for a, b in zip(told["seconds"], seconds, strict=True)]
    for child, *held in rows:
        told["answers"].setdefault(child, []).extend(rule for rule, yes in zip(rules, held, strict=True) if yes is True)


def _sql(con: Any, library: Path, rules: list[str]) -> str:
    from fhir4ds.cql.parser import parse_cql
    from fhir4ds.cql.translator import CQLToSQLTranslator

    columns = {f"r{n}": name for n, name in enumerate(rules)}
    translator = CQLToSQLTranslator(connection=con)
    return translator.translate_library_to_population_sql(
        library=parse_cql(library.read_text()), output_columns=columns, parameters={}
    )


def _run(con: Any, sql: str, times: int) -> tuple[list[float], list[Any]]:
    seconds, rows = [], []
    for _ in range(times):
        started = perf_counter()
        rows = con.execute(sql).fetchall()
        seconds.append(perf_counter() - started)
    return seconds, rows


def _resources(families: Path) -> list[tuple[str, str, str, str]]:
    bundles = [json.loads(line) for line in families.read_text().splitlines()]
    return [
        (one["resource"]["id"], one["resource"]["resourceType"], json.dumps(one["resource"]), bundle["id"])
        for bundle in bundles
        for one in bundle["entry"]
    ]


if __name__ == "__main__":
    main(*sys.argv[1:])
