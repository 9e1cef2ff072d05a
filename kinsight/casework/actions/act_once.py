"""Act on a submitted form once: the same form sent twice (two tabs, *Back*, a double click) is answered like the first.

result, first = once(by=staff, token=form.sent_once(), act=lambda: record_all(...))
"""

from collections.abc import Callable

from django.db import IntegrityError, transaction

from kinsight.casework.models import Staff, SubmittedForm


def once(*, by: Staff, token: str, act: Callable[[], str]) -> tuple[str, bool]:
    """Run `act` in a transaction, unless `by` sent a form with this token before; return (its result, whether it ran now).

    The result, an id, is stored for a form that is sent again. A form without a token is always acted on.
    """
    if not token:
        with transaction.atomic():
            return act(), True
    if earlier := _earlier(by, token):
        return str(earlier.result), False
    try:
        with transaction.atomic():  # the token first: of two at once the second waits here, and finds it taken
            sent = SubmittedForm.objects.create(by=by.user, token=token, result=None)
            sent.result = result = act()
            sent.save(update_fields=["result"])
            return result, True
    except IntegrityError:
        if earlier := _earlier(by, token):
            return str(earlier.result), False
        raise


def already_sent(*, by: Staff, token: str) -> bool:
    """Whether `by` sent a form with this token that was acted on."""
    return bool(token) and _earlier(by, token) is not None


def _earlier(by: Staff, token: str) -> SubmittedForm | None:
    return SubmittedForm.objects.filter(by=by.user, token=token).first()
