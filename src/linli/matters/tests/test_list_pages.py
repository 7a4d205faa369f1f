"""Lists: sheets, paper, the workbook, the public page and the desk's own pages."""

from __future__ import annotations

import io
from uuid import uuid4

import pytest
import xlsxwriter
from django.core.files.base import ContentFile
from django.urls import reverse
from python_calamine import CalamineWorkbook

from linli.kernel import versions
from linli.matters import selectors, services
from linli.matters.models import Condition, ListLine, Matter, MatterLink
from linli.matters.stories import listing, scene
from linli.matters.terms import (
    NewCondition,
    NewLine,
)
from linli.matters.tests.checklists import numbers, opened, place, put, unit_name
from linli.matters.tests.factories import report
from linli.matters.tests.test_web import browser, world

__all__ = ["place", "world"]  # the fixtures

# --- sheets --------------------------------------------------------------

HEADING = ("事项", "责任单位", "责任人", "期限", "销号条件", "佐证")
ROWS = (
    ("换楼道灯", "住建局", "林住建", "2026-03-20", "灯亮；走线整齐", "1"),
    ("补人行道", "住建局", "", "2026-03-27", "", ""),
)


def sheet(*rows):
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    page = book.add_worksheet()
    for number, row in enumerate((HEADING, *rows)):
        page.write_row(number, 0, row)
    book.close()
    return ContentFile(buffer.getvalue(), name="a.xlsx")


def test_a_sheet_is_checked_and_taken_in_with_one_tap(place):
    list_id = opened(place)
    client = browser(place, "李社区")
    address = reverse("list-import", args=[list_id])
    page = client.post(address, {"sheet": sheet(*ROWS)}).content.decode()
    assert "列入这 2 项" in page
    assert not ListLine.objects.exists()
    from linli.files.models import Upload

    upload = Upload.objects.get()
    tap = reverse("list-import-kept", args=[list_id, upload.pk])
    client.post(tap, {"digest": upload.digest})
    assert numbers(list_id, place) == ["1", "2"]
    assert Condition.objects.count() == 2
    client.post(tap, {"digest": upload.digest})
    client.post(address, {"sheet": sheet(*ROWS)})
    assert ListLine.objects.count() == 2


def test_a_sheet_with_faults_says_them_and_is_refused(place):
    list_id = opened(place)
    rows = (*ROWS, ("", "没有的局", "", "下周", "", ""))
    page = browser(place, "李社区").post(
        reverse("list-import", args=[list_id]), {"sheet": sheet(*rows)}
    )
    text = page.content.decode()
    assert "1 行有问题" in text
    assert "没有的局" in text


def test_pasted_rows_are_listed_once(place):
    list_id = opened(place)
    client, address = browser(place, "李社区"), reverse("list-import", args=[list_id])
    pasted = "换楼道灯\t住建局\t林住建\t2026-03-20\t灯亮\n补人行道"
    assert "列入这 2 项" in client.post(address, {"pasted": pasted}).content.decode()
    for _again in range(2):
        client.post(address, {"pasted": pasted, "sure": "on"})
    assert numbers(list_id, place) == ["1", "2"]


# --- paper, workbook, public page ----------------------------------------


def test_the_workbook_holds_the_linked_lists_beside_it(place):
    problem, task = opened(place, "problem", "问题"), opened(place, "task", "任务")
    line = put(place, problem, "=1+1 漏水")
    put(place, task, "补漏", sources=(line,), unit="住建局", due_on=place.now.date().replace(day=9))
    client = browser(place, "李社区")
    answer = client.get(reverse("list-xlsx", args=[problem]))
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0)
    heading, first = rows.to_python()[:2]
    assert heading[-1] == "任务清单"
    assert (first[1], first[-1]) == ("=1+1 漏水", "1 补漏")
    paper = client.get(reverse("list-print", args=[task])).content.decode()
    assert all(word in paper for word in ("核查人", unit_name(), "1 =1+1 漏水"))


def test_everybody_reads_a_shown_list_without_names(place):
    list_id = opened(place)
    put(place, list_id, "给张三（13912345678）换灯", unit="住建局",
        person=place.things["account:林住建"])  # fmt: skip
    client = browser(place, "李社区")
    assert client.post(reverse("list-publish", args=[list_id])).status_code == 302
    from django.test import Client

    text = Client().get(reverse("list-public", args=[list_id])).content.decode()
    assert unit_name() in text
    assert "13912345678" not in text
    assert "林住建" not in text


