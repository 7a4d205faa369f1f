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

# --- this county ----------------------------------------------------------
# How a program of this installation is begun: stories of a draft are played by one.
LINLI_COMMAND = [sys.executable, "-m", "linli.project.cli"]
LINLI_METHODS = Path(env.text("LINLI_METHODS") or HOME / "methods")
# A folder with the faces of official papers that this county has a licence for (仿宋, 小标宋 …).
LINLI_FONTS = env.text("LINLI_FONTS")
LINLI_DEMONSTRATION = env.flag("LINLI_DEMONSTRATION", False)
LINLI_CLOCK = env.text("LINLI_CLOCK")
LINLI_KEEP_WORDS = timedelta(days=env.number("LINLI_KEEP_WORDS_DAYS", 730))
LINLI_UNDO = timedelta(seconds=env.number("LINLI_UNDO_SECONDS", 10))
LINLI_EMBEDDED_WORKER = env.flag("LINLI_EMBEDDED_WORKER", False)

# --- keys ----------------------------------------------------------
env.load_keys(VAR / "keys.env")
_DEVELOPMENT_KEY = "development-only-key-not-for-production-0123456789"
SECRET_KEY = env.text("LINLI_SECRET_KEY") or (_DEVELOPMENT_KEY if TESTING or DEBUG else "")
LINLI_DATA_KEY = (env.text("LINLI_DATA_KEY") or SECRET_KEY).encode()
LINLI_CIPHER = env.text("LINLI_CIPHER", "aes")
LINLI_TRAIL_HASH = env.text("LINLI_TRAIL_HASH", "sm3")

# --- where we are ----------------------------------------------------------
ALLOWED_HOSTS = env.words("LINLI_HOSTS", "localhost 127.0.0.1 [::1] testserver")
CSRF_TRUSTED_ORIGINS = env.words("LINLI_ORIGINS")
# How many reverse proxies of ours stand in front: only that many entries of X-Forwarded-For,
# counted from the right, are believed. 0: the header is ignored.
LINLI_PROXIES = env.number("LINLI_PROXIES", 0)
# The public address, for links in messages: https://linli.example.gov.cn. Nothing starts without
# it (check `linli.E001`), but where nobody outside reads what is sent.
LINLI_ADDRESS = env.text(
    "LINLI_ADDRESS", "http://localhost:8000" if LINLI_DEMONSTRATION or TESTING or DEBUG else ""
).rstrip("/")
LINLI_TLS = env.flag("LINLI_TLS", False)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",  # used by a page of the second factor
    "django.forms",
    "linli.people",  # before allauth: its pages look like ours
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
    "linli.advice",
    "linli.territory",
    "linli.organisations",
    "linli.procedures",
    "linli.messaging",
    "linli.points",
    "linli.publicity",
    "linli.visits",
    "linli.resources",
    "linli.matters",
    "linli.deliberation",
    "linli.volunteering",
    "linli.emergency",
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
    "linli.kernel.nameless.forget_who",
    "linli.kernel.middleware.unit_of_work",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "linli.kernel.middleware.fit_text",  # knows the reader's language, and no session is read yet
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
    "linli.people.web.middleware.session_rules",
    "linli.organisations.web.middleware.actor",
    "linli.people.web.middleware.second_factor",
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
                "linli.emergency.web.views.strip",
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

