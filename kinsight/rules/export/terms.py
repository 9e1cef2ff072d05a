"""Concepts as a FHIR code system, and each as a value set with the codes that our codelists read for it."""

from collections.abc import Iterable
from itertools import groupby

from kinsight.rules.export.resource_names import CONCEPTS, Resource, heading
from kinsight.rules.schema.formats import CodeRow, Concept
from kinsight.rules.schema.knowledge import Knowledge

#: HL7's own extension for what must be known to use a code of a value set.
_COMMENT = "http://hl7.org/fhir/StructureDefinition/valueset-concept-comments"


def code_system(knowledge: Knowledge) -> Resource:
    return {
        **heading("CodeSystem", "concept", knowledge.version, "Kinds of fact that Kinsight's rules look at"),
        "url": CONCEPTS,
        "caseSensitive": True,
        "content": "complete",
        "count": len(knowledge.concepts),
        "property": [
            {
                "code": "sensitive",
                "type": "boolean",
                "description": "About abuse, or about leaving it: never shown to the person alleged",
            },
            {"code": "response", "type": "boolean", "description": "Something done, which a practitioner records"},
            {
                "code": "closed-by",
                "type": "code",
                "description": "A later fact of this kind about the same person ends an open one",
            },
        ],
        "concept": [_concept(one) for _, one in sorted(knowledge.concepts.items())],
    }


def _concept(one: Concept) -> Resource:
    properties: list[Resource] = [
        {"code": "sensitive", "valueBoolean": one.sensitive},
        {"code": "response", "valueBoolean": one.response},
    ]
    properties += [{"code": "closed-by", "valueCode": closer} for closer in sorted(one.closed_by)]
    return {
        "code": one.concept,
        "display": one.title,
        **({"definition": one.says} if one.says else {}),
        "property": properties,
    }


def value_sets(knowledge: Knowledge) -> list[Resource]:
    """One a concept: our own code, and every code that a codelist reads as it."""
    rows: dict[str, list[CodeRow]] = {}
    for row in knowledge.codelist:
        rows.setdefault(row.concept, []).append(row)
    return [_value_set(one, rows.get(name, []), knowledge.version) for name, one in sorted(knowledge.concepts.items())]


def _value_set(one: Concept, rows: list[CodeRow], version: str) -> Resource:
    own = {"system": CONCEPTS, "concept": [{"code": one.concept, "display": one.title}]}
    return {
        **heading("ValueSet", one.concept, version, one.title),
        **({"description": one.says} if one.says else {}),
        "compose": {"include": [own, *_includes(rows)]},
    }


def _includes(rows: Iterable[CodeRow]) -> list[Resource]:
    ordered = sorted(rows, key=lambda row: (row.system, row.code, row.file, row.line))
    return [
        {"system": system, "concept": [_code(code, list(same)) for code, same in groupby(of, lambda row: row.code)]}
        for system, of in groupby(ordered, lambda row: row.system)
    ]


def _code(code: str, rows: list[CodeRow]) -> Resource:
    """A code once, with every condition on which it counts; one row without a condition needs none."""
    conditions = [_condition(row) for row in rows]
    comment = (
        {}
        if "" in conditions
        else {"extension": [{"url": _COMMENT, "valueString": f"Only {'; or '.join(conditions)}"}]}
    )
    return {**comment, "code": code, "display": rows[0].term}


def _condition(row: CodeRow) -> str:
    unit = f" {row.unit}" if row.unit else ""
    low = f"the value is {row.low:g}{unit} or more" if row.low is not None else ""
    high = f"the value is below {row.high:g}{unit}" if row.high is not None else ""
    said = [f"where the status is {row.status}"] if row.status else []
    return " and ".join([*said, *(f"where {part}" for part in (low, high) if part)])
