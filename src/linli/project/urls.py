"""Every address of linli, by context. Composition only."""

from __future__ import annotations

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

_CONTEXTS = (
    "pages",
    "matters",
    "publicity",
    "messaging",
    "procedures",
    "organisations",
    "people",
    "territory",
    "files",
    "search",
    "jobs",
    "methods",
    "ui",
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include(f"linli.{name}.web.urls"))
    for name in _CONTEXTS
    if find_spec(f"linli.{name}") and find_spec(f"linli.{name}.web")
]
