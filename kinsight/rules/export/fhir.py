"""All of practice knowledge as FHIR R4 resources, one file each: plans, activities, value sets, the code system, libraries."""

import json
from base64 import b64encode
from collections.abc import Mapping

from kinsight.rules.export import cql
from kinsight.rules.export.limits import not_expressed
from kinsight.rules.export.plans import Plans
from kinsight.rules.export.resource_names import Resource, canonical, heading
from kinsight.rules.export.terms import code_system, value_sets
from kinsight.rules.schema.knowledge import Knowledge

_KIND = {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/library-type", "code": "logic-library"}]}
_TITLES = {
    "KinsightDays": "What can be said of days",
    "KinsightFamily": "A child's family and how facts about it bear on the child",
    cql.RULES: "Kinsight's practice knowledge: indicators and expectations",
}


def files(knowledge: Knowledge, elm: Mapping[str, str] | None = None) -> dict[str, str]:
    """`PlanDefinition/NAME.json` → its text. `elm`: translated libraries by name, where there are some."""
    told = {f"{one['resourceType']}/{one['id']}.json": _text(one) for one in resources(knowledge, elm or {})}
    return {**told, "NOT-EXPRESSED.md": cql.files(knowledge)["NOT-EXPRESSED.md"]}


def resources(knowledge: Knowledge, elm: Mapping[str, str]) -> list[Resource]:
    plans = Plans(knowledge, not_expressed(knowledge)).all()
    return [*plans, code_system(knowledge), *value_sets(knowledge), *libraries(knowledge, elm)]


def libraries(knowledge: Knowledge, elm: Mapping[str, str]) -> list[Resource]:
    texts = cql.files(knowledge)
    return [_library(name, texts[f"{name}.cql"], elm.get(name), knowledge.version) for name in _TITLES]


def _library(name: str, text: str, elm: str | None, version: str) -> Resource:
    translated = [_content("application/elm+json", elm)] if elm else []
    below = [other for other in cql.LOGIC if f"include {other} " in text]
    return {
        **heading("Library", name, version, _TITLES[name]),
        "name": name,
        "type": _KIND,
        "relatedArtifact": [
            {"type": "depends-on", "resource": f"{canonical('Library', one)}|{version}"} for one in below
        ],
        **(
            {"parameter": [{"name": "As of", "use": "in", "min": 0, "max": "1", "type": "date"}]}
            if name == cql.RULES
            else {}
        ),
        "content": [_content("text/cql", text), *translated],
    }


def _content(kind: str, text: str) -> Resource:
    return {"contentType": kind, "data": b64encode(text.encode()).decode()}


def _text(resource: Resource) -> str:
    empty: tuple[object, ...] = ([], {}, "")
    return (
        json.dumps(
            {name: value for name, value in resource.items() if value not in empty}, indent=2, ensure_ascii=False
        )
        + "\n"
    )
