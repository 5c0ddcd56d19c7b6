"""Settings: from the environment alone, loud on bad values.

FAIRLEAD_DATABASE_URL  any PostgreSQL >= 15 instead of the embedded one
FAIRLEAD_DATA          folder of the embedded database and its secret
FAIRLEAD_SECRET        signing key; without it one is made and kept in the data folder
FAIRLEAD_HOSTS         host names that are served, by comma
FAIRLEAD_DEMO          "1": the demo firm may sign in (set by `fairlead demo`)
FAIRLEAD_HTTPS         "1": behind TLS; cookies are sent over it alone
FAIRLEAD_MAIL          the server that mail goes out through (docs/howto/mail.md); without it there is none
FAIRLEAD_MAIL_FROM     who writes it; FAIRLEAD_ADDRESS: where the desk stands, for the links in it
FAIRLEAD_READERS       "off": nothing is noted of what the customer's people read (docs/spec/readers.md)
"""

from __future__ import annotations

import os
from pathlib import Path

from csp.constants import NONE, SELF

from fairlead.core.mail import mail_settings
from fairlead.core.postgres import database_settings, secret_key

BASE = Path(__file__).parent


def _flag(name: str, off: str = "0", on: str = "1", usual: str = "0") -> bool:
    value = os.environ.get(name, usual)
    if value not in {off, on}:
        raise SystemExit(f"{name} is {value!r}; it takes {off} or {on}.")
    return value == on


DEMO = _flag("FAIRLEAD_DEMO")
HTTPS = _flag("FAIRLEAD_HTTPS")
DEBUG = False
SECRET_KEY = os.environ.get("FAIRLEAD_SECRET") or secret_key()
if len(SECRET_KEY) < 32:
    raise SystemExit(f"FAIRLEAD_SECRET has {len(SECRET_KEY)} characters; it needs at least 32.")
ALLOWED_HOSTS = os.environ.get("FAIRLEAD_HOSTS", "127.0.0.1,localhost,[::1],testserver").split(",")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "procrastinate.contrib.django",
    "allauth",
    "allauth.account",
    "csp",
    "django_htmx",
    "template_partials",
    "fairlead.core",
    "fairlead.apps.people",
    "fairlead.apps.accounts",
    "fairlead.apps.catalog",
    "fairlead.apps.engagements",
    "fairlead.apps.scoping",
    "fairlead.apps.intake",
    "fairlead.apps.estimates",
    "fairlead.apps.rounds",
    "fairlead.apps.options",
    "fairlead.apps.pens",
    "fairlead.apps.agreements",
    "fairlead.apps.redlines",
    "fairlead.apps.comments",
    "fairlead.apps.approvals",
    "fairlead.apps.signing",
    "fairlead.apps.readers",
    "fairlead.apps.changes",
    "fairlead.apps.risks",
    "fairlead.apps.workshops",
    "fairlead.apps.calibration",
    "fairlead.apps.books",
    "fairlead.apps.handover",
    "fairlead.apps.desk",
    "fairlead.faces.web",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "fairlead.faces.web.access.ActorMiddleware",
]

ROOT_URLCONF = "fairlead.urls"
WSGI_APPLICATION = "fairlead.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE / "faces" / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "fairlead.faces.web.access.frame",
            ],
        },
    }
]

DATABASES = {"default": database_settings()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "core.User"
AUTHENTICATION_BACKENDS = ["fairlead.core.signin.Backend", "fairlead.core.signin.ByLink"]
# Links to sign in with: once, for ten minutes, with a whole signature.
SESAME_ONE_TIME, SESAME_MAX_AGE, SESAME_SIGNATURE_SIZE = True, 600, 32
SESAME_TOKENS = ["sesame.tokens_v2"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_LOGIN_METHODS = {"email", "username"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_ADAPTER = "fairlead.core.signin.Adapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_PREVENT_ENUMERATION = True

# Signed cookies: who is signed in costs no query, and no table grows.
SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_AGE = 12 * 3600
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 25_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
FILE_UPLOAD_HANDLERS = [
    "fairlead.faces.web.uploads.Bounded",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# Through which service documents are signed: built-in, upload, or package.module:Class (docs/howto).
SIGNING = os.environ.get("FAIRLEAD_SIGNING") or "built-in"
# Whether what the customer's people read is noted at all.
READERS = _flag("FAIRLEAD_READERS", "off", "on", usual="on")
# How many proxies stand before us: by so many steps the address of a visitor is looked up behind theirs.
PROXIES = int(os.environ.get("FAIRLEAD_PROXIES") or 0)

# Whether there is a server for mail, where the links in it lead, and what Django takes for sending it.
_MAIL = mail_settings(os.environ)
MAILS: bool = _MAIL["MAILS"]
ADDRESS: str = _MAIL["ADDRESS"]
globals().update(_MAIL)

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE / "faces" / "web" / "static"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600

LANGUAGE_CODE = "en"
USE_TZ = True
TIME_ZONE = "UTC"
USE_THOUSAND_SEPARATOR = True
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"

PROCRASTINATE_ON_APP_READY = None

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": os.environ.get("FAIRLEAD_LOG", "WARNING")},
}
