"""Settlements with merchants: who is owed what, drawing up, signing, paper and workbook."""

from __future__ import annotations

import io
from uuid import UUID

import xlsxwriter
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from linli.kernel import clock
from linli.kernel.errors import NotAllowed
from linli.kernel.middleware import actor_of, page_of
from linli.resources import selectors, services
from linli.resources.terms import BatchPage, BatchState
from linli.resources.web.forms_shop import DrawForm
from linli.ui.paper import Facts, Heading, Paper, Signatures, Table
from linli.ui.paper.responses import paper_response, require_form

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@login_required
@never_cache
@require_GET
def settlements(request: HttpRequest) -> HttpResponse:
    """What merchants are owed, and what was settled."""
    actor = actor_of(request)
    if not selectors.desk_concerns(actor):
        raise NotAllowed
    rows, more = selectors.batches(actor, page=page_of(request))
    context = {
        "owed": selectors.owed(actor),
        "rows": rows,
        "more": more,
        "page": page_of(request),
        "form": DrawForm(initial={"until": clock.local(clock.now()).date()}),
    }
    return render(request, "resources/settlements.html", context)


@login_required
@require_POST
def draw(request: HttpRequest, shop: str, unit_id: UUID) -> HttpResponse:
    """Draw up a settlement with one merchant."""
    form = DrawForm(request.POST)
    now = clock.now()
    until = form.cleaned_data["until"] if form.is_valid() else clock.local(now).date()
    made = services.draw_batch(
        shop=shop, organisation_id=unit_id, until=until, actor=actor_of(request), now=now
    )
    messages.success(request, _("结算单已开好，请由另一个人签认。"))
    return redirect("settlement", made)


@login_required
@never_cache
@require_GET
def settlement(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """A settlement line by line; `?form=pdf|docx` as a paper, `?form=xlsx` as a workbook."""
    it = selectors.batch_for(actor_of(request), batch_id)
    form = request.GET.get("form", "")
    if form == "xlsx":
        return _workbook(it)
    if form:
        require_form(form)
        return paper_response(_paper(it), form, f"{it.row.name} {it.row.number}")
    return render(request, "resources/settlement.html", {"it": it})


@login_required
@require_POST
def sign(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    services.sign_batch(batch_id=batch_id, actor=actor_of(request), now=clock.now())
    messages.success(request, _("已签认，结算款已记账。"))
    return redirect("settlement", batch_id)


@login_required
@require_POST
def drop(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    services.drop_batch(
        batch_id=batch_id,
        reason=request.POST.get("reason", ""),
        actor=actor_of(request),
        now=clock.now(),
    )
    messages.success(request, _("已作废，这些领取可以重新结算。"))
    return redirect("settlement", batch_id)


def _facts(it: BatchPage) -> tuple[tuple[str, str], ...]:
    row = it.row
    facts = [
        (_("商户"), row.name),
        (_("起止"), f"{row.since:%Y-%m-%d} – {row.until:%Y-%m-%d}"),
        (_("领取次数"), str(row.picks)),
        (_("应付（元）"), row.yuan),
        (_("制单"), row.drawn_by),
    ]
    if row.state == BatchState.SIGNED and row.signed_at is not None:
        day = clock.local(row.signed_at)
        facts.append((_("签认"), f"{row.signed_by} {day:%Y-%m-%d}"))
    if row.state == BatchState.DROPPED:
        facts.append((_("已作废"), row.reason))
    return tuple(facts)


def _heads() -> tuple[str, ...]:
    return (_("兑换品"), _("单价（元）"), _("件数"), _("金额（元）"))


def _paper(it: BatchPage) -> Paper:
    lines = tuple((one.title, one.each_yuan, str(one.count), one.yuan) for one in it.lines)
    picks = tuple(
        (f"{clock.local(one.at):%Y-%m-%d %H:%M}", one.title, str(one.count), one.code_end)
        for one in it.picks
    )
    return Paper(
        issuer=it.row.name,
        title=f"{it.row.shop.name}\n{_('结算单')}",
        number=it.row.number,
        blocks=(
            Facts(_facts(it)),
            Table(_heads(), (*lines, (_("合计"), "", "", it.row.yuan)), (4, 2, 1, 2)),
            Heading(_("领取明细")),
            Table((_("时间"), _("兑换品"), _("件数"), _("领取码尾号")), picks, (3, 4, 1, 2)),
            Signatures((_("商户（盖章）"), _("签认单位（盖章）"))),
        ),
        made=it.row.signed_at or it.row.drawn_at,
    )


def _workbook(it: BatchPage) -> HttpResponse:
    """Lines and pick-ups on two sheets; what looks like a formula stays a text."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False})
    money = book.add_format({"num_format": "0.00"})
    sheet = book.add_worksheet(_("合计"))
    for number, (name, value) in enumerate(_facts(it)):
        sheet.write_row(number, 0, [name, value])
    first = len(_facts(it)) + 1
    sheet.write_row(first, 0, _heads())
    for number, one in enumerate(it.lines, start=first + 1):
        sheet.write_string(number, 0, one.title)
        sheet.write_number(number, 1, one.each / 100, money)
        sheet.write_number(number, 2, one.count)
        sheet.write_number(number, 3, one.amount / 100, money)
    sheet.set_column(0, 3, 18)
    details = book.add_worksheet(_("领取明细"))
    details.write_row(0, 0, [_("时间"), _("兑换品"), _("件数"), _("金额（元）"), _("领取码尾号")])
    for number, pick in enumerate(it.picks, start=1):
        details.write_string(number, 0, f"{clock.local(pick.at):%Y-%m-%d %H:%M}")
        details.write_string(number, 1, pick.title)
        details.write_number(number, 2, pick.count)
        details.write_number(number, 3, pick.worth / 100, money)
        details.write_string(number, 4, pick.code_end)
    details.set_column(0, 4, 18)
    book.close()
    answer = HttpResponse(buffer.getvalue(), content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="settlement-{it.row.number}.xlsx"'
    return answer


_BATCH = "shop/settlements/<uuid:batch_id>"
urlpatterns: list[URLPattern] = [
    path("shop/settlements/", settlements, name="settlements"),
    path("shop/settlements/<str:shop>/<uuid:unit_id>/draw", draw, name="settlement-draw"),
    path(_BATCH, settlement, name="settlement"),
    path(f"{_BATCH}/sign", sign, name="settlement-sign"),
    path(f"{_BATCH}/drop", drop, name="settlement-drop"),
]
