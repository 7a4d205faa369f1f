"""Run-level verbs: reassign, extend, withdraw, hand over, relabel, move to another revision.

They are not drawn in a procedure file, and each leaves its reason in the run's notes.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from django.db.models import F, Q

from linli.kernel.actor import Actor, Target
from linli.kernel.database import transaction
from linli.organisations import selectors as organisations
from linli.organisations.terms import ORGANISATION, REPORTER
from linli.people import selectors as people
from linli.procedures import models
from linli.procedures.engine import definition as d
from linli.procedures.engine import state as e
from linli.procedures.rules import Held, may_act
from linli.procedures.selectors.book import (
    definition_of,
    definitions_in_force,
    ladder,
    method_revision,
    words,
)
from linli.procedures.selectors.steps import target_at
from linli.procedures.services import words as notes
from linli.procedures.services.hand import Hand, in_hand
from linli.procedures.services.notices import tell_extended
from linli.procedures.services.placing import Spot, place, spot_of
from linli.procedures.services.promises import due, next_ring
from linli.procedures.services.redeciding import decide_again
from linli.procedures.services.running import take_run, take_run_of
from linli.procedures.services.steps import opened
from linli.procedures.terms import (
    EXTEND,
    MOVE,
    REASSIGN,
    BadNodeMap,
    BadPlace,
    BeyondCeiling,
    DueEarlier,
    ExtendedEnough,
    Kind,
    Moved,
    NoDue,
    NoSuchProcedure,
    ReasonRequired,
    ReceiverLacksDuty,
    RunState,
)
from linli.territory import selectors as territory


def _reason(text: str) -> str:
    found = notes.checked(text, "reason")
    if not found:
        raise ReasonRequired(field="reason")
    return found


def _write(hand: Hand, happening: models.Happening, reason: str, name: str) -> Moved:
    notes.write(hand, happening, text=reason, answers={}, form=None)
    return hand.save(name, happening.data)


def _target(row: models.Step | models.Run, organisation_id: UUID | None = None) -> Target:
    return Target(area_path=row.area_path, organisation_id=organisation_id)


def reassign(
    *, step_id: UUID, duty: str, area_id: UUID | None = None, organisation_id: UUID | None = None,
    person_id: UUID | None = None, reason: str, actor: Actor, now: datetime,
) -> None:  # fmt: skip
    """Give an open step to another duty, place or person; the promise stands. Needs
    `procedures.reassign` over the place where it lies and over that where it goes. Without a place:
    where the duty is held for the run's area. A colleague of the person whom the step names, of the
    same duty there, needs no verb to take it over. Refuses `ReasonRequired`, `BadPlace`,
    `NobodyFor`.
    """
    text = _reason(reason)
    with transaction():
        hand = take_run_of(step_id, actor=actor, now=now)
        row, node = opened(hand, step_id)
        spot = _spot(duty, area_id, organisation_id, hand.run.area_id)
        if not _takes_over(row, spot, person_id, actor):
            actor.require(REASSIGN, target_at(row.area_path, row.area_id, row.organisation_id))
            actor.require(REASSIGN, target_at(row.area_path, spot.area_id, spot.organisation_id))
        if person_id is not None and person_id not in people.account_names([person_id]):
            raise BadPlace(field="person_id")
        before = _place_of(row)
        _put(row, spot, person_id)
        happening = hand.note(
            Kind.REASSIGNED, row, data={"from": before, "to": _place_of(row), "node": node.id}
        )
        hand.openings[row.pk] = happening.pk
        _write(hand, happening, text, "procedures.reassigned")


def _takes_over(row: models.Step, spot: Spot, person_id: UUID | None, actor: Actor) -> bool:
    here = Spot(row.duty, row.area_id, row.organisation_id)
    colleague = may_act(actor, Held(row.duty, row.area_id, row.organisation_id))
    named = row.person_id is not None and person_id == actor.account_id
    return named and colleague and spot == here


def _spot(duty: str, area_id: UUID | None, organisation_id: UUID | None, run_area: UUID) -> Spot:
    level = organisations.duty(duty).level
    if level == REPORTER or (area_id is not None and organisation_id is not None):
        raise BadPlace(field="duty")
    if level == ORGANISATION:
        if organisation_id is None or area_id is not None:
            raise BadPlace(field="organisation_id")
        return Spot(duty, organisation_id=organisations.unit_by_id(organisation_id).id)
    if organisation_id is not None:
        raise BadPlace(field="area_id")
    found = organisations.duty_place(duty, area_id or run_area)
    if found.area_id is None or (area_id is not None and found.area_id != area_id):
        raise BadPlace(field="area_id")
    return Spot(found.duty, area_id=found.area_id)


def _place_of(row: models.Step) -> dict[str, str]:
    places = {"area": row.area_id, "organisation": row.organisation_id, "person": row.person_id}
    return {"duty": row.duty, **{name: str(value) for name, value in places.items() if value}}


def _put(row: models.Step, spot: Spot, person_id: UUID | None) -> None:
    row.duty, row.area_id, row.organisation_id = spot.duty, spot.area_id, spot.organisation_id
    row.person_id, row.claimed_by_id, row.claimed_at = person_id, None, None
    models.Step.objects.filter(pk=row.pk).update(
        duty=row.duty, area_id=row.area_id, organisation_id=row.organisation_id,
        person_id=person_id, claimed_by=None, claimed_at=None,
    )  # fmt: skip


def extend(*, step_id: UUID, until: datetime, reason: str, actor: Actor, now: datetime) -> None:
    """Move the promise of an open step, and with it the timers that wait for it. Needs
    `procedures.extend` over it: whoever asks is not who approves. Refuses `NoDue`,
    `DueEarlier`, and beyond what the step's ladder allows: `BeyondCeiling`, `ExtendedEnough`.
    """
    text = _reason(reason)
    with transaction():
        hand = take_run_of(step_id, actor=actor, now=now)
        row, node = opened(hand, step_id)
        actor.require(EXTEND, _target(row, row.organisation_id))
        before = row.due_at
        if before >= models.FAR:
            raise NoDue(step=words(node.name))
        if until <= before:
            raise DueEarlier(field="until")
        climbs = ladder(node.step.ladder, hand.run.method_revision)
        if climbs.extensions and row.extended >= climbs.extensions:
            raise ExtendedEnough(most=climbs.extensions)
        if climbs.ceiling:
            ceiling = due(row.opened_at, climbs.ceiling, node.name)
            if until > ceiling:
                raise BeyondCeiling(field="until", ceiling=f"{ceiling.astimezone():%Y-%m-%d %H:%M}")
        models.Step.objects.filter(pk=row.pk).update(
            due_at=until, extended=F("extended") + 1, lapse=""
        )
        number, ring_at = next_ring(climbs, until, start=0, since=now)
        models.Clock.objects.filter(step_id=row.pk, kind="due").update(
            due_at=until, rung=number, ring_at=ring_at
        )
        _extend_timers(hand, row, before, until)
        data = {"from": before.isoformat(), "to": until.isoformat()}
        happening = hand.note(Kind.EXTENDED, row, data=data)
        tell_extended(row, happening.pk, until, actor.account_id, now)
        _write(hand, happening, text, "procedures.extended")


def _extend_timers(hand: Hand, row: models.Step, before: datetime, until: datetime) -> None:
    """Timers that stand for the step's own limit wait with it: those on the step that would have
    fired at its promise, and for one of several (multi-instance) those that would have cancelled
    it then.
    """
    waiting = models.Clock.objects.filter(kind="timer", due_at=before, ring_at__isnull=False)
    ends = [
        event.id
        for event in hand.graph.boundaries(row.node)
        if isinstance(event, d.BoundaryTimer) and event.interrupting
    ]
    ours = Q(step_id=row.pk)
    if row.group is not None:
        ours |= Q(step_id=row.group, key__in=ends)
    waiting.filter(ours).update(due_at=until, ring_at=until)


def withdraw(*, run_id: UUID, reason: str, actor: Actor, now: datetime) -> Moved:
    """Stop a run: all that is open is cancelled. The caller, who owns the subject, has asked
    whether the actor may. Refuses `ReasonRequired`, `RunOver`.
    """
    text = _reason(reason)
    with transaction():
        hand = take_run(run_id, actor=actor, now=now)
        hand.feed(e.Withdrawn())
        hand.run.state, hand.run.ended_at = RunState.WITHDRAWN.value, now
        hand.happenings = [one for one in hand.happenings if one.kind != Kind.ENDED]
        return _write(hand, hand.note(Kind.WITHDRAWN), text, "procedures.withdrawn")


def hand_over(
    *, from_account: UUID, to_account: UUID, reason: str, actor: Actor, now: datetime
) -> int:
    """Every open step that lies with one person by name or by claim goes to another, who holds the
    same duty at the same place. By that person, or with `procedures.reassign` over each step (those
    outside it stay); whoever holds that may name anybody. Returns how many went. Refuses
    `ReceiverLacksDuty`.
    """
    text = _reason(reason)
    receiver = organisations.actor_for(to_account, now=now)
    if not receiver.is_staff or to_account == from_account:
        raise BadPlace(field="to_account")
    own = actor.account_id == from_account
    moved = 0
    with transaction():
        theirs = models.Step.objects.filter(
            Q(person_id=from_account) | Q(claimed_by_id=from_account), state="open"
        )
        for run_id in sorted(set(theirs.values_list("run_id", flat=True))):
            hand = take_run(run_id, actor=actor, now=now)
            rows = [
                row
                for row in hand.rows.values()
                if row.state == "open" and from_account in (row.person_id, row.claimed_by_id)
                if own or actor.may(REASSIGN, _target(row, row.organisation_id))
            ]
            for row in rows:
                _pass_on(hand, row, from_account, receiver)
                data = {"from": str(from_account), "to": str(to_account)}
                happening = hand.note(Kind.HANDED_OVER, row, data=data)
                notes.write(hand, happening, text=text, answers={}, form=None)
                hand.openings[row.pk] = happening.pk
            if rows:
                hand.save("procedures.handed_over", {"to": str(to_account)})
                moved += len(rows)
    return moved


def _pass_on(hand: Hand, row: models.Step, from_account: UUID, receiver: Actor) -> None:
    """A claim stays a claim for a colleague of the same duty; anybody else is named."""
    holds = may_act(receiver, Held(row.duty, row.area_id, row.organisation_id))
    if not holds and not hand.actor.may(REASSIGN, _target(row, row.organisation_id)):
        raise ReceiverLacksDuty(step=words(row.name))
    named = row.person_id == from_account or not holds
    row.person_id = receiver.account_id if named else row.person_id
    row.claimed_by_id = None if named else receiver.account_id
    models.Step.objects.filter(pk=row.pk).update(
        person_id=row.person_id, claimed_by_id=row.claimed_by_id,
        claimed_at=None if named else row.claimed_at,
    )  # fmt: skip


def relabel(
    *, run_id: UUID, title: str | None = None, category: str | None = None,
    area: UUID | None = None, urgency: str | None = None,
    data: Mapping[str, Any] | None = None, actor: Actor, now: datetime,
) -> None:  # fmt: skip
    """The owner of the subject has corrected its head: the run and its open steps follow. Where the
    area changed, open steps go to where their duty is held for the new one, but for those that were
    reassigned by hand. With `data` (what the run started with, corrected) its decisions are asked
    again, see `decide_again`. An effect may relabel the run that called it.
    """
    with transaction():
        inner = (in_hand.get() or {}).get(run_id)
        hand = inner or take_run(run_id, actor=actor, now=now, running=False)
        run, changed = hand.run, {"title": title, "category": category, "urgency": urgency}
        new = {name: value for name, value in changed.items() if value is not None}
        old_area = run.area_id
        if area is not None and area != old_area:
            new |= {"area_path": territory.area(area).path}
            run.area_id = area
        for name, value in new.items():
            setattr(run, name, value)
        if not hand.fresh:
            models.Run.objects.filter(pk=run_id).update(area_id=run.area_id, **new)
        models.Step.objects.filter(run_id=run_id, state__in=("open", "waiting")).update(**new)
        for row in hand.rows.values():
            for name, value in new.items():
                setattr(row, name, value)
        moved = decide_again(hand, data, now) if data else []
        moved += [row for row in hand.rows.values() if _follows(hand, row, old_area)]
        line = hand.note(Kind.RELABELLED, data={"fields": sorted(new)})
        hand.openings |= {row.pk: uuid5(line.pk, str(row.pk)) for row in moved}
        if inner is None:
            hand.save("procedures.relabelled", {"fields": sorted(new)})


def _follows(hand: Hand, row: models.Step, old_area: UUID) -> bool:
    """Move one open step to the run's new area, if it is held where the old one put it."""
    node = hand.graph.nodes.get(row.node)
    if hand.run.area_id == old_area or row.state != "open" or not isinstance(node, d.UserTask):
        return False
    if row in hand.added and not row.duty:  # opened by this very movement: placed when it opens
        return False
    asked = spot_of(node, row.item, hand.run.data)
    was, will = (
        place(asked, area, now=hand.now, revision=hand.run.method_revision)
        for area in (old_area, hand.run.area_id)
    )
    here = Spot(row.duty, row.area_id, row.organisation_id)
    if here != was or here == will or row.person_id is not None:
        return False
    _put(row, will, None)
    return True


