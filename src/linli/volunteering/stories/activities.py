"""The sentences of golden stories that speak of activities."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from linli.jobs import services as jobs
from linli.kernel.actor import SYSTEM
from linli.kernel.clock import LOCAL, local
from linli.kernel.stories import World, phrase, plain
from linli.volunteering import selectors, services
from linli.volunteering.stories.teams import RESIDENT, by_phone, team_actor
from linli.volunteering.terms import (
    TAKINGS,
    ActivityPage,
    ActivityPlan,
    Every,
    RolePlan,
    SignUpRow,
)

HOUR = timedelta(hours=1)


def _moment(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=LOCAL)


def _kind(name: str) -> str:
    kinds = {plain(one.name.zh): one.key for one in selectors.activity_kinds_defined().values()}
    assert name in kinds, f"活动有：{'、'.join(kinds)}"
    return kinds[name]


def _plan(
    world: World, team: str, kind: str, title: str, at: str, places: str, series: str = ""
) -> ActivityPlan:
    starts = _moment(at)
    named = {plain(one.name.zh): one.key for one in selectors.series_defined().values()}
    assert not series or series in named, f"系列有：{'、'.join(named)}"
    return ActivityPlan(
        organisation_id=world.thing(team),
        kind=_kind(kind),
        series=named.get(series, ""),
        title=title,
        words=title,
        place="队部门口",
        starts_at=starts,
        ends_at=starts + 2 * HOUR,
        roles=(RolePlan("参加者", int(places)),),
    )


def _made(world: World, who: str, plan: ActivityPlan) -> None:
    world.things[plan.title] = services.plan_activity(
        plan=plan, actor=team_actor(world, who), now=world.now
    )


@phrase("“{who}”给“{team}”公布“{kind}”活动“{title}”，{at} 开始，{places} 人")
def activity_planned(
    world: World, who: str, team: str, kind: str, title: str, at: str, places: str
) -> None:
    """An activity of two hours with one role."""
    _made(world, who, _plan(world, team, kind, title, at, places))


@phrase("“{who}”给“{team}”公布“{series}”系列的“{kind}”活动“{title}”，{at} 开始，{places} 人")
def activity_of_series(
    world: World, who: str, team: str, series: str, kind: str, title: str, at: str, places: str
) -> None:
    """The same, in a series."""
    _made(world, who, _plan(world, team, kind, title, at, places, series))


@phrase("“{who}”给“{team}”每周重复“{kind}”活动“{title}”，从 {at} 到 {until}")
def activity_repeats(
    world: World, who: str, team: str, kind: str, title: str, at: str, until: str
) -> None:
    """The first of a repeat, every week."""
    world.things[title] = services.plan_repeat(
        plan=_plan(world, team, kind, title, at, "0"), every=Every.WEEK,
        until=datetime.strptime(until, "%Y-%m-%d").replace(tzinfo=LOCAL).date(),
        actor=team_actor(world, who), now=world.now,
    )  # fmt: skip


def _sign_up(world: World, phone: str, title: str) -> None:
    made = world.thing(title)
    (role, *_rest) = selectors.roles_of([made])[made]
    services.sign_up(
        activity_id=made, role_id=role.id, person=by_phone(world, phone), actor=RESIDENT,
        now=world.now,
    )  # fmt: skip


@phrase("手机 {phone} 的居民报名“{title}”")
def activity_joined(world: World, phone: str, title: str) -> None:
    """For its first role."""
    _sign_up(world, phone, title)


@phrase("手机 {phone} 的居民退出“{title}”")
def activity_left(world: World, phone: str, title: str) -> None:
    """Without a reason, and without a mark."""
    services.withdraw(
        activity_id=world.thing(title), person=by_phone(world, phone), actor=RESIDENT,
        now=world.now,
    )  # fmt: skip


def _public(world: World, title: str, phone: str = "") -> ActivityPage:
    person = by_phone(world, phone) if phone else None
    return selectors.public_activity(world.thing(title), now=world.now, person=person)


@phrase("手机 {phone} 的居民在“{title}”里是“{taking}”")
def activity_standing(world: World, phone: str, title: str, taking: str) -> None:
    """已报名, 候补, 已退出, 参加了, 没有来 or 活动取消."""
    mine = _public(world, title, phone).mine
    names = [str(one) for one in TAKINGS.values()]
    assert taking in names, f"只能是：{'、'.join(names)}"
    assert mine, "没有报名"
    assert mine.taking_name == taking, f"是“{mine.taking_name}”"


def _code(world: World, who: str, made: UUID) -> str:
    return services.code_of(activity_id=made, actor=team_actor(world, who), now=world.now)


@phrase("手机 {phone} 的居民用“{who}”亮的码在“{title}”签到")
def activity_check_in(world: World, phone: str, who: str, title: str) -> None:
    """With the code of this minute."""
    made = world.thing(title)
    services.check_in(
        activity_id=made, person=by_phone(world, phone), code=_code(world, who, made),
        actor=RESIDENT, now=world.now,
    )  # fmt: skip


@phrase("手机 {phone} 的居民用“{who}”亮的码在“{title}”签退")
def activity_check_out(world: World, phone: str, who: str, title: str) -> None:
    """The same, on leaving."""
    made = world.thing(title)
    services.check_out(
        activity_id=made, person=by_phone(world, phone), code=_code(world, who, made),
        actor=RESIDENT, now=world.now,
    )  # fmt: skip


@phrase("手机 {phone} 的居民用两分钟前的码在“{title}”签到")
def activity_old_code(world: World, phone: str, title: str) -> None:
    """A code that has changed twice since."""
    made = world.thing(title)
    old = services.code_of(activity_id=made, actor=SYSTEM, now=world.now - timedelta(minutes=2))
    services.check_in(
        activity_id=made, person=by_phone(world, phone), code=old, actor=RESIDENT, now=world.now
    )


def _person(world: World, title: str, phone: str) -> SignUpRow:
    page = selectors.desk_activity(SYSTEM, world.thing(title), now=world.now)
    person = by_phone(world, phone)
    found = [one for one in page.people if one.identity_id == person]
    assert found, "名单上没有这个人"
    return found[0]


@phrase("“{who}”补登手机 {phone} 的居民参加了“{title}”")
def activity_entered(world: World, who: str, phone: str, title: str) -> None:
    """From its beginning to its end, by the leader."""
    services.enter(
        sign_up_id=_person(world, title, phone).id, came=True, actor=team_actor(world, who),
        now=world.now,
    )  # fmt: skip


@phrase("“{who}”办结“{title}”，服务 {served} 人")
def activity_closed(world: World, who: str, title: str, served: str) -> None:
    """Closed; the worker records the hours."""
    services.close_activity(
        activity_id=world.thing(title), served=int(served), thanks="谢谢大家",
        actor=team_actor(world, who), now=world.now,
    )  # fmt: skip
    jobs.run_due(world.now)


@phrase("“{who}”取消“{title}”，原因“{reason}”")
def activity_called_off(world: World, who: str, title: str, reason: str) -> None:
    """With a reason that everybody reads."""
    services.call_off(
        activity_id=world.thing(title), reason=reason, actor=team_actor(world, who), now=world.now
    )


@phrase("“{title}”有 {came} 人参加")
def activity_came(world: World, title: str, came: str) -> None:
    """How many came, once it is closed."""
    row = _public(world, title).row
    assert row.came == int(came), f"{row.came} 人"


@phrase("手机 {phone} 的居民因“{title}”记了 {minutes} 分钟“{grade}”")
def activity_minutes(world: World, phone: str, title: str, minutes: str, grade: str) -> None:
    """What their hours say of it: 信用时 or 荣誉时."""
    made = world.thing(title)
    rows = selectors.records_of(by_phone(world, phone))
    found = [(one.span_minutes, one.grade_name) for one in rows if one.title == _title(made, world)]
    assert (int(minutes), grade) in found, f"记了：{found}"


def _title(made: UUID, world: World) -> str:
    return selectors.public_activity(made, now=world.now).row.title


@phrase("手机 {phone} 的居民没有因“{title}”记时长")
def activity_no_minutes(world: World, phone: str, title: str) -> None:
    """Nothing was recorded."""
    rows = selectors.records_of(by_phone(world, phone))
    assert title not in [one.title for one in rows]


@phrase("到现在服务学生 {count} 人次")
def activity_pupils(world: World, count: str) -> None:
    """The measure, of all that was closed."""
    found = selectors.pupils_served("", world.now - timedelta(days=3650), world.now)[0]
    assert found == int(count), f"{found} 人次"


@phrase("“{title}”属于“{series}”，本月主题“{theme}”")
def activity_theme(world: World, title: str, series: str, theme: str) -> None:
    """The series and what its month is about."""
    row = _public(world, title).row
    assert row.series, "不属于哪个系列"
    assert (plain(row.series.name.zh), row.theme.zh if row.theme else "") == (series, theme)


@phrase("活动系列有 {count} 个")
def activity_series(world: World, count: str) -> None:
    """How many the method has."""
    found = len(selectors.series_defined())
    assert found == int(count), f"有 {found} 个，现在 {local(world.now):%Y-%m}"


@phrase("后台排好重复的活动")
def activity_go_on(world: World) -> None:
    """What the worker does every night."""
    services.go_on_repeats(world.now)


@phrase("今后五周排好了 {count} 次“{title}”")
def activity_ahead(world: World, count: str, title: str) -> None:
    """What the repeat has made, its first one too."""
    team = _public(world, title).row.organisation_id
    rows = selectors.team_activities(team, now=world.now)
    found = sum(one.title == title for one in rows)
    assert found == int(count), f"排好了 {found} 次"
