"""allauth's forms of signing in, with guesses counted before they are looked at, and a code that works once."""

from allauth.account.forms import ChangePasswordForm, LoginForm
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction

from kinsight.casework.actions import guesses, sign_in_trail
from kinsight.web.accounts import one_time_codes, sign_in_places
from kinsight.web.accounts.user_names import account_name


class SignInForm(LoginForm):  # type: ignore[misc]
    """Any spelling of a user name means the same account."""

    def clean_login(self) -> str:
        """The user name of the account that is meant."""
        return account_name(super().clean_login())


class ChangePassword(ChangePasswordForm):  # type: ignore[misc]
    """The old password is a guess too: someone else may sit at the open browser."""

    def clean_oldpassword(self) -> str:
        """The old password. Raises Blocked, or ValidationError when it is wrong."""
        with sign_in_places.guessing(self.user.get_username()) as guess:
            try:
                word: str = super().clean_oldpassword()
            except ValidationError:
                sign_in_trail.refused(self.user.get_username(), sign_in_places.address(), guess)
                raise
            guess.right()
        return word


class _CodeForm:
    """Checks a code from the authenticator app, or a spare one."""

    user: User

    def clean_code(self) -> str:
        """Raises Blocked, or ValidationError when the code is wrong or was used before."""
        guess = guesses.begin({guesses.key("second-factor", self.user.pk): guesses.SECOND_FACTOR})
        code, wrong = self._looked_at()
        if wrong:
            sign_in_trail.refused_code(self.user, sign_in_places.address(), guess)
            raise wrong
        guess.right()
        return code

    @transaction.atomic
    def _looked_at(self) -> tuple[str, ValidationError | None]:
        """One code of an account at a time. The error is handed back, not raised: raised, it would undo what was written."""
        list(Authenticator.objects.select_for_update().filter(user=self.user))
        try:
            code = super().clean_code()  # type: ignore[misc]
        except ValidationError as wrong:
            return "", wrong
        if one_time_codes.spent(self.authenticator, code):  # type: ignore[attr-defined]
            return "", get_adapter().validation_error("incorrect_code")
        return code, None


class Code(_CodeForm, AuthenticateForm):  # type: ignore[misc]
    """After the password."""


class CodeAgain(_CodeForm, ReauthenticateForm):  # type: ignore[misc]
    """Before a change of how one signs in."""
