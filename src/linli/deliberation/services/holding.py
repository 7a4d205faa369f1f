"""Holding a gathering: who came, opening, minutes, closing, declaring it void."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from linli.deliberation import selectors
from linli.deliberation.models import Ballot, Gathering, Motion, RollEntry
from linli.deliberation.services.calling import clean_reason, held, note, want_again
from linli.deliberation.terms import (
    EARLY,
    LONGEST_MINUTES,
    AlreadyVoted,
    Came,
    GatheringNotFound,
    MinutesMissing,
    MotionState,
    NobodyChosen,
    NoProxies,
    NoQuorum,
    NotYetDecided,
    State,
    TooEarly,
    Way,
    WrongState,
)
from linli.files import services as files
from linli.kernel import cipher
from linli.kernel.actor import Actor
from linli.kernel.clock import local
from linli.kernel.database import locked, transaction
from linli.procedures import selectors as runs
from linli.procedures import services as procedures


def open_gathering(*, gathering_id: UUID, actor: Actor, now: datetime) -> None:
    """Begin, at the earliest an hour before its time. Refuses `TooEarly`."""
    with transaction():
        row = held(gathering_id, actor, State.CALLED)
        assert row.meets_at is not None
        if not row.rehearsal and now < row.meets_at - timedelta(seconds=EARLY):
            raise TooEarly(meets=f"{local(row.meets_at):%m-%d %H:%M}")
        row.state, row.opened_at = State.OPEN, now
        row.save(update_fields=["state", "opened_at"])
        note("opened", row, actor, now)


def sign_in(
    *,
    gathering_id: UUID,
    entry_id: UUID,
    came: Came,
    actor: Actor,
    now: datetime,
    person: UUID | None = None,
    proxy_id: UUID | None = None,
    excuse: str = "",
) -> None:
    """Write down how somebody came (or that they are away, with an excuse): whoever runs the
    gathering for anybody, members for themselves where they take part online. A proxy is somebody
    on the roll who came themselves, for as many as the rule admits. Who has voted stays present.
    Refuses `WrongState`, `NoProxies`, `AlreadyVoted`.
    """
    with transaction():
        row = _for_entry(gathering_id, entry_id, actor, person, came)
        roll = {one.pk: one for one in selectors.roll_of(gathering_id)}
        entry = roll.get(entry_id)
        if entry is None:
            raise GatheringNotFound
        if came not in selectors.HERE and Ballot.objects.filter(entry_id=entry_id).exists():
            raise AlreadyVoted
        entry.proxy_id = None
        if came is Came.PROXY:
            _check_proxy(row, roll, entry, proxy_id)
            entry.proxy_id = proxy_id
        entry.came = came
        entry.came_at = now if came in selectors.HERE else None
        entry.excuse = " ".join(excuse.split())[:100]
        entry.save(update_fields=["came", "came_at", "proxy", "excuse"])
        note("signed_in", row, actor, now, entry=str(entry_id), came=came)


def sign_in_all(
    *,
    gathering_id: UUID,
    entry_ids: Sequence[UUID],
    came: Came,
    actor: Actor,
    now: datetime,
    proxy_id: UUID | None = None,
) -> None:
    """The same of several lines, all or none, by whoever runs the gathering. Refuses
    `NobodyChosen`, and as `sign_in`."""
    if not entry_ids:
        raise NobodyChosen(field="entry")
    with transaction():
        for entry_id in entry_ids:
            sign_in(
                gathering_id=gathering_id, entry_id=entry_id, came=came, proxy_id=proxy_id,
                actor=actor, now=now,
            )  # fmt: skip


def _for_entry(
    gathering_id: UUID, entry_id: UUID, actor: Actor, person: UUID | None, came: Came
) -> Gathering:
    row = locked(Gathering.objects.filter(pk=gathering_id).select_related("body")).first()
    if row is None:
        raise GatheringNotFound
    if row.state not in (State.CALLED, State.OPEN):
        raise WrongState
    if selectors.may_convene(actor, row.body):
        return row
    own = RollEntry.objects.filter(
        selectors.mine_on_roll(actor, person), pk=entry_id, gathering_id=gathering_id
    )
    online = row.online and row.state == State.OPEN and came is Came.ONLINE
    if not own.exists() or not (online or came is Came.AWAY):
        raise GatheringNotFound
    return row


def _check_proxy(
    row: Gathering, roll: dict[UUID, RollEntry], entry: RollEntry, proxy_id: UUID | None
) -> None:
    rule = selectors.rule_of(row)
    holder = roll.get(proxy_id) if proxy_id else None
    stands_for = sum(1 for one in roll.values() if one.proxy_id == proxy_id and one.pk != entry.pk)
    fits = holder is not None and holder.pk != entry.pk and holder.came in (Came.ROOM, Came.ONLINE)
    if not fits or stands_for >= rule.proxies:
        raise NoProxies(rule=rule.name, most=rule.proxies, field="proxy")


def require_quorum(row: Gathering, roll: list[RollEntry], motion: Motion | None = None) -> None:
    """Refuses `NoQuorum`, saying what is missing and by which article."""
    verdict = selectors.quorum_now(row, roll, motion)
    if not verdict.valid:
        figures = selectors.as_figures(verdict, {}, selectors.rule_of(row), told=True)
        raise NoQuorum(why=selectors.why_not(figures, selectors.tag_names(row.body.kind)))


def write_minutes(*, gathering_id: UUID, words: str, actor: Actor, now: datetime) -> None:
    """Keep the minutes, sealed under the gathering's own key; written again and again until it is
    closed. Refuses `MinutesMissing`."""
    text = words.strip()
    if not 0 < len(text) <= LONGEST_MINUTES:
        raise MinutesMissing(field="minutes")
    with transaction():
        row = held(gathering_id, actor, State.OPEN)
        key = selectors.gathering_key(row)
        row.minutes_sealed = cipher.seal(text, purpose="gathering.minutes", key=key)
        row.save(update_fields=["minutes_sealed"])
        note("minutes_written", row, actor, now, length=len(text))


def add_papers(*, gathering_id: UUID, file_ids: list[UUID], actor: Actor, now: datetime) -> None:
    """Attach papers (documents, photos): before, during or after, until it is closed."""
    with transaction():
        row = held(gathering_id, actor, State.CALLED, State.OPEN)
        files.attach(ids=file_ids, owner=("gathering", row.pk), actor=actor, now=now)
        note("papers_added", row, actor, now, count=len(file_ids))


def drop_motion(*, motion_id: UUID, reason: str, actor: Actor, now: datetime) -> None:
    """Take a point off the agenda before it is voted on, with a reason on the trail's side."""
    why = clean_reason(reason)
    with transaction():
        motion = Motion.objects.filter(pk=motion_id).select_related("gathering").first()
        if motion is None:
            raise GatheringNotFound
        row = held(motion.gathering_id, actor, State.CALLED, State.OPEN)
        changed = Motion.objects.filter(pk=motion_id, state=MotionState.WAITING).update(
            state=MotionState.DROPPED
        )
        if not changed:
            raise WrongState
        note("motion_dropped", row, actor, now, motion=str(motion_id), length=len(why))


