"""Addresses of the design system: language, large type, "are we online?", the style guide."""

from __future__ import annotations

from django.conf import settings
from django.urls import URLPattern, path
from django.views.i18n import set_language

from linli.ui.web import styleguide, views

urlpatterns: list[URLPattern] = [
    path("language", set_language, name="ui-language"),
    path("large-type", views.large_type, name="ui-large-type"),
    path("online", views.online, name="ui-online"),
]
if settings.DEBUG or settings.TESTING:
    urlpatterns += [
        path("styleguide", styleguide.page, name="ui-styleguide"),
        path("styleguide/<slug:face>", styleguide.page, name="ui-styleguide-face"),
        path("styleguide/data/<slug:name>", styleguide.data, name="ui-styleguide-data"),
    ]
