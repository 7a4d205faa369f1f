"""Sending a file, and looking at one."""

from __future__ import annotations

import re
from typing import BinaryIO, cast
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

_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")
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
    response: HttpResponseBase = FileResponse(
        body,
        as_attachment=found.kind == "document",
        filename=f"{found.made_at:%Y%m%d}-{found.id.hex[-6:]}.{found.extension}",
        content_type=found.media_type,
    )
    if found.kind == "audio":
        response = _part(request, response, body, found.size)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, max-age=86400"
    response["Vary"] = "Cookie"
    response["ETag"] = tag
    return response


def _part(
    request: HttpRequest, whole: HttpResponseBase, body: BinaryIO, size: int
) -> HttpResponseBase:
    """One range of bytes (RFC 9110, 14): phones play nothing without. A range that
    cannot be understood is as none."""
    whole["Accept-Ranges"] = "bytes"
    asked = _RANGE.fullmatch(request.headers.get("Range", ""))
    if asked is None or not (asked[1] or asked[2]):
        return whole
    first = int(asked[1]) if asked[1] else max(size - int(asked[2]), 0)
    last = min(int(asked[2]), size - 1) if asked[1] and asked[2] else size - 1
    if first > last:
        body.close()
        none = HttpResponse(status=416)
        none["Content-Range"] = f"bytes */{size}"
        return none
    with body:  # ten megabytes at most
        body.seek(first)
        part = HttpResponse(
            body.read(last - first + 1), status=206, content_type=whole["Content-Type"]
        )
    part["Content-Disposition"] = whole["Content-Disposition"]
    part["Content-Range"] = f"bytes {first}-{last}/{size}"
    part["Accept-Ranges"] = "bytes"
    return part
