"""The walk's share of teams and activities: one of each kind, and who may call which address."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from tests.journeys.rules import ALL, Rule, only
from tests.journeys.setting import NOW, Setting

from linli.kernel import clock
from linli.kernel.actor import SYSTEM, Actor
from linli.kernel.clock import local
from linli.matters.stories import doing
from linli.organisations import selectors as organisations
from linli.people import services as people
from linli.volunteering import selectors, services
from linli.volunteering.models import Activity, SignUp
from linli.volunteering.terms import ActivityPlan, Every, RolePlan

HOUR = timedelta(hours=1)
RESIDENT = Actor(kind="resident")
KNOWN = only("resident", "stranger")
SEE = only(
    "grid_in", "grid_out", "community_in", "community_out", "county", "party_office", "supervision"
)
SEEN = only("community_in", "county", "party_office", "supervision")
LEADS = only("community_in", "county")
SETS_UP = LEADS | only("community_out")


def arrange(setting: Setting) -> None:
    """A team at 炉峰社区 which somebody asks to join, and activities: to come, on, over."""
    over = next(one for one in organisations.units("社区大党委") if one.name.startswith("炉峰"))
    teams = [
        services.set_up_team(place=f"neighbour|{over.id}", name=name, actor=SYSTEM, now=NOW)
        for name in ("近邻队", "另一队")
    ]
    asking, member = (_joins(teams[0], number) for number in range(2))
    services.accept_member(member_id=member, actor=SYSTEM, now=NOW)
    for role in ("resident", "stranger"):
        who = UUID(str(setting.ids[f"identity_{role}"]))
        _registers(who)
        services.ask_to_join(team_id=teams[1], person=who, actor=RESIDENT, now=NOW)
    coming, joined = (_activity(teams[0], NOW + hours * HOUR) for hours in (26, 60))
    for role in ("resident", "stranger"):
        _signs_up(joined, UUID(str(setting.ids[f"identity_{role}"])))
    on, ended = _activity(teams[0], NOW + 4 * HOUR), _activity(teams[0], NOW + 8 * HOUR)
    entered = _signs_up(ended, _person(0))
    Activity.objects.filter(pk=on).update(starts_at=NOW - HOUR, ends_at=NOW + HOUR)
    Activity.objects.filter(pk=ended).update(starts_at=NOW - 3 * HOUR, ends_at=NOW - HOUR)
    first = services.plan_repeat(
        plan=_plan(teams[0], NOW + 99 * HOUR), every=Every.WEEK,
        until=(local(NOW) + timedelta(days=60)).date(), actor=SYSTEM, now=NOW,
    )  # fmt: skip
    setting.ids.update(
        team_id=teams[0], asked_team=teams[1], asking_member=asking, team_member=member,
        team_accept="accept", activity_id=coming, joined_activity=joined, activity_on=on,
        activity_over=ended, sign_up_id=entered, coming_sign_up=_signs_up(coming, _person(1)),
        repeat_id=Activity.objects.get(pk=first).repeat_id, team_over=over.id,
        team_secret=services.new_person_feed(person=_person(0), actor=RESIDENT, now=NOW),
    )  # fmt: skip


def _person(number: int) -> UUID:
    return people.remember(name="志甲", phone=f"1370000008{number}", actor=SYSTEM, now=NOW)


def _registers(who: UUID) -> None:
    services.register_volunteer(
        person=who, name="志愿者", skills=(), times=(), consent=True, actor=SYSTEM, now=NOW
    )


def _joins(team: UUID, number: int) -> UUID:
    _registers(_person(number))
    return services.ask_to_join(team_id=team, person=_person(number), actor=RESIDENT, now=NOW)


def _plan(team: UUID, starts: datetime) -> ActivityPlan:
    return ActivityPlan(
        organisation_id=team, kind="clean", title="扫楼道", words="一起扫", place="楼下",
        starts_at=starts, ends_at=starts + 2 * HOUR, roles=(RolePlan("参加者", 9),),
    )  # fmt: skip


def _activity(team: UUID, starts: datetime) -> UUID:
    return services.plan_activity(plan=_plan(team, starts), actor=SYSTEM, now=NOW)


def _signs_up(made: UUID, who: UUID) -> UUID:
    (role,) = selectors.roles_of([made])[made]
    services.sign_up(activity_id=made, role_id=role.id, person=who, actor=RESIDENT, now=NOW)
    return SignUp.objects.get(activity_id=made, identity_id=who).pk


def _role(setting: Setting) -> str:
    made = UUID(str(setting.ids["activity_id"]))
    return str(selectors.roles_of([made])[made][0].id)


def _code(setting: Setting) -> dict[str, Any]:
    made = UUID(str(setting.ids["activity_on"]))
    return {"code": services.code_of(activity_id=made, actor=SYSTEM, now=clock.now())}


def _planned(setting: Setting) -> dict[str, Any]:
    start = local(NOW) + timedelta(days=9)
    return {
        "organisation": str(setting.ids["team_id"]), "kind": "clean", "title": "再扫一次",
        "words": "带扫把", "place": "楼下", "starts_at": f"{start:%Y-%m-%dT%H:%M}",
        "ends_at": f"{start + HOUR:%Y-%m-%dT%H:%M}", "roles": "参加者 9",
    }  # fmt: skip


JOINED = {"activity_id": "joined_activity"}
ON, OVER = {"activity_id": "activity_on"}, {"activity_id": "activity_over"}
MEMBER = {"member_id": "team_member"}
NAMED = {"name": "志乙", "phone": "13700000089"}
RULES: dict[str, Rule] = {
    "activities": Rule(get=ALL),
    "activities-near": Rule(
        post=ALL, post_status=(200,), writes=False,
        data=lambda _s: {"longitude": "117.17", "latitude": "26.9"},
    ),
    "my-activities": Rule(get=KNOWN),
    "activity": Rule(get=ALL),
    "activity-join": Rule(post=KNOWN, data=lambda s: {"role": _role(s)}),
    "activity-leave": Rule(post=KNOWN, more=JOINED),
    "activity-here": Rule(get=KNOWN, post=KNOWN, more=ON, data=_code),
    "activity-ics": Rule(get=ALL),
    "team-ics": Rule(get=ALL),
    "my-calendar-new": Rule(post=KNOWN, post_status=(200,)),
    "my-calendar-end": Rule(post=KNOWN, post_status=(200,)),
    "my-activities-ics": Rule(get=ALL, more={"secret": "team_secret"}),
    "activity-desk": Rule(get=SEEN),
    "activity-code": Rule(get=LEADS, more=ON),
    "activity-edit": Rule(get=LEADS, post=LEADS, data=_planned),
    "activity-add": Rule(post=LEADS, data=lambda s: {**NAMED, "role": _role(s)}),
    "activity-close": Rule(post=LEADS, more=OVER, data=lambda _s: {"served": 3}),
    "activity-off": Rule(post=LEADS, data=lambda _s: {"reason": "下雨"}),
    "activity-photos": Rule(post=LEADS, data=lambda _s: {"photos": doing.picture()}),
    "activity-enter": Rule(post=LEADS, more=OVER, data=lambda _s: {"came": "yes"}),
    "activity-release": Rule(post=LEADS, more={"sign_up_id": "coming_sign_up"}),
    "activities-desk": Rule(get=SEE),
    "activities-xlsx": Rule(get=SEE),
    "activity-new": Rule(get=SETS_UP, post=LEADS, data=_planned),
    "repeat-end": Rule(post=LEADS),
    "teams": Rule(get=ALL),
    "team": Rule(get=ALL),
    "team-join": Rule(post=KNOWN),
    "team-leave": Rule(post=KNOWN, more={"team_id": "asked_team"}),
    "volunteer": Rule(get=KNOWN, post=KNOWN, data=lambda _s: {"name": "志丙", "consent": "on"}),
    "volunteer-end": Rule(post=KNOWN),
    "teams-desk": Rule(get=SEE),
    "teams-xlsx": Rule(get=SEE),
    "team-new": Rule(
        get=SETS_UP,
        post=LEADS,
        data=lambda s: {"place": f"neighbour|{s.ids['team_over']}", "name": "第三队"},
    ),
    "team-desk": Rule(
        get=SEEN, post=LEADS, data=lambda _s: {"about": "扫楼道", "recruiting": "on"}
    ),
    "team-enrol": Rule(
        post=LEADS, data=lambda _s: {**NAMED, "part": "member", "consent": "on"}
    ),
    "team-ready": Rule(
        get=LEADS,
        post=LEADS,
        more=MEMBER,
        data=lambda _s: {"trained_on": "2026-03-01", "trained_in": "急救"},
    ),
    "team-member": Rule(
        post=LEADS, more={"member_id": "asking_member", "what": "team_accept"}
    ),
}  # fmt: skip
