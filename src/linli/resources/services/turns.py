"""The queue: a copy is set aside at once, or one waits in line and is told. Whatever touches a
title's copies, loans or queue locks the title's row first, so that two hands at once stand in line.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError

from linli.kernel import trail
from linli.kernel.actor import Actor
from linli.kernel.clock import local, midnight
from linli.kernel.database import locked, transaction
from linli.kernel.ids import new_id
from linli.messaging import services as messaging
from linli.messaging.terms import Audience
from linli.resources import selectors
from linli.resources.models import LendTurn, LentCopy, LentTitle, Loan, Place
from linli.resources.rules.lending import days_late, free_slot
from linli.resources.terms import (
    HERE_STILL,
    LEND_READY,
    LENT_TITLE,
    QUEUED,
    BorrowedMeanwhile,
    CopyState,
    LateLoan,
    LendKind,
    LentNotFound,
    QueuedBefore,
    SignInToBorrow,
    TooManyLoans,
    TurnNotFound,
    TurnState,
)

BATCH = 200


def hold_title(title_id: UUID) -> LentTitle:
    """The title, locked until the transaction ends. Refuses `LentNotFound`."""
    title = locked(LentTitle.objects.filter(pk=title_id)).first()
    if title is None:
        raise LentNotFound
    return title


def slot_for(kind: LendKind, person: UUID, now: datetime) -> int:
    """Refuses `LateLoan`, `TooManyLoans`."""
    rows = Loan.objects.filter(borrower_id=person, back_at__isnull=True)
    today = local(now).date()
    own = list(rows.values_list("kind", "slot", "due_on"))
    if kind.pause and any(days_late(due, today) >= kind.pause for _key, _slot, due in own):
        raise LateLoan(days=kind.pause)
    slot = free_slot((slot or 0 for key, slot, _due in own if key == kind.key), kind.most)
    if slot is None:
        raise TooManyLoans(kind=str(kind.name), most=kind.most)
    return slot


def reserve(
    *, title_id: UUID, place_id: UUID, person: UUID | None, actor: Actor, now: datetime
) -> UUID:
    """From the phone: a free copy at that place is set aside for `keep` days, else one waits there
    in line. Refuses `SignInToBorrow`, `LentNotFound`, `QueuedBefore`, `TooManyLoans`, `LateLoan`,
    `BorrowedMeanwhile`."""
    if person is None:
        raise SignInToBorrow
    try:
        with transaction():
            title = hold_title(title_id)
            there = LentCopy.objects.select_related("title", "place").filter(
                title=title, place_id=place_id, state__in=[*HERE_STILL]
            )
            if not there.exists():
                raise LentNotFound
            own = Loan.objects.filter(copy__title=title, borrower_id=person, back_at__isnull=True)
            queued = LendTurn.objects.filter(title=title, person_id=person, state__in=[*QUEUED])
            if own.exists() or queued.exists():
                raise QueuedBefore
            slot_for(selectors.lend_kind(title.kind), person, now)
            turn = LendTurn.objects.create(
                id=new_id(), title=title, place_id=place_id, person_id=person,
                state=TurnState.WAITING, at=now,
            )  # fmt: skip
            free = there.filter(state=CopyState.SHELF).order_by("barcode").first()
            trail.record(
                "resources.reserved", actor=actor, now=now, subject=(LENT_TITLE, title.pk),
                data={"free": free is not None},
            )  # fmt: skip
            if free is not None:
                _ready(turn, free, now)
            return turn.pk
    except IntegrityError as error:
        raise BorrowedMeanwhile from error


def offer(copy: LentCopy, now: datetime) -> bool:
    """A copy that stands on the shelf goes to the first who waits there, who is told; is there
    one? The title is locked."""
    first = LendTurn.objects.filter(
        title_id=copy.title_id, place_id=copy.place_id, state=TurnState.WAITING
    )
    turn = first.order_by("at", "id").first()
    if turn is None:
        return False
    _ready(turn, copy, now)
    return True


def _ready(turn: LendTurn, copy: LentCopy, now: datetime) -> None:
    kind = selectors.kind_of(copy.title.kind)
    until = midnight(local(now).date()) + timedelta(days=kind.keep + 1)
    turn.state, turn.copy, turn.keep_until = TurnState.READY, copy, until
    turn.save()
    LentCopy.objects.filter(pk=copy.pk).update(state=CopyState.KEPT)
    tell_borrower(
        turn.person_id, LEND_READY, turn.title.name, copy.place, until - timedelta(minutes=1), now
    )


def tell_borrower(
    person: UUID | None, template: str, title: str, place: Place, due: datetime, now: datetime
) -> None:
    if person is None:
        return
    messaging.tell(
        template=template,
        to=Audience.of_identity(person),
        data={"title": title, "place": place.name, "due": due.isoformat()},
        about=("lending", None),
        url="/lending/mine",
        now=now,
    )


def end_turn(turn: LendTurn, state: TurnState, now: datetime) -> None:
    turn.state, turn.ended_at = state, now
    turn.save(update_fields=["state", "ended_at"])


def leave_queue(*, turn_id: UUID, person: UUID | None, actor: Actor, now: datetime) -> None:
    """Give up one's own turn; what was kept goes to the next. Refuses `TurnNotFound`."""
    with transaction():
        title_id = (
            LendTurn.objects.filter(pk=turn_id, person_id=person or new_id())
            .values_list("title_id", flat=True)
            .first()
        )
        if title_id is None:
            raise TurnNotFound
        hold_title(title_id)
        turn = LendTurn.objects.filter(pk=turn_id, state__in=[*QUEUED]).first()
        if turn is None:
            raise TurnNotFound
        let_go(turn, TurnState.LEFT, now)
        trail.record("resources.left_queue", actor=actor, now=now, subject=(LENT_TITLE, title_id))


def let_go(turn: LendTurn, state: TurnState, now: datetime) -> None:
    copy_id = turn.copy_id if turn.state == TurnState.READY else None
    end_turn(turn, state, now)
    if copy_id is None:
        return
    LentCopy.objects.filter(pk=copy_id).update(state=CopyState.SHELF)
    offer(LentCopy.objects.select_related("title", "place").get(pk=copy_id), now)


def pass_on(now: datetime) -> int:
    """What was kept and not collected in time goes to the next. Returns how many lapsed."""
    late = LendTurn.objects.filter(state=TurnState.READY, keep_until__lte=now)
    count = 0
    for turn_id, title_id in list(late.values_list("pk", "title_id")[:BATCH]):
        with transaction():
            hold_title(title_id)
            turn = late.filter(pk=turn_id).first()  # collected meanwhile, or not
            if turn is not None:
                let_go(turn, TurnState.LAPSED, now)
                count += 1
    return count
