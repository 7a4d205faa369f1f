"""As little Django as there can be: no middleware; the database settings are linli's own."""

from __future__ import annotations

from pathlib import Path

from linli.project import environment as env

HOME = Path(__file__).resolve().parents[2]
SECRET_KEY = "the-bare-view-signs-nothing"
ALLOWED_HOSTS = ["*"]
INSTALLED_APPS = ["bench.bare"]
MIDDLEWARE: list[str] = []
ROOT_URLCONF = "bench.bare.urls"
DATABASES = {"default": env.database(env.text("DATABASE_URL"), HOME)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
LINLI_EMBEDDED_WORKER = False  # read by the entry that both projects share
