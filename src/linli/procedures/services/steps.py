"""What people do with a step: complete it, claim it, mark its stages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from linli.files import selectors as uploads
from linli.files import services as receiving
from linli.kernel.actor import Actor
from linli.kernel.clock import local
from linli.kernel.database import transaction
from linli.kernel.registry import StepCheck, step_checks
from linli.organisations import selectors as organisations
from linli.organisations.terms import REPORTER
from linli.people import selectors as people
from linli.procedures import models
from linli.procedures.engine import definition as d
from linli.procedures.engine import state as e
from linli.procedures.rules import may_act, validate
from linli.procedures.selectors.book import form as form_of
from linli.procedures.selectors.book import words
from linli.procedures.selectors.history import outcome_name
from linli.procedures.selectors.steps import evidence_of, held, sees_step
from linli.procedures.services import words as notes
from linli.procedures.services.hand import Hand
from linli.procedures.services.notices import announce_taken
from linli.procedures.services.running import take_run_of
from linli.procedures.terms import (
    AlreadyHandled,
    EvidenceMissing,
    Form,
    Kind,
    Moved,
    NoLongerOpen,
    NoSuchStep,
    NotClaimable,
    NotClaimed,
    NotReporters,
    NotYours,
    ReasonRequired,
    RunState,
    SecondPerson,
    StageMet,
    StepState,
    TakenBySomebody,
    UnknownOutcome,
    UnknownStage,
)


def complete(
    *, step_id: UUID, outcome: str, answers: Mapping[str, Any] | None = None, note: str = "",
    files: Sequence[UUID] = (), actor: Actor, now: datetime,
) -> Moved:  # fmt: skip
    """Do a step. Whoever is first wins; the others get `AlreadyHandled` with the winner's name.
    Refuses also `NotYours`, `TakenBySomebody`, `SecondPerson`, `UnknownOutcome`, `ReasonRequired`,
    `BadAnswers`, `EvidenceMissing`. A pool step that nobody claimed is claimed by doing it.
    """
    with transaction():
        hand = take_run_of(step_id, actor=actor, now=now)
        row, node = opened(hand, step_id)
        check_actor(row, actor)
        check_second(hand, node, actor)
        return _done(hand, row, node, outcome, answers or {}, note, files)


def answer_as_reporter(
    *, step_id: UUID, outcome: str, answers: Mapping[str, Any] | None = None, note: str = "",
    actor: Actor, now: datetime,
) -> Moved:  # fmt: skip
    """Do a step whose lane is the reporter's. The caller has checked that this is the reporter
    (tracking code or phone). Refuses `NotReporters` for other lanes, and what `complete` refuses.
    """
    with transaction():
        hand = take_run_of(step_id, actor=actor, now=now)
        row, node = opened(hand, step_id)
        if not is_reporters(row):
            raise NotReporters
        return _done(hand, row, node, outcome, answers or {}, note, ())


def claim(*, step_id: UUID, actor: Actor, now: datetime) -> None:
    """Take a pool step: one winner, the others get `TakenBySomebody`. Claiming twice is no
    fault.
    """
    with transaction():
        hand = take_run_of(step_id, actor=actor, now=now)
        row, node = opened(hand, step_id)
        if node.step.pool != "claim":
            raise NotClaimable(step=words(node.name))
        check_actor(row, actor)
        if row.claimed_by_id == actor.account_id:
            return
        taken = models.Step.objects.filter(pk=row.pk, state="open", claimed_by__isnull=True)
        if not taken.update(claimed_by_id=actor.account_id, claimed_at=now):
            raise TakenBySomebody(by=_("另一人"))
        announce_taken(row, hand.note(Kind.CLAIMED, row).pk, now)
        hand.save("procedures.claimed", {"step": str(step_id)})


def release(*, step_id: UUID, actor: Actor, now: datetime) -> None:
    """Put a claimed step back into its pool. Refuses `NotClaimed` unless the actor holds it."""
    with transaction():
        hand = take_run_of(step_id, actor=actor, now=now)
        row, _node = opened(hand, step_id)
        if actor.account_id is None or row.claimed_by_id != actor.account_id:
            raise NotClaimed
        models.Step.objects.filter(pk=row.pk).update(claimed_by=None, claimed_at=None)
        row.claimed_by_id = None
        hand.openings[row.pk] = hand.note(
            Kind.RELEASED, row
        ).pk  # the others had been told it was taken
        hand.save("procedures.released", {"step": str(step_id)})


def mark(*, step_id: UUID, stage: str, actor: Actor, now: datetime) -> None:
    """A stage of a step is met (signed for, contacted, arrived): its clock stops. Refuses
    `UnknownStage`, `StageMet`, and whoever may not do the step.
    """
    with transaction():
        hand = take_run_of(step_id, actor=actor, now=now)
        row, node = opened(hand, step_id)
        check_actor(row, actor)
        found = node.step.stage(stage)
        if found is None:
            raise UnknownStage(step=words(node.name), stage=stage[:40])
        clock = models.Clock.objects.filter(step_id=row.pk, kind="stage", key=stage)
        moved = clock.filter(met_at__isnull=True).update(
            met_at=now, met_by_id=actor.account_id, ring_at=None
        )
        if not moved:
            raise StageMet(stage=words(found.name))
        hand.note(Kind.MARKED, row, data={"stage": stage})
        hand.save("procedures.marked", {"step": str(step_id), "stage": stage})


# --- checks ------------------------------------------------------------------------------------


def opened(hand: Hand, step_id: UUID) -> tuple[models.Step, d.UserTask]:
    """The step and its node, if it is open; else who did it, or that it is not needed any more."""
    row = hand.rows[step_id]
    node = hand.graph.nodes.get(row.node)
    if row.state == StepState.DONE and row.duty:
        running = hand.run.state == RunState.RUNNING
        if row.done_by_id and not sees_step(hand.actor, row, running=running):
            raise NoSuchStep  # who did it is not for everybody
        by = (
            people.account_names([row.done_by_id]).get(row.done_by_id, "") if row.done_by_id else ""
        )
        name = outcome_name(hand.published, row.node, row.outcome)
        raise AlreadyHandled(by=by or pgettext("in a sentence", "报事人"), outcome=name)
    if row.state != StepState.OPEN or not isinstance(node, d.UserTask):
        raise NoLongerOpen(step=words(row.name))
    return row, node


def is_reporters(row: models.Step) -> bool:
    return organisations.duty_or_key(row.duty).level == REPORTER


def check_actor(row: models.Step, actor: Actor) -> None:
    """A holder of the duty at exactly this place, the named person, or who claimed it."""
    if not may_act(actor, held(row)):
        raise NotYours(duty=organisations.duty_or_key(row.duty).name)
    other = row.claimed_by_id
    if other is not None and actor.account_id not in {other, row.person_id}:
        raise TakenBySomebody(by=people.account_names([other]).get(other, ""))


def check_second(hand: Hand, node: d.UserTask, actor: Actor) -> None:
    """Four eyes: not whoever did the step that this one names, in its latest round."""
    if not node.step.second:
        return
    rows = [r for r in hand.rows.values() if r.node == node.step.second and r.state == "done"]
    latest = max(rows, key=lambda r: (r.done_at or r.opened_at, r.pk), default=None)
    doers = {
        r.done_by_id
        for r in rows
        if latest and r.group == latest.group and (r.group or r is latest)
    }
    if actor.account_id in doers:
        raise SecondPerson(step=words(hand.graph.nodes[node.step.second].name))


def _done(
    hand: Hand, row: models.Step, node: d.UserTask, outcome: str, answers: Mapping[str, Any],
    note: str, given: Sequence[UUID],
) -> Moved:  # fmt: skip
    chosen = node.step.outcome(outcome)
    if chosen is None:
        raise UnknownOutcome(step=words(node.name), outcome=outcome[:40])
    text = notes.checked(note)
    if chosen.reason and not text:
        raise ReasonRequired(field="note")
    asked = form_of(chosen.form or node.step.form, hand.run.method_revision)
    clean, kept = validate(asked, answers, units=_units(asked), now=local(hand.now))
    _check_others(hand, row, outcome, asked, clean)
    _check_evidence(hand, row, evidence_of(node.step, chosen), given)
    _take(hand, row, outcome)
    happening = hand.note(Kind.DONE, row, outcome=outcome)
    if node.step.pool == "claim" and row.claimed_by_id is None and row.person_id is None:
        announce_taken(row, happening.pk, hand.now)
    notes.write(hand, happening, text=text, answers=clean, form=asked)
    _move(hand, row, happening, e.Completed(row.pk, outcome, kept))
    return hand.save("procedures.completed", {"step": str(row.pk), "outcome": outcome})


def _move(hand: Hand, row: models.Step, happening: models.Happening, what: e.Completed) -> None:
    """Advance, and put into the happening what taking it back would need (codes only)."""
    before = dict(hand.run.data)
    hand.cause = row.pk
    hand.feed(what)
    after = hand.run.data
    changed = {key: before[key] for key in before if after.get(key) != before[key]}
    undo = {"tokens": hand.before, "data": changed, "new": [k for k in after if k not in before]}
    happening.data = {**happening.data, "undo": undo}


def _units(asked: Form | None) -> frozenset[str]:
    if asked is None or not any(one.type in ("unit", "units") for one in asked.fields):
        return frozenset()
    return frozenset(one.key for one in organisations.units())


def _check_others(
    hand: Hand, row: models.Step, outcome: str, asked: Form | None, answers: Mapping[str, Any]
) -> None:
    """Other contexts may have something against it, by the category and the units chosen."""
    checks = step_checks.items()
    if not checks:
        return
    fields = asked.fields if asked else ()
    given = [answers.get(one.key) for one in fields if one.type in ("unit", "units")]
    keys = {key for one in given if one for key in ([one] if isinstance(one, str) else one)}
    units = [one for one in organisations.units() if one.key in keys] if keys else []
    check = StepCheck(
        subject_kind=hand.run.subject_kind,
        subject_id=hand.run.subject_id,
        category=hand.run.category,
        what=f"{hand.published.key}.{row.node}.{outcome}",
        units=tuple((one.key, one.kind, one.name) for one in units),
    )
    for _name, checker in checks:
        checker(check)


def _check_evidence(hand: Hand, row: models.Step, least: int, given: Sequence[UUID]) -> None:
    ids = list(dict.fromkeys(given))
    owner = ("step", row.pk)
    if ids:
        receiving.attach(ids=ids, owner=owner, actor=hand.actor, now=hand.now)
    if len(ids) < least:
        present = len(uploads.of_owner(*owner))
        if present < least:
            raise EvidenceMissing(field="files", least=least, given=present)


def _take(hand: Hand, row: models.Step, outcome: str) -> None:
    """The conditional update: of two that come at once, one changes no row and is refused."""
    mine = Q(claimed_by__isnull=True) | Q(claimed_by_id=hand.actor.account_id) | ~Q(person=None)
    taken = models.Step.objects.filter(mine, pk=row.pk, state="open").update(
        state="done", outcome=outcome, done_at=hand.now, done_by_id=hand.actor.account_id
    )
    if not taken:
        raise NoLongerOpen(step=words(row.name))
    row.done_by_id = hand.actor.account_id
    hand.written.add(row.pk)
