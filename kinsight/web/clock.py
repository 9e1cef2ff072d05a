"""The one place that asks what day it is: the set day of a demonstration, else today."""

from datetime import date

from django.utils import timezone

from kinsight.web import environment


def as_of() -> date:
    """The day the site shows things as they were known on."""
    return environment.fixed_day() or timezone.localdate()
