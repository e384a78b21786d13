"""How the site is set up. Everything that an office decides for itself comes from the environment; nothing is created by importing this.

``JIXIAO_DATA``      the folder of the database, the evidence and the key (``jixiao-data`` in the current folder, unless told)
``JIXIAO_DATABASE``  ``postgresql://user:password@host:port/name``; the embedded SQLite in the data folder, unless told
``JIXIAO_HOSTS``     the names under which the site is reached, separated by commas (this machine alone, unless told)
``JIXIAO_HTTPS``     ``1`` where the site stands behind HTTPS, as it has to for more than one's own machine
``JIXIAO_PROXIES``   how many proxies of the office's own stand before it (0 unless told): whose word on addresses is taken
``JIXIAO_SMTP``      ``smtp://user:password@host:port`` by which reminders are sent; none are, unless told
``JIXIAO_FROM``      the sender of these letters (``jixiao@localhost`` unless told)
``JIXIAO_REMIND``    the hour of the day, in Beijing, from which the worker reminds of deadlines (8 unless told)
``JIXIAO_OIDC``      the address (issuer) of the single sign-on service, with ``JIXIAO_OIDC_ID`` and ``JIXIAO_OIDC_SECRET``
``JIXIAO_KEEP``      days for which the files of background work stay: uploads, exports, papers (30 unless told)
``JIXIAO_IDLE``      minutes after which somebody who does nothing is signed out (30 unless told)
``JIXIAO_AGE``       days after which a password has to be changed (0, which is never, unless told)
``JIXIAO_SECOND``    roles that may do nothing before they have set up a second factor, separated by commas (none unless told)
"""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from urllib.parse import unquote, urlsplit

from jixiao.errors import Misuse
from jixiao.wording import Text


def number(name: str, default: int, most: int = 36_500) -> int:
    """A number from the environment; ``Misuse`` if it is none, or too large."""
    said = os.environ.get(name) or str(default)
    if not said.isdecimal() or int(said) > most:
        raise Misuse(_NO_NUMBER.fill(name=name, said=said, most=most))
    return int(said)


_NO_NUMBER = Text("{name} 应为 0 至 {most} 的数字，不能是“{said}”", "{name} is a number from 0 to {most}, not “{said}”")

DATA = Path(os.environ.get("JIXIAO_DATA") or "jixiao-data").absolute()
KEY_FILE = DATA / "secret.key"
SECRET_KEY = os.environ.get("JIXIAO_KEY") or (KEY_FILE.read_text().strip() if KEY_FILE.is_file() else "")
"""Made on the first start, readable by its owner only; without one, Django refuses to run."""

HTTPS = os.environ.get("JIXIAO_HTTPS") == "1"
DEBUG = False
ALLOWED_HOSTS = [host for host in os.environ.get("JIXIAO_HOSTS", "localhost,127.0.0.1,[::1]").split(",") if host]
PROXIES = number("JIXIAO_PROXIES", 0)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "axes",
    "django_htmx",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "jixiao.web.application.Jixiao",
]
MIDDLEWARE = [
    "jixiao.web.health.Health",
    "jixiao.web.proxies.Proxies",
    "django.middleware.security.SecurityMiddleware",
    "jixiao.web.headers.Headers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "jixiao.web.bounds.Bounds",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "jixiao.web.people.watching.Watching",
    "jixiao.web.visiting.Visiting",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "jixiao.web.people.signing_in.LocalAccounts",
    "jixiao.web.people.single_sign_on.SingleSignOn",
]
ROOT_URLCONF = "jixiao.web.routing"
WSGI_APPLICATION = "jixiao.web.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).parent / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "context_processors": ["jixiao.web.visiting.on_every_page", "django.template.context_processors.csrf"],
            "builtins": ["jixiao.web.templatetags.words"],
        },
    }
]


def database(address: str) -> dict[str, object]:
    """The database at an address, or the embedded one in the data folder where there is none."""
    if not address:
        options = {"transaction_mode": "IMMEDIATE", "timeout": 30}
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": str(DATA / "jixiao.sqlite3"), "OPTIONS": options}
    parts = urlsplit(address)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": 10},
    }


DATABASES = {"default": database(os.environ.get("JIXIAO_DATABASE", ""))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "web.Account"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "jixiao.web.people.passwords.Guessable"},
]
LOGIN_URL = "/sign-in/"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username"], ["ip_address", "username"]]
AXES_LOCKOUT_CALLABLE = "jixiao.web.people.signing_in.locked_out"
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
AXES_DISABLE_ACCESS_LOG = True  # the history tells of sign-ins; this list would keep names that are none
AXES_IPWARE_PROXY_COUNT = PROXIES

SIGN_INS_A_MINUTE = 30
"""Attempts to sign in that one address may make in a minute, whatever the account."""
JOB_DAYS = number("JIXIAO_KEEP", 30)
IDLE_MINUTES = number("JIXIAO_IDLE", 30)
PASSWORD_DAYS = number("JIXIAO_AGE", 0)
SECOND_FACTOR_ROLES = frozenset(filter(None, os.environ.get("JIXIAO_SECOND", "").split(",")))

OIDC_ISSUER = os.environ.get("JIXIAO_OIDC", "").rstrip("/")
OIDC_RP_CLIENT_ID = os.environ.get("JIXIAO_OIDC_ID", "")
OIDC_RP_CLIENT_SECRET = os.environ.get("JIXIAO_OIDC_SECRET", "")
OIDC_RP_SIGN_ALGO = "RS256"
OIDC_RP_SCOPES = "openid profile"
OIDC_USE_PKCE = True
OIDC_TIMEOUT = 10
OIDC_AUTHENTICATION_CALLBACK_URL = "single_sign_on_back"
"""Where the service is, it says itself (its discovery page); see ``people/single_sign_on.py``."""

SESSION_COOKIE_AGE = 8 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "sessionid"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrftoken"
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "jixiao.web.visiting.forged"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS and PROXIES else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

LARGEST_UPLOAD = 50_000_000
"""Bytes of one file that is handed in; what it unpacks to is bounded by the readers of ``files``."""
LARGEST_REQUEST, LARGEST_OF_NOBODY = 450_000_000, 1_000_000
"""Bytes of a whole request, of somebody who has signed in and of anybody else; more is refused before any of it is read."""
DATA_UPLOAD_MAX_MEMORY_SIZE = 10_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_500_000

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
USE_I18N = False
LANGUAGE_CODE = "zh-hans"

SMTP = urlsplit(os.environ.get("JIXIAO_SMTP", ""))
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if SMTP.hostname else 'dummy'}.EmailBackend"
EMAIL_HOST = SMTP.hostname or ""
EMAIL_PORT = SMTP.port or 25
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(SMTP.username or ""), unquote(SMTP.password or "")
EMAIL_TIMEOUT = 10
REMIND_HOUR = number("JIXIAO_REMIND", 8, 23)
DEFAULT_FROM_EMAIL = os.environ.get("JIXIAO_FROM", "jixiao@localhost")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "jixiao.web.logs.Lines"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": [], "level": "WARNING"},
        "axes": {"level": "CRITICAL"},  # these two would name accounts and addresses; the history tells of sign-ins
        "mozilla_django_oidc": {"level": "ERROR"},
    },
}
