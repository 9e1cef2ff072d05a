"""Passwords that are long enough and still easy to guess are refused."""

from django.contrib.auth.models import User
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

#: Digits and signs that are written for letters.
_WRITTEN_FOR = str.maketrans("013457@$!", "oleastasi")


class Varied:
    """At least `different` different characters: not one or a few over and over."""

    def __init__(self, different: int = 6) -> None:
        self.different = different

    def validate(self, password: str, user: User | None = None) -> None:
        """Raises ValidationError."""
        if len(set(password.casefold())) < self.different:
            raise ValidationError(f"Use at least {self.different} different characters.", code="password_not_varied")

    def get_help_text(self) -> str:
        """What to do, for the form."""
        return f"At least {self.different} different characters."


class NotCommonWithin(CommonPasswordValidator):
    """A common password stays one with digits around it, signs for letters, or written twice."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raises ValidationError."""
        for form in (password, password.translate(_WRITTEN_FOR)):
            core = form.casefold().strip("0123456789!?.,;:-_#*+ ")
            super().validate(core or password, user)
            super().validate(_once(core) or password, user)


class NotMadeOfNames:
    """One's own names, or the site's, and little else."""

    def __init__(self, beside: int = 8) -> None:
        self.beside = beside

    def validate(self, password: str, user: User | None = None) -> None:
        """Raises ValidationError."""
        left = password.casefold()
        for name in ("kinsight", *(getattr(user, field, "") for field in ("username", "first_name", "last_name"))):
            left = left.replace(name.casefold(), "") if len(name) > 2 else left
        if len(left) < min(self.beside, len(password)):
            raise ValidationError("Use more than your own name and the name of this site.", code="password_of_names")

    def get_help_text(self) -> str:
        """What to do, for the form."""
        return "More than your own name and the name of this site."


def _once(text: str) -> str:
    """The shortest beginning that, repeated, gives the whole."""
    return text[: (text + text).find(text, 1)] if text else text
