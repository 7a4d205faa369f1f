"""A list on paper and as a workbook."""

from __future__ import annotations

import io
from collections.abc import Iterable
from uuid import UUID

import xlsxwriter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from linli.kernel import clock
from linli.kernel.middleware import actor_of
from linli.matters import selectors
from linli.matters.terms import LineView, LinkView, ListPage, State

WIDTHS = (6, 40, 20, 12, 12, 12, 30, 10, 24)


@require_GET
def paper(request: HttpRequest, list_id: UUID) -> HttpResponse:
    """Numbers, owners, dates, state, and lines to sign when a line is struck off."""
    now = clock.now()
    page = selectors.list_page(actor_of(request), list_id, now=now)
    return render(request, "matters/checklist_print.html", {"page": page, "now": now})


def state_words(line: LineView) -> str:
    """The state as one word."""
    if line.state == State.OPEN:
        return _("逾期") if line.late else _("办理中")
    return _("已销号") if line.state == State.CLOSED else _("不再办理")


def _linked(links: Iterable[LinkView], key: str) -> str:
    return "\n".join(f"{one.number} {one.words}" for one in links if one.list_key == key)


def _day(line: LineView) -> str:
    return line.due_on.isoformat() if line.due_on else ""


@require_GET
def workbook(request: HttpRequest, list_id: UUID) -> HttpResponse:
    """The list as xlsx, its linked lists in columns beside it; what looks like a formula stays a
    text."""
    page = selectors.list_page(actor_of(request), list_id, now=clock.now())
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False})
    _fill(book, page)
    book.close()
    answer = HttpResponse(
        buffer.getvalue(),
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    )
    answer["Content-Disposition"] = f'attachment; filename="{page.head.number}.xlsx"'
    return answer


def _fill(book: xlsxwriter.Workbook, page: ListPage) -> None:
    sheet, wrapped = book.add_worksheet(), book.add_format({"text_wrap": True, "valign": "top"})
    heading = book.add_format({"bold": True, "bottom": 1})
    names = [
        _("编号"), _("事项"), _("责任单位"), _("责任人"), _("期限"), _("状态"), _("销号条件"),
        _("佐证"), _("现在的环节"),
    ]  # fmt: skip
    sheet.write_row(0, 0, [*names, *(name for _key, name in page.columns)], heading)
    for number, line in enumerate(page.lines, start=1):
        conditions = "\n".join(f"{one.number}. {one.words}" for one in line.conditions)
        given = "\n".join(f"{one.given}/{one.evidence}" for one in line.conditions)
        steps = "、".join(str(one) for one in line.steps)
        links = (*line.came_from, *line.led_to)
        cells = [
            line.number, line.words, line.owner, line.person, _day(line), state_words(line),
            conditions, given, steps, *(_linked(links, key) for key, _name in page.columns),
        ]  # fmt: skip
        for column, cell in enumerate(cells):
            sheet.write_string(number, column, cell, wrapped)
    for column, width in enumerate((*WIDTHS, *(30 for _column in page.columns))):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(1, 2)
