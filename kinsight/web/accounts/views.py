"""allauth's sign-in, behind the lock that repeated wrong passwords turn."""

from typing import Any

from allauth.account.views import LoginView
from axes.decorators import axes_dispatch, axes_form_invalid
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.utils.decorators import method_decorator


@method_decorator(login_not_required, name="dispatch")
@method_decorator(axes_dispatch, name="dispatch")
@method_decorator(axes_form_invalid, name="form_invalid")
class SignIn(LoginView):
    """User name and password; single sign-on beside it when configured."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        single_sign_on = settings.SSO["name"] if settings.SSO["url"] else ""
        return super().get_context_data(**kwargs) | {"single_sign_on": single_sign_on}