def test_a_list_that_the_method_keeps_is_not_shown(place):
    list_id = opened(place, "problem")
    answer = browser(place, "李社区").post(reverse("list-publish", args=[list_id]))
    assert answer.status_code == 409


# --- the pages themselves ------------------------------------------------


def test_opening_and_filling_a_list_on_the_pages(place):
    client = browser(place, "李社区")
    area = str(scene.area_named("炉峰社区").id)
    client.post(reverse("lists"), {"key": "task", "area": area, "name": "小事"})
    list_id = Matter.objects.get(kind="task_list").pk
    row = {"words": "换灯", "unit": "住建局", "person": "林住建", "due_on": "2026-03-20",
           "conditions": "灯亮", "evidence": "1"}  # fmt: skip
    assert client.post(reverse("list-add", args=[list_id]), row).status_code == 302
    wrong = client.post(reverse("list-add", args=[list_id]), {**row, "unit": "没有的局"})
    assert wrong.status_code == 422
    assert "没有的局" in wrong.content.decode()
    source = report(place.now).matter_id
    assert client.get(reverse("list-choose", args=[list_id])).status_code == 200
    client.post(reverse("list-choose", args=[list_id]), {"matter": [str(source)]})
    page = client.get(reverse("list", args=[list_id])).content.decode()
    assert all(word in page for word in ("换灯", "林住建", "来自"))
    assert "0 / 2 项" in client.get(reverse("lists")).content.decode()
    matter = client.get(reverse("matter", args=[source])).content.decode()
    assert "已列入任务清单第 2 项" in matter


def test_lists_are_opened_on_their_own_pages(place):
    page = browser(place, "李社区").get(reverse("matter-new")).content.decode()
    assert "task_list" not in page


def test_a_line_begets_on_its_page(place):
    line = put(place, opened(place, "problem"))
    task = opened(place, "task")
    client = browser(place, "李社区")
    answer = client.post(
        reverse("list-beget", args=[line]), {"list": str(task), "words": "补漏", "evidence": "1"}
    )
    assert answer.status_code == 302
    assert MatterLink.objects.get().source_id == line
    below = ListLine.objects.get(list_id=task)
    client.post(
        reverse("list-beget", args=[below.pk]), {"below": "1", "words": "东段", "evidence": "1"}
    )
    assert numbers(task, place) == ["1", "1.1"]


def test_what_a_list_costs_does_not_grow_with_its_lines(place):
    costs = []
    list_id, actor = opened(place), scene.actor_named(place, "李社区")
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    for count in (1, 3):
        while ListLine.objects.count() < count:
            put(place, list_id, unit="住建局", conditions=(NewCondition("灯亮", 1),),
                person=place.things["account:林住建"])  # fmt: skip
        selectors.list_page(actor, list_id, now=place.now)
        with versions.unit_of_work(), CaptureQueriesContext(connection) as seen:
            selectors.list_page(actor, list_id, now=place.now)
        costs.append(len(seen))
    assert costs[0] == costs[1] <= 14, costs


def test_an_unknown_list_or_line_is_not_found(place):
    client = browser(place, "李社区")
    for name in ("list", "list-line", "list-public", "list-xlsx"):
        assert client.get(reverse(name, args=[uuid4()])).status_code == 404
    for name in ("list-settle", "list-evidence", "list-claim"):
        assert client.post(reverse(name, args=[uuid4()])).status_code == 404


def test_the_story_phrase_traces_over_several_links(place):
    problem, task = opened(place, "problem"), opened(place, "task")
    place.things["源"] = report(place.now)
    actor = scene.actor_named(place, "李社区")
    place.things["甲"] = services.add_line(
        list_id=problem, actor=actor, now=place.now,
        line=NewLine("甲", sources=(place.things["源"].matter_id,)),
    )  # fmt: skip
    place.things["乙"] = services.add_line(
        list_id=task, actor=actor, now=place.now,
        line=NewLine("乙", sources=(place.things["甲"].matter_id,)),
    )  # fmt: skip
    listing.list_traced(place, "乙", "源")
    place.things["丙"] = services.add_line(
        list_id=task, actor=actor, now=place.now, line=NewLine("丙")
    )
    with pytest.raises(AssertionError):
        listing.list_traced(place, "丙", "源")


def test_lists_and_their_lines_do_not_wait_on_the_triage_board(place):
    put(place, opened(place), "换楼道灯")
    report(place.now, words="看看", category="")
    desk = scene.actor_named(place, "李社区")
    board = selectors.board(desk, since=place.now)
    assert [card.words for card in board.unclear] == ["看看"]
    assert board.elsewhere == ()
