"""Says what is wrong with the shelf of what people record: what is missing, there twice, or nobody's."""

from collections import Counter
from collections.abc import Callable, Iterator

from kinsight.rules.read.documents import Problem
from kinsight.rules.read.knowledge_folder import Shelf
from kinsight.rules.schema.recording import kinds
from kinsight.rules.schema.wording import findings

Found = Iterator[Problem]


def recorded_concepts_unknown(shelf: Shelf) -> Found:
    for name, group in shelf.knowledge.recording.items():
        for place, kind in enumerate(group.facts):
            concept = shelf.knowledge.concepts.get(kind.concept)
            if concept is None or concept.response:
                fault = "is no concept" if concept is None else "is something done, which is recorded as such"
                do = "Correct it, or take it out"
                yield shelf.problem("recording", name, f"{kind.concept!r} {fault}", do, "facts", place, "concept")


def recorded_concepts_twice(shelf: Shelf) -> Found:
    count = Counter(kind.concept for group in shelf.knowledge.recording.values() for kind in group.facts)
    for name, group in shelf.knowledge.recording.items():
        for place, kind in enumerate(group.facts):
            if count[kind.concept] > 1:
                what = f"{kind.concept!r} is offered more than once"
                yield shelf.problem("recording", name, what, "Keep one of them", "facts", place, "concept")


def concepts_not_recorded(shelf: Shelf) -> Found:
    """Each fact can be recorded by hand, or it is said why not."""
    recorded = {kind.concept for group in shelf.knowledge.recording.values() for kind in group.facts}
    for name, concept in shelf.knowledge.concepts.items():
        if shelf.knowledge.recording and not concept.response and name not in recorded:
            do = "Add it to a group of recording.yaml, or to one that is not offered and says why"
            yield shelf.problem("concepts", name, f"nobody can record {name!r}", do, "concept")


def withheld_without_reason(shelf: Shelf) -> Found:
    for name, group in shelf.knowledge.recording.items():
        if group.offered is bool(group.why):
            what = "`why` says why a group is not offered, and only that"
            yield shelf.problem("recording", name, what, "Write it, or take it out", "why")


def recording_pathways_unknown(shelf: Shelf) -> Found:
    for name, group in shelf.knowledge.recording.items():
        if group.pathway and group.pathway not in shelf.knowledge.pathways:
            what = f"unknown pathway {group.pathway!r}"
            yield shelf.problem("recording", name, what, "Add it, or correct it", "pathway")


def met_most_unknown(shelf: Shelf) -> Found:
    offered = kinds(shelf.knowledge.recording)
    for role, item in shelf.knowledge.recording_by_role.items():
        for place, word in enumerate(item.most):
            if word not in offered or word in item.most[:place]:
                what = f"{word!r} is offered by no group of recording.yaml, or stands here twice"
                yield shelf.problem("recording_by_role", role, what, "Correct it, or take it out", "most", place)


def desk_meets_abuse(shelf: Shelf) -> Found:
    """A role that is offered nothing else reads nothing of abuse, and so records nothing of it."""
    for role, item in shelf.knowledge.recording_by_role.items():
        for place, word in enumerate(item.most if item.only else []):
            if word in shelf.knowledge.concepts and shelf.knowledge.concepts[word].sensitive:
                what = f"{word!r} is about abuse, which {role} does not read"
                yield shelf.problem("recording_by_role", role, what, "Take it out", "most", place)


def recording_in_bad_words(shelf: Shelf) -> Found:
    """What we ask people to say must itself pass every rule of wording."""
    rules = shelf.knowledge.wording.values()
    for name, group in shelf.knowledge.recording.items():
        for text in (group.title, *group.first_steps, *(kind.words or "" for kind in group.facts)):
            if findings(text, rules):
                yield shelf.problem("recording", name, f"says {text!r}, in words to be avoided", "Say it otherwise")


EDITORIAL: tuple[Callable[[Shelf], Found], ...] = (
    recorded_concepts_unknown,
    recorded_concepts_twice,
    concepts_not_recorded,
    withheld_without_reason,
    recording_pathways_unknown,
    met_most_unknown,
    desk_meets_abuse,
    recording_in_bad_words,
)
