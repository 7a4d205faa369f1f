"""What stands at a lending desk: the list, new titles, lists taken in and out, labels, stock."""

from __future__ import annotations

import io
from uuid import UUID

import xlsxwriter
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _now
from django.views.decorators.http import require_GET, require_http_methods

from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound, Refused
from linli.kernel.middleware import actor_of, page_of
from linli.resources import selectors, services
from linli.resources.terms import CopyRow, LendDesk, LentNotFound, MayNotLend
from linli.resources.web.forms_lending import ScanForm, SheetForm, TitleForm
from linli.ui.forms import add_refusal
from linli.ui.paper import Paper, Picture, Pictures
from linli.ui.paper.responses import paper_response

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_LABELS = 400


def _run(actor: Actor, place_id: UUID) -> LendDesk:
    it = selectors.lend_desk(actor, place_id, now=clock.now())
    if not it.may_run:
        raise MayNotLend
    return it


@login_required
@require_GET
def books(request: HttpRequest, place_id: UUID) -> HttpResponse:
    """`?q=`, `?page=`."""
    actor, q = actor_of(request), request.GET.get("q", "")[:60]
    it = selectors.lend_desk(actor, place_id, now=clock.now())
    rows, more = selectors.copies_at(actor, place_id, q=q, page=page_of(request))
    context = {"it": it, "rows": rows, "more": more, "page": page_of(request), "q": q}
    return render(request, "resources/lend_books.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, place_id: UUID) -> HttpResponse:
    actor, now = actor_of(request), clock.now()
    it = _run(actor, place_id)
    form = TitleForm(request.POST or None, request.FILES or None, new=True)
    if request.method == "POST" and form.is_valid():
        stuck = form.cleaned_data["barcode"]
        try:
            services.add_title(
                new=form.new(),
                place_id=place_id,
                copies=form.cleaned_data["copies"],
                barcodes=(stuck,) if stuck else (),
                picture=form.cleaned_data["picture"],
                actor=actor,
                now=now,
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _now("已上架，标签可以打印了。"))
            return redirect("lend-books", place_id=place_id)
    status = 422 if form.is_bound else 200
    context = {"it": it, "form": form}
    return render(request, "resources/lent_title_form.html", context, status=status)


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, title_id: UUID) -> HttpResponse:
    actor, now = actor_of(request), clock.now()
    page = selectors.title_page(title_id, now=now)
    if not selectors.may_keep(actor, title_id):
        raise MayNotLend
    row = page.row
    before = {
        "kind": row.kind.key, "name": row.name, "maker": row.maker, "isbn": page.isbn,
        "about": page.about,
    }  # fmt: skip
    form = TitleForm(request.POST or None, request.FILES or None, initial=before, new=False)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_title(title_id=title_id, new=form.new(), actor=actor, now=now)
            if form.cleaned_data["picture"]:
                services.set_picture(
                    title_id=title_id, picture=form.cleaned_data["picture"], actor=actor, now=now
                )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _now("改好了。"))
            return redirect("lent-title", title_id=title_id)
    status = 422 if form.is_bound else 200
    context = {"page": page, "form": form}
    return render(request, "resources/lent_title_form.html", context, status=status)


@login_required
@require_http_methods(["GET", "POST"])
def take_in(request: HttpRequest, place_id: UUID) -> HttpResponse:
    """A list of books: what is wrong is shown row by row; without a fault it is taken in."""
    actor, now = actor_of(request), clock.now()
    it, checked = _run(actor, place_id), None
    form = SheetForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        kind, content = form.cleaned_data["kind"], form.cleaned_data["sheet"].read()
        try:
            checked = services.check_lend_sheet(
                content=content, kind=kind, place_id=place_id, actor=actor
            )
            if not checked.faults:
                count = services.import_lend_sheet(
                    content=content, kind=kind, place_id=place_id, actor=actor, now=now
                )
                messages.success(request, _now("存好了 %(n)d 件。") % {"n": count})
                return redirect("lend-books", place_id=place_id)
        except Refused as refused:
            add_refusal(form, refused)
    status = 422 if form.is_bound else 200
    context = {"it": it, "form": form, "checked": checked}
    return render(request, "resources/lend_import.html", context, status=status)


