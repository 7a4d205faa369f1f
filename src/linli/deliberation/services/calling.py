"""Wanting, calling, postponing and calling off gatherings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from linli.deliberation import selectors
from linli.deliberation.models import Body, Gathering, Member, Motion, RollEntry
from linli.deliberation.rules.agenda import agenda_fits, way_fits
from linli.deliberation.services.texts import write_text
from linli.deliberation.terms import (
    GATHERING,
    LONGEST_PLACE,
    LONGEST_TITLE,
    BodyNotFound,
    Call,
    GatheringKind,
    GatheringNotFound,
    MotionState,
    NewMotion,
    NobodyDue,
    NoticeTooShort,
    PlaceMissing,
    ReasonMissing,
    State,
    VoteRule,
    Way,
    WrongAgenda,
    WrongState,
    WrongWay,
)
from linli.kernel import cipher, parts, trail
from linli.kernel.actor import Actor
from linli.kernel.clock import local
from linli.kernel.database import locked, transaction
from linli.kernel.errors import NotAllowed
from linli.messaging import selectors as templates
from linli.messaging import services as messaging
from linli.messaging.terms import Audience
from linli.organisations import selectors as organisations
from linli.organisations.terms import ORGANISATION
from linli.procedures import services as procedures

TOLD_CALLED, TOLD_WANTED, TOLD_OFF = "gathering_called", "gathering_wanted", "gathering_off"
LONGEST_REASON = 200


def note(verb: str, row: Gathering, actor: Actor, now: datetime, **data: object) -> None:
    trail.record(
        f"deliberation.{verb}", actor=actor, now=now, subject=(GATHERING, row.pk), data=data
    )


def held(gathering_id: UUID, actor: Actor, *states: State) -> Gathering:
    """The gathering, its run locked before it, for whoever may run it. Refuses
    `GatheringNotFound`, `NotAllowed`, `WrongState`."""
    run_id = Gathering.objects.filter(pk=gathering_id).values_list("run_id", flat=True).first()
    if run_id is not None:
        procedures.hold(run_id)
    row = locked(Gathering.objects.filter(pk=gathering_id).select_related("body")).first()
    if row is None:
        raise GatheringNotFound
    if not selectors.may_convene(actor, row.body):
        raise NotAllowed
    if row.state not in states:
        raise WrongState
    return row


def want(
    *,
    kind: str,
    area_id: UUID,
    title: str,
    words: str,
    way: Way,
    subject: tuple[str, UUID],
    step_id: UUID,
    run_id: UUID,
    actor: Actor,
    now: datetime,
    organisation_id: UUID | None = None,
) -> UUID:
    """A procedure asks for a gathering of that kind, about a text; whoever convenes it is told.
    Returns its id. Inside the transaction of the step. Refuses `UnknownKind`, `BodyNotFound` where
    neither the area nor one above it (or not this organisation) has such a body, `WrongAgenda`.
    """
    known = selectors.gathering_kind(kind)
    if organisation_id is None:
        body = selectors.body_at(known.body, area_id)
    else:
        body = selectors.body_of_unit(known.body, organisation_id)
    if body is None:
        raise BodyNotFound
    text = write_text(subject=subject, title=title, words=words, actor=actor, now=now)
    row = Gathering.objects.create(
        body=body,
        kind=kind,
        revision=parts.current(selectors.PART)[0],
        title=f"{known.name.zh}：{title}"[:LONGEST_TITLE],
        area_path=body.area_path,
        state=State.WANTED,
        subject_kind=subject[0],
        subject_id=subject[1],
        step_id=step_id,
        run_id=run_id,
        wanted_at=now,
        wanted_text=text.pk,
        wanted_way=way,
    )
    note("wanted", row, actor, now, kind=kind, text=text.digest)
    _tell_conveners(row, body, now)
    return row.pk


def _tell_conveners(row: Gathering, body: Body, now: datetime) -> None:
    if TOLD_WANTED not in templates.templates():
        return
    for to in conveners(body):
        messaging.tell(
            template=TOLD_WANTED,
            to=to,
            data={"title": row.title},
            about=(GATHERING, row.pk),
            url=f"/gatherings/{row.pk}",
            now=now,
        )


def conveners(row: Body) -> list[Audience]:
    """Each duty where it is held: at the body's own organisation, or at the area of the duty's
    level in which the body lies (that of a village for a branch of the village)."""
    found = []
    for duty in selectors.body_kind(row.kind).convenes:
        if organisations.duty(duty).level == ORGANISATION:
            if row.organisation_id is not None:
                found.append(Audience.duty_at(duty, organisation_id=row.organisation_id))
            continue
        place = organisations.duty_place(duty, row.area_id)
        if place.duty == duty and place.area_id is not None:
            found.append(Audience.duty_at(duty, area_id=place.area_id))
    return found


def call(
    *,
    call: Call,
    actor: Actor,
    now: datetime,
    gathering_id: UUID | None = None,
    body_id: UUID | None = None,
    kind: str = "",
    rehearsal: bool = False,
) -> UUID:
    """Call a gathering: one that is wanted (`gathering_id`), or one of a body and kind. The notice
    that the rule in force on that day asks for must still run; the roll is frozen and everybody on
    it is told. A rehearsal asks for no notice, tells nobody and binds nobody.

    Needs a duty that convenes the body, and `deliberation.convene` there. Refuses `WrongAgenda`,
    `WrongWay`, `PlaceMissing`, `NoRule`, `NoticeTooShort`, `NobodyDue`, `WrongState`.
    """
    if not agenda_fits(call.agenda):
        raise WrongAgenda(field="agenda")
    place = " ".join(call.place.split())
    if not 0 < len(place) <= LONGEST_PLACE:
        raise PlaceMissing(field="place")
    with transaction():
        row = (
            held(gathering_id, actor, State.WANTED)
            if gathering_id
            else _new(body_id, kind, call.title, rehearsal, actor, now)
        )
        known = selectors.gathering_kind(row.kind, row.revision)
        rule = selectors.rule_for(known.rule, local(call.meets_at).date(), row.area_path)
        if row.wanted_way and call.agenda[0].way != row.wanted_way:
            raise WrongWay(rule=rule.name, field="agenda")  # the procedure says how it is voted
        if not row.rehearsal:
            check_notice(rule, call.meets_at, now)
        row.place, row.online, row.meets_at, row.called_at = place, call.online, call.meets_at, now
        row.called_by_id, row.state = actor.account_id, State.CALLED
        row.title = " ".join(call.title.split())[:LONGEST_TITLE] or row.title
        row.key_sealed = cipher.seal(cipher.new_key().hex(), purpose="gathering.key")
        row.save()
        roll = _freeze(row, known)
        _write_agenda(row, rule, call.agenda, actor, now)
        note("called", row, actor, now, due=len(roll), meets=call.meets_at.isoformat())
        if not row.rehearsal:
            tell_roll(row, roll, TOLD_CALLED, now)
    return row.pk


def _new(
    body_id: UUID | None, kind: str, title: str, rehearsal: bool, actor: Actor, now: datetime
) -> Gathering:
    body = Body.objects.filter(pk__in=[body_id] if body_id else [], until__isnull=True).first()
    known = selectors.gathering_kind(kind)
    if body is None or known.body != body.kind:
        raise BodyNotFound
    if not selectors.may_convene(actor, body):
        raise NotAllowed
    return Gathering(
        body=body,
        kind=kind,
        revision=parts.current(selectors.PART)[0],
        title=title or str(known.name.zh),
        area_path=body.area_path,
        wanted_at=now,
        rehearsal=rehearsal,
    )


def check_notice(rule: VoteRule, meets_at: datetime, now: datetime) -> None:
    """Refuses `NoticeTooShort` with the earliest time that would do; one before now is too."""
    least = selectors.least_at(rule, now)
    if meets_at < least:
        raise NoticeTooShort(
            basis=rule.basis,
            notice=rule.notice or "0",
            least=f"{local(least):%Y-%m-%d %H:%M}",
            field="meets_at",
        )


def _freeze(row: Gathering, kind: GatheringKind) -> list[RollEntry]:
    assert row.meets_at is not None
    assert row.called_at is not None
    there = Member.objects.filter(
        selectors.in_force(local(row.called_at).date()), body_id=row.body_id
    ).order_by("id")
    due = [one for one in there if not kind.among or kind.among in one.tags]
    if not any(one.votes for one in due):
        raise NobodyDue
    return RollEntry.objects.bulk_create(
        [
            RollEntry(
                gathering=row,
                member=one,
                number=number,
                household=one.household,
                floor_area=one.floor_area,
                tags=one.tags,
                votes=one.votes,
            )
            for number, one in enumerate(due, start=1)
        ]
    )


def _write_agenda(
    row: Gathering, rule: VoteRule, agenda: Sequence[NewMotion], actor: Actor, now: datetime
) -> None:
    subject = (row.subject_kind, row.subject_id) if row.subject_id else (GATHERING, row.pk)
    for position, one in enumerate(agenda, start=1):
        if not way_fits(rule, one.way):
            raise WrongWay(rule=rule.name, field="agenda")
        text = None
        if one.text.strip() or one.way is not Way.TALK:
            # A procedure's text goes on under its own numbers; other points have their own.
            own = (
                subject if position == 1 and row.subject_id else (f"{GATHERING}.{position}", row.pk)
            )
            text = write_text(subject=own, title=one.title, words=one.text, actor=actor, now=now)
        Motion.objects.create(
            gathering=row,
            position=position,
            title=" ".join(one.title.split()),
            text=text,
            way=one.way,
            state=MotionState.WAITING,
            matter_id=one.matter_id,
        )


def tell_roll(row: Gathering, roll: Sequence[RollEntry], template: str, now: datetime) -> None:
    """Everybody on the roll who can be reached: colleagues in the product, residents by SMS."""
    if template not in templates.templates():
        return
    members = {one.member_id for one in roll}
    rows = Member.objects.filter(pk__in=members).values_list("account_id", "identity_id")
    found: list[tuple[UUID | None, UUID | None]] = list(rows)
    accounts = [account for account, _ in found if account is not None]
    people = [identity for account, identity in found if account is None and identity is not None]
    data = {
        "title": row.title,
        "place": row.place,
        "at": row.meets_at.isoformat() if row.meets_at else "",
    }
    audiences = [Audience.of_accounts(accounts)] if accounts else []
    audiences += [Audience.of_identity(one) for one in people]
    for to in audiences:
        messaging.tell(
            template=template,
            to=to,
            data=data,
            about=(GATHERING, row.pk),
            url=f"/gatherings/{row.pk}",
            now=now,
        )


def postpone(
    *, gathering_id: UUID, meets_at: datetime, place: str, actor: Actor, now: datetime
) -> None:
    """Another time or place: the notice runs anew. Refuses as `call` does."""
    spot = " ".join(place.split())
    if not 0 < len(spot) <= LONGEST_PLACE:
        raise PlaceMissing(field="place")
    with transaction():
        row = held(gathering_id, actor, State.CALLED)
        known = selectors.gathering_kind(row.kind, row.revision)
        check_notice(
            selectors.rule_for(known.rule, local(meets_at).date(), row.area_path), meets_at, now
        )
        row.meets_at, row.place, row.called_at = meets_at, spot, now
        row.save(update_fields=["meets_at", "place", "called_at"])
        note("postponed", row, actor, now, meets=meets_at.isoformat())
        tell_roll(row, selectors.roll_of(row.pk), TOLD_CALLED, now)


def call_off(*, gathering_id: UUID, reason: str, actor: Actor, now: datetime) -> None:
    """It does not take place. What a procedure waits for goes back to be called again. Refuses
    `ReasonMissing`."""
    why = clean_reason(reason)
    with transaction():
        row = held(gathering_id, actor, State.CALLED)
        row.state, row.reason = State.DROPPED, why
        row.save(update_fields=["state", "reason"])
        note("called_off", row, actor, now)
        tell_roll(row, selectors.roll_of(row.pk), TOLD_OFF, now)
        if row.step_id is not None:
            want_again(row, actor, now)


def want_again(row: Gathering, actor: Actor, now: datetime) -> None:
    """The same gathering, to be called anew; inside the caller's transaction."""
    again = Gathering.objects.create(
        body=row.body,
        kind=row.kind,
        revision=row.revision,
        title=row.title,
        area_path=row.area_path,
        subject_kind=row.subject_kind,
        subject_id=row.subject_id,
        step_id=row.step_id,
        run_id=row.run_id,
        wanted_at=now,
        wanted_text=row.wanted_text,
        wanted_way=row.wanted_way,
    )
    note("wanted", again, actor, now, kind=row.kind)
    _tell_conveners(again, row.body, now)


def clean_reason(text: str) -> str:
    why = " ".join(text.split())
    if not 0 < len(why) <= LONGEST_REASON:
        raise ReasonMissing(field="reason")
    return why
