"""The staff's pages of areas and of the calendar."""

from datetime import date

import pytest
from django.contrib.auth import get_user_model

from linli.kernel import clock
from linli.organisations.tests.factories import appointed, county, person
from linli.territory import selectors
from linli.territory.terms import DayKind
from linli.territory.web.forms import YearForm

pytestmark = pytest.mark.django_db


@pytest.fixture
def areas(now):
    return county(now)


@pytest.fixture
def sign_in(client, areas, now):
    def go(duty, area_id):
        one = person(f"user{area_id.hex[-6:]}{len(duty)}", "张三", now)
        appointed(duty, one, now, area_id)
        client.force_login(get_user_model().objects.get(pk=one))
        return client

    return go


def test_areas_are_read_by_those_who_may_and_changed_by_fewer(sign_in, areas):
    grid = sign_in("网格员", areas["100001g01"].id)
    page = grid.get("/territory/")
    assert page.status_code == 200
    assert page.context["here"].parent_id is None
    assert page.context["mine"] is False
    assert grid.get("/territory/", {"at": "x"}).status_code == 404
    change = f"/territory/{areas['100002'].id}"
    for verb in ("rename", "close", "add", "merge"):
        assert grid.get(f"{change}/{verb}").status_code == 403
    grid.logout()
    assert grid.get("/territory/").status_code == 302


def test_the_office_adds_renames_and_closes(sign_in, areas):
    office = sign_in("县委组织部", selectors.root().id)
    parent, today = areas["100001e01"], clock.local(clock.now()).date().isoformat()
    added = {"kind": "grid", "name": "第9网格", "code": f"{parent.code}g9", "on": today}
    assert office.post(f"/territory/{parent.id}/add", added).status_code == 302
    assert office.post(f"/territory/{parent.id}/add", added).status_code == 422  # code used
    closing = {"on": today, "reason": "批复"}
    one = areas["100002"]
    wrong = office.post(f"/territory/{one.id}/rename", {"name": "柳溪居委会", "on": today})
    assert wrong.status_code == 422  # no reason
    renamed = {"name": "柳溪居委会", **closing}
    assert office.post(f"/territory/{one.id}/rename", renamed).status_code == 302
    assert selectors.area(one.id).name == "柳溪居委会"
    assert office.post(f"/territory/{areas['100001'].id}/close", closing).status_code == 422
    assert office.post(f"/territory/{one.id}/close", closing).status_code == 302
    assert selectors.area(one.id).valid_to is not None
    history = office.get("/territory/", {"at": one.id}).context["changes"]
    assert [change.kind for change in history] == ["closed", "renamed", "opened"]


def test_a_corrected_day_and_a_pasted_year(sign_in, areas):
    office = sign_in("县委组织部", selectors.root().id)
    page = office.get("/territory/calendar", {"year": "2026"})
    assert page.status_code == 200
    assert len(page.context["months"]) == 12
    assert office.get("/territory/calendar", {"year": "²"}).status_code == 200
    day = {"day": "2026-03-04", "kind": "rest", "reason": "防汛"}
    no_reason = office.post("/territory/calendar/day", {**day, "reason": ""})
    assert no_reason.status_code == 422
    assert office.post("/territory/calendar/day", day).status_code == 302
    assert not selectors.calendar().works(date(2026, 3, 4))
    march = office.get("/territory/calendar", {"year": "2026"}).context["months"][2]
    cells = {cell.day: cell for week in march.weeks for cell in week if cell}
    assert (cells[date(2026, 3, 4)].state, cells[date(2026, 3, 4)].note) == ("holiday", "防汛")
    pasted = {"year": "2031", "days": "2031-01-01 休 元旦\n2031年1月4日 班"}
    assert office.post("/territory/calendar/year", pasted).status_code == 302
    assert selectors.calendar().works(date(2031, 1, 4))
    assert 2031 in selectors.calendar().known
    assert office.post("/territory/calendar/year", {"year": "2032"}).status_code == 422


def test_the_calendar_is_corrected_by_few(sign_in, areas):
    grid = sign_in("网格员", areas["100001g01"].id)
    assert grid.get("/territory/calendar").status_code == 200
    day = {"day": "2026-03-04", "kind": "rest", "reason": "防汛"}
    assert grid.post("/territory/calendar/day", day).status_code == 403
    assert grid.post("/territory/calendar/year", {"year": "2026"}).status_code == 403


@pytest.mark.parametrize(
    "text", ["2031-01-01", "2031-13-01 休", "2031-01-01 吃", "2030-01-01 休", "元旦"]
)
def test_lines_that_cannot_be_read(text):
    form = YearForm({"year": "2031", "days": text})
    assert not form.is_valid()
    assert "days" in form.errors


def test_lines_in_several_hands():
    form = YearForm({"year": "2031", "days": "2031/2/3，放假 春节\n\n2031.2.1 上班 调休"})
    assert form.is_valid()
    found = [(one.day, one.kind, one.note) for one in form.cleaned_data["days"]]
    assert found == [
        (date(2031, 2, 3), DayKind.REST, "春节"),
        (date(2031, 2, 1), DayKind.WORK, "调休"),
    ]
