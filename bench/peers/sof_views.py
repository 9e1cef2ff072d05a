"""Times SQL on FHIR in its own environment: python sof_views.py ENGINE FAMILIES OUT TIMES; prints {seconds} as JSON.

ENGINE is pysof or sqlonfhir.
Two views, Patient and Observation, as flat NDJSON files in OUT: what hand-written SQL then reads. The bundles are split beforehand.
"""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any

Columns = list[dict[str, str]]
#: A view in, its rows as NDJSON out.
Run = Callable[[dict[str, Any]], bytes]


def view(resource: str, **columns: str) -> dict[str, Any]:
    """A ViewDefinition: name of a column → FHIRPath."""
    told: Columns = [{"name": name, "path": path} for name, path in columns.items()]
    return {
        "resourceType": "ViewDefinition",
        "status": "active",
        "name": resource.lower(),
        "resource": resource,
        "select": [{"column": told}],
    }


VIEWS = {
    "patient": view("Patient", child="getResourceKey()", born="birthDate"),
    "observation": view(
        "Observation",
        child="subject.getReferenceKey(Patient)",
        event="identifier.first().value",
        person="focus.first().identifier.value",
        concept="code.coding.first().code",
        held="category.first().coding.first().code",
        since="effective.ofType(Period).start",
        until="effective.ofType(Period).end",
    ),
}


def main(engine: str, families: str, out: str, times: str) -> None:
    run = ENGINES[engine](_resources(Path(families)))
    seconds: list[float] = []
    for _ in range(int(times)):
        started = perf_counter()
        for name, asked in VIEWS.items():
            (Path(out) / f"{name}.ndjson").write_bytes(run(asked))
        seconds.append(perf_counter() - started)
    sys.stdout.write(json.dumps({"seconds": seconds}) + "\n")


def _resources(families: Path) -> list[dict[str, Any]]:
    bundles = [json.loads(line) for line in families.read_text().splitlines()]
    return [one["resource"] for bundle in bundles for one in bundle["entry"]]


def _pysof(resources: list[dict[str, Any]]) -> Run:
    from pysof import _pysof  # says why, where the package itself only says that it cannot

    bundle = json.dumps(
        {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": one} for one in resources]}
    )
    return lambda asked: bytes(_pysof.run_view_definition(json.dumps(asked), bundle, "ndjson"))


def _sqlonfhir(resources: list[dict[str, Any]]) -> Run:
    import sqlonfhir

    return lambda asked: "".join(json.dumps(row) + "\n" for row in sqlonfhir.evaluate(resources, asked)).encode()


ENGINES: dict[str, Callable[[list[dict[str, Any]]], Run]] = {"pysof": _pysof, "sqlonfhir": _sqlonfhir}


if __name__ == "__main__":
    main(*sys.argv[1:])
