"""Sending a file, and looking at one."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.http import (
    FileResponse,
    HttpRequest,
    HttpResponse,
    HttpResponseNotModified,
    JsonResponse,
)
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_GET, require_POST

from linli.files import selectors, services
from linli.files.terms import FileNotFound, NotAPicture, Wanted
from linli.kernel import clock, rates
from linli.kernel.addresses import client_address
from linli.kernel.ids import read_code
from linli.kernel.middleware import actor_of

_WANTED = {"image": "image", "document": "document", "any": "any"}


@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    """Take one file (`file`, `kind`) and answer its id as JSON; it waits a day to be attached."""
    actor, now = actor_of(request), clock.now()
    who = str(actor.account_id or client_address(request))
    rates.spend("files.upload", who, limit=60, seconds=600, now=now)
    sent = request.FILES.get("file")
    if sent is None:
        raise NotAPicture(field="file")
    kind = cast("Wanted", _WANTED.get(request.POST.get("kind", ""), "image"))
    stored = services.receive(upload=sent, kind=kind, actor=actor, now=now)
    return JsonResponse({"id": str(stored.id), "url": stored.url, "small_url": stored.small_url})


@require_GET
def file(request: HttpRequest, file_id: UUID) -> HttpResponseBase:
    """The file, for those whom its owner lets in. `?code=` is a tracking code, `?size=small` the
    small picture.
    """
    code = read_code(request.GET.get("code", "")) or ""
    found = selectors.file_for(actor_of(request), file_id, code=code)
    small = request.GET.get("size") == "small"
    tag = f'"{found.digest}{"-s" if small else ""}"'
    if request.headers.get("If-None-Match") == tag:
        return HttpResponseNotModified()
    try:
        body = selectors.path_of(found, small=small).open("rb")
    except FileNotFoundError as error:
        raise FileNotFound from error
    response = FileResponse(
        body,
        as_attachment=found.kind == "document",
        filename=f"{found.made_at:%Y%m%d}-{found.id.hex[-6:]}.{found.extension}",
        content_type=found.media_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, max-age=86400"
    response["Vary"] = "Cookie"
    response["ETag"] = tag
    return response
