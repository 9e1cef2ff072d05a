"""Says which items of the practice catalogue are covered by which files, which are planned, and which are neither."""

from collections import defaultdict
from typing import TypedDict

from kinsight.practice.knowledge import Knowledge


class Coverage(TypedDict):
    covered: dict[str, list[str]]
    planned: dict[str, str]
    uncovered: list[str]


def coverage(knowledge: Knowledge) -> Coverage:
    """Every catalogue id stands in exactly one of the three; what is covered is no longer planned."""
    files: dict[str, list[str]] = defaultdict(list)
    for name, indicator in sorted(knowledge.indicators.items()):
        for cited in indicator.catalogue:
            files[cited].append(f"indicators/{name}.yaml")
    for name, expectation in sorted(knowledge.expectations.items()):
        for cited in expectation.catalogue:
            files[cited].append(f"expectations/{name}.yaml")
    rest = {name: item.planned for name, item in sorted(knowledge.catalogue.items()) if name not in files}
    return {
        "covered": {name: sorted(set(files[name])) for name in sorted(files)},
        "planned": {name: room for name, room in rest.items() if room},
        "uncovered": [name for name, room in rest.items() if not room],
    }
