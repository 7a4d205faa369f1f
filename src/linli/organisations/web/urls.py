"""Addresses of organisations."""

from __future__ import annotations

from django.urls import URLPattern, path

from linli.organisations.web import views

urlpatterns: list[URLPattern] = [path("organisations/", views.tree, name="organisations")]
