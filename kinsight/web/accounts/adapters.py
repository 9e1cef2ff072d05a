"""What of allauth is closed here: nobody signs up, and single sign-on opens only accounts that exist."""

from typing import TYPE_CHECKING, Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import record_authentication
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kinsight.casework.actions import sign_in_trail
from kinsight.web.accounts import sign_in_places

if TYPE_CHECKING:
    from allauth.socialaccount.models import SocialLogin


class Accounts(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by the service, never by a visitor; nothing is sent by mail."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """False: nobody makes an account for themselves."""
        return False

    def authenticate(self, request: HttpRequest, **credentials: str) -> User | None:
        """The account whose password this is, looked at only when there were not too many wrong ones. Raises Blocked, TooBusy."""
        name = credentials.get("username", "")
        with sign_in_places.guessing(name) as guess:
            user: User | None = super().authenticate(request, **credentials)
            if user is None:
                sign_in_trail.refused(name, sign_in_places.address(request), guess)
            else:
                guess.right()
        return user

    @transaction.atomic
    def login(self, request: HttpRequest, user: User) -> None:
        """One write of the disk for all that signing in writes."""
        super().login(request, user)

    @transaction.atomic
    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:  # as allauth calls it
        """From now on this browser and address are where the account signs in; and it need not say at once again who it is."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        record_authentication(request, user, method="sign-in", reauthenticated=True)
        sign_in_places.remember(request, response, user)
        return response

    def send_mail(self, template_prefix: str, email: str, context: dict[str, object]) -> None:
        """Nothing: no account need have an address."""
        return None

    def add_message(self, request: HttpRequest, level: int, *args: object, **kwargs: object) -> None:
        """allauth's own notices ("Successfully signed in as …") only stand in the way of the work."""


class SecondFactor(DefaultMFAAdapter):  # type: ignore[misc]
    """Names the account in the authenticator app by its user name: there may be no e-mail address."""

    def get_totp_label(self, user: User) -> str:
        """What the authenticator app calls the account."""
        return str(user.get_username())


class SingleSignOn(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Ties an identity to the account whose user name equals the configured claim (default: `sub`)."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: "SocialLogin") -> bool:
        """False: an identity opens only an account that exists."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: "SocialLogin") -> None:
        """Tie an identity that is new to its account. Raises ImmediateHttpResponse, with a page of refusal, where there is none."""
        if sociallogin.is_existing:
            return
        claims = sociallogin.account.extra_data
        name = {**claims.get("userinfo", {}), **claims}.get(settings.SSO["claim"] or "sub")
        user = get_user_model().objects.filter(username=name, is_active=True).first() if name else None
        if user is None:
            raise ImmediateHttpResponse(render(request, "account/not_known.html", status=403))
        sociallogin.connect(request, user)
