"""Planning activities, changing them, calling them off; repeats that make the next ones."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

from linli.kernel import parts, trail
from linli.kernel.actor import SYSTEM, Actor, Target
from linli.kernel.clock import local, midnight
from linli.kernel.database import locked, transaction
from linli.kernel.ids import new_id
from linli.kernel.texts import clean
from linli.messaging import selectors as templates
from linli.messaging import services as messaging
from linli.messaging.terms import Audience
from linli.organisations import selectors as organisations
from linli.resources import selectors as resources
from linli.territory import selectors as territory
from linli.volunteering import selectors
from linli.volunteering.models import Activity, ActivityRole, Repeat, SignUp
from linli.volunteering.rules.activities import days, roles_fit, time_fits
from linli.volunteering.terms import (
    ACTIVITY,
    AHEAD_OF_REPEATS,
    LIVE,
    LONGEST_ACTIVITY_REASON,
    LONGEST_ACTIVITY_TITLE,
    LONGEST_ACTIVITY_WORDS,
    LONGEST_PLACE_WORDS,
    LONGEST_ROLE,
    PART,
    ActivityEmpty,
    ActivityNotFound,
    ActivityOver,
    ActivityPlan,
    ActivityReasonMissing,
    ActivityState,
    Every,
    FewerThanTaken,
    RepeatEnded,
    RolePlan,
    Taking,
    WrongActivityTime,
    WrongRoles,
    WrongUntil,
)

TOLD_CHANGED, TOLD_OFF = "volunteer_changed", "volunteer_off"
TOLD_STOPPED = "volunteer_stopped"
LONGEST_REPEAT = timedelta(days=366)


def note(verb: str, row: Activity, actor: Actor, now: datetime, **data: object) -> None:
    trail.record(
        f"volunteering.{verb}", actor=actor, now=now, subject=(ACTIVITY, row.pk), data=data
    )


def tell(template: str, row: Activity, person: UUID | None, now: datetime) -> None:
    """A notice to somebody who signed up, where the county's method has that template."""
    if person is None or template not in templates.templates():
        return
    messaging.tell(
        template=template,
        to=Audience.of_identity(person),
        data={"title": row.title, "place": row.place_words, "due": row.starts_at.isoformat()},
        about=(ACTIVITY, row.pk),
        url=f"/activities/{row.pk}",
        now=now,
    )


# --- planning -------------------------------------------------------------------------------------


def _cleaned(plan: ActivityPlan, now: datetime) -> ActivityPlan:
    """Refuses `ActivityEmpty`, `WrongActivityTime`, `WrongRoles`, `UnknownActivityKind`,
    `UnknownSeries`, and what resources say of a place."""
    selectors.activity_kind(plan.kind)
    if plan.series:
        selectors.series_for(plan.series, plan.kind)
    if plan.place_id is not None:
        spot = resources.public_spot(plan.place_id, now=now).spot
        point = (
            (spot.longitude, spot.latitude)
            if spot.longitude is not None and spot.latitude is not None
            else None
        )
        plan = replace(plan, place=plan.place or spot.name, point=plan.point or point)
    texts = {
        "title": clean(plan.title, LONGEST_ACTIVITY_TITLE, "title", refusal=ActivityEmpty),
        "words": clean(plan.words, LONGEST_ACTIVITY_WORDS, "words", refusal=ActivityEmpty),
        "place": clean(plan.place, LONGEST_PLACE_WORDS, "place", refusal=ActivityEmpty),
    }
    empty = next((key for key, text in texts.items() if not text), "")
    if empty:
        raise ActivityEmpty(field=empty)
    if not time_fits(plan.starts_at, plan.ends_at, now):
        raise WrongActivityTime(field="starts_at")
    roles = tuple(
        RolePlan(clean(one.name, LONGEST_ROLE, "roles", refusal=WrongRoles), one.places)
        for one in plan.roles
    )
    if not roles_fit(roles):
        raise WrongRoles(field="roles")
    if plan.point is not None:
        territory.at_point(*plan.point)  # refuses what lies outside the county's frame
    return replace(
        plan, title=texts["title"], words=texts["words"], place=texts["place"], roles=roles
    )


def _target(plan: ActivityPlan, actor: Actor) -> Target:
    if not selectors.may_lead(actor, plan.organisation_id):
        raise ActivityNotFound
    return selectors.unit_target(plan.organisation_id)


def plan_activity(*, plan: ActivityPlan, actor: Actor, now: datetime) -> UUID:
    """Plan one activity: residents see it at once. Needs `volunteering.lead` or `.manage` over the
    organisation that holds it. Refuses `ActivityNotFound` (not yours), `ActivityEmpty`,
    `WrongActivityTime`, `WrongRoles`, `UnknownActivityKind`, `UnknownSeries`.
    """
    target = _target(plan, actor)
    kept = _cleaned(plan, now)
    with transaction():
        row = _made(kept, target, None, actor, now)
    return row.pk


