"""How a fact is written by the service that writes it: the codes of `codes.yaml`, put in place of the words that a story uses."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from kinsight.synthetic import feed_codes
from kinsight.synthetic.realistic.published_figures import document
from kinsight.synthetic.resources import Resource

#: Marks a word of `codes.yaml` in a resource that is being made, apart from the words of knowledge.
NAMED = "code:"
Coding = dict[str, str]
#: Fields of a row of `codes.yaml` that are no code system.
_OTHER = {"kind", "says", "seen"}


@dataclass(frozen=True)
class Code:
    """A fact as it is written: the kind of resource, and one coding for each code system."""

    name: str
    kind: str
    codings: tuple[Coding, ...]


@cache
def codes() -> dict[str, Code]:
    """Every row of `codes.yaml` by its name."""
    return {name: Code(name, row["kind"], _codings(row)) for name, row in document("codes")["codes"].items()}


def named(name: str) -> str:
    """The word by which a resource in the making names a row of `codes.yaml`."""
    return NAMED + name


@cache
def listed(shelf: str) -> tuple[Coding, ...]:
    """The codings of a list of `codes.yaml`: `hurt` and `ill` of an emergency department, and `ward`."""
    held = document("codes")
    rows = held["ward"] if shelf == "ward" else held["emergency"][shelf]
    return tuple(coding for row in rows for coding in _codings(row))


def _codings(row: dict[str, Any]) -> tuple[Coding, ...]:
    systems = document("codes")["systems"]
    return tuple(
        {"system": systems[system], "code": str(code), "display": row["says"]}
        for system, code in row.items()
        if system not in _OTHER
    )


def recoded(body: Resource, by: str) -> Resource:
    """The resource with the codes that service `by` would write; a word without a public code stays ours."""
    made: Resource = _walked(body, by)
    return made


def _walked(value: Any, by: str) -> Any:
    if isinstance(value, list):
        return [one for item in value for one in _spread(item, by)]
    if isinstance(value, dict):
        return {name: _walked(item, by) for name, item in value.items() if item is not None}
    return value


def _spread(item: Any, by: str) -> list[Any]:
    """A coding in a list of codings may become several."""
    if isinstance(item, dict) and item.keys() <= {"system", "code", "display"} and "code" in item:
        return list(_written(item["system"], item["code"], by) or (item,))
    if isinstance(item, dict) and item.keys() == {"valueCoding"}:
        return [{"valueCoding": one} for one in _spread(item["valueCoding"], by)]
    return [_walked(item, by)]


@cache
def _written(system: str, code: str, by: str) -> tuple[Coding, ...]:
    """What stands in a record of this kind of service for a word of ours; nothing where the coding stays as it is."""
    if code.startswith(NAMED):
        return codes()[code.removeprefix(NAMED)].codings
    word = code if system == feed_codes.OWN else _words().get((system, code), "")
    by_service = document("codes")["public"].get(word, {})
    chosen = by_service.get(by, by_service.get("any"))
    if chosen is None:
        return ()
    return tuple(one for part in (chosen if isinstance(chosen, list) else [chosen]) for one in _public(part))


def _public(chosen: Any) -> tuple[Coding, ...]:
    """The codings of a row of `codes.yaml` by its name, or of a row written out."""
    return codes()[chosen].codings if isinstance(chosen, str) else _codings(chosen)


@cache
def _words() -> dict[tuple[str, str], str]:
    """The word of knowledge that each public code of the stories stands for."""
    return {(system, code): word for system, code, word in feed_codes.USED}