@login_required
@require_GET
def export(request: HttpRequest, place_id: UUID) -> HttpResponse:
    """All that stands on the books there, as a workbook that can be taken in again."""
    rows, _more = selectors.copies_at(actor_of(request), place_id)
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet()
    heads = [*services.LEND_COLUMNS, _now("状态"), _now("新旧"), _now("最近见到")]
    sheet.write_row(0, 0, heads)
    for number, one in enumerate(rows, start=1):
        seen = one.seen_on.isoformat() if one.seen_on else ""
        sheet.write_row(
            number, 0,
            [one.name, one.maker, one.isbn, one.barcode, 1, "", one.state_name,
             one.condition_name, seen],
        )  # fmt: skip
    sheet.set_column(0, len(heads) - 1, 18)
    book.close()
    answer = HttpResponse(buffer.getvalue(), content_type=SHEET)
    answer["Content-Disposition"] = 'attachment; filename="lending.xlsx"'
    return answer


@login_required
@require_GET
def labels(request: HttpRequest, place_id: UUID) -> HttpResponse:
    """Labels to cut out and stick on, two in a row: `?new=1` those added in the last day."""
    actor = actor_of(request)
    it = _run(actor, place_id)
    since = clock.now() if request.GET.get("new") == "1" else None
    rows = selectors.copies_to_label(actor, place_id, now=since)[:MOST_LABELS]
    if not rows:
        raise LentNotFound
    pictures = tuple(Picture(_label(one), f"{one.name} {one.barcode}") for one in rows)
    paper = Paper(title=_now("%s：条码标签") % it.place, blocks=(Pictures(pictures),))
    return paper_response(paper, "pdf", _now("条码标签"))


def _label(one: CopyRow) -> bytes:
    """A QR code at the left of a flat white picture, so that many labels fit on a page."""
    import segno  # noqa: PLC0415 - only this page draws one
    from PIL import Image  # noqa: PLC0415

    drawn = io.BytesIO()
    segno.make(one.barcode, error="m", micro=False).save(drawn, kind="png", scale=8, border=2)
    code = Image.open(drawn).convert("L")
    flat = Image.new("L", (code.width * 4, code.height), 255)
    flat.paste(code, ((flat.width - code.width) // 2, 0))
    out = io.BytesIO()
    flat.save(out, "PNG")
    return out.getvalue()


@login_required
@require_http_methods(["GET", "POST"])
def stock(request: HttpRequest, place_id: UUID) -> HttpResponse:
    """Begin, scan, close: `do` says which."""
    actor, now = actor_of(request), clock.now()
    it, seen = _run(actor, place_id), None
    scanned = request.method == "POST" and request.POST.get("do", "") == "scan"
    form = ScanForm(request.POST if scanned else None)
    if scanned and form.is_valid():
        try:
            copy_id = services.see_copy(
                place_id=place_id, barcode=form.cleaned_data["barcode"], actor=actor, now=now
            )
            seen, form = selectors.copy_row(selectors.copy_at(actor, copy_id)), ScanForm()
        except NotFound as refused:
            form.add_error("barcode", refused.message)
        except Refused as refused:
            add_refusal(form, refused)
        it = selectors.lend_desk(actor, place_id, now=now)
    elif request.method == "POST" and not scanned:
        if request.POST.get("do") == "close":
            gone = services.close_stock(place_id=place_id, actor=actor, now=now)
            messages.success(request, _now("盘点完成，%(n)d 件没有见到。") % {"n": gone})
        else:
            services.begin_stock(place_id=place_id, actor=actor, now=now)
        return redirect("lend-stock", place_id=place_id)
    context = {"it": it, "form": form, "seen": seen, "last": selectors.last_stock(actor, place_id)}
    status = 422 if form.is_bound else 200
    return render(request, "resources/lend_stock.html", context, status=status)


_DESK = "lending/desk/<uuid:place_id>"
urlpatterns: list[URLPattern] = [
    path(f"{_DESK}/books", books, name="lend-books"),
    path(f"{_DESK}/books.xlsx", export, name="lend-export"),
    path(f"{_DESK}/new", new, name="lent-new"),
    path(f"{_DESK}/import", take_in, name="lend-import"),
    path(f"{_DESK}/labels", labels, name="lend-labels"),
    path(f"{_DESK}/stock", stock, name="lend-stock"),
    path("lending/<uuid:title_id>/edit", edit, name="lent-edit"),
]
