"""Writes of emergency: switching on and off, knocking, standing a shift, checking, awarding."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import asdict
from datetime import datetime, timedelta
from uuid import UUID

from linli.emergency import rules, selectors
from linli.emergency.models import Award, Check, Door, Emergency, Sent, Shift
from linli.emergency.terms import (
    LONGEST_REASON,
    PART,
    SEE,
    SUBJECT,
    TOLD_OFF,
    TOLD_ON,
    VERSION,
    AlreadyOff,
    AlreadyOn,
    DoorState,
    MayNotSwitch,
    NoSuchEmergency,
    NoSuchLine,
    NotAllMet,
    Plan,
    ReasonMissing,
    Turn,
    UnknownNeed,
    WrongLevel,
)
from linli.kernel import clock, parts, trail
from linli.kernel.actor import Actor, Target
from linli.kernel.database import locked, transaction
from linli.kernel.versions import bump
from linli.kernel.writes import insert
from linli.messaging import services as messaging
from linli.messaging.terms import Audience
from linli.organisations import selectors as organisations
from linli.organisations import services as organising
from linli.organisations.terms import How
from linli.territory import selectors as territory


def switch_on(*, area_id: UUID, plan: str, reason: str, actor: Actor, now: datetime) -> UUID:
    """Turn an area to emergency duty: people are sent to the grids with temporary terms, the rota
    and the list of doors are written, the banner goes up; all in one act. Whoever is sent or has a
    shift is told, in one notice. Needs a duty that the
    plan names over the area, and `organisations.manage` there. Refuses `NoSuchPlan`, `WrongLevel`,
    `MayNotSwitch`, `ReasonMissing`, `AlreadyOn` (the same plan, here or around it).
    """
    known = selectors.plan(plan)
    area = territory.area(area_id)
    if area.kind not in known.over:
        raise WrongLevel(plan=str(known.name), field="area")
    if not selectors.may_switch(actor, known, area):
        raise MayNotSwitch(plan=str(known.name))
    said = " ".join(reason.split())
    if not 1 <= len(said) <= LONGEST_REASON:
        raise ReasonMissing(limit=LONGEST_REASON, field="reason")
    above = [one.id for one in territory.chain(area_id)]
    with transaction():
        same = Emergency.objects.filter(area_id__in=above, plan=plan, off_at__isnull=True)
        if locked(same).exists():
            raise AlreadyOn(area=area.short_name, plan=str(known.name), field="area")
        row = Emergency.objects.create(
            plan=plan,
            revision=parts.current(PART)[0],
            area_id=area_id,
            area_path=area.path,
            reason=said,
            on_at=now,
            on_by_id=actor.account_id,
            until=now + timedelta(days=known.days),
        )
        posts = _send(row, known, actor, now)
        turns = _write_rota(row, known, now)
        _write_doors(row)
        bump(VERSION)
        _call(row, known, posts, turns, now)
        _note("switched_on", row, actor, now, plan=plan)
        return row.pk


def _note(verb: str, row: Emergency, actor: Actor, now: datetime, **data: str | int) -> None:
    trail.record(f"emergency.{verb}", actor=actor, now=now, subject=(SUBJECT, row.pk), data=data)


def _send(row: Emergency, known: Plan, actor: Actor, now: datetime) -> dict[UUID, list[str]]:
    """Seconded by `rules.divide`; who stands there anyhow is not sent twice. By account: where, and
    as what.
    """
    sent: dict[UUID, list[str]] = defaultdict(list)
    for sink in known.sinks:
        posts = organisations.posts_below(sink.duty, row.area_path)
        people = organisations.people_of(sink.origins, row.area_id, now=now)
        going = rules.divide(posts, [one.account_id for one in people], sink.each)
        for (area_id, post_id), account_id in going:
            if organisations.holds(account_id, post_id, now=now):
                continue
            holding = organising.appoint(
                post_id=post_id,
                account_id=account_id,
                until=row.until,
                full_time=False,
                how=How.APPOINTED,
                actor=actor,
                now=now,
            )
            insert(
                Sent(
                    emergency_id=row.pk, holding_id=holding, account_id=account_id, area_id=area_id
                )
            )
            place = territory.full_name(area_id, "community")
            sent[account_id].append(f"{place} {organisations.duty(sink.duty).name.zh}")
    return sent


def _write_rota(row: Emergency, known: Plan, now: datetime) -> dict[UUID, list[Turn]]:
    """By account: when they stand."""
    standing: dict[UUID, list[Turn]] = defaultdict(list)
    today = clock.local(now).date()
    for kind in known.shifts:
        people = organisations.people_of(kind.duties, row.area_id, now=now)
        spans = rules.slots(kind, today, now, clock.LOCAL)
        turns = rules.rota(spans, [one.account_id for one in people], kind.people)
        insert(
            *(
                Shift(
                    emergency_id=row.pk,
                    key=kind.key,
                    begins=begins,
                    ends=ends,
                    account_id=account_id,
                )
                for (begins, ends), account_id in turns
            )
        )
        for (begins, ends), account_id in turns:
            standing[account_id].append(Turn(kind.name.zh, begins, ends))
    return standing


def _call(
    row: Emergency,
    known: Plan,
    posts: dict[UUID, list[str]],
    turns: dict[UUID, list[Turn]],
    now: datetime,
) -> None:
    """One notice for each, however much it is that falls to them; the same words go together."""
    meant: dict[str, list[UUID]] = defaultdict(list)
    for account_id in dict.fromkeys([*posts, *turns]):
        task = rules.task(posts.get(account_id, []), turns.get(account_id, []), clock.LOCAL)
        meant[task].append(account_id)
    for task, accounts in meant.items():
        _tell(TOLD_ON, accounts, row, known, now, task=task)


def _tell(
    template: str, accounts: Iterable[UUID], row: Emergency, known: Plan, now: datetime, task: str
) -> None:
    messaging.tell(
        template=template,
        to=Audience.of_accounts(accounts),
        data={
            "plan": known.name.zh,
            "place": territory.full_name(row.area_id, "town"),
            "due": row.until.isoformat(),
            "task": task,
        },
        about=(SUBJECT, row.pk),
        url=f"/emergency/{row.pk}",
        now=now,
    )


def _write_doors(row: Emergency) -> None:
    insert(
        *(
            Door(emergency_id=row.pk, household_id=one.id, area_path=one.path)
            for one in territory.households(row.area_id)
        )
    )


def switch_off(*, emergency_id: UUID, actor: Actor, now: datetime) -> None:
    """Turn it back: the temporary terms end now, the lists close, the report is written down; those
    whose term or shift falls away are told. By whoever might switch it on. Refuses `AlreadyOff`,
    `MayNotSwitch`, `NoSuchEmergency`.
    """
    with transaction():
        row = _in_force(emergency_id)
        known = selectors.plan_of(row)
        area = territory.area(row.area_id)
        if known is None or not selectors.may_switch(actor, known, area):
            raise MayNotSwitch(plan=str(known.name) if known else row.plan)
        terms = dict(
            Sent.objects.filter(emergency_id=row.pk).values_list("holding_id", "account_id")
        )
        held = organisations.still_held(terms, now)
        for holding_id in held:
            organising.end_holding(holding_id=holding_id, actor=actor, now=now)
        shifts = Shift.objects.filter(emergency_id=row.pk, ends__gt=now).order_by("begins", "pk")
        freed = [*(terms[one] for one in held), *shifts.values_list("account_id", flat=True)]
        if freed:
            _tell(TOLD_OFF, dict.fromkeys(freed), row, known, now, task="")
        figures = selectors.figures(row, until=now)
        row.off_at, row.off_by_id, row.report = now, actor.account_id, asdict(figures)
        row.save(update_fields=["off_at", "off_by", "report"])
        bump(VERSION)
        _note("switched_off", row, actor, now, reached=figures.reached, doors=figures.doors)


def _in_force(emergency_id: UUID) -> Emergency:
    row = locked(Emergency.objects.filter(pk=emergency_id)).first()
    if row is None:
        raise NoSuchEmergency
    if row.off_at is not None:
        raise AlreadyOff
    return row


def knock(
    *, door_id: UUID, state: DoorState, needs: Collection[str] = (), actor: Actor, now: datetime
) -> UUID:
    """Note what a knock found: reached (with what is needed, keys of the plan) or nobody at home;
    `WAITING` takes it back. By whoever sees that household's area (`organisations.see`). The
    emergency's id. Refuses `NoSuchLine`, `UnknownNeed`, `AlreadyOff`.
    """
    with transaction():
        row = locked(Door.objects.filter(pk=door_id)).first()
        if row is None or not actor.may(SEE, Target(area_path=row.area_path)):
            raise NoSuchLine
        head = _in_force(row.emergency_id)
        known = selectors.plan_of(head)
        for key in selectors.needed(needs, known) if known else ():
            raise UnknownNeed(need=key[:40], field="needs")
        reached = state == DoorState.REACHED
        row.state, row.needs = state.value, sorted(set(needs)) if reached else []
        waiting = state == DoorState.WAITING
        row.at, row.by_id = (None, None) if waiting else (now, actor.account_id)
        row.save(update_fields=["state", "needs", "at", "by"])
        _note("knocked", head, actor, now, door=str(row.pk), state=state.value)
        return head.pk


def take_shift(*, shift_id: UUID, actor: Actor, now: datetime) -> UUID:
    """Whoever has the shift says that they stand it, from an hour before until its end. The
    emergency's id. Refuses `NoSuchLine`, `AlreadyOff`.
    """
    with transaction():
        row = locked(Shift.objects.filter(pk=shift_id)).first()
        mine = row is not None and actor.account_id == row.account_id
        if row is None or not mine or not row.begins - timedelta(hours=1) <= now < row.ends:
            raise NoSuchLine
        head = _in_force(row.emergency_id)
        if row.taken_at is None:
            row.taken_at = now
            row.save(update_fields=["taken_at"])
            _note("shift_taken", head, actor, now, shift=str(row.pk))
        return head.pk


def check_estate(
    *, emergency_id: UUID, area_id: UUID, met: Collection[str], actor: Actor, now: datetime
) -> None:
    """Which criteria an estate meets; all that is not named is not met. By whoever manages posts
    over it (`organisations.manage`). Refuses `NoSuchLine`, `AlreadyOff`.
    """
    with transaction():
        row = _estate(emergency_id, area_id, actor)
        known = selectors.plan_of(row)
        keys = {one.key for one in known.criteria} & set(met) if known else set()
        rows = Check.objects.filter(emergency_id=row.pk, area_id=area_id)
        rows.exclude(criterion__in=keys).delete()
        kept = set(rows.values_list("criterion", flat=True))
        insert(
            *(
                Check(
                    emergency_id=row.pk,
                    area_id=area_id,
                    criterion=key,
                    at=now,
                    by_id=actor.account_id,
                )
                for key in sorted(keys - kept)
            )
        )
        if known and len(keys) < len(known.criteria):
            Award.objects.filter(emergency_id=row.pk, area_id=area_id).delete()
        _note("estate_checked", row, actor, now, area=str(area_id), met=len(keys))


def _estate(emergency_id: UUID, area_id: UUID, actor: Actor) -> Emergency:
    row = _in_force(emergency_id)
    known = selectors.plan_of(row)
    places = {one.id: one for one in selectors.estates(row, known)} if known else {}
    place = places.get(area_id)
    if place is None or not actor.may("organisations.manage", Target(area_path=place.path)):
        raise NoSuchLine
    return row


def award(*, emergency_id: UUID, area_id: UUID, actor: Actor, now: datetime) -> None:
    """Name an estate that meets every criterion (无疫小区). By whoever manages posts over it.
    Refuses `NotAllMet`, `NoSuchLine`, `AlreadyOff`.
    """
    with transaction():
        row = _estate(emergency_id, area_id, actor)
        known = selectors.plan_of(row)
        met = Check.objects.filter(emergency_id=row.pk, area_id=area_id).count()
        if known is None or not known.award.zh or met < len(known.criteria):
            raise NotAllMet
        _, made = Award.objects.get_or_create(
            emergency_id=row.pk, area_id=area_id, defaults={"at": now, "by_id": actor.account_id}
        )
        if made:
            _note("awarded", row, actor, now, area=str(area_id))
