"""Addresses of organisations."""

from __future__ import annotations

from django.urls import URLPattern, path

from linli.organisations.web import covering, posts, tree

_ONE, _POST, _TERM = (f"organisations/{at}" for at in (
    "<uuid:organisation_id>", "posts/<uuid:post_id>", "terms/<uuid:holding_id>",
))  # fmt: skip

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
    path("admin-desk/administrators", posts.administrators, name="administrators"),
]
