"""One's own hours: line by line, telling of a service, and the link for whoever was helped."""

from __future__ import annotations

import csv
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from linli.kernel import clock, rates
from linli.kernel.addresses import client_address
from linli.kernel.errors import Refused
from linli.kernel.middleware import actor_of, page_of
from linli.ui.asking import own_page, person_of, sign_in
from linli.ui.forms import add_refusal
from linli.ui.qr import qr_svg
from linli.volunteering import selectors, services
from linli.volunteering.terms import RecordState
from linli.volunteering.web.forms_hours import ClaimForm

LINKS_AN_HOUR = 60


@require_GET
@own_page
def mine(request: HttpRequest, person: UUID) -> HttpResponse:
    """The balance, every service, and what waits for an answer of one's own."""
    context = {"it": selectors.my_hours(person), "rules": selectors.hours_rules()}
    return render(request, "volunteering/hours.html", context)


@require_GET
@own_page
def account(request: HttpRequest, person: UUID) -> HttpResponse:
    """Every minute in and out, as the ledger has it."""
    page = page_of(request)
    lines, more = selectors.my_statement(person, now=clock.now(), page=page)
    context = {"lines": lines, "more": more, "page": page, "it": selectors.hour_balance(person)}
    return render(request, "volunteering/hours_account.html", context)


@require_GET
@own_page
def export(request: HttpRequest, person: UUID) -> HttpResponse:  # noqa: ARG001 - a view
    """One's own services as a sheet."""
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="hours.csv"'
    answer.write("\ufeff")
    sheet = csv.writer(answer)
    sheet.writerow(
        [
            _("服务"), _("组织"), _("开始"), _("结束"), _("记入分钟"), _("等级"), _("谁证明"),
            _("状态"),
        ]
    )  # fmt: skip
    for row in selectors.records_of(person):
        start, end = clock.local(row.started_at), clock.local(row.ended_at)
        minutes = row.minutes if row.state is RecordState.CONFIRMED else 0
        sheet.writerow(
            [
                plain(row.title), plain(row.organisation), f"{start:%Y-%m-%d %H:%M}",
                f"{end:%Y-%m-%d %H:%M}", minutes, row.grade_name, row.proof_name, row.state_name,
            ]
        )  # fmt: skip
    return answer


def plain(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t") else text


@require_http_methods(["GET", "POST"])
@own_page
def claim(request: HttpRequest, person: UUID) -> HttpResponse:
    """Tell of a service that no activity recorded."""
    units = [(str(one.id), one.name) for one in selectors.hour_units()]
    form = ClaimForm(request.POST or None, units=units)
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        try:
            made = services.claim_service(
                person=person,
                **given | {"organisation_id": UUID(given["organisation_id"])},
                actor=actor_of(request),
                now=clock.now(),
            )
        except Refused as refused:
            status = add_refusal(form, refused)
        else:
            return redirect(f"{reverse('hours-record', args=[made])}?told=1")
    context = {"form": form, "rules": selectors.hours_rules()}
    return render(request, "volunteering/hours_claim.html", context, status=status)


@require_GET
@own_page
def record(request: HttpRequest, person: UUID, record_id: UUID) -> HttpResponse:
    """Why it is so many minutes, who proved it, and what one may do."""
    row = selectors.record_of(record_id, person)
    link = reverse("hours-confirm", args=[row.code]) if row.code else ""
    context = {
        "row": row,
        "told": request.GET.get("told") == "1",
        "link": request.build_absolute_uri(link) if link else "",
        "helped_most": selectors.hours_rules().helped_most,
    }
    return render(request, "volunteering/hours_record.html", context)


@require_GET
@own_page
def record_qr(request: HttpRequest, person: UUID, record_id: UUID) -> HttpResponse:
    """The link of one's own record, to be photographed by whoever was helped."""
    row = selectors.record_of(record_id, person)
    link = reverse("hours-confirm", args=[row.code or "-"])
    return qr_svg(request.build_absolute_uri(link))


@require_POST
@own_page
def withdraw(request: HttpRequest, person: UUID, record_id: UUID) -> HttpResponse:
    services.withdraw_claim(
        record_id=record_id, person=person, actor=actor_of(request), now=clock.now()
    )
    messages.success(request, _("已撤回。"))
    return redirect("hours-record", record_id)


@require_POST
@own_page
def say(request: HttpRequest, person: UUID, record_id: UUID) -> HttpResponse:
    """Appeal a refusal, or object to an annulling; whichever the record is at."""
    row = selectors.record_of(record_id, person)
    act = services.appeal_claim if row.state is RecordState.REFUSED else services.object_to_annul
    act(
        record_id=record_id, person=person, words=request.POST.get("reason", ""),
        actor=actor_of(request), now=clock.now(),
    )  # fmt: skip
    messages.success(request, _("收到了，会由另一位工作人员来看。"))
    return redirect("hours-record", record_id)


@never_cache
@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest, code: str) -> HttpResponse:
    """Whoever was helped: was it so? Read by whoever has the link, answered when signed in."""
    now, person = clock.now(), person_of(request)
    rates.spend(
        "volunteering.confirm", client_address(request), limit=LINKS_AN_HOUR, seconds=3600, now=now
    )
    row = selectors.asked_service(code)
    wrong, status = "", 200
    if request.method == "POST":
        if person is None:
            return sign_in(request)
        try:
            services.answer_as_helped(
                code=code, person=person, helped=request.POST.get("helped") == "yes",
                actor=actor_of(request), now=now,
            )  # fmt: skip
        except Refused as refused:
            wrong, status = refused.message, refused.status
        else:
            return redirect(f"{request.path}?answered=1")
    context = {
        "row": row, "wrong": wrong, "known": person is not None,
        "own": person == row.identity_id, "answered": request.GET.get("answered") == "1",
    }  # fmt: skip
    return render(request, "volunteering/hours_confirm.html", context, status=status)


_ONE = "hours/records/<uuid:record_id>"
urlpatterns: list[URLPattern] = [
    path("hours/", mine, name="hours"),
    path("hours/account", account, name="hours-account"),
    path("hours/export.csv", export, name="hours-export"),
    path("hours/claim", claim, name="hours-claim"),
    path(_ONE, record, name="hours-record"),
    path(f"{_ONE}/qr", record_qr, name="hours-record-qr"),
    path(f"{_ONE}/withdraw", withdraw, name="hours-withdraw"),
    path(f"{_ONE}/say", say, name="hours-say"),
    path("hours/confirm/<str:code>", confirm, name="hours-confirm"),
]
