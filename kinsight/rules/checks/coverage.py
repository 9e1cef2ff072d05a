"""Says which items of the practice catalogue are covered by which files, which are planned, and which are neither."""

from collections import defaultdict
from typing import Any, TypedDict

from kinsight.rules.schema.knowledge import Knowledge

#: Each shelf whose items cover ids of the catalogue, and the file that an item stands in.
SHELVES = {
    "indicators": "rules/{group}/{folder}/{name}.yaml", "expectations": "rules/{group}/{folder}/{name}.yaml",
    "derivations": "rules/{group}/{folder}/{name}.yaml",
    "assessments": "assessments/{name}.json", "pathways": "pathways/{name}.yaml", "wording": "wording.yaml", "features": "features.yaml",
    "constants": "constants.yaml",
}  # fmt: skip


class Coverage(TypedDict):
    covered: dict[str, list[str]]
    planned: dict[str, str]
    uncovered: list[str]


def file_of(shelf: str, name: str, item: Any) -> str:
    """The file in which an item of a shelf stands, below the folder of knowledge."""
    folder = "building-blocks" if getattr(item, "shown", True) is False else shelf
    return SHELVES[shelf].format(name=name, group=getattr(item, "group", ""), folder=folder)


def coverage(knowledge: Knowledge) -> Coverage:
    """Every catalogue id stands in exactly one of the three; what is covered is no longer planned."""
    files: dict[str, list[str]] = defaultdict(list)
    for shelf in SHELVES:
        for name, item in sorted(getattr(knowledge, shelf).items()):
            for cited in item.catalogue:
                files[cited].append(file_of(shelf, name, item))
    rest = {name: item.planned for name, item in sorted(knowledge.catalogue.items()) if name not in files}
    return {
        "covered": {name: sorted(set(files[name])) for name in sorted(files)},
        "planned": {name: room for name, room in rest.items() if room},
        "uncovered": [name for name, room in rest.items() if not room],
    }
