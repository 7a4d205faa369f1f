"""What people do with a rota: say when they cannot, take leave, swap; and what came of a shift."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.db.models import F

from linli.kernel import trail
from linli.kernel.actor import SYSTEM, Actor
from linli.kernel.clock import local
from linli.kernel.database import locked, transaction
from linli.people import selectors as people
from linli.points.terms import Grade
from linli.publicity import selectors as publicity
from linli.volunteering import selectors
from linli.volunteering.models import (
    Rota,
    RotaDuty,
    RotaLeave,
    RotaMember,
    RotaShift,
    RotaSwap,
    RotaWish,
)
from linli.volunteering.services.hours import post_service
from linli.volunteering.services.rotas import managed, moved, note_rota, tell_people
from linli.volunteering.terms import (
    LONGEST_LEAVE,
    SHIFT,
    SWAP_ASKED,
    SWAP_SETTLED,
    CannotTake,
    DutyNotFound,
    DutyState,
    Liking,
    MarkedAlready,
    OwnDuty,
    RotaIsOut,
    RotaNotFound,
    RotaReasonMissing,
    RotaState,
    ShiftNotOver,
    ShiftOver,
    SwapNotFound,
    SwapOpenAlready,
    SwapState,
    SwapTaken,
    WishesClosed,
    WrongLeave,
)

PENDING = (SwapState.OPEN, SwapState.WAITING)


def tell_wishes(
    *, rota_id: UUID, person: UUID, wishes: Mapping[UUID, str], actor: Actor, now: datetime
) -> int:
    """What somebody says of the shifts of a draft, each until they say otherwise; "" takes it back.
    How many they spoke of in all. Refuses `RotaNotFound`, `WishesClosed`."""
    with transaction():
        row = locked(Rota.objects.filter(pk=rota_id)).first()
        member = RotaMember.objects.filter(
            rota_id=rota_id, identity_id=person, left_at__isnull=True
        ).first()
        if row is None or member is None:
            raise RotaNotFound
        if row.state != RotaState.DRAFT:
            raise WishesClosed
        theirs = set(
            RotaShift.objects.filter(rota=row, pk__in=list(wishes)).values_list("pk", flat=True)
        )
        said = {key: Liking(one) for key, one in wishes.items() if key in theirs and one}
        RotaWish.objects.filter(member=member, shift_id__in=theirs).delete()
        RotaWish.objects.bulk_create(
            RotaWish(member=member, shift_id=key, liking=one.value) for key, one in said.items()
        )
        moved(row)
        # who said what of which day stays off the trail
        note_rota("rota_wished", row, actor, now, count=len(said))
        return RotaWish.objects.filter(member=member).count()


def take_leave(*, person: UUID, since: date, until: date, actor: Actor, now: datetime) -> UUID:
    """Be on no rota from `since` up to and including `until`; nobody asks why. What is published
    already waits for a swap, or for being solved again. Refuses `WrongLeave`."""
    if not local(now).date() <= since <= until or (until - since).days >= LONGEST_LEAVE:
        raise WrongLeave(most=LONGEST_LEAVE, field="until")
    with transaction():
        row = RotaLeave.objects.create(identity_id=person, since=since, until=until)
        _moved_for(person, since, until)
        trail.record("volunteering.leave_taken", actor=actor, now=now, subject=("leave", row.pk))
    return row.pk


def end_leave(*, leave_id: UUID, person: UUID, actor: Actor, now: datetime) -> None:
    with transaction():
        row = locked(RotaLeave.objects.filter(pk=leave_id, identity_id=person)).first()
        if row is None:
            raise RotaNotFound
        _moved_for(person, row.since, row.until)
        row.delete()
        trail.record("volunteering.leave_ended", actor=actor, now=now, subject=("leave", leave_id))


def _moved_for(person: UUID, since: date, until: date) -> None:
    on = RotaMember.objects.filter(identity_id=person, left_at__isnull=True)
    Rota.objects.filter(pk__in=on.values("rota_id"), since__lte=until, until__gte=since).update(
        stamp=F("stamp") + 1, proposal=None
    )


# --- swaps ----------------------------------------------------------------------------------


def ask_swap(
    *,
    duty_id: UUID,
    person: UUID,
    actor: Actor,
    now: datetime,
    to: UUID | None = None,
    back: UUID | None = None,
) -> UUID:
    """Ask the member `to` to take one's shift, in return for their shift `back` if one is named;
    without `to`, whoever is first. Refuses `DutyNotFound`, `ShiftOver`, `SwapOpenAlready`,
    `CannotTake`.
    """
    with transaction():
        duty, row = _own_duty(duty_id, person, now)
        if RotaSwap.objects.filter(duty=duty, state__in=PENDING).exists():
            raise SwapOpenAlready
        other = None
        if to is not None:
            other = RotaMember.objects.filter(pk=to, rota=row, left_at__isnull=True).first()
            if other is None or other.pk == duty.member_id:
                raise DutyNotFound(field="to")
        returned = None
        if back is not None:
            returned = RotaDuty.objects.filter(
                pk=back, member=other, state=DutyState.PLANNED, shift__starts_at__gt=now
            ).first()
            if other is None or returned is None:
                raise DutyNotFound(field="back")
        if other is not None:
            _check(row, duty, other, returned, now)
        swap = RotaSwap.objects.create(
            duty=duty, back=returned, giver_id=duty.member_id, to=other, asked_at=now
        )
        if other is not None and other.identity_id:
            tell_people(SWAP_ASKED, [other.identity_id], row, now)
        note_rota("swap_asked", row, actor, now, swap=str(swap.pk), named=other is not None)
    return swap.pk


def _own_duty(duty_id: UUID, person: UUID, now: datetime) -> tuple[RotaDuty, Rota]:
    """Somebody's own shift to come on a published rota, whose row is locked: everything that moves
    shifts waits there."""
    found = RotaDuty.objects.filter(pk=duty_id, member__identity_id=person)
    rota_id = found.values_list("shift__rota_id", flat=True).first()
    if rota_id is None:
        raise DutyNotFound
    row = locked(Rota.objects.filter(pk=rota_id)).get()
    duty = found.select_related("shift").first()  # again: it may have gone while we waited
    if duty is None or row.state != RotaState.PUBLISHED:
        raise DutyNotFound
    if duty.shift.starts_at <= now or duty.state != DutyState.PLANNED:
        raise ShiftOver
    return duty, row


def _check(
    row: Rota, duty: RotaDuty, taker: RotaMember, back: RotaDuty | None, now: datetime
) -> None:
    """Refuses `CannotTake` if either could not have the other's shift by the rules."""
    found = selectors.swap_bars(row, duty, taker, back, now=now)
    if found:
        raise CannotTake(why="；".join(str(one) for one in found))


