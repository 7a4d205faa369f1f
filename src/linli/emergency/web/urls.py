"""Addresses of emergency."""

from __future__ import annotations

from django.urls import URLPattern, path

from linli.emergency.web import views

_ONE = "emergency/<uuid:emergency_id>"
_ESTATE = f"{_ONE}/estates/<uuid:area_id>"

urlpatterns: list[URLPattern] = [
    path("emergency/", views.index, name="emergencies"),
    path("emergency/switch-on", views.switch_on, name="emergency-on"),
    path(_ONE, views.show, name="emergency"),
    path(f"{_ONE}/report", views.report, name="emergency-report"),
    path(f"{_ONE}/switch-off", views.switch_off, name="emergency-off"),
    path(f"{_ESTATE}/check", views.check, name="emergency-check"),
    path(f"{_ESTATE}/award", views.award, name="emergency-award"),
    path("emergency/doors/<uuid:door_id>", views.knock, name="emergency-knock"),
    path("emergency/shifts/<uuid:shift_id>", views.take_shift, name="emergency-shift"),
]
