"""Settings of signing in: passwords, second factor, single sign-on, lock-out and time-out. Read through `settings`."""

import os

from kinsight.web import environment

# One, so that a password is hashed once; guesses are counted before it is asked (accounts/adapters.py).
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = ["kinsight.web.accounts.hashing.Argon2"]
_VALIDATION = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{_VALIDATION}.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": f"{_VALIDATION}.CommonPasswordValidator"},
    {"NAME": f"{_VALIDATION}.NumericPasswordValidator"},
    {"NAME": "kinsight.web.accounts.passwords.NotCommonWithin"},
    {"NAME": "kinsight.web.accounts.passwords.NotMadeOfNames"},
    {"NAME": "kinsight.web.accounts.passwords.Varied"},
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
# allauth counts in each process by itself; we count for all together, before the password is hashed (accounts/sign_in_places.py).
ACCOUNT_RATE_LIMITS = {"login": None, "login_failed": None, "reauthenticate": None, "change_password": None}
ACCOUNT_FORMS = {
    "login": "kinsight.web.accounts.forms.SignInForm",
    "change_password": "kinsight.web.accounts.forms.ChangePassword",
}
#: Behind our proxy the visitor's address is the last of X-Forwarded-For, which the proxy added; never what the visitor says.
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if environment.behind_proxy() else 0
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300

MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_TOLERANCE = 1  # a code read just before it changed is still good
MFA_TOTP_ISSUER = "Kinsight"
MFA_FORMS = {
    "authenticate": "kinsight.web.accounts.forms.Code",
    "reauthenticate": "kinsight.web.accounts.forms.CodeAgain",
}
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

#: Minutes without a page before the session ends. What was being written is kept (see middleware/drafts.py).
SESSION_COOKIE_AGE = 60 * int(os.environ.get("KINSIGHT_SESSION_MINUTES", "20"))
#: Seconds after which a session ends however busy it is: a shift.
SESSION_LONGEST = 3_600 * int(os.environ.get("KINSIGHT_SESSION_HOURS", "12"))
