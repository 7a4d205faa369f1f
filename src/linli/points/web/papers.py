"""One's own statement as a paper and as a sheet."""

from __future__ import annotations

import io
from uuid import UUID

import xlsxwriter
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from linli.kernel import clock
from linli.kernel.clock import local
from linli.people import selectors as people
from linli.points import selectors
from linli.points.templatetags.ledger_amounts import amount, signed, yuan
from linli.points.terms import Holder, Line
from linli.ui.asking import own_page
from linli.ui.paper import Facts, Paper, Table, Text
from linli.ui.paper.responses import paper_response

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_PAGES = 40  # of fifty lines: what a paper holds


def _lines(scheme: str, holder: Holder) -> list[Line]:
    """All lines, newest first, as far as a paper holds them."""
    found: list[Line] = []
    for page in range(1, MOST_PAGES + 1):
        lines, more = selectors.statement(scheme, holder, now=clock.now(), page=page)
        found += lines
        if not more:
            break
    return found


def _note(one: Line) -> str:
    parts = [str(one.cause_name), one.deed, one.by, one.reason, one.ruling]
    return _("，").join(part for part in dict.fromkeys(parts) if part)


@require_GET
@own_page
def paper(request: HttpRequest, person: UUID, scheme: str) -> HttpResponse:
    """`?form=pdf|docx`: the balance and every line, masked as on the screen."""
    holder, now = Holder.person(person), clock.now()
    it = selectors.balance(scheme, holder)
    who = people.masked([person])[person]
    facts = [
        (_("姓名"), who.name or "—"),
        (_("手机号"), who.phone or "—"),
        (_("现有"), amount(it.amount, it.scheme)),
    ]
    if it.held:
        facts.append((_("其中已预留"), amount(it.held, it.scheme)))
    if it.scheme.points:
        facts.append((_("可用的值"), yuan(selectors.worth(scheme, it.free))))
    rows = tuple(
        (
            f"{local(one.at):%Y-%m-%d %H:%M}", one.title, _note(one),
            signed(one.amount, it.scheme), amount(one.after, it.scheme),
        )
        for one in _lines(scheme, holder)
    )  # fmt: skip
    head = (_("时间"), _("事由"), _("说明"), _("变动"), _("之后"))
    made = Paper(
        title=_("%(scheme)s明细") % {"scheme": it.scheme.name},
        blocks=(
            Facts(tuple(facts)),
            Table(head, rows, (1.6, 2.4, 2.6, 1, 1)),
            Text(
                _("每一笔都从一个账户到另一个账户，之后余额逐笔相接。有疑问的，可以在手机上申诉。")
            ),
        ),
        date=f"{local(now):%Y-%m-%d %H:%M}",
        language="en" if get_language() == "en" else "zh-CN",
    )
    return paper_response(made, request.GET.get("form", "pdf"), made.title)


@require_GET
@own_page
def sheet(request: HttpRequest, person: UUID, scheme: str) -> HttpResponse:  # noqa: ARG001
    """The same lines as xlsx, amounts as numbers."""
    holder = Holder.person(person)
    it = selectors.balance(scheme, holder)
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False})
    page = book.add_worksheet()
    unit = str(it.scheme.unit)
    heads = (
        _("时间"), _("事由"), _("为什么"), _("积分项目"), _("谁给的"), _("理由"),
        _("变动（%(unit)s）") % {"unit": unit}, _("之后（%(unit)s）") % {"unit": unit},
    )  # fmt: skip
    page.write_row(0, 0, heads)
    lines = _lines(scheme, holder)
    for number, one in enumerate(lines, start=1):
        words = (
            f"{local(one.at):%Y-%m-%d %H:%M}", one.title, str(one.cause_name), one.deed, one.by,
            one.ruling or one.reason, one.amount, one.after,
        )  # fmt: skip
        page.write_row(number, 0, words)
    page.freeze_panes(1, 0)
    page.autofilter(0, 0, len(lines), len(heads) - 1)
    book.close()
    answer = HttpResponse(buffer.getvalue(), content_type=SHEET)
    answer["Content-Disposition"] = f'attachment; filename="{scheme}.xlsx"'
    return answer


urlpatterns: list[URLPattern] = [
    path("points/of/<slug:scheme>/paper", paper, name="points-paper"),
    path("points/of/<slug:scheme>.xlsx", sheet, name="points-sheet"),
]
