"""The office pages: founding, posts, terms, who covers whom, the sheet."""

import io
import zipfile
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model

from linli.kernel import clock
from linli.organisations import selectors
from linli.organisations.tests.factories import appointed, county, person
from linli.territory import selectors as territory

pytestmark = pytest.mark.django_db


@pytest.fixture
def areas(now):
    return county(now)


def signed_in(client, username, now):
    client.force_login(get_user_model().objects.get(username=username))
    return client


@pytest.fixture
def office(client, areas, now):
    appointed("县委组织部", person("office", "组织员", now), now, territory.root().id)
    return signed_in(client, "office", now)


@pytest.fixture
def grid(client, areas, now):
    appointed("网格员", person("zhang", "张三", now), now, areas["100001g01"].id)
    return signed_in(client, "zhang", now)


def test_founding_obeys_the_chain_and_says_its_rule(office, areas):
    committee = selectors.unit_at(areas["100001"].id, "社区大党委")
    given = {"kind": "小区党支部", "name": "清泉小区党支部", "area": areas["100001e01"].code}
    page = f"/organisations/new?under={committee.id}"
    assert office.post(page, {**given, "area": "没有的地方"}).status_code == 422
    assert office.post(page, given).status_code == 302
    made = selectors.unit_at(areas["100001e01"].id, "小区党支部")
    assert made.parent_id == committee.id
    rural = selectors.unit_at(areas["100200"].id, "村党支部")
    wrong = office.post(f"/organisations/new?under={rural.id}", given)
    assert wrong.status_code == 422
    assert office.post(
        f"/organisations/{made.id}/rename", {"name": "清泉党支部", "short_name": ""}
    ).url.endswith(str(made.id))
    assert selectors.unit_by_id(made.id).name == "清泉党支部"
    assert office.post(f"/organisations/{made.id}/dissolve").status_code == 302
    assert selectors.unit_at(areas["100001e01"].id, "小区党支部") is None


def test_a_post_is_opened_filled_and_emptied(office, areas, now):
    unit = selectors.unit_at(areas["100001"].id, "社区居委会")
    opened = {"title": "联络员", "duties": ["社区"], "places": "1", "area": ""}
    assert office.post(f"/organisations/{unit.id}/posts", opened).status_code == 302
    assert office.post(f"/organisations/{unit.id}/posts", opened).status_code == 422
    post = next(
        p for p in selectors.posts([unit.id], now=clock.now())[unit.id] if p.title == "联络员"
    )
    li = person("li.si", "李四", now)
    page = f"/organisations/posts/{post.id}/appoint"
    chosen = {"account": li, "how": "elected", "since": "", "until": "", "full_time": ""}
    assert office.post(page, chosen).status_code == 422  # nobody was looked for
    assert office.post(f"{page}?q=李", {**chosen, "until": "2020-01-01"}).status_code == 422
    assert office.post(f"{page}?q=李", chosen).status_code == 302
    (term,) = selectors.post(post.id, now=clock.now()).holders
    assert (term.name, term.how, term.full_time) == ("李四", "elected", False)
    assert office.post(f"/organisations/posts/{post.id}/close").status_code == 409
    assert office.post(f"/organisations/terms/{term.id}/end").status_code == 302
    assert office.post(f"/organisations/posts/{post.id}/close").status_code == 302
    assert selectors.post(post.id, now=clock.now()) is None


def test_leave_gives_the_post_to_the_stand_in(office, areas, now):
    zhang, li = person("zhang", "张三", now), person("li.si", "李四", now)
    holding = appointed("网格员", zhang, now, areas["100001g01"].id)
    page = f"/organisations/terms/{holding}/leave"
    today = clock.local(clock.now()).date()
    given = {
        "stand_in": li, "since": today, "until": today + timedelta(days=3),
        "hand_over": "on", "reason": "培训",
    }  # fmt: skip
    assert office.post(page, given).status_code == 422
    early = {**given, "until": today - timedelta(days=3)}
    assert office.post(f"{page}?q=李", early).status_code == 422
    assert office.post(f"{page}?q=李", given).status_code == 302
    at = clock.now() + timedelta(seconds=1)
    _post, term = selectors.holding(holding, now=at)
    assert term.stand_in == "李四"
    assert any(g.duty == "网格员" for g in selectors.actor_for(li, now=at).grants)
    assert office.post(f"/organisations/terms/{holding}/back").status_code == 302


def test_the_sheet_puts_gaps_first(office, areas, now):
    zhang = person("zhang", "张三", now)
    appointed("网格员", zhang, now, areas["100001g01"].id)
    page = office.get("/organisations/grids")
    rows = page.context["rows"]
    assert [(row.area_id, bool(row.missing)) for row in rows] == [
        (areas["100001g02"].id, True), (areas["100001g01"].id, False),
    ]  # fmt: skip
    assert rows[1].people[0].name == "张三"
    assert page.context["gap_total"] == 1
    other = office.get("/organisations/grids", {"within": areas["100002"].id})
    assert other.context["total"] == 0


def test_covering_is_added_ended_printed_and_exported(office, areas, now):
    li = person("li.si", "李四", now)
    page = "/organisations/covering"
    given = {"account": li, "kind": "包村", "area": "王坑村", "note": ""}
    several = office.post(f"{page}?q=李", given)
    assert several.status_code == 422  # two villages of that name: asked, not guessed
    assert areas["100200"].code in several.content.decode()
    one = {**given, "area": areas["100200"].code}
    assert office.post(f"{page}?q=李", one).status_code == 302
    assert office.post(f"{page}?q=李", one).status_code == 422
    ((row, own),) = office.get(page).context["rows"]
    assert (row.name, own) == ("李四", True)
    assert "李四" in office.get(f"{page}/print").content.decode()
    book = zipfile.ZipFile(io.BytesIO(office.get(f"{page}.xlsx").content))
    assert "李四" in book.read("xl/sharedStrings.xml").decode()
    assert book.read("xl/worksheets/sheet1.xml").count(b"<row") == 2
    assert office.post(f"{page}/{row.id}/end").status_code == 302
    assert office.get(page).context["rows"] == []


def test_a_grid_member_reads_and_changes_nothing(grid, areas, now):
    unit = selectors.unit_at(areas["100001"].id, "社区居委会")
    for page in ("grids", "covering", "covering/print", "covering.xlsx"):
        assert grid.get(f"/organisations/{page}").status_code == 200
    assert grid.get("/organisations/grids", {"within": areas["100200"].id}).status_code == 403
    assert grid.get("/organisations/new").status_code == 403
    assert grid.post(f"/organisations/{unit.id}/rename", {"name": "x"}).status_code == 403
    assert grid.post(f"/organisations/{unit.id}/dissolve").status_code == 403
    assert grid.post(f"/organisations/{unit.id}/posts", {"title": "x"}).status_code == 403
    posts = selectors.posts([unit.id], now=clock.now())[unit.id]
    assert grid.get(f"/organisations/posts/{posts[0].id}/appoint").status_code == 403
    li = appointed("社区", person("li.si", "李四", now), now, areas["100001"].id)
    assert grid.get(f"/organisations/terms/{li}/leave").status_code == 403
    assert grid.post(f"/organisations/terms/{li}/end").status_code == 403
    own = next(h.id for p in posts for h in p.holders if h.name == "张三")
    assert grid.get(f"/organisations/terms/{own}/leave").status_code == 200
