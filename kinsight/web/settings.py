"""Django's settings. What differs between places comes from `environment`; everything else is the same everywhere."""

from pathlib import Path

from kinsight.web import environment
from kinsight.web.sign_in_settings import *  # noqa: F403  (Django reads names from this one module)

PACKAGE = Path(__file__).resolve().parents[1]
WORKSPACE = environment.workspace()
LOCAL = environment.local()
DEMONSTRATION = environment.demonstration()

DEBUG = False  # an error page must never show what was in memory
SECRET_KEY = environment.secret_key(WORKSPACE)
ALLOWED_HOSTS = environment.words("KINSIGHT_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = environment.words("KINSIGHT_ORIGINS")
DATABASES = {"default": environment.database(WORKSPACE)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ROOT_URLCONF = "kinsight.web.urls"
WSGI_APPLICATION = "kinsight.web.wsgi.application"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "kinsight.casework",
    "kinsight.web",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "kinsight.web.middleware.headers.headers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "kinsight.web.middleware.starting.starting",
    "kinsight.web.middleware.session_end.Sessions",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "kinsight.web.middleware.session_end.EndOfSession",
    "kinsight.web.middleware.drafts.Drafts",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "kinsight.web.middleware.session_end.NeedsSecondFactor",
    "kinsight.web.middleware.page_access.StaffOnly",
    "kinsight.web.middleware.refused.Refused",
]

CONTEXT = [
    "django.template.context_processors.request",
    "django.contrib.auth.context_processors.auth",
    "django.contrib.messages.context_processors.messages",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [PACKAGE / "web" / "templates"],
        "OPTIONS": {"environment": "kinsight.web.templating.environment", "context_processors": CONTEXT},
    },
    {  # allauth's own mail texts are Django templates; every page of it is ours, above
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": CONTEXT},
    },
]

# The design system's style sheet asks for /assets/images/…, so that is where static files live.
DESIGN_SYSTEM = environment.design_system(PACKAGE)
STATIC_URL = "/assets/"
STATICFILES_DIRS = [
    PACKAGE / "web" / "static",
    *([DESIGN_SYSTEM / "assets"] if DESIGN_SYSTEM.is_dir() else []),  # the rest by pages/design.py
]
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 0 if LOCAL else 3600

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
FORMS_URLFIELD_ASSUME_HTTPS = True

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_SSL_REDIRECT = not LOCAL
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
if environment.behind_proxy():
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 0 if LOCAL else 31_536_000
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not LOCAL
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "kinsight.web.pages.stale.page"
SESSION_EXPIRE_AT_BROWSER_CLOSE = False  # the age below, counted from the last page, is what ends it
SESSION_SAVE_EVERY_REQUEST = True
# What is said after recording is not left in a cookie that anybody at this computer can read.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000

# Addresses and methods only: no query, no form, no local variable ever reaches a log.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {"()": "kinsight.web.logs.WithoutValues", "fmt": "%(asctime)s %(levelname)s %(name)s %(message)s"}
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
