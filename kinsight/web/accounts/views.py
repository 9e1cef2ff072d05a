"""allauth's sign-in, in our page."""

from typing import Any

from allauth.account.views import LoginView
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.utils.decorators import method_decorator


@method_decorator(login_not_required, name="dispatch")
class SignIn(LoginView):
    """User name and password; single sign-on beside it when configured."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        single_sign_on = settings.SSO["name"] if settings.SSO["url"] else ""
        return super().get_context_data(**kwargs) | {"single_sign_on": single_sign_on}
