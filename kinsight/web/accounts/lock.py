"""Whose sign-in is being counted: allauth's form calls the user name `login`, Django calls it `username`."""

from django.http import HttpRequest


def username(request: HttpRequest | None, credentials: dict[str, str] | None = None) -> str | None:
    """The user name as typed, from wherever axes asks."""
    given = (credentials or {}).get("username")
    return given or (request.POST.get("login") if request else None)