def _made(
    plan: ActivityPlan, target: Target, repeat: Repeat | None, actor: Actor, now: datetime
) -> Activity:
    unit = organisations.unit_by_id(plan.organisation_id)
    row = Activity.objects.create(
        id=new_id(),
        organisation_id=plan.organisation_id,
        kind=plan.kind,
        series=plan.series,
        counts=selectors.activity_kind(plan.kind).counts,
        revision=parts.current(PART)[0],
        title=plan.title,
        words=plan.words,
        area_id=unit.area_id or territory.root().id,
        area_path=target.area_path,
        place_id=plan.place_id,
        place_words=plan.place,
        longitude=plan.point[0] if plan.point else None,
        latitude=plan.point[1] if plan.point else None,
        starts_at=plan.starts_at,
        ends_at=plan.ends_at,
        members_only=plan.members_only,
        repeat=repeat,
        secret=secrets.token_bytes(32),
        made_at=now,
        made_by_id=actor.account_id,
    )
    ActivityRole.objects.bulk_create(
        ActivityRole(activity=row, number=number, name=one.name, places=one.places)
        for number, one in enumerate(plan.roles, start=1)
    )
    note("activity_planned", row, actor, now, kind=row.kind, series=row.series)
    return row


def change_activity(*, activity_id: UUID, plan: ActivityPlan, actor: Actor, now: datetime) -> None:
    """Another text, time, place or number of places, before it begins; who signed up hears of
    another time or place. A role keeps its people: it is known by its name, and only an empty one
    goes. Refuses as `plan_activity`, `ActivityOver`, `FewerThanTaken`.
    """
    kept = _cleaned(plan, now)
    with transaction():
        row = led_activity(activity_id, actor)
        if row.starts_at <= now:
            raise ActivityOver
        moved = (row.starts_at, row.ends_at, row.place_words) != (
            kept.starts_at, kept.ends_at, kept.place,
        )  # fmt: skip
        row.title, row.words, row.place_words = kept.title, kept.words, kept.place
        row.starts_at, row.ends_at, row.place_id = kept.starts_at, kept.ends_at, kept.place_id
        row.longitude, row.latitude = kept.point or (None, None)
        row.members_only = kept.members_only
        _change_roles(row, kept.roles)
        row.save()
        if moved:
            live = SignUp.objects.filter(activity=row, taking__in=LIVE)
            live.update(reminded_at=None)
            for person in live.values_list("identity_id", flat=True):
                tell(TOLD_CHANGED, row, person, now)
        note("activity_changed", row, actor, now, moved=moved)


def _change_roles(row: Activity, wanted: tuple[RolePlan, ...]) -> None:
    there = {one.name: one for one in locked(ActivityRole.objects.filter(activity=row))}
    for name, one in there.items():
        if name in {plan.name for plan in wanted}:
            continue
        if SignUp.objects.filter(role=one).exists():
            raise FewerThanTaken(role=name, taken=one.taken, field="roles")
        one.delete()
    for number, plan in enumerate(wanted, start=1):
        role = there.get(plan.name) or ActivityRole(activity=row, name=plan.name)
        if plan.places and plan.places < role.taken:
            raise FewerThanTaken(role=plan.name, taken=role.taken, field="roles")
        role.number, role.places = number, plan.places
        role.save()


def led_activity(activity_id: UUID, actor: Actor) -> Activity:
    """A planned activity, locked, for those who lead it. Refuses `ActivityNotFound`,
    `ActivityOver`."""
    row = locked(Activity.objects.filter(pk=activity_id)).first()
    if row is None or not selectors.may_lead(actor, row.organisation_id):
        raise ActivityNotFound
    if row.state != ActivityState.PLANNED:
        raise ActivityOver
    return row


def call_off(*, activity_id: UUID, reason: str, actor: Actor, now: datetime) -> None:
    """It is not held; who signed up is told, and the page says why. Refuses
    `ActivityReasonMissing`, `ActivityOver`, `ActivityNotFound`."""
    why = clean(reason, LONGEST_ACTIVITY_REASON, "reason", refusal=ActivityReasonMissing)
    if not why:
        raise ActivityReasonMissing(field="reason")
    with transaction():
        row = led_activity(activity_id, actor)
        row.state, row.reason = ActivityState.OFF, why
        row.save(update_fields=["state", "reason"])
        people = SignUp.objects.filter(activity=row, taking__in=LIVE)
        for person in list(people.values_list("identity_id", flat=True)):
            tell(TOLD_OFF, row, person, now)
        people.update(taking=Taking.OFF)
        note("activity_off", row, actor, now)


# --- repeats --------------------------------------------------------------------------------------


def plan_repeat(
    *, plan: ActivityPlan, every: Every, until: date, actor: Actor, now: datetime
) -> UUID:
    """The same again and again, up to and including `until`: five weeks ahead now, the later ones
    by the worker. Returns the id of the first activity. Refuses as `plan_activity`, `WrongUntil`.
    """
    target = _target(plan, actor)
    kept = _cleaned(plan, now)
    first = local(kept.starts_at).date()
    if not first < until <= first + LONGEST_REPEAT:
        raise WrongUntil(field="until")
    with transaction():
        repeat = Repeat.objects.create(
            id=new_id(),
            organisation_id=kept.organisation_id,
            title=kept.title,
            every=Every(every),
            first=first,
            until=until,
            made_by_id=actor.account_id,
        )
        row = _made(kept, target, repeat, actor, now)
        _go_on(repeat, now)
    return row.pk


