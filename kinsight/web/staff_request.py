"""A request as pages get it: Django's own type does not know who works here."""

from django.contrib.auth.models import User
from django.http import HttpRequest
from django.urls import ResolverMatch

from kinsight.casework.models import Staff


class SignedInRequest(HttpRequest):
    """From somebody who signed in, with a role or without."""

    user: User


class PageRequest(HttpRequest):
    """From anyone, on its way to a page or there: a stranger has no `staff`, nor has an account without a role."""

    resolver_match: ResolverMatch  # from when the page is found: no middleware of ours reads it before
    staff: Staff | None


class StaffRequest(PageRequest):
    """From somebody who signed in and has a role: `middleware/page_access.py` lets nobody else come to such a page."""

    user: User
    staff: Staff
