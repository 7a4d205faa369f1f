"""Elections as they begin: launching, the roll of voters."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError

from linli.deliberation import selectors
from linli.deliberation.models import (
    Election,
    Renewal,
    RollCorrection,
    RollLine,
)
from linli.deliberation.terms import (
    ELECTION,
    ELECTION_ROLL,
    MANAGE,
    MOST_LINES,
    MOST_VOTERS,
    RENEWAL,
    ElectionKind,
    ElectionMovedOn,
    ElectionNotFound,
    ElectionState,
    NowhereToElect,
    ReasonMissing,
    RollDateWrong,
    RollWrong,
    TargetPast,
)
from linli.kernel import parts, trail
from linli.kernel.actor import Actor, Target
from linli.kernel.clock import local, midnight
from linli.kernel.database import locked, transaction
from linli.kernel.texts import clean
from linli.publicity import selectors as publicity
from linli.publicity import services as publishing
from linli.publicity.terms import PeriodState
from linli.territory import selectors as territory
from linli.territory.terms import Area

LONGEST_REASON = 200
FALLEN = (PeriodState.UPHELD, PeriodState.WITHDRAWN)


def note_election(verb: str, row: Election, actor: Actor, now: datetime, **data: object) -> None:
    trail.record(
        f"deliberation.{verb}", actor=actor, now=now, subject=(ELECTION, row.pk), data=data
    )


def held_election(election_id: UUID, actor: Actor, *states: ElectionState) -> Election:
    """The election, locked, for whoever may run it. Refuses `ElectionNotFound`, `NotAllowed`,
    `ElectionMovedOn`."""
    row = locked(Election.objects.filter(pk=election_id).select_related("renewal")).first()
    if row is None:
        raise ElectionNotFound
    actor.require(MANAGE, selectors.election_target(row))
    if row.state not in states:
        raise ElectionMovedOn
    return row


def reason_of(text: str) -> str:
    """Refuses `ReasonMissing`."""
    why = " ".join(clean(text, LONGEST_REASON, "reason", refusal=ReasonMissing).split())
    if not why:
        raise ReasonMissing(field="reason")
    return why


def launch(
    *, kind: str, area_id: UUID, target: date, actor: Actor, now: datetime, name: str = ""
) -> UUID:
    """Begin a 换届: one election in every place of the kind at or below the area that has none
    under way, to be completed by `target`. Needs `deliberation.manage` there. Refuses
    `UnknownKind`, `TargetPast`, `NowhereToElect`.
    """
    known = selectors.election_kind(kind)
    area = territory.area(area_id)
    actor.require(MANAGE, Target(area.path))
    if target <= local(now).date():
        raise TargetPast(field="target")
    places = [one for at in known.at for one in territory.below(area.path, at)]
    try:
        with transaction():
            return _launch(known, area, places, target, name, actor, now)
    except IntegrityError as error:  # somebody else launched them at the same moment
        raise NowhereToElect(kind=str(known.name), field="area") from error


def _launch(
    known: ElectionKind,
    area: Area,
    places: Sequence[Area],
    target: date,
    name: str,
    actor: Actor,
    now: datetime,
) -> UUID:
    busy = set(
        Election.objects.filter(kind=known.key)
        .exclude(state=ElectionState.COMPLETED)
        .values_list("area_id", flat=True)
    )
    chosen = [one for one in places if one.id not in busy]
    if not chosen:
        raise NowhereToElect(kind=str(known.name), field="area")
    year = local(now).year
    renewal = Renewal.objects.create(
        kind=known.key,
        name=" ".join(name.split())[:60] or f"{year} 年{known.name.zh}"[:60],
        area_id=area.id,
        area_path=area.path,
        target=target,
        launched_at=now,
        launched_by_id=actor.account_id,
    )
    revision = parts.current(selectors.PART)[0]
    Election.objects.bulk_create(
        Election(
            renewal=renewal, kind=known.key, revision=revision, area_id=one.id, area_path=one.path
        )
        for one in chosen
    )
    trail.record(
        "deliberation.launched",
        actor=actor,
        now=now,
        subject=(RENEWAL, renewal.pk),
        data={"kind": known.key, "area": area.code, "elections": len(chosen)},
    )
    return renewal.pk


# --- the roll -------------------------------------------------------------------------------------


def publish_roll(
    *,
    election_id: UUID,
    count: int,
    actor: Actor,
    now: datetime,
    households: Sequence[tuple[str, int]] = (),
    on: date | None = None,
) -> None:
    """Publish the roll of voters: how many are registered, with households (label, voters) where it
    is kept by household; the names stay on the board. The publicity runs for the days that the rule
    asks for, from `on` (today; a roll already on the board may be entered later). A roll that fell
    to an objection may be published again. Needs `deliberation.manage` and `publicity.publish`
    there. Refuses `RollWrong`, `RollDateWrong`, `ElectionMovedOn`.
    """
    lines = [(" ".join(label.split())[:60], voters) for label, voters in households]
    labels = {label for label, _voters in lines}
    if not 0 < count <= MOST_VOTERS or len(lines) > MOST_LINES:
        raise RollWrong(field="count")
    if lines and (
        sum(voters for _label, voters in lines) != count
        or "" in labels
        or len(labels) < len(lines)
        or min(voters for _label, voters in lines) < 1
    ):
        raise RollWrong(field="households")
    with transaction():
        row = held_election(election_id, actor, ElectionState.PREPARING, ElectionState.ROLL)
        if row.state == ElectionState.ROLL and not roll_fell(row):
            raise ElectionMovedOn
        today = local(now).date()
        day = on or today
        if not local(row.renewal.launched_at).date() <= day <= today:
            raise RollDateWrong(field="on")
        RollLine.objects.filter(election=row).delete()
        RollLine.objects.bulk_create(
            RollLine(election=row, household=label, voters=voters) for label, voters in lines
        )
        row.registered, row.roll_published, row.state = count, day, ElectionState.ROLL
        row.save(update_fields=["registered", "roll_published", "state"])
        _show_roll(row, len(lines), actor, now if day == today else midnight(day), now)
        note_election("roll_published", row, actor, now, count=count, on=day.isoformat())


def _show_roll(
    row: Election, households: int, actor: Actor, since: datetime, now: datetime
) -> None:
    kind = selectors.election_kind(row.kind, row.revision)
    rule, _kept = selectors.election_rule_for(kind.rule, local(now).date(), row.area_path)
    place = territory.full_name(row.area_id, "town")
    by_household = f"，共 {households} 户" if households else ""
    publishing.open_period(
        title=f"{territory.area(row.area_id).name}选民名单"[:60],
        words=f"{place}{kind.name.zh}，登记参加选举 {row.registered} 人{by_household}。"
        "名单张贴在公开栏。对名单有不同意见的，请在公示期内提出。",
        area_id=row.area_id,
        length=f"{max(rule.roll_days, 1)} 天",
        basis=rule.roll_basis,
        subject=(ELECTION, row.pk),
        kind=ELECTION_ROLL,
        since=since,
        actor=actor,
        now=now,
    )


def roll_fell(row: Election) -> bool:
    """Was the published roll taken back, or did it fall to an objection?"""
    found = publicity.period_of_subject(ELECTION, row.pk, ELECTION_ROLL)
    return found is None or found.state in FALLEN


def correct_roll(
    *, election_id: UUID, change: int, reason: str, actor: Actor, now: datetime
) -> None:
    """Put people on the roll or take them off, with the reason that the public reads (an objection
    that was upheld, somebody who died or moved). Before the poll. Needs `deliberation.manage`
    there. Refuses `RollWrong`, `ReasonMissing`."""
    why = reason_of(reason)
    with transaction():
        row = held_election(election_id, actor, ElectionState.ROLL, ElectionState.NOMINATED)
        if change == 0 or not 0 < row.registered + change <= MOST_VOTERS:
            raise RollWrong(field="change")
        RollCorrection.objects.create(election=row, change=change, reason=why, at=now)
        row.registered += change
        row.save(update_fields=["registered"])
        note_election("roll_corrected", row, actor, now, change=change, count=row.registered)
