"""Settings of signing in: passwords, second factor, single sign-on, lock-out and time-out. Read through `settings`."""

import os
from datetime import timedelta

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",  # first: a locked account is refused before its password is looked at
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
_VALIDATION = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{_VALIDATION}.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": f"{_VALIDATION}.CommonPasswordValidator"},
    {"NAME": f"{_VALIDATION}.UserAttributeSimilarityValidator"},
]

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/accounts/login/"
ACCOUNT_ADAPTER = "kinsight.web.accounts.adapters.Accounts"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
# A clinic signs in from one address at eight o'clock; wrong passwords are counted by axes, for all workers together.
ACCOUNT_RATE_LIMITS = {"login": "300/m/ip", "login_failed": None}
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300

MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_TOLERANCE = 1  # a code read just before it changed is still good
MFA_TOTP_ISSUER = "Kinsight"
MFA_ADAPTER = "kinsight.web.accounts.adapters.SecondFactor"

#: Single sign-on (NHS CIS2 or any OpenID provider) is offered when these name one. Accounts are made beforehand.
SSO = {
    name: os.environ.get(f"KINSIGHT_SSO_{name.upper()}", "") for name in ("url", "client", "secret", "name", "claim")
}
SOCIALACCOUNT_ADAPTER = "kinsight.web.accounts.adapters.SingleSignOn"
SOCIALACCOUNT_LOGIN_ON_GET = False
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "sso",
                "name": SSO["name"] or "single sign-on",
                "client_id": SSO["client"],
                "secret": SSO["secret"],
                "settings": {"server_url": SSO["url"]},
            }
        ]
        if SSO["url"]
        else [],
    }
}

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = ["username"]  # many staff share one address; a guesser may use many
SILENCED_SYSTEM_CHECKS = ["axes.W006"]  # it fears rotated addresses and cookies; we count by user name alone
AXES_RESET_ON_SUCCESS = True
AXES_USERNAME_CALLABLE = "kinsight.web.accounts.lock.username"
AXES_LOCKOUT_TEMPLATE = "account/locked.html"
AXES_VERBOSE = False
AXES_ENABLE_ADMIN = False

#: Minutes without a page before the session ends. What was being written is kept (see middleware/drafts.py).
SESSION_COOKIE_AGE = 60 * int(os.environ.get("KINSIGHT_SESSION_MINUTES", "20"))
