"""Every address of linli, by context. Composition only."""

from __future__ import annotations

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path
from django.views.decorators.csrf import csrf_exempt

from linli.kernel.routes import REST
from linli.project import api

_CONTEXTS = (
    "pages",
    "matters",
    "deliberation",
    "volunteering",
    "emergency",
    "resources",
    "publicity",
    "visits",
    "points",
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
urlpatterns += [
    path("api/v1/docs", api.docs, name="api-docs"),
    path("api/v1/", api.api.urls),
    path(f"api/{REST}", csrf_exempt(api.unknown), name="api-unknown"),
    path("open311/v2/", include("linli.matters.rest.urls")),
]
