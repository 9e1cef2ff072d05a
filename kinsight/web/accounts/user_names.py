"""Which account a typed user name means, however it is spelt."""

import unicodedata

from django.contrib.auth import get_user_model

#: Format characters such as a zero-width space, and control characters: nobody sees that they were typed.
_UNSEEN = {"Cf", "Cc"}


def plain_name(typed: str) -> str:
    """One spelling for all: no case, no width variants, no spaces around or within, nothing invisible."""
    even = unicodedata.normalize("NFKC", typed).casefold()
    seen = "".join(letter for letter in even if unicodedata.category(letter) not in _UNSEEN)
    return "".join(unicodedata.normalize("NFKC", seen).split())


def account_name(typed: str) -> str:
    """The user name of the account that is meant; the plain spelling when there is none, or more than one."""
    names = get_user_model().objects.values_list("username", flat=True)
    if names.filter(username=typed).exists():
        return typed
    matches = list(names.filter(username__iexact=plain_name(typed))[:2])
    return matches[0] if len(matches) == 1 else plain_name(typed)