def close_gathering(*, gathering_id: UUID, actor: Actor, now: datetime) -> str:
    """End it: every motion is decided or dropped and the minutes are written; a procedure that
    waits goes on with `passed` or `lost`. Returns the outcome (`held` where nothing was voted).
    Refuses `NotYetDecided`, `MinutesMissing`, `NoQuorum` where nothing was voted and too few came.
    """
    with transaction():
        row = held(gathering_id, actor, State.OPEN)
        motions = list(Motion.objects.filter(gathering=row).order_by("position"))
        waiting = (MotionState.WAITING, MotionState.PAPERS, MotionState.OPEN)
        if any(one.state in waiting and one.way != Way.TALK for one in motions):
            raise NotYetDecided
        if row.minutes_sealed is None:
            raise MinutesMissing(field="minutes")
        require_quorum(row, selectors.roll_of(row.pk))
        Motion.objects.filter(gathering=row, state=MotionState.WAITING).update(
            state=MotionState.DECIDED, closed_at=now
        )
        row.state, row.closed_at = State.HELD, now
        row.save(update_fields=["state", "closed_at"])
        voted = [one for one in motions if one.passed is not None]
        outcome = ("passed" if voted[0].passed else "lost") if voted else "held"
        note("closed", row, actor, now, outcome=outcome)
        _go_on(row, "passed" if outcome == "held" else outcome, voted, actor, now)
    return outcome


def declare_void(
    *, gathering_id: UUID, reason: str, actor: Actor, now: datetime, again: bool = True
) -> None:
    """It binds nobody: too few came, or it was called wrongly. Votes under way are thrown away with
    their keys. A procedure waits for it to be called `again`, or goes on with `invalid`. Refuses
    `ReasonMissing`.
    """
    why = clean_reason(reason)
    with transaction():
        row = held(gathering_id, actor, State.CALLED, State.OPEN)
        Motion.objects.filter(gathering=row).exclude(state=MotionState.DECIDED).update(
            state=MotionState.DROPPED, private_sealed=None
        )
        row.state, row.reason, row.closed_at = State.VOID, why, now
        row.save(update_fields=["state", "reason", "closed_at"])
        note("void", row, actor, now)
        if row.step_id is not None and again:
            want_again(row, actor, now)
        elif row.step_id is not None:
            _go_on(row, "invalid", [], actor, now)


def _go_on(row: Gathering, outcome: str, voted: list[Motion], actor: Actor, now: datetime) -> None:
    if row.step_id is None or row.rehearsal or not runs.is_parked(row.step_id):
        return
    data: dict[str, Any] = {"gathering": str(row.pk)}
    if voted and voted[0].text_id:
        data["text"] = str(voted[0].text_id)
    procedures.resume(step_id=row.step_id, outcome=outcome, data=data, actor=actor, now=now)
