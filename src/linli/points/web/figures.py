"""The method's schemes and deeds, sums by month, and the auditor's proof."""

from __future__ import annotations

import io

import xlsxwriter
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from linli.kernel import clock
from linli.kernel.clock import local
from linli.kernel.middleware import actor_with
from linli.points import selectors, services
from linli.points.web.papers import SHEET
from linli.points.web.requests import office

FIRST_YEAR = 2020
VERIFY = "trail.verify"
# What each check of the proof means when it fails.
CHECKS = {
    "amount": gettext_lazy("这一笔的数目不大于零"),
    "same": gettext_lazy("这一笔从一个账户到它自己"),
    "scheme": gettext_lazy("这一笔跨了两种账"),
    "after": gettext_lazy("这一笔之后的余额接不上前一笔"),
    "balance": gettext_lazy("账户余额不等于逐笔相加"),
    "held": gettext_lazy("账户的预留不等于未完的预留相加"),
    "lots": gettext_lazy("账户的到期批次和余额对不上"),
    "below": gettext_lazy("账户低于允许的最低数"),
    "over_held": gettext_lazy("预留多于余额"),
    "sum": gettext_lazy("这种账的全部账户加起来不是零"),
    "account": gettext_lazy("记过账的账户不在账户表里"),
    "intent": gettext_lazy("这件事自己写的已入账数不等于逐笔相加"),
    "trail": gettext_lazy("账上的记录和审计记录对不上"),
}


@login_required
@require_GET
def catalogue(request: HttpRequest) -> HttpResponse:
    """Schemes and deeds of the method in force."""
    office(request)
    rows = [(one, selectors.deeds(one.key)) for one in selectors.schemes()]
    context = {"rows": rows, "revision": selectors.revision(), "tab": "catalogue"}
    return render(request, "points/catalogue.html", context)


def _year(request: HttpRequest) -> tuple[int, int]:
    """The year asked for, and this year."""
    this, text = local(clock.now()).year, request.GET.get("year", "")
    known = text.isascii() and text.isdecimal() and FIRST_YEAR <= int(text[:4]) <= this
    return int(text[:4]) if known else this, this


@login_required
@never_cache
@require_GET
def totals(request: HttpRequest) -> HttpResponse:
    """Given, used, expired and held, by scheme and month."""
    office(request)
    year, this = _year(request)
    context = {
        "months": selectors.totals(year), "standing": selectors.standing(), "year": year,
        "years": [(one, one) for one in range(this, max(this - 5, FIRST_YEAR - 1), -1)],
        "tab": "totals",
    }  # fmt: skip
    return render(request, "points/totals.html", context)


@login_required
@never_cache
@require_GET
def totals_sheet(request: HttpRequest) -> HttpResponse:
    """The months of the year as xlsx."""
    office(request)
    year, _this = _year(request)
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False})
    page = book.add_worksheet()
    heads = (_("种类"), _("单位"), _("月份"), _("给出"), _("使用"), _("到期"), _("已扣回"))
    page.write_row(0, 0, heads)
    for number, one in enumerate(selectors.totals(year), start=1):
        page.write_row(
            number, 0,
            (str(one.scheme.name), str(one.scheme.unit), f"{one.first:%Y-%m}", one.given, one.used,
             one.expired, one.taken),
        )  # fmt: skip
    page.freeze_panes(1, 0)
    book.close()
    answer = HttpResponse(buffer.getvalue(), content_type=SHEET)
    answer["Content-Disposition"] = f'attachment; filename="points-{year}.xlsx"'
    return answer


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def proof(request: HttpRequest) -> HttpResponse:
    """The auditor's: a post runs the proof and shows what it found."""
    actor, now = actor_with(request, VERIFY), clock.now()
    context: dict[str, object] = {}
    if request.method == "POST":
        found = services.verify_ledger(actor=actor, now=now)
        context = {
            "found": found, "now": now, "digest": f"{found.digest:064x}",
            "faults": [(one, CHECKS[one.check]) for one in found.faults[:200]],
        }  # fmt: skip
    return render(request, "points/proof.html", context)


urlpatterns: list[URLPattern] = [
    path("points/desk/catalogue", catalogue, name="points-catalogue"),
    path("points/desk/totals", totals, name="points-totals"),
    path("points/desk/totals.xlsx", totals_sheet, name="points-totals-sheet"),
    path("points/desk/proof", proof, name="points-proof"),
]
