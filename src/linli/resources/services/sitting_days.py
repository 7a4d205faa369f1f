"""A day at the door: who came, who is excused, to whom a child was handed over."""

from __future__ import annotations

import json
from datetime import datetime
from uuid import UUID

from linli.kernel import cipher, trail
from linli.kernel.actor import Actor
from linli.kernel.clock import local
from linli.kernel.database import locked, transaction
from linli.kernel.ids import new_id
from linli.kernel.texts import clean
from linli.people import selectors as people
from linli.people import services as persons
from linli.people.terms import Revealed
from linli.resources import selectors
from linli.resources.models import SittingChild, SittingMark
from linli.resources.rules.sittings import span_of
from linli.resources.terms import (
    LONGEST_HAND_REASON,
    SITTING_CHILD,
    ChildNotFound,
    HandReasonMissing,
    MayNotCollect,
    NoSittingThen,
    NotHereNow,
    SeatState,
    SitMark,
    SittingBegun,
)


def _note(verb: str, row: SittingChild, actor: Actor, now: datetime, **data: object) -> None:
    subject = (SITTING_CHILD, row.pk)
    trail.record(f"resources.{verb}", actor=actor, now=now, subject=subject, data=data)


def _seated(child_id: UUID) -> SittingChild:
    """A child with a seat, locked. Refuses `ChildNotFound`."""
    found = SittingChild.objects.filter(pk=child_id).select_related("term__place")
    row = locked(found).first()
    if row is None or row.state != SeatState.SEATED:
        raise ChildNotFound
    return row


def _today(row: SittingChild, now: datetime) -> SittingMark | None:
    """What is known of it today. Refuses `NoSittingThen`."""
    day = local(now).date()
    if not selectors.sits_on(row.term, day):
        raise NoSittingThen
    return SittingMark.objects.filter(child=row, day=day).first()


def _run(child_id: UUID, actor: Actor) -> SittingChild:
    row = _seated(child_id)
    if not selectors.may_run_place(actor, row.term.place):
        raise ChildNotFound
    return row


def _set(
    row: SittingChild, mark: SittingMark | None, state: SitMark, actor: Actor, now: datetime
) -> None:
    """Another state drops what was known of coming and collecting."""
    mark = mark or SittingMark(id=new_id(), child=row, day=local(now).date())
    mark.state, mark.came_at = state, now if state is SitMark.CAME else None
    mark.collected_at, mark.called, mark.words_sealed = None, False, None
    mark.changed_at, mark.by_id = now, actor.account_id
    mark.save()


def excuse(
    *, child_id: UUID, today: bool, person: UUID | None, actor: Actor, now: datetime
) -> None:
    """The guardian says, until the start, that the child does not come today; or (`today`) that it
    does after all. Again changes nothing. Refuses `ChildNotFound`, `NoSittingThen`,
    `SittingBegun`."""
    with transaction():
        row = _seated(child_id)
        if person is None or row.guardian_id != person:
            raise ChildNotFound
        mark = _today(row, now)
        begins = span_of(local(now).date(), row.term.opens, row.term.closes)[0]
        if now >= begins or (mark is not None and mark.state == SitMark.CAME):
            raise SittingBegun
        excused = mark is not None and mark.state == SitMark.EXCUSED
        if excused is not today:
            return
        if excused and mark is not None:
            mark.delete()
        else:
            _set(row, mark, SitMark.EXCUSED, actor, now)
        _note("child_excused", row, actor, now, today=today)


def mark_child(*, child_id: UUID, state: SitMark | None, actor: Actor, now: datetime) -> UUID:
    """The desk marks a child, on the day itself: came (now), absent, excused, or (None) nothing
    yet. Again changes nothing. Returns the term's id. Refuses `ChildNotFound`, `NoSittingThen`."""
    with transaction():
        row = _run(child_id, actor)
        mark = _today(row, now)
        if (mark.state if mark else None) != (state.value if state else None):
            if state is not None:
                _set(row, mark, state, actor, now)
            elif mark is not None:
                mark.delete()
            _note("child_marked", row, actor, now, state=state.value if state else "")
    return row.term_id


def hand_over(
    *,
    child_id: UUID,
    actor: Actor,
    now: datetime,
    collector: int | None = None,
    name: str = "",
    called: bool = False,
    reason: str = "",
) -> UUID:
    """A child is collected by one of those who may, by number from 0; or by somebody else by
    `name`, once the guardian was `called`, with a `reason`. The same person again changes nothing,
    another corrects it. Returns the term's id. Refuses `ChildNotFound`, `NoSittingThen`,
    `NotHereNow`, `MayNotCollect`, `HandReasonMissing`, `BadName`."""
    why = clean(reason, LONGEST_HAND_REASON, "reason", refusal=HandReasonMissing)
    with transaction():
        row = _run(child_id, actor)
        mark = _today(row, now)
        if mark is None or mark.state != SitMark.CAME:
            raise NotHereNow
        keys = selectors.keys_of_guardians([row])
        listed = selectors.child_words(row, keys).collectors
        if collector is not None:
            if not 0 <= collector < len(listed):
                raise MayNotCollect
            kept = {"by": listed[collector].words}
            called = False
        else:
            kept = {"by": _other(name, why, called=called), "reason": why}
        key = people.identity_key(row.guardian_id) if row.guardian_id else None
        if mark.collected_at and selectors.day_mark(mark, key).by == kept["by"]:
            return row.term_id
        mark.collected_at = mark.collected_at or now
        mark.called, mark.changed_at, mark.by_id = called, now, actor.account_id
        text = json.dumps(kept, ensure_ascii=False)
        mark.words_sealed = cipher.seal(text, purpose=selectors.SEALED, key=key)
        mark.save()
        _note("child_collected", row, actor, now, listed=collector is not None)
    return row.term_id


def _other(name: str, why: str, *, called: bool) -> str:
    """Somebody who is not on the list. Refuses `HandReasonMissing`, `MayNotCollect`, `BadName`."""
    who, _none = people.cleaned(name)
    if not who:
        raise HandReasonMissing(field="name")
    if not called:
        raise MayNotCollect(field="called")
    if not why:
        raise HandReasonMissing(field="reason")
    return who


def take_back(*, child_id: UUID, actor: Actor, now: datetime) -> UUID:
    """It was not collected after all: a wrong tap, corrected the same day. Returns the term's id.
    Refuses `ChildNotFound`, `NoSittingThen`."""
    with transaction():
        row = _run(child_id, actor)
        mark = _today(row, now)
        if mark is not None and mark.collected_at is not None:
            mark.collected_at, mark.called, mark.words_sealed = None, False, None
            mark.changed_at, mark.by_id = now, actor.account_id
            mark.save()
            _note("collected_taken_back", row, actor, now)
    return row.term_id


def reveal_guardian(*, child_id: UUID, purpose: str, actor: Actor, now: datetime) -> Revealed:
    """The guardian's name and phone, for whoever runs the place and may look people up. Refuses
    `ChildNotFound`, and as `people.services.reveal`."""
    term, child = selectors.sat_child(actor, child_id, now=now)
    guardian = SittingChild.objects.values_list("guardian_id", flat=True).get(pk=child.id)
    if guardian is None:
        raise ChildNotFound
    target = selectors.place_target(term.place)
    return persons.reveal(
        identity_id=guardian, purpose=purpose, target=target, actor=actor, now=now
    )