def end_repeat(*, repeat_id: UUID, actor: Actor, now: datetime) -> int:
    """Nothing more is made; of what was made, those for which nobody signed up go. Returns how many
    went. Refuses `RepeatEnded`, `ActivityNotFound`."""
    with transaction():
        repeat = locked(Repeat.objects.filter(pk=repeat_id)).first()
        if repeat is None or not selectors.may_lead(actor, repeat.organisation_id):
            raise ActivityNotFound
        if repeat.ended_at is not None:
            raise RepeatEnded
        repeat.ended_at = now
        repeat.save(update_fields=["ended_at"])
        coming = Activity.objects.filter(
            repeat=repeat, state=ActivityState.PLANNED, starts_at__gt=now
        )
        empty = [one for one in locked(coming) if not SignUp.objects.filter(activity=one).exists()]
        for one in empty:
            note("activity_dropped", one, actor, now)
            one.delete()
    return len(empty)


def go_on_repeats(now: datetime) -> int:
    """The worker's: every repeat that runs makes what is due five weeks ahead. One that cannot is
    marked with why, and its leaders are told once. Returns how many activities were made."""
    running = Repeat.objects.filter(ended_at__isnull=True, until__gte=local(now).date())
    made = 0
    for repeat_id in list(running.order_by("pk").values_list("pk", flat=True)):
        with transaction():
            repeat = locked(Repeat.objects.filter(pk=repeat_id, ended_at__isnull=True)).first()
            if repeat is not None:
                made += _go_on(repeat, now)
    return made


def _go_on(repeat: Repeat, now: datetime) -> int:
    """Make what is due. The caller has locked the repeat."""
    model = Activity.objects.filter(repeat=repeat).order_by("starts_at").first()
    fault = _fault(repeat, model)
    made = 0
    if not fault and model is not None:
        plan = _plan_of(model)
        horizon = min(repeat.until, (local(now) + AHEAD_OF_REPEATS).date())
        after = max(repeat.made_until or repeat.first, local(now).date())
        made = _make_days(repeat, plan, days(Every(repeat.every), repeat.first, after=after,
                                             until=horizon), now)  # fmt: skip
        repeat.made_until = max(horizon, repeat.made_until or horizon)
    if fault and repeat.fault != fault:
        _tell_stopped(repeat, now)
    repeat.fault, repeat.looked_at = fault, now
    repeat.save(update_fields=["fault", "looked_at", "made_until", "told_at"])
    return made


def _fault(repeat: Repeat, model: Activity | None) -> str:
    """Why nothing more can be made: asked before writing, for what is refused inside a transaction
    cannot be taken back."""
    if model is None:
        return "first"
    if repeat.organisation_id not in organisations.units_by_id([repeat.organisation_id]):
        return "unit"
    if model.kind not in selectors.activity_kinds_defined():
        return "kind"
    if model.series and model.series not in selectors.series_defined():
        return "series"
    return ""


def _tell_stopped(repeat: Repeat, now: datetime) -> None:
    """Whoever planned it hears that it stopped, once a fault."""
    if repeat.made_by_id is None or TOLD_STOPPED not in templates.templates():
        return
    repeat.told_at = now
    messaging.tell(
        template=TOLD_STOPPED,
        to=Audience.of_accounts([repeat.made_by_id]),
        data={"title": repeat.title},
        about=("repeat", repeat.pk),
        url="/activities/desk",
        now=now,
    )


def _plan_of(model: Activity) -> ActivityPlan:
    roles = ActivityRole.objects.filter(activity=model).order_by("number")
    return ActivityPlan(
        organisation_id=model.organisation_id,
        kind=model.kind,
        title=model.title,
        words=model.words,
        place=model.place_words,
        starts_at=model.starts_at,
        ends_at=model.ends_at,
        roles=tuple(RolePlan(one.name, one.places) for one in roles),
        series=model.series,
        point=selectors.point_of(model),
        members_only=model.members_only,
        place_id=model.place_id,
    )


def _make_days(repeat: Repeat, plan: ActivityPlan, wanted: Iterable[date], now: datetime) -> int:
    begins = local(plan.starts_at)
    at = timedelta(hours=begins.hour, minutes=begins.minute)
    lasts = plan.ends_at - plan.starts_at
    target = selectors.unit_target(repeat.organisation_id)
    there = set(Activity.objects.filter(repeat=repeat).values_list("starts_at", flat=True))
    count = 0
    for day in wanted:
        start = midnight(day) + at
        if start not in there and start > now:
            _made(
                replace(plan, starts_at=start, ends_at=start + lasts), target, repeat, SYSTEM, now
            )
            count += 1
    return count