DATABASES = {
    "default": env.database(env.text("DATABASE_URL") or f"sqlite:////{VAR}/linli.sqlite3", HOME)
}
DATABASES["default"]["TEST"] = (
    {"NAME": str(VAR / "test.sqlite3")}
    if ("sqlite3" in str(DATABASES["default"]["ENGINE"]))
    else {}
)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- people ----------------------------------------------------------
AUTH_USER_MODEL = "people.Account"
if TESTING:  # the scenes of tests open hundreds of accounts
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
# [8.1.4.1] complexity, change and history of passwords
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
     "OPTIONS": {"user_attributes": ("username", "display_name")}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "linli.people.web.validators.Classes", "OPTIONS": {"least": 8, "classes": 3}},
    {"NAME": "linli.people.web.validators.NotUsedBefore", "OPTIONS": {"last": 5}},
]  # fmt: skip
LINLI_PASSWORD_DAYS = env.number("LINLI_PASSWORD_DAYS", 0 if LINLI_DEMONSTRATION or TESTING else 90)
# [8.1.4.1] failed sign-ins: five tries, then half an hour, by name and address together
AXES_FAILURE_LIMIT = env.number("LINLI_SIGN_IN_TRIES", 5)
AXES_COOLOFF_TIME = timedelta(minutes=env.number("LINLI_LOCKOUT_MINUTES", 30))
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_CLIENT_IP_CALLABLE = "linli.kernel.addresses.client_address"
AXES_USERNAME_CALLABLE = "linli.people.web.adapter.typed_username"
AXES_LOCKOUT_CALLABLE = "linli.people.web.adapter.locked_out"
AXES_DISABLE_ACCESS_LOG = True  # the trail has it
AXES_VERBOSE = False
# [8.1.4.1] idle exit; concurrent sessions; the second factor, one of its kinds cryptographic
LINLI_IDLE = timedelta(minutes=env.number("LINLI_IDLE_MINUTES", 30))
LINLI_SESSIONS = env.number("LINLI_SESSIONS", 3)
LINLI_SECOND_FACTOR = env.text(
    "LINLI_SECOND_FACTOR", "optional" if LINLI_DEMONSTRATION or TESTING else "required"
)
SESSION_COOKIE_AGE = 12 * 3600
# [8.1.4.11] personal data: how long without use (0: never erased), and how soon requests are due
LINLI_RETENTION_DAYS = env.number("LINLI_RETENTION_DAYS", 1095)
LINLI_REQUEST_DAYS = env.number("LINLI_REQUEST_DAYS", 15)
LINLI_RESIDENT_HOME = "/me"
LOGIN_URL, LOGIN_REDIRECT_URL, LOGOUT_REDIRECT_URL = "account_login", "/work", "/"
ACCOUNT_ADAPTER = "linli.people.web.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_USERNAME_MIN_LENGTH = 3
ACCOUNT_PRESERVE_USERNAME_CASING = False
# Many colleagues sit behind one office address; guessing is bounded by axes per name and address.
ACCOUNT_RATE_LIMITS = {"login": "300/m/ip", "login_failed": False, "reauthenticate": "20/m/user"}
ALLAUTH_TRUSTED_PROXY_COUNT = LINLI_PROXIES
MFA_ADAPTER = "linli.people.web.adapter.MfaAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "linli 邻里"
MFA_PASSKEY_LOGIN_ENABLED = False
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG
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

# --- words ----------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "linli_language"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

# --- files ----------------------------------------------------------
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
WHITENOISE_AUTOREFRESH = TESTING or DEBUG
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_NUMBER_FILES = 20
LINLI_UPLOAD_BYTES = 10 * 1024 * 1024
LINLI_UPLOADS_A_REPORT = 9

# --- notices ----------------------------------------------------------
# Where group robots may be posted to: hosts (https only), or whole origins for trials.
LINLI_ROBOT_HOSTS = env.words(
    "LINLI_ROBOT_HOSTS",
    "qyapi.weixin.qq.com oapi.dingtalk.com open.feishu.cn open.larksuite.com",
)
# Webhooks go to https on the open internet; besides, below these whole origins (an intranet's
# https://10.2.3.4, a trial's http://127.0.0.1:9000).
LINLI_WEBHOOKS = env.words("LINLI_WEBHOOKS")
# Dotted name of a callable (number, text) that sends an SMS; empty: none but the demonstration's.
LINLI_SMS = env.text("LINLI_SMS")
# When nobody outside is disturbed by what is not urgent.
LINLI_QUIET_HOURS = env.text("LINLI_QUIET_HOURS", "21:00-08:00")
EMAIL_HOST = env.text("LINLI_MAIL_HOST", "localhost")
EMAIL_PORT = env.number("LINLI_MAIL_PORT", 25)
EMAIL_HOST_USER = env.text("LINLI_MAIL_USER")
EMAIL_HOST_PASSWORD = env.text("LINLI_MAIL_PASSWORD")
EMAIL_USE_TLS = env.flag("LINLI_MAIL_TLS", False)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.text("LINLI_MAIL_FROM", "linli@localhost")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.text("LINLI_LOG", "WARNING")},
}
