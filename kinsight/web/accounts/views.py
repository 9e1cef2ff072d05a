"""allauth's sign-in, in our page."""

from allauth.account.views import LoginView, password_change
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.decorators import method_decorator

from kinsight.web.accounts import hashing


@method_decorator(login_not_required, name="dispatch")
class SignIn(LoginView):  # type: ignore[misc]
    """User name and password; single sign-on beside it when configured."""

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Sign in, one at a time in each process. Raises TooBusy."""
        with hashing.sign_ins.turn():
            answer: HttpResponse = super().post(request, *args, **kwargs)
        return answer

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """The name of the single sign-on beside what allauth's template is handed."""
        single_sign_on = settings.SSO["name"] if settings.SSO["url"] else ""
        context: dict[str, object] = super().get_context_data(**kwargs)
        return context | {"single_sign_on": single_sign_on}


def change_password(request: HttpRequest) -> HttpResponse:
    """Nothing to change where an account signs in by single sign-on alone."""
    own = request.user.is_authenticated and request.user.has_usable_password()
    return password_change(request) if own else redirect("account")
