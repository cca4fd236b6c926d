"""Every setting, from the environment. Nothing here is a rule of the work."""

from __future__ import annotations

import os
import secrets
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from firstbell.config import env

PACKAGE = Path(__file__).resolve().parent.parent
TESTING = "pytest" in sys.modules
DEBUG = env.flag("FIRSTBELL_DEBUG", default=False)

DATA = Path(env.text("FIRSTBELL_DATA", "data")).resolve()
PORT = env.number("FIRSTBELL_PORT", 8000)
HOST = env.text("FIRSTBELL_HOST", "127.0.0.1")
BASE_URL = env.text("FIRSTBELL_URL", f"http://localhost:{PORT}").rstrip("/")
OLD_URLS = [url.rstrip("/") for url in env.words("FIRSTBELL_OLD_URLS")]
TLS_CERT = env.text("FIRSTBELL_TLS_CERT")
TLS_KEY = env.text("FIRSTBELL_TLS_KEY")
TRUSTED_PROXIES = env.words("FIRSTBELL_TRUSTED_PROXIES")
DATABASE_URL = env.secret("DATABASE_URL")
REDIS_URL = env.secret("REDIS_URL")
JOBS_RING = not TESTING


def _kept_secret(name: str) -> str:
    """A key made once and kept beside the data, readable by its owner alone."""
    path = DATA / "keys" / name
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(secrets.token_urlsafe(48))
        except FileExistsError:
            pass
    return path.read_text(encoding="utf-8").strip()


def _own_secret() -> str:
    try:
        return _kept_secret("secret")
    except OSError as problem:
        raise ImproperlyConfigured(
            f"The data folder {DATA} cannot be used: {problem.strerror}. Give it to the account that runs Firstbell."
        ) from None


SECRET_KEY = env.secret("FIRSTBELL_SECRET_KEY") or (
    "tests only, never served" if TESTING else _own_secret()
)

_base = urlsplit(BASE_URL)
HTTPS = _base.scheme == "https"
ALLOWED_HOSTS = list(
    {_base.hostname or "localhost", "localhost", "127.0.0.1", "[::1]", "testserver"}
)
ALLOWED_HOSTS += [host for url in OLD_URLS if (host := urlsplit(url).hostname)]
CSRF_TRUSTED_ORIGINS = [BASE_URL] if HTTPS else []
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "firstbell_session"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
CSRF_COOKIE_NAME = "firstbell_csrf"
CSRF_FAILURE_VIEW = "firstbell.platform.web.pages.errors.csrf"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
X_FRAME_OPTIONS = "DENY"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "firstbell.platform.database",
    "firstbell.platform.audit",
    "firstbell.platform.tenancy",
    "firstbell.platform.merges",
    "firstbell.platform.accounts",
    "firstbell.platform.jobs",
]
_PLATFORM = [
    "tags", "notes", "numbers", "codes", "fields", "attachments", "search", "lists", "exchange", "labels",
    "notifications", "webhooks", "backup", "api", "web",
]  # fmt: skip
_HOUSE = ["calendar", "places", "people", "timetable", "equipment", "agents", "software", "support"]
ROOMS = [name for name in _HOUSE if (PACKAGE / name / "apps.py").exists()]
INSTALLED_APPS += [
    f"firstbell.platform.{name}"
    for name in _PLATFORM
    if (PACKAGE / "platform" / name / "apps.py").exists()
]
INSTALLED_APPS += [f"firstbell.{name}" for name in ROOMS]

MIDDLEWARE = [
    "firstbell.platform.web.middleware.TrustedProxies",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "firstbell.platform.web.middleware.ContentPolicy",
    "firstbell.platform.web.middleware.SteadyReading",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "firstbell.platform.web.middleware.ActingPerson",
    "firstbell.platform.web.middleware.DefaultDeny",
    "firstbell.platform.web.middleware.Refusals",
    "firstbell.platform.api.middleware.Idempotent",
]
ROOT_URLCONF = "firstbell.config.urls"
WSGI_APPLICATION = "firstbell.config.wsgi.application"

_LOADERS = [f"firstbell.platform.web.templating.{name}" for name in ("Folders", "Rooms")]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "platform" / "web" / "templates"],
        "OPTIONS": {
            "loaders": [("django.template.loaders.cached.Loader", _LOADERS)],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "firstbell.platform.web.context.shell",
            ],
            "builtins": ["firstbell.platform.web.templatetags.firstbell"],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
INSTALLED_APPS += ["django.forms", "firstbell.config"]

