"""A shape of a mapping as SQL: the elements of the resource that a row becomes, as if they had been read from its JSON."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from kinsight.ingest.fhir import elements
from kinsight.ingest.table_mapping.cells import Leaf
from kinsight.ingest.table_mapping.mapping_file import MappingWrong

#: A resource as it is told: a value, or what lies below each key; the keys of a list are its places.
Node = Leaf | dict[str, Any]


def tree(leaves: Mapping[str, Leaf | None]) -> dict[str, Any]:
    """What stands at each path, as one resource. Raises `MappingWrong` when a path has both a value and something below."""
    made: dict[str, Any] = {}
    for path, leaf in leaves.items():
        if leaf is None:
            continue
        *above, last = re.findall(r"[^.\[\]]+", path)
        at = made
        for key in above:
            at = at.setdefault(key, {})
            if isinstance(at, Leaf):
                raise MappingWrong(f"{path} lies below a value")
        if last in at:
            raise MappingWrong(f"{path} is given twice")
        at[last] = leaf
    return made


def json(node: Node) -> str:
    """SQL of its JSON, NULL where nothing in it has a value."""
    if isinstance(node, Leaf):
        return node.json
    if node and all(key.isdigit() for key in node):
        return _list({int(key): below for key, below in node.items()})
    parts = [f"""'"{key}":' || {json(below)}""" for key, below in node.items()]
    return f"('{{' || nullif(concat_ws(',', {', '.join(parts)}), '') || '}}')" if parts else "NULL::VARCHAR"


def _list(items: dict[int, Node]) -> str:
    """A place without a value is an empty item when a later one has one."""
    made = [json(items[nth]) if nth in items else "NULL" for nth in range(max(items) + 1)]
    parts = []
    for nth, item in enumerate(made):
        later = [f"{one} IS NOT NULL" for one in made[nth + 1 :] if one != "NULL"]
        parts.append(f"coalesce({item}, CASE WHEN {' OR '.join(later)} THEN '{{}}' END)" if later else item)
    return f"('[' || nullif(concat_ws(',', {', '.join(parts)}), '') || ']')"


def resource(kind: str, node: dict[str, Any]) -> str:
    """SQL of the whole resource as JSON."""
    return json({"resourceType": Leaf(f"'{kind}'", f"""'"{kind}"'"""), **node})


def columns(kind: str, node: dict[str, Any], names: Iterable[str]) -> list[str]:
    """What `read_json` gives of these elements: an expression each, named, of the type in `elements`."""
    told = {"resourceType": Leaf(f"'{kind}'", "''"), **node}
    return [
        f'{_element(name, told.get(name))} AS "{name}"'
        for name in (*elements.COMMON, *sorted({*names} - {*elements.COMMON}))
    ]


def _element(name: str, node: Node | None) -> str:
    kind = elements.kind(name)
    if kind == "VARCHAR":
        return _text(node)
    if kind == "JSON":
        return json(node) if node else "NULL::VARCHAR"
    return _struct(kind, node)


def _text(node: Node | None) -> str:
    if node is None:
        return "NULL::VARCHAR"
    return node.text if isinstance(node, Leaf) else json(node)


def _struct(kind: str, node: Node | None) -> str:
    """A structure of texts, as `elements.META` and `elements.REFERENCE` are."""
    if not isinstance(node, dict):
        return f"NULL::{kind}"
    if kind == elements.META:
        security = json(node["security"]) if "security" in node else "NULL::VARCHAR"
        return f'struct_insert({_pack(node, ("versionId", "lastUpdated", "source", "deleted"))}, "security" := ({security})::JSON)'
    number = node.get("identifier")
    named = _pack(number if isinstance(number, dict) else {}, ("system", "value"))
    return f"""struct_pack("reference" := {_text(node.get("reference"))}, "identifier" := {named})"""


def _pack(node: dict[str, Any], names: tuple[str, ...]) -> str:
    parts = [f'"{name}" := {_text(node.get(name))}' for name in names]
    return f"struct_pack({', '.join(parts)})"
