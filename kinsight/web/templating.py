"""The Jinja environment: NHS macros, and the few functions and filters every template may use."""

from typing import Any

from django.contrib.messages import get_messages
from django.templatetags.static import static
from django.urls import reverse
from jinja2 import ChainableUndefined, ChoiceLoader, Environment, PackageLoader

from kinsight.web import clock, paper
from kinsight.web.components import fields
from kinsight.web.navigation import navigation
from kinsight.web.text import words


def environment(**options: Any) -> Environment:  # whatever Django hands to an environment of Jinja
    """NHS macros chain through missing parameters, so undefined must be chainable."""
    loader = ChoiceLoader([options.pop("loader"), PackageLoader("nhsuk_frontend_jinja")])
    tidy = {"undefined": ChainableUndefined, "autoescape": True, "trim_blocks": True, "lstrip_blocks": True}
    made = Environment(loader=loader, **options | tidy)  # noqa: S701  (autoescape is set on the line above)
    made.globals |= {
        "static": static, "url": url, "messages_of": get_messages, "navigation": navigation, "as_of": clock.as_of,
        "errors_of": fields.errors_of, "field_params": fields.params, "radio_params": fields.radios,
        "select_params": fields.select, "pairs": fields.pairs, "date_params": fields.date,
        "prints_whole": paper.prints_whole, "paper_note": paper.NOTE,
    }  # fmt: skip
    made.filters |= {"day": words.said, "short_day": words.short, "nhs": words.nhs_number, "plural": words.plural}
    return made


def url(name: str, *args: object, **kwargs: object) -> str:
    """`url("record", slug)` as in Django's tag."""
    return reverse(name, args=args or None, kwargs=kwargs or None)