def _open_swap(swap_id: UUID) -> tuple[RotaSwap, Rota]:
    rota_id = (
        RotaSwap.objects.filter(pk=swap_id).values_list("duty__shift__rota_id", flat=True).first()
    )
    if rota_id is None:
        raise SwapNotFound
    row = locked(Rota.objects.filter(pk=rota_id)).get()
    swap = (
        RotaSwap.objects.filter(pk=swap_id)
        .select_related("duty__shift", "back__shift", "giver", "to", "taker")
        .first()
    )
    if swap is None:
        raise SwapNotFound
    return swap, row


def take_swap(*, swap_id: UUID, person: UUID, actor: Actor, now: datetime) -> SwapState:
    """Take a shift that is offered: whoever is first has it, or where the kind says so waits for
    the manager. Refuses `SwapNotFound`, `SwapTaken`, `ShiftOver`, `CannotTake`."""
    with transaction():
        swap, row = _open_swap(swap_id)
        taker = RotaMember.objects.filter(
            rota=row, identity_id=person, left_at__isnull=True
        ).first()
        if taker is None or swap.giver_id == taker.pk or swap.to_id not in (None, taker.pk):
            raise SwapNotFound
        if swap.state != SwapState.OPEN:
            raise SwapTaken
        _still_to_come(swap, now)
        _check(row, swap.duty, taker, swap.back, now)
        swap.taker, swap.taken_at = taker, now
        if selectors.rota_kind(row.kind, row.revision).approved:
            swap.state = SwapState.WAITING
        else:
            _hand_over(swap, row, now)
        swap.save()
        note_rota("swap_taken", row, actor, now, swap=str(swap_id), state=swap.state)
    return SwapState(swap.state)


def _still_to_come(swap: RotaSwap, now: datetime) -> None:
    moved_on = swap.duty.member_id != swap.giver_id
    for duty in (swap.duty, swap.back):
        if duty is not None and (duty.shift.starts_at <= now or duty.state != DutyState.PLANNED):
            raise ShiftOver
    if moved_on or (swap.back is not None and swap.back.member_id != swap.to_id):
        raise SwapTaken


def _hand_over(swap: RotaSwap, row: Rota, now: datetime) -> None:
    """The shift, and the one in return, change hands."""
    giver, taker = swap.giver, swap.taker
    assert taker is not None
    swap.duty.member, swap.duty.why = taker, {"swapped": True}
    swap.duty.save(update_fields=["member", "why"])
    RotaSwap.objects.filter(duty=swap.duty, state__in=PENDING).exclude(pk=swap.pk).update(
        state=SwapState.WITHDRAWN, settled_at=now
    )
    if swap.back is not None:
        swap.back.member, swap.back.why = giver, {"swapped": True}
        swap.back.save(update_fields=["member", "why"])
        RotaSwap.objects.filter(duty=swap.back, state__in=PENDING).update(
            state=SwapState.WITHDRAWN, settled_at=now
        )
    swap.state, swap.settled_at = SwapState.DONE, now
    moved(row)
    told = [one.identity_id for one in (giver, taker) if one.identity_id]
    tell_people(SWAP_SETTLED, told, row, now)


