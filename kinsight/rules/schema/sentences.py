"""Sentences of knowledge that have places, such as `{who} was asked by {service}`: which places one may have."""

from string import Formatter
from typing import Annotated

from pydantic import AfterValidator


class Places(AfterValidator):
    """Refuses a sentence with any place but these: whoever fills it would have nothing to put there."""

    def __init__(self, *known: str) -> None:
        super().__init__(lambda text: _refuse_others(text, known))


def _refuse_others(text: str, known: tuple[str, ...]) -> str:
    """The text as it is; ValueError where it has another place, or a brace that is none."""
    plain = {(name, "", None) for name in known}
    for _, name, form, conversion in Formatter().parse(text):
        if name is not None and (name, form, conversion) not in plain:
            raise ValueError(f"no {{{name}}} can be filled in here: use {', '.join(f'{{{one}}}' for one in known)}")
    return text


#: One fact as part of a sentence.
Clause = Annotated[str, Places("who", "whom", "service", "value", "title")]
