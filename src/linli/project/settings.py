"""The settings of one county's installation, from the environment alone.

Figures marked [8.1.4.x] answer GB/T 22239-2019 (等保 2.0, level 3); `docs/security.md` lists them.
"""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path

from linli.project import environment as env

HOME = Path(env.text("LINLI_HOME") or Path(__file__).resolve().parents[3])
LINLI_COUNTY = env.text("LINLI_COUNTY", "taining")
VAR = Path(env.text("LINLI_VAR") or HOME / "var" / LINLI_COUNTY)
TESTING = "pytest" in sys.modules
DEBUG = env.flag("LINLI_DEBUG", False)

# --- this county ---------------------------------------------------------------------------------
LINLI_METHODS = Path(env.text("LINLI_METHODS") or HOME / "methods")
LINLI_DEMONSTRATION = env.flag("LINLI_DEMONSTRATION", False)
LINLI_CLOCK = env.text("LINLI_CLOCK")
LINLI_UNDO = timedelta(seconds=env.number("LINLI_UNDO_SECONDS", 10))
LINLI_EMBEDDED_WORKER = env.flag("LINLI_EMBEDDED_WORKER", False)

# --- keys ------------------------------------------------------------------------------------------
env.load_keys(VAR / "keys.env")
_DEVELOPMENT_KEY = "development-only-key-not-for-production-0123456789"
SECRET_KEY = env.text("LINLI_SECRET_KEY") or (_DEVELOPMENT_KEY if TESTING or DEBUG else "")
LINLI_DATA_KEY = (env.text("LINLI_DATA_KEY") or SECRET_KEY).encode()
LINLI_CIPHER = env.text("LINLI_CIPHER", "aes")
LINLI_TRAIL_HASH = env.text("LINLI_TRAIL_HASH", "sm3")

# --- where we are ------------------------------------------------------------------------------------
ALLOWED_HOSTS = env.words("LINLI_HOSTS", "localhost 127.0.0.1 [::1] testserver")
CSRF_TRUSTED_ORIGINS = env.words("LINLI_ORIGINS")
# How many reverse proxies of ours stand in front: only that many entries of X-Forwarded-For,
# counted from the right, are believed. 0: the header is ignored.
LINLI_PROXIES = env.number("LINLI_PROXIES", 0)
LINLI_TLS = env.flag("LINLI_TLS", False)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
    "django_htmx",
    "linli.kernel",
    "linli.ui",
    "linli.jobs",
    "linli.files",
    "linli.search",
    "linli.territory",
    "linli.people",
    "linli.organisations",
    "linli.procedures",
    "linli.messaging",
    "linli.publicity",
    "linli.matters",
    "linli.methods",
    "linli.demonstration",
    "linli.pages",
]
# A context's app is switched on when its folder has landed.
INSTALLED_APPS = [
    app
    for app in INSTALLED_APPS
    if not app.startswith("linli.") or (Path(__file__).parents[1] / app[6:] / "apps.py").exists()
]

MIDDLEWARE = [
    "linli.kernel.middleware.unit_of_work",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
    "linli.organisations.web.middleware.actor",
    "linli.kernel.middleware.refusals",
]

ROOT_URLCONF = "linli.project.urls"
WSGI_APPLICATION = "linli.project.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "linli.ui.context.shell",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "linli.ui.templatetags.linli",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

DATABASES = {"default": env.database(env.text("DATABASE_URL") or f"sqlite:////{VAR}/linli.sqlite3", HOME)}
DATABASES["default"]["TEST"] = {"NAME": str(VAR / "test.sqlite3")} if (
    "sqlite3" in str(DATABASES["default"]["ENGINE"])
) else {}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- people -------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LINLI_TLS
SESSION_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = LINLI_TLS
SECURE_HSTS_SECONDS = 31_536_000 if LINLI_TLS else 0
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:", "blob:"],
        "style-src": ["'self'"],
        "font-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "form-action": ["'self'"],
    }
}

# --- words ----------------------------------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "linli_language"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

# --- files ------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
MEDIA_ROOT = VAR / "files"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TESTING or DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = TESTING or DEBUG
WHITENOISE_AUTOREFRESH = DEBUG
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_NUMBER_FILES = 20
LINLI_UPLOAD_BYTES = 10 * 1024 * 1024
LINLI_UPLOADS_A_REPORT = 9

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.text("LINLI_LOG", "WARNING")},
}