DATABASES = {"default": env.database(DATABASE_URL, DATA)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.Account"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["firstbell.platform.accounts.hashers.CalmArgon2"]
if TESTING:
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "firstbell.platform.accounts.adapters.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "firstbell.platform.accounts.adapters.SocialAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
MFA_TOTP_ISSUER = "Firstbell"
MFA_TOTP_TOLERANCE = (
    1  # a code that has just changed still counts, and so do phones half a minute off
)

LANGUAGE_CODE = "en-gb"
USE_I18N = True
USE_TZ = True
TIME_ZONE = env.text(
    "FIRSTBELL_TIME_ZONE", "Europe/London"
)  # how moments are shown; they are stored in UTC

STATIC_URL = "/static/"
STATIC_ROOT = None  # served from the package by whitenoise, never collected
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_MANIFEST_STRICT = False
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA / "files"},
    },
    "staticfiles": {"BACKEND": "firstbell.platform.web.assets.HashedFiles"},
}
MEDIA_ROOT = DATA / "files"

FILE_UPLOAD_TEMP_DIR = None
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = env.text("FIRSTBELL_SMTP_HOST", "localhost")
EMAIL_PORT = env.number("FIRSTBELL_SMTP_PORT", 25)
EMAIL_HOST_USER = env.text("FIRSTBELL_SMTP_USER")
EMAIL_HOST_PASSWORD = env.secret("FIRSTBELL_SMTP_PASSWORD")
EMAIL_USE_TLS = env.flag("FIRSTBELL_SMTP_STARTTLS", default=False)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.text("FIRSTBELL_MAIL_FROM", f"firstbell@{_base.hostname or 'localhost'}")
CLAMD = env.text("FIRSTBELL_CLAMD")
LARGEST_FILE = env.number("FIRSTBELL_LARGEST_FILE_MB", 25) * 1024 * 1024
# The headers in which a trusted reverse proxy tells its verdict on a client's certificate, and its fingerprint.
AGENT_CERT_HEADER = env.words("FIRSTBELL_AGENT_CERT_HEADER")
WEBHOOK_ALLOW = env.words("FIRSTBELL_WEBHOOK_ALLOW")
WEBHOOK_SECONDS = 10
S3_BUCKET = env.text("FIRSTBELL_S3_BUCKET")
S3_ENDPOINT = env.text("FIRSTBELL_S3_ENDPOINT")
S3_REGION = env.text("FIRSTBELL_S3_REGION")
S3_KEY = env.secret("FIRSTBELL_S3_KEY")
S3_SECRET = env.secret("FIRSTBELL_S3_SECRET")

CACHES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}
if REDIS_URL:
    _patience = {"socket_connect_timeout": 1, "socket_timeout": 2}
    _cache = "firstbell.config.remembering.ForgivingRedis"
    CACHES = {"default": {"BACKEND": _cache, "LOCATION": REDIS_URL, "OPTIONS": _patience}}
SESSION_ENGINE = "django.contrib.sessions.backends.db"
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "filters": {"refusals": {"()": "firstbell.config.logs.Refusals"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["refusals"]}
    },
    "root": {
        "handlers": ["console"],
        "level": env.text("FIRSTBELL_LOG", "WARNING" if TESTING else "INFO"),
    },
    "loggers": {"huey": {"level": "WARNING"}, "django.server": {"level": "WARNING"}},
}

# Sign-in: what differs from allauth's own, and the school's identity provider

ACCOUNT_RATE_LIMITS = {
    # A whole school often shares one address: the account is what is protected closely.
    "login_failed": "100/5m/ip,8/5m/key",
    "login": "300/m/ip",
    "join": "30/10m/ip",
}
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS else "http"
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = "Firstbell: "
ACCOUNT_PREVENT_ENUMERATION = True
INSTALLED_APPS += ["django.contrib.humanize"]  # a template of the passkey pages asks for it
MFA_ADAPTER = "firstbell.platform.accounts.adapters.SecondFactorAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = False
SOCIALACCOUNT_REQUESTS_TIMEOUT = 10
# A link, because the content policy lets no form be sent on to another site, and nobody is signed in by it alone.
SOCIALACCOUNT_LOGIN_ON_GET = True
MIDDLEWARE.insert(0, "firstbell.platform.web.counting.CountedAnswers")
MIDDLEWARE += [
    "firstbell.platform.web.sessions.KnownBrowsers",
    "firstbell.platform.web.sessions.SecondFactorWanted",
]
METRICS_TOKEN = env.secret("FIRSTBELL_METRICS_TOKEN")
# Without a mail server the pages show links instead of mailing them.
MAIL_IS_SET = TESTING or bool(env.text("FIRSTBELL_SMTP_HOST"))

OIDC_ISSUER = env.text("FIRSTBELL_OIDC_ISSUER").rstrip("/")
# Providers such as Microsoft Entra never say that an address is verified; in a school's own tenant it is.
OIDC_TRUST_EMAIL = env.flag("FIRSTBELL_OIDC_TRUST_EMAIL", default=False)
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "school",
                "name": env.text("FIRSTBELL_OIDC_NAME", "the school's account"),
                "client_id": env.text("FIRSTBELL_OIDC_CLIENT_ID"),
                "secret": env.secret("FIRSTBELL_OIDC_CLIENT_SECRET"),
                "settings": {"server_url": OIDC_ISSUER},
            }
        ]
        if OIDC_ISSUER
        else [],
    }
}
