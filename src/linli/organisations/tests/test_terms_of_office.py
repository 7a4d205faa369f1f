from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from linli.kernel.actor import SYSTEM, Actor, Grant
from linli.kernel.models import TrailLine
from linli.organisations import models, selectors, services
from linli.organisations.terms import (
    Administrator,
    AdministratorsAreThree,
    AlreadyCovers,
    NoSuchHolding,
    UnknownCover,
    WrongArea,
    WrongTerm,
)
from linli.organisations.tests.factories import appointed, person, post_of
from linli.organisations.tests.test_services import areas, three

__all__ = ["areas", "three"]
pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def test_the_table_itself_refuses_a_second_administrator(areas, now):
    made = services.make_administrators(appointments=three(), actor=SYSTEM, now=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        models.Holding.objects.create(
            post_id=post_of("系统管理员", areas[""].id),
            account_id=made[Administrator.AUDIT],
            since=now,
            how="appointed",
            administers="system",
        )


def test_setup_takes_exactly_three(areas, now):
    for wrong in (three()[:2], [*three(), three()[0]],
                  [three()[0], three()[0], three()[1]]):  # fmt: skip
        with pytest.raises(AdministratorsAreThree):
            services.make_administrators(appointments=wrong, actor=SYSTEM, now=now)


# --- covering, gaps --------------------------------------------------------------------------


def test_covering_and_its_table(areas, now):
    zhang = person("zhang", "张三", now)
    village = areas["100200"].id
    one = services.cover(kind="包村", account_id=zhang, area_id=village, actor=SYSTEM, now=now)
    for refusal, more in (
        (AlreadyCovers, {}),
        (UnknownCover, {"kind": "包山"}),
        (WrongArea, {"area_id": areas["100"].id}),
        (WrongTerm, {"until": now}),
    ):
        wanted = {"kind": "包村", "account_id": zhang, "area_id": village} | more
        with pytest.raises(refusal):
            services.cover(**wanted, actor=SYSTEM, now=now)
    (row,) = selectors.cover_table(SYSTEM, now=now)
    assert (row.name, row.area_name, str(row.kind_name)) == ("张三", "王坑村", "包村")
    see = Grant(duty="社区", verbs=frozenset({"organisations.see"}), area_path=areas["100001"].path)
    elsewhere = Actor(kind="staff", grants=(see,))
    assert selectors.cover_table(elsewhere, now=now) == ()
    assert selectors.cover_counts(now=now) == {"包村": 1, "包片": 0, "联户": 0, "挂钩": 0}
    services.uncover(cover_id=one, actor=SYSTEM, now=now + DAY)
    assert selectors.cover_counts(now=now + DAY)["包村"] == 0


def test_gaps_and_overloads(areas, now):
    zhang = person("zhang", "张三", now)
    for key in ("100001g01", "100001g02"):
        appointed("网格员", zhang, now, areas[key].id)
    assert selectors.duty_counts(now=now)["网格员"] == (2, 2)
    assert not [gap for gap in selectors.gaps(now) if gap.duty == "网格员"]
    for code in ("100200", "101200", "100001"):
        services.cover(kind="包村", account_id=zhang, area_id=areas[code].id, actor=SYSTEM, now=now)
    found = selectors.gaps(now)
    (over,) = [gap for gap in found if gap.kind == "overcovered"]
    assert (over.name, over.count, over.most) == ("张三", 3, 2)
    assert {g.area_name for g in found if g.kind == "uncovered"} == {"柳河居委会"}
    assert {g.duty for g in found if g.kind == "nobody"} == {"社区", "村", "乡镇", "县指挥中心"}
    inside = selectors.gaps(now, area_path=areas["101"].path)
    assert {g.area_name for g in inside if g.kind == "nobody"} == {"西河镇", "王坑村委会"}
    li = person("li.si", "李四", now)
    for key in ("100001g01", "100001g02"):
        appointed("网格长", li, now, areas[key].id)
    assert not [gap for gap in selectors.gaps(now) if gap.kind == "overload"]


def test_posts_with_holders_in_few_statements(areas, now, django_assert_num_queries):
    zhang = person("zhang", "张三", now)
    appointed("部门", zhang, now, unit="住建局")
    bureaus = [one.id for one in selectors.units("县直部门")]
    for some in (bureaus[:1], bureaus):
        with django_assert_num_queries(4):
            selectors.posts(some, now=now)
    (post,) = selectors.posts([selectors.unit("住建局").id], now=now).popitem()[1]
    assert ([h.name for h in post.holders], post.vacant) == (["张三"], 7)


def test_every_write_leaves_a_line(areas, now):
    appointed("网格员", person("zhang", "张三", now), now, areas["100001g01"].id)
    names = set(TrailLine.objects.values_list("name", flat=True))
    assert {"organisations.founded", "organisations.appointed", "people.account_opened"} <= names
    assert "张三" not in repr(list(TrailLine.objects.values_list("data", flat=True)))


# --- what ended as it began ------------------------------------------------------------------


def test_a_term_that_ended_as_it_began_was_never_in_force(areas, now):
    grid, community = areas["100001g01"].id, areas["100001"].id
    zhang, li = person("zhang", "张三", now), person("li.si", "李四", now)
    appointed("社区", li, now, community)
    for _ in range(2):  # the post is free again at the same instant
        term = appointed("网格员", zhang, now, grid)
        assert selectors.actor_for(zhang, now=now).grants
        services.end_holding(holding_id=term, actor=SYSTEM, now=now)
        assert not selectors.actor_for(zhang, now=now).grants
        assert not selectors.holders("网格员", area_id=grid, now=now)
        assert selectors.still_held([term], now - DAY) == ()
        assert selectors.duty_place("网格员", grid, now=now).area_id == community
        with pytest.raises(NoSuchHolding):
            services.end_holding(holding_id=term, actor=SYSTEM, now=now)


def test_a_term_that_is_ended_before_it_begins_never_is_in_force(areas, now):
    grid = areas["100001g01"].id
    zhang = person("zhang", "张三", now)
    term = appointed("网格员", zhang, now, grid, since=now + DAY)
    services.end_holding(holding_id=term, actor=SYSTEM, now=now)
    assert selectors.still_held([term], now) == ()
    for at in (now, now + DAY, now + 2 * DAY):
        assert not selectors.actor_for(zhang, now=at).grants


def test_leave_and_covering_that_ended_as_they_began(areas, now):
    grid, village = areas["100001g01"].id, areas["100200"].id
    zhang, li = person("zhang", "张三", now), person("li.si", "李四", now)
    term = appointed("网格员", zhang, now, grid)
    for _ in range(2):
        services.leave(
            holding_id=term, since=now, until=now + DAY, stand_in=li, actor=SYSTEM, now=now
        )
        services.return_early(holding_id=term, actor=SYSTEM, now=now)
        (holder,) = selectors.holders("网格员", area_id=grid, now=now)
        assert (holder.account_id, holder.stand_in) == (zhang, False)
        assert not selectors.actor_for(li, now=now).grants
    for _ in range(2):
        one = services.cover(kind="包村", account_id=li, area_id=village, actor=SYSTEM, now=now)
        services.uncover(cover_id=one, actor=SYSTEM, now=now)
        assert selectors.cover_counts(now=now)["包村"] == 0
