"""Reads of activities: near me this week, one activity, mine, the leader's and the office's."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from linli.files import selectors as files
from linli.kernel import parts
from linli.kernel.actor import Actor
from linli.kernel.clock import local
from linli.kernel.distance import metres
from linli.kernel.fields import within, within_any
from linli.kernel.language import Words
from linli.kernel.versions import cached_by
from linli.organisations import selectors as organisations
from linli.organisations.terms import Organisation
from linli.volunteering.models import Activity, ActivityRole, Repeat, SignUp, Team
from linli.volunteering.rules.activities import activity_kinds, series_of
from linli.volunteering.selectors.hours import hour_units
from linli.volunteering.selectors.teams import may_lead
from linli.volunteering.terms import (
    ACTIVITY,
    LEAD,
    LOOKED_AT,
    MANAGE,
    NEAR_END,
    PART,
    SEE,
    ActivityKind,
    ActivityNotFound,
    ActivityRow,
    ActivityState,
    Every,
    MonthTheme,
    RepeatRow,
    RoleRow,
    Series,
    Taking,
    UnknownActivityKind,
    UnknownSeries,
)

ACTIVITIES_A_PAGE = 30
MOST_NEAR = 60
WEEK = timedelta(days=7)


@cached_by(parts.VERSION)
def activity_kinds_defined() -> dict[str, ActivityKind]:
    """The kinds of activity of the method in force, by key."""
    return activity_kinds(parts.current(PART)[1])


@cached_by(parts.VERSION)
def series_defined() -> dict[str, Series]:
    """The series of the method in force, by key."""
    return series_of(parts.current(PART)[1])


@cached_by(parts.VERSION)
def _kinds_at(revision: str) -> dict[str, ActivityKind]:
    return activity_kinds(parts.at(PART, revision))


def activity_kind(key: str, revision: str = "") -> ActivityKind:
    """As it was in `revision`, else as it is now. Refuses `UnknownActivityKind`."""
    found = (_kinds_at(revision).get(key) if revision else None) or activity_kinds_defined().get(
        key
    )
    if found is None:
        raise UnknownActivityKind(field="kind")
    return found


def series_for(key: str, kind: str) -> Series:
    """Refuses `UnknownSeries`, also for a series of another kind."""
    found = series_defined().get(key)
    if found is None or found.kind not in ("", kind):
        raise UnknownSeries(field="series")
    return found


def activity_units(actor: Actor) -> tuple[Organisation, ...]:
    """Who may hold an activity by this actor's hands: the teams that they lead, and the units that
    record hours. One statement."""
    if not (actor.may(LEAD) or actor.may(MANAGE)):
        return ()
    teams = set(Team.objects.values_list("pk", flat=True))
    teams.update(one.id for one in hour_units())
    found = organisations.units_by_id(teams).values()
    return tuple(
        sorted(
            (one for one in found if may_lead(actor, one.id)),
            key=lambda one: (one.kind, one.name),
        )
    )


# --- lists ----------------------------------------------------------------------------------------


def activity_rows(listed: list[Activity]) -> tuple[ActivityRow, ...]:
    """As they are listed; three statements, however many."""
    ids = [one.pk for one in listed]
    roles = roles_of(ids)
    pictures = files.of_owners(ACTIVITY, ids)
    return tuple(
        _row(one, roles.get(one.pk, ()), next(iter(pictures.get(one.pk, ())), None))
        for one in listed
    )


def roles_of(ids: Iterable[UUID]) -> dict[UUID, tuple[RoleRow, ...]]:
    """The roles of each activity, in their order, and how many wait; two statements."""
    listed = ActivityRole.objects.filter(activity_id__in=list(ids)).order_by("number")
    waiting = dict(
        SignUp.objects.filter(activity_id__in=list(ids), taking=Taking.WAITING)
        .values_list("role_id")
        .annotate(n=Count("pk"))
    )
    found: dict[UUID, list[RoleRow]] = defaultdict(list)
    for one in listed:
        found[one.activity_id].append(
            RoleRow(one.pk, one.name, one.places, one.taken, waiting.get(one.pk, 0))
        )
    return {key: tuple(rows) for key, rows in found.items()}


def _row(one: Activity, roles: tuple[RoleRow, ...], picture: object) -> ActivityRow:
    known = activity_kinds_defined().get(one.kind) or _kinds_at(one.revision).get(one.kind)
    unit = organisations.unit_by_id(one.organisation_id)
    return ActivityRow(
        id=one.pk,
        kind=known or ActivityKind(one.kind, Words(one.kind), Words("")),
        series=series_defined().get(one.series),
        title=one.title,
        organisation_id=unit.id,
        organisation=unit.name,
        area_path=one.area_path,
        place=one.place_words,
        point=point_of(one),
        starts_at=one.starts_at,
        ends_at=one.ends_at,
        state=ActivityState(one.state),
        roles=roles,
        picture=getattr(picture, "id", None),
        served=one.served,
        came=one.came,
        repeats=one.repeat_id is not None,
        members_only=one.members_only,
    )


def point_of(one: Activity) -> tuple[float, float] | None:
    if one.longitude is None or one.latitude is None:
        return None
    return one.longitude, one.latitude


def _coming(now: datetime, area_path: str, kind: str, series: str) -> QuerySet[Activity]:
    rows = Activity.objects.filter(state=ActivityState.PLANNED, ends_at__gt=now)
    if area_path:
        rows = rows.filter(within("area_path", area_path))
    if kind:
        rows = rows.filter(kind=kind)
    return rows.filter(series=series) if series else rows


def public_activities(
    *,
    now: datetime,
    area_path: str = "",
    kind: str = "",
    series: str = "",
    later: bool = False,
    page: int = 1,
) -> tuple[tuple[ActivityRow, ...], bool]:
    """What anybody may join this week (those under way too), or later, by time; 30 a page, and
    whether there are more."""
    rows = _coming(now, area_path, kind, series)
    rows = rows.filter(starts_at__gte=now + WEEK) if later else rows.filter(
        starts_at__lt=now + WEEK
    )  # fmt: skip
    return _paged(rows.order_by("starts_at", "pk"), page)


def _paged(rows: QuerySet[Activity], page: int) -> tuple[tuple[ActivityRow, ...], bool]:
    start = (max(page, 1) - 1) * ACTIVITIES_A_PAGE
    found = list(rows[start : start + ACTIVITIES_A_PAGE + 1])
    return activity_rows(found[:ACTIVITIES_A_PAGE]), len(found) > ACTIVITIES_A_PAGE


def near_activities(
    *, longitude: float, latitude: float, now: datetime, area_path: str = ""
) -> tuple[tuple[ActivityRow, int | None], ...]:
    """This week's by distance in metres, nearest first; last those that have no point, with None.
    At most 60; the position is kept nowhere."""
    rows = list(_coming(now, area_path, "", "").filter(starts_at__lt=now + WEEK)[:2000])
    here = (longitude, latitude)
    measured = [(one, metres(here, point) if (point := point_of(one)) else None) for one in rows]
    measured.sort(key=lambda pair: (pair[1] is None, pair[1] or 0, pair[0].starts_at))
    kept = measured[:MOST_NEAR]
    shown = activity_rows([one for one, _metres in kept])
    return tuple((row, metres) for row, (_one, metres) in zip(shown, kept, strict=True))


def team_activities(
    organisation_id: UUID, *, now: datetime, past: bool = False
) -> tuple[ActivityRow, ...]:
    """What a team has planned, soonest first, or held, newest first; at most 30."""
    rows = Activity.objects.filter(organisation_id=organisation_id)
    if past:
        rows = rows.filter(state=ActivityState.CLOSED).order_by("-starts_at", "pk")
    else:
        rows = rows.filter(state=ActivityState.PLANNED, ends_at__gt=now).order_by("starts_at", "pk")
    return activity_rows(list(rows[:ACTIVITIES_A_PAGE]))


# --- the desk -------------------------------------------------------------------------------------


def seen_activities(actor: Actor) -> QuerySet[Activity]:
    """Those at or below where, or of the organisations in which, one may see volunteering."""
    if actor.kind == "system":
        return Activity.objects.all()
    return Activity.objects.filter(
        within_any("area_path", actor.area_paths(SEE))
        | Q(organisation_id__in=actor.organisation_ids(SEE))
    )


def desk_activities(
    actor: Actor, *, now: datetime, which: str = "", series: str = "", page: int = 1
) -> tuple[tuple[ActivityRow, ...], bool]:
    """`which`: "" what is to come, `open` those that are over and not closed, `past` closed or
    called off."""
    return _paged(_which(actor, now, which, series), page)


def _which(actor: Actor, now: datetime, which: str, series: str) -> QuerySet[Activity]:
    rows = seen_activities(actor)
    if series:
        rows = rows.filter(series=series)
    if which == "past":
        return rows.exclude(state=ActivityState.PLANNED).order_by("-starts_at", "pk")
    planned = rows.filter(state=ActivityState.PLANNED).order_by("starts_at", "pk")
    return planned.filter(ends_at__lte=now) if which == "open" else planned.filter(ends_at__gt=now)


def all_desk_activities(
    actor: Actor, *, now: datetime, which: str = "", series: str = ""
) -> tuple[ActivityRow, ...]:
    """All of them, for a sheet; at most 5000."""
    return activity_rows(list(_which(actor, now, which, series)[:5000]))


def desk_activity_row(actor: Actor, activity_id: UUID) -> Activity:
    """The doorway of leaders and the office: `ActivityNotFound` for others."""
    row = seen_activities(actor).filter(pk=activity_id).first()
    if row is None:
        raise ActivityNotFound
    return row


def repeats(actor: Actor, *, now: datetime) -> tuple[RepeatRow, ...]:
    """What repeats, of the organisations that the actor leads; those that have stopped first."""
    rows = Repeat.objects.filter(ended_at__isnull=True, until__gte=local(now).date())
    led = [
        one for one in rows.order_by("title", "pk")[:500] if may_lead(actor, one.organisation_id)
    ]
    found = [_repeat(one, now) for one in led]
    return tuple(sorted(found, key=lambda one: (not one.stopped, not one.ends_soon)))


def _repeat(one: Repeat, now: datetime) -> RepeatRow:
    return RepeatRow(
        id=one.pk,
        title=one.title,
        organisation=organisations.unit_by_id(one.organisation_id).name,
        every=Every(one.every),
        until=one.until,
        made_until=one.made_until,
        stopped=why_stopped(one, now),
        ends_soon=one.until <= (local(now) + NEAR_END).date(),
    )


def why_stopped(one: Repeat, now: datetime) -> str:
    """Empty while it goes on: else what refused the next activity, or `unseen` if no worker has
    looked at it for two days."""
    if one.fault:
        return one.fault
    return "unseen" if one.looked_at is None or one.looked_at < now - LOOKED_AT else ""


def month_themes(now: datetime, *, area_path: str = "") -> tuple[MonthTheme, ...]:
    """What this month is about in each series, and how much of it was planned and held; one
    statement."""
    start = local(now).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    after = (start + timedelta(days=32)).replace(day=1)
    rows = Activity.objects.filter(starts_at__gte=start, starts_at__lt=after).exclude(series="")
    if area_path:
        rows = rows.filter(within("area_path", area_path))
    counts: Mapping[tuple[str, str], int] = Counter(
        {(key, state): n for key, state, n in _counted(rows)}
    )
    return tuple(
        MonthTheme(
            one,
            one.theme(start.month),
            counts[one.key, ActivityState.PLANNED],
            counts[one.key, ActivityState.CLOSED],
        )
        for one in series_defined().values()
    )


def _counted(rows: QuerySet[Activity]) -> Iterable[tuple[str, str, int]]:
    return rows.order_by().values_list("series", "state").annotate(n=Count("pk"))