def move(
    *, run_id: UUID, revision: str, node_map: Mapping[str, str], reason: str, actor: Actor,
    now: datetime,
) -> None:  # fmt: skip
    """Put a run on another revision of its procedure. `node_map` names, for every node where the
    run stands now, the node of the same kind in the new file; due dates are kept. Needs
    `procedures.move` over the run. Refuses `BadNodeMap`, `NoSuchProcedure`.
    """
    text = _reason(reason)
    with transaction():
        hand = take_run(run_id, actor=actor, now=now)
        run, old = hand.run, hand.published
        actor.require(MOVE, _target(run))
        new_id = models.Definition.objects.filter(key=old.key, revision=revision).values_list("id")
        found = new_id.first()
        if found is None:
            raise NoSuchProcedure(key=f"{old.key} {revision}")
        new = definition_of(found[0])
        live = [row for row in hand.rows.values() if row.state in ("open", "waiting")]
        for row in live:
            _carry(row, old.graph, new.graph, node_map)
        models.Step.objects.bulk_update(live, ["node", "name"])
        _carry_timers(live, new.graph, node_map)
        in_force = definitions_in_force().get(old.key) == new.id
        models.Run.objects.filter(pk=run_id).update(
            definition_id=new.id, method_revision=method_revision() if in_force else revision
        )
        data = {"from": old.revision, "to": revision, "nodes": dict(node_map)}
        _write(hand, hand.note(Kind.MOVED, data=data), text, "procedures.moved")


