"""Taking in an office's spreadsheet: checked first, then taken in with one tap."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from linli.kernel import clock
from linli.kernel.errors import Refused
from linli.kernel.middleware import actor_of
from linli.matters import selectors, services
from linli.matters.services import Sheet
from linli.matters.web.forms import SheetForm
from linli.matters.web.requests import add_refusal, kinds_for

IMPORT = "matters.import"


@require_http_methods(["GET", "POST"])
def sheet(request: HttpRequest) -> HttpResponse:
    """A check shows every row with its faults. Without any, one tap takes the sheet in, all or
    none; "sure" does so at once."""
    actor, now = actor_of(request), clock.now()
    actor.require(IMPORT)
    form = SheetForm(request.POST or None, request.FILES or None)
    read = None
    if request.method == "POST" and form.is_valid():
        kind = form.cleaned_data["kind"]
        try:
            read = services.check_sheet(
                upload=form.cleaned_data["sheet"], kind=kind, actor=actor, now=now
            )
            if form.cleaned_data["sure"] and read.kept:
                return _take_in(request, read.kept, read.digest, kind)
        except Refused as refused:
            add_refusal(form, refused)
    # asked to be taken in and was not
    kept_out = bool(form.errors or (read and read.faults and form.cleaned_data["sure"]))
    return _page(request, form, read, 422 if kept_out else 200)


def _page(request: HttpRequest, form: SheetForm, read: Sheet | None, status: int) -> HttpResponse:
    known = selectors.catalogue().kinds
    kind = form.cleaned_data.get("kind", "") if form.is_bound else ""
    context = {
        "form": form,
        "sheet": read,
        "kinds": kinds_for(request),
        "kind": kind,
        "kind_name": str(known[kind].name) if kind in known else "",
    }
    return render(request, "matters/sheet.html", context, status=status)


def _take_in(request: HttpRequest, kept: UUID, digest: str, kind: str) -> HttpResponse:
    count = services.import_kept(
        kept=kept, digest=digest, kind=kind, actor=actor_of(request), now=clock.now()
    )
    messages.success(request, _("已导入 %(count)d 件。") % {"count": count})
    return redirect("matters")


@require_POST
def confirm(request: HttpRequest, kept: UUID) -> HttpResponse:
    """Take in the sheet that was checked; what is refused leads back to where one uploads."""
    actor_of(request).require(IMPORT)
    try:
        return _take_in(request, kept, request.POST.get("digest", ""), request.POST.get("kind", ""))
    except Refused as refused:
        messages.error(request, refused.message)
    return redirect("matter-import")
