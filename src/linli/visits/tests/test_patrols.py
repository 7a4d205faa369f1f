"""A patrol: members of one team go out and come back; what they find hangs on it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from linli.kernel.actor import SYSTEM
from linli.kernel.versions import unit_of_work
from linli.matters.stories import scene
from linli.people.models import Account
from linli.visits import selectors, services
from linli.visits.models import Patrol, Subject, Visit
from linli.visits.terms import (
    NewSubject,
    NoTeams,
    NotOfTheTeam,
    NotYourTeam,
    PatrolNotFound,
    PatrolOver,
    PatrolUnderWay,
    SubjectKind,
)
from linli.visits.tests.test_services import an_item

pytestmark = pytest.mark.django_db
DARK = {"team": ["member", "police"], "seen": ["dark"]}


@pytest.fixture
def team(world, now):
    """炉峰's team with three people, and two points to look at."""
    scene.unit(world, name="炉峰治安巡防队", kind="志愿服务队", place="炉峰社区")
    for name in ("赵队员", "钱队员", "孙队员"):
        scene.holds(world, who=name, place="炉峰治安巡防队", duty="志愿服务队")
    Account.objects.update(must_change_password=False)
    area = Subject.objects.first().area_id
    for label in ("菜市场口", "河边"):
        new = NewSubject(kind=SubjectKind.POINT, area_id=area, label=label)
        world.things[f"subject:{label}"] = services.add_subject(new=new, actor=SYSTEM, now=now)
    services.plan_day(now=now)
    return scene.unit_named("炉峰治安巡防队").id


def account(world, name):
    return world.things[f"account:{name}"]


def saw(world, actor, name, at, now=None):
    """A point, looked at then; sent at once, or later."""
    item = an_item(world, actor, name, DARK, kind="patrol", at=at)
    services.record_visit(item=item, actor=actor, now=now or at)


def begin(world, who, team, now, *names, by="赵队员", kind="patrol"):
    return services.begin_patrol(
        kind=kind, team_id=team, members=[account(world, one) for one in names],
        actor=who(by), now=now,
    )  # fmt: skip


def test_what_members_find_while_they_are_out_hangs_on_the_patrol(world, who, team, now):
    patrol = begin(world, who, team, now, "赵队员", "钱队员")
    saw(world, who("赵队员"), "菜市场口", now + timedelta(minutes=5))
    saw(world, who("王网格"), "河边", now + timedelta(minutes=6))
    (row,) = selectors.patrols(who("李社区"))
    assert (row.id, row.team, row.points, row.findings) == (patrol, "炉峰治安巡防队", 1, 1)
    assert row.members == ("赵队员", "钱队员")
    assert row.shift == "08:00-11:00"
    assert row.may_end  # the desk may call them back
    assert not selectors.patrols(who("张社区"))


def test_what_was_seen_out_there_counts_when_the_phone_sends_it_late(world, who, team, now):
    patrol = begin(world, who, team, now, "赵队员")
    services.end_patrol(patrol_id=patrol, actor=who("赵队员"), now=now + timedelta(hours=1))
    there, later = now + timedelta(minutes=30), now + timedelta(hours=2)
    saw(world, who("赵队员"), "菜市场口", there, later)
    saw(world, who("赵队员"), "河边", later)
    kept = dict(Visit.objects.values_list("subject__label", "patrol_id"))
    assert kept == {"菜市场口": patrol, "河边": None}


def test_a_patrol_begun_and_ended_at_the_same_instant_holds_nothing(world, who, team, now):
    patrol = begin(world, who, team, now, "赵队员")
    services.end_patrol(patrol_id=patrol, actor=who("赵队员"), now=now)
    assert selectors.patrol_of(account(world, "赵队员"), "patrol", now) is None


def test_who_goes_and_who_sends(world, who, team, now):
    with pytest.raises(NotYourTeam):
        begin(world, who, team, now, "赵队员", by="张社区")
    with pytest.raises(NotYourTeam):
        begin(world, who, team, now, "赵队员", by="王网格")
    with pytest.raises(NotOfTheTeam):
        begin(world, who, team, now)
    with pytest.raises(NotOfTheTeam):
        begin(world, who, team, now, "赵队员", "王网格")
    with pytest.raises(NoTeams):
        begin(world, who, team, now, "赵队员", kind="household")
    with pytest.raises(NoTeams):
        begin(world, who, scene.unit_named("住建局").id, now, "赵队员")
    patrol = begin(world, who, team, now, "赵队员", by="李社区")
    with pytest.raises(PatrolUnderWay):
        begin(world, who, team, now, "钱队员")
    with pytest.raises(PatrolNotFound):
        services.end_patrol(patrol_id=patrol, actor=who("张社区"), now=now)
    services.end_patrol(patrol_id=patrol, actor=who("钱队员"), now=now)
    with pytest.raises(PatrolOver):
        services.end_patrol(patrol_id=patrol, actor=who("赵队员"), now=now)
    begin(world, who, team, now + timedelta(hours=1), "钱队员")


def signed_in(world, name):
    client = Client()
    client.force_login(
        Account.objects.get(pk=account(world, name)),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    return client


def test_the_page_from_going_out_to_coming_back(world, who, team, now):
    zhao, desk = signed_in(world, "赵队员"), signed_in(world, "李社区")
    assert "炉峰治安巡防队" in zhao.get("/visits/patrols").content.decode()
    given = {"team": str(team), "kind": "patrol"}
    assert zhao.post("/visits/patrols", given).status_code == 422
    members = [str(account(world, one)) for one in ("赵队员", "孙队员")]
    assert zhao.post("/visits/patrols", {**given, "members": members}).url == "/visits/patrols"
    patrol = Patrol.objects.get()
    shown = desk.get("/visits/patrols").content.decode()
    assert "赵队员" in shown
    assert f"/visits/patrols/{patrol.pk}/end" in shown
    outside = signed_in(world, "王网格")
    assert outside.get("/visits/patrols").status_code == 403
    assert outside.post("/visits/patrols", {**given, "members": members}).status_code == 403
    assert outside.post(f"/visits/patrols/{patrol.pk}/end").status_code == 404
    assert zhao.post(f"/visits/patrols/{patrol.pk}/end").url == "/visits/patrols"
    assert Patrol.objects.get().ended_at is not None


def test_the_teams_cost_the_same_however_many(world, who, team, now, django_assert_num_queries):
    desk = who("李社区")
    with unit_of_work():
        assert [one.name for one in selectors.teams(desk, now=now)] == ["炉峰治安巡防队"]
        with django_assert_num_queries(TEAMS):
            selectors.teams(desk, now=now)
    for number in "甲乙丙":
        name = f"炉峰{number}队"
        scene.unit(world, name=name, kind="志愿服务队", place="炉峰社区")
        scene.holds(world, who=f"{number}队员", place=name, duty="志愿服务队")
    with unit_of_work():
        assert len(selectors.teams(desk, now=now)) == 4
        with django_assert_num_queries(TEAMS):
            selectors.teams(desk, now=now)


TEAMS = 4
