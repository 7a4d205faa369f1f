"""Views of lists that staff keep for themselves: save, rename, delete."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from linli.kernel import clock
from linli.kernel.errors import NotAllowed, Refused
from linli.kernel.middleware import actor_of
from linli.people import services


@require_POST
def save(request: HttpRequest) -> HttpResponse:
    asked = request.POST

    def verb() -> None:
        services.save_view(
            shown_on=asked.get("list", ""),
            name=asked.get("name", ""),
            query=asked.get("query", ""),
            actor=actor_of(request),
            now=clock.now(),
        )

    return _done(request, verb, _("已存为视图。"))


@require_POST
def rename(request: HttpRequest, view_id: UUID) -> HttpResponse:
    def verb() -> None:
        services.rename_view(
            view_id=view_id,
            name=request.POST.get("name", ""),
            actor=actor_of(request),
            now=clock.now(),
        )

    return _done(request, verb, _("已改名。"))


@require_POST
def delete(request: HttpRequest, view_id: UUID) -> HttpResponse:
    def verb() -> None:
        services.delete_view(view_id=view_id, actor=actor_of(request), now=clock.now())

    return _done(request, verb, _("已删除这个视图。"))


def _done(request: HttpRequest, verb: Callable[[], None], said: str) -> HttpResponse:
    """Back to the list, with what was done or why not. Who has no views gets the refusal itself."""
    wanted = request.POST.get("next", "")
    ours = wanted and url_has_allowed_host_and_scheme(wanted, {request.get_host()})
    try:
        verb()
    except NotAllowed:
        raise
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, said)
    return redirect(wanted if ours else "/")
