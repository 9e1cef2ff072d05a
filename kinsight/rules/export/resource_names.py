"""The names that exported resources have: URNs of ours, the same for equal knowledge, and no address of any machine."""

from typing import Any

Resource = dict[str, Any]
CONCEPTS = "urn:kinsight:concept"
ROLES = "urn:kinsight:role"
OWNERS = "urn:kinsight:owner"
GROUPS = "urn:kinsight:group"


def canonical(kind: str, name: str) -> str:
    """`urn:kinsight:PlanDefinition:NAME`."""
    return f"urn:kinsight:{kind}:{name}"


def value_set(concept: str) -> str:
    return canonical("ValueSet", concept)


def heading(kind: str, name: str, version: str, title: str) -> Resource:
    """What every published resource begins with. Draft: nobody has signed it by being exported."""
    return {
        "resourceType": kind,
        "id": name,
        "url": canonical(kind, name),
        "version": version,
        "name": "".join(part.capitalize() for part in name.split("-")),
        "title": title,
        "status": "draft",
    }