def _carry(
    row: models.Step, old: d.Definition, new: d.Definition, node_map: Mapping[str, str]
) -> None:
    target = node_map.get(row.node, "")
    before, after = old.nodes[row.node], new.nodes.get(target)
    alike = after is not None and type(before) is type(after)
    if alike and isinstance(before, d.UserTask) and isinstance(after, d.UserTask):
        alike = (before.multi is None) == (after.multi is None)
    if alike and row.via:
        alike = any(flow.id == row.via for flow in new.incoming(target))
    if not alike or after is None:
        raise BadNodeMap(field="node_map", node=row.node)
    row.node, row.name = target, after.name[:100]


def _carry_timers(live: list[models.Step], new: d.Definition, node_map: Mapping[str, str]) -> None:
    """Timers go with their hosts; one whose boundary event is gone will not fire."""
    hosts = {row.pk: row for row in live}
    timers = models.Clock.objects.filter(step_id__in=hosts, kind="timer", ring_at__isnull=False)
    for clock in timers:
        key = node_map.get(clock.key, clock.key)
        node = new.nodes.get(key)
        here = hosts[clock.step_id].node
        kept = (isinstance(node, d.BoundaryTimer) and node.host == here) or (
            isinstance(node, d.CatchTimer) and key == here
        )
        models.Clock.objects.filter(pk=clock.pk).update(
            key=key if kept else clock.key, ring_at=clock.ring_at if kept else None
        )