def refuse_swap(*, swap_id: UUID, person: UUID, actor: Actor, now: datetime) -> None:
    """Whoever was asked by name says no; whoever asked takes it back, until it is settled."""
    with transaction():
        swap, row = _open_swap(swap_id)
        asked = swap.to is not None and swap.to.identity_id == person
        own = swap.giver.identity_id == person
        if not own and not asked:
            raise SwapNotFound
        if swap.state not in PENDING or (asked and swap.state != SwapState.OPEN):
            raise SwapTaken
        swap.state = SwapState.WITHDRAWN if own else SwapState.REFUSED
        swap.settled_at = now
        swap.save(update_fields=["state", "settled_at"])
        if asked and swap.giver.identity_id:
            tell_people(SWAP_SETTLED, [swap.giver.identity_id], row, now)
        note_rota("swap_ended", row, actor, now, swap=str(swap_id), state=swap.state)


def rule_swap(*, swap_id: UUID, agree: bool, actor: Actor, now: datetime, reason: str = "") -> None:
    """The manager agrees, the rules being asked once more; or does not, with a reason. Refuses
    `SwapNotFound`, `SwapTaken`, `ShiftOver`, `CannotTake`, `RotaReasonMissing`."""
    why = publicity.preview(reason.strip()).text[:200]
    if not agree and not why:
        raise RotaReasonMissing(field="reason")
    with transaction():
        swap, row = _open_swap(swap_id)
        managed(row.pk, actor)
        if swap.state != SwapState.WAITING or swap.taker is None:
            raise SwapTaken
        if agree:
            _still_to_come(swap, now)
            _check(row, swap.duty, swap.taker, swap.back, now)
            _hand_over(swap, row, now)
        else:
            swap.state, swap.reason, swap.settled_at = SwapState.REFUSED, why, now
            told = [one.identity_id for one in (swap.giver, swap.taker) if one.identity_id]
            tell_people(SWAP_SETTLED, told, row, now)
        swap.settled_by_id = actor.account_id
        swap.save()
        note_rota("swap_ruled", row, actor, now, swap=str(swap_id), agree=agree)


# --- what came of it ------------------------------------------------------------------------


def mark_duty(
    *, duty_id: UUID, came: bool, actor: Actor, now: datetime, travel_minutes: int = 0
) -> None:
    """Note that somebody was there, or was not. Who was there has the hours of the shift, confirmed
    by whoever notes it, which is somebody else. Refuses `DutyNotFound`, `MayNotRota`,
    `ShiftNotOver`, `MarkedAlready`, `OwnDuty`, and what hours refuse."""
    rota_id = RotaDuty.objects.filter(pk=duty_id).values_list("shift__rota_id", flat=True).first()
    if rota_id is None:
        raise DutyNotFound
    with transaction():
        row = managed(rota_id, actor)
        duty = RotaDuty.objects.select_related("shift", "member").filter(pk=duty_id).first()
        if duty is None or row.state != RotaState.PUBLISHED:
            raise RotaIsOut
        if duty.shift.ends_at > now:
            raise ShiftNotOver
        if duty.state != DutyState.PLANNED:
            raise MarkedAlready
        person = duty.member.identity_id
        own = people.identity_of_account(actor.account_id) if actor.account_id else None
        if own is not None and own == person:
            raise OwnDuty
        duty.state, duty.marked_at = (DutyState.DONE if came else DutyState.ABSENT), now
        duty.marked_by_id = actor.account_id
        if came and person is not None and actor.account_id is not None:
            duty.record_id = post_service(
                person=person,
                organisation_id=row.organisation_id,
                title=str(selectors.rota_kind(row.kind, row.revision).name),
                about=(SHIFT, duty.shift_id),
                started_at=duty.shift.starts_at,
                ended_at=duty.shift.ends_at,
                travel_minutes=travel_minutes,
                grade=Grade.HONOUR,
                confirmed_by=actor.account_id,
                key=f"volunteering.duty:{duty.pk}",
                actor=actor,
                now=now,
            )
        duty.save()
        note_rota("duty_marked", row, actor, now, duty=str(duty_id), came=came)


def forget_on_rotas(*, identity_id: UUID, now: datetime) -> int:
    """Forget whose shifts they were; shifts to come are free again when the rota is next solved."""
    with transaction():
        RotaLeave.objects.filter(identity_id=identity_id).delete()
        members = RotaMember.objects.filter(identity_id=identity_id)
        RotaWish.objects.filter(member__in=members).delete()
        rotas = list(members.values_list("rota_id", flat=True))
        RotaDuty.objects.filter(
            member__in=members, state=DutyState.PLANNED, shift__starts_at__gt=now
        ).delete()
        count = members.update(identity=None, left_at=now)
        Rota.objects.filter(pk__in=rotas).update(stamp=F("stamp") + 1, proposal=None)
        if count:
            trail.record("volunteering.rotas_erased", actor=SYSTEM, now=now, data={"count": count})
    return count
