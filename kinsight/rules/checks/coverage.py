"""Says which items of the practice catalogue are covered by which files, which are planned, and which are neither."""

from collections import defaultdict
from typing import TypedDict

from kinsight.rules.schema.knowledge import Knowledge

#: Each shelf whose items cover ids of the catalogue, and what an item is called or the file that it stands in.
SHELVES = {
    "indicators": "indicator {}", "expectations": "expectation {}", "assessments": "assessments/{}.json",
    "pathways": "pathways/{}.yaml", "wording": "wording.yaml", "features": "features.yaml",
    "constants": "constants.yaml",
}  # fmt: skip


class Coverage(TypedDict):
    covered: dict[str, list[str]]
    planned: dict[str, str]
    uncovered: list[str]


def coverage(knowledge: Knowledge) -> Coverage:
    """Every catalogue id stands in exactly one of the three; what is covered is no longer planned."""
    files: dict[str, list[str]] = defaultdict(list)
    for shelf, file in SHELVES.items():
        for name, item in sorted(getattr(knowledge, shelf).items()):
            for cited in item.catalogue:
                files[cited].append(file.format(name))
    rest = {name: item.planned for name, item in sorted(knowledge.catalogue.items()) if name not in files}
    return {
        "covered": {name: sorted(set(files[name])) for name in sorted(files)},
        "planned": {name: room for name, room in rest.items() if room},
        "uncovered": [name for name, room in rest.items() if not room],
    }
