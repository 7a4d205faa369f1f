"""One's own calendar, and guests who take part where they live. Through the services."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from linli.deliberation import selectors, services
from linli.deliberation.models import Body, Gathering, Guest
from linli.deliberation.terms import (
    Call,
    FeedNotFound,
    GatheringNotFound,
    GuestAtHome,
    GuestNotFound,
    GuestTwice,
    GuestUnclear,
    NewMotion,
    Stands,
    State,
)
from linli.deliberation.tests import scene
from linli.deliberation.tests.test_owing import day, stands
from linli.kernel.actor import SYSTEM
from linli.kernel.clock import local
from linli.kernel.errors import NotAllowed, TooMany
from linli.kernel.models import TrailLine
from linli.organisations import selectors as organisations

pytestmark = pytest.mark.django_db


@pytest.fixture
def areas(db, now):
    return scene.set_scene(now)


@pytest.fixture
def chair(areas, now):
    return scene.secretary(areas, now)


@pytest.fixture
def branch(areas, now):
    village = areas[scene.VILLAGE]
    unit = organisations.unit_at(village.id, "村党支部")
    return scene.body(
        "branch", village, now, members=5, organisation_id=unit.id, tags=frozenset({"committee"})
    )


# --- calendars ------------------------------------------------------------------------------------


def test_ones_own_calendar(areas, branch, chair, now):
    meeting = services.call(
        call=Call(day(3, 20), "活动室", (NewMotion("学习"),), title="三月主题党日"),
        body_id=branch, kind="party_day", actor=chair, now=day(3, 10),
    )  # fmt: skip
    since, until = day(3, 10, 0), day(4, 10, 0)
    found = selectors.items(chair, since=since, until=until, now=day(3, 10))
    assert [one.title for one in found if one.at] == ["三月主题党日"]
    assert {one.day for one in found if one.day} == {date(2026, 3, 31)}
    assert "要开：支部委员会" in [one.title for one in found]
    assert "要开：主题党日" not in [one.title for one in found]
    stranger = organisations.actor_for(scene.person("stranger", "外人", now), now=now)
    assert selectors.items(stranger, since=since, until=until, now=day(3, 10)) == ()
    services.call_off(gathering_id=meeting, reason="下雨", actor=chair, now=day(3, 11))
    found = selectors.items(chair, since=since, until=until, now=day(3, 11))
    assert [one.off for one in found if one.at] == [True]
    assert selectors.item(chair, meeting).off
    with pytest.raises(GatheringNotFound):
        selectors.item(stranger, meeting)


def test_a_feed_has_one_address_which_can_be_ended(areas, branch, chair, now):
    with pytest.raises(FeedNotFound):
        services.end_feed(actor=chair, now=now)
    secret = services.new_feed(actor=chair, now=now)
    assert selectors.feed_of(chair.account_id).made_at == now
    assert selectors.feed(secret, now=now)
    assert secret not in str(list(TrailLine.objects.values()))
    again = services.new_feed(actor=chair, now=now)
    with pytest.raises(FeedNotFound):
        selectors.feed(secret, now=now)
    assert selectors.feed(again, now=now)
    services.end_feed(actor=chair, now=now)
    with pytest.raises(FeedNotFound):
        selectors.feed(again, now=now)
    assert selectors.feed_of(chair.account_id) is None
    with pytest.raises(NotAllowed):
        services.new_feed(actor=SYSTEM, now=now)


# --- guests ---------------------------------------------------------------------------------------


def away(branch, areas, now):
    """A branch elsewhere, with one member, by number 77."""
    other = scene.body("council", areas[scene.VILLAGE], now)
    scene.join(other, 77, now)
    return other


def test_a_member_takes_part_where_they_live(areas, branch, chair, now):
    home = away(branch, areas, now)
    meeting = services.call(
        call=Call(day(3, 20), "活动室", (NewMotion("学习"),)),
        body_id=branch, kind="party_day", actor=chair, now=day(3, 10),
    )  # fmt: skip
    at = day(3, 20)

    def welcome(who, home=""):
        return services.welcome(gathering_id=meeting, who=who, home=home, actor=chair, now=at)

    with pytest.raises(GuestNotFound):
        welcome("13900000000")
    with pytest.raises(GuestNotFound):
        welcome("什么也不是")
    with pytest.raises(GuestAtHome):
        welcome("13800000001")
    guest = welcome("138 0000 0077")
    with pytest.raises(GuestTwice):
        welcome("13800000077")
    assert selectors.page(chair, meeting, now=at).attendance.due == 5
    assert [one.name for one in selectors.guests_of(meeting)] == ["王○"]
    assert selectors.learned_elsewhere(home, year=2026) == ()  # not held yet
    services.see_off(guest_id=guest, actor=chair, now=at)
    assert not Guest.objects.exists()
    welcome("13800000077")
    Gathering.objects.filter(pk=meeting).update(state=State.HELD, closed_at=at)
    found = selectors.learned_elsewhere(home, year=2026)
    assert [(one.host, one.counts) for one in found] == [(Body.objects.get(pk=branch).name, True)]
    assert selectors.learned_elsewhere(home, year=2025) == ()
    # At home it is nobody's meeting: nothing owed is held by it.
    assert stands(chair, home, "council", day(4, 2))["2026-03"] is Stands.LATE


def test_whose_guest_is_asked_where_several_have_them(areas, branch, chair, now):
    away(branch, areas, now)
    second = services.set_up(
        kind="council", area_id=areas[scene.VILLAGE].id, name="第二议事会", actor=SYSTEM, now=now
    )
    scene.join(second, 77, now)
    meeting = scene.meeting(branch, "party_day", chair, now, agenda=(NewMotion("学习"),))
    at = now + timedelta(days=16)
    with pytest.raises(GuestUnclear) as refused:
        services.welcome(gathering_id=meeting, who="13800000077", actor=chair, now=at)
    assert "第二议事会" in refused.value.message
    services.welcome(
        gathering_id=meeting, who="13800000077", home="第二议事会", actor=chair, now=at
    )
    assert Guest.objects.get().member.body_id == second


def test_numbers_cannot_be_tried_one_after_another(areas, branch, chair, now):
    meeting = scene.meeting(branch, "party_day", chair, now, agenda=(NewMotion("学习"),))
    at = now + timedelta(days=16)
    for number in range(30):
        with pytest.raises(GuestNotFound):
            services.welcome(
                gathering_id=meeting, who=f"139000000{number:02d}", actor=chair, now=at
            )
    with pytest.raises(TooMany):
        services.welcome(gathering_id=meeting, who="13900000099", actor=chair, now=at)
    assert local(at).date() > date(2026, 3, 2)
