"""Addresses of organisations."""

from __future__ import annotations

from django.urls import URLPattern, path

from linli.organisations.web import covering, keys, posts, registering, tree

_ONE, _POST, _TERM = (f"organisations/{at}" for at in (
    "<uuid:organisation_id>", "posts/<uuid:post_id>", "terms/<uuid:holding_id>",
))  # fmt: skip
_DESK = "organisations/registrations"

urlpatterns: list[URLPattern] = [
    path("organisations/", tree.tree, name="organisations"),
    path("organisations/new", tree.found, name="organisations-found"),
    path("organisations/grids", covering.grids, name="organisations-grids"),
    path("organisations/covering", covering.covering, name="organisations-covering"),
    path("organisations/covering/print", covering.covering_print, name="organisations-print"),
    path("organisations/covering.xlsx", covering.covering_xlsx, name="organisations-xlsx"),
    path(
        "organisations/covering/<uuid:cover_id>/end",
        covering.uncover,
        name="organisations-uncover",
    ),
    path(f"{_ONE}/rename", tree.rename, name="organisations-rename"),
    path(f"{_ONE}/dissolve", tree.dissolve, name="organisations-dissolve"),
    path(f"{_ONE}/posts", posts.open_post, name="organisations-open-post"),
    path(f"{_POST}/close", posts.close_post, name="organisations-close-post"),
    path(f"{_POST}/appoint", posts.appoint, name="organisations-appoint"),
    path(f"{_TERM}/end", posts.end, name="organisations-end"),
    path(f"{_TERM}/back", posts.come_back, name="organisations-back"),
    path("work/registering", registering.mine, name="registering"),
    path("organisations/fields", registering.fields, name="organisations-fields"),
    path(_DESK, registering.desk, name="registrations"),
    path(f"{_DESK}.xlsx", registering.desk_xlsx, name="registrations-xlsx"),
    path(f"{_DESK}/units", registering.rates, name="registration-rates"),
    path(f"{_DESK}/units.xlsx", registering.rates_xlsx, name="registration-rates-xlsx"),
    path(f"{_DESK}/units/<uuid:unit_id>", registering.unit, name="registration-unit"),
    path(f"{_DESK}/<uuid:registration_id>/confirm", registering.confirm, name="register-confirm"),
    path(f"{_DESK}/<uuid:registration_id>/decline", registering.decline, name="register-decline"),
    path(
        f"{_DESK}/<uuid:registration_id>/withdraw",
        registering.withdraw,
        name="register-withdraw",
    ),
    path("members/<uuid:area_id>", registering.shown, name="shown-members"),
    path("admin-desk/administrators", posts.administrators, name="administrators"),
    path("admin-desk/keys", keys.keys, name="api-keys"),
    path("admin-desk/keys/<uuid:key_id>/revoke", keys.revoke, name="api-key-revoke"),
]
