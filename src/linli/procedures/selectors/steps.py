"""Steps and runs: the doorways, and the values that pages show."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from linli.kernel.actor import Actor, Target
from linli.kernel.clock import local
from linli.kernel.language import Words
from linli.organisations import selectors as organisations
from linli.organisations.terms import REPORTER
from linli.procedures import models
from linli.procedures.engine import definition as d
from linli.procedures.rules import Held, may_act
from linli.procedures.selectors.book import Published, definition_of, form, words
from linli.procedures.terms import (
    SEE,
    Form,
    Header,
    NoSuchRun,
    NoSuchStep,
    OutcomeView,
    RunState,
    RunView,
    StageView,
    StepState,
    StepView,
    Told,
)
from linli.territory import selectors as territory


def header_of(row: models.Run | models.Step, area_id: UUID) -> Header:
    return Header(
        row.subject_kind,
        row.subject_id,
        row.title,
        row.category,
        area_id,
        row.area_path,
        row.urgency,
        (row if isinstance(row, models.Run) else row.run).number,
    )


def held(row: models.Step) -> Held:
    return Held(row.duty, row.area_id, row.organisation_id, row.person_id, row.claimed_by_id)


def target_at(area_path: str, area_id: UUID | None, organisation_id: UUID | None) -> Target:
    """Where a step lies, for asking who may give it away or take it in. A unit is reached by who
    answers for the area from which it is called (`area_path`, the run's), or for the unit itself;
    an area by whoever answers for that very area. The reporter's own lies where the run does.
    """
    if organisation_id is not None:
        path = organisations.unit_by_id(organisation_id).path
        return Target(area_path, organisation_id, path)
    return Target(territory.area(area_id).path if area_id is not None else area_path)


def real(moment: datetime) -> datetime | None:
    """`models.FAR` stands for no limit."""
    return None if moment >= models.FAR else moment


def evidence_of(spec: d.StepSpec, outcome: d.Outcome) -> int:
    """The least number of files for an outcome: of those that the file marks; where it marks none,
    of every outcome that needs no reason (handing a matter on needs words, not proof).
    """
    if outcome.evidence:
        return max(spec.evidence, 1)
    marked = any(one.evidence for one in spec.outcomes)
    return 0 if marked or outcome.reason else spec.evidence


def _outcomes(spec: d.StepSpec) -> tuple[OutcomeView, ...]:
    return tuple(
        OutcomeView(
            key=one.key,
            name=words(one.name),
            reason=one.reason,
            evidence=evidence_of(spec, one),
            form=one.form or spec.form,
            style=one.style,
        )
        for one in spec.outcomes
    )


def view(
    row: models.Step, published: Published, area_id: UUID, clocks: Iterable[models.Clock] = ()
) -> StepView:
    """A step row as a value. `area_id` is the run's area; `clocks` are the step's."""
    node = published.graph.nodes.get(row.node)
    spec = node.step if isinstance(node, d.UserTask) else d.StepSpec()
    found = {clock.key: clock for clock in clocks if clock.kind == "stage"}
    limits = [clock.limit for clock in clocks if clock.kind == "due"]
    return StepView(
        id=row.pk,
        run_id=row.run_id,
        node=row.node,
        name=words(row.name),
        state=StepState(row.state),
        duty=row.duty,
        area_id=row.area_id,
        organisation_id=row.organisation_id,
        person_id=row.person_id,
        item=row.item,
        due_at=real(row.due_at),
        opened_at=row.opened_at,
        header=header_of(row, area_id),
        claimed_by=row.claimed_by_id,
        claimed_at=row.claimed_at,
        done_at=row.done_at,
        done_by=row.done_by_id,
        outcome=row.outcome,
        lapse=row.lapse,
        limit=limits[0] if limits else "",
        pool=spec.pool == "claim",
        second=spec.second,
        evidence=spec.evidence,
        form=spec.form,
        told=words(spec.told),
        revision=row.run.method_revision,
        outcomes=_outcomes(spec),
        stages=tuple(
            StageView(
                one.key,
                words(one.name),
                real(found[one.key].due_at) if one.key in found else None,
                found[one.key].met_at if one.key in found else None,
            )
            for one in spec.stages
        ),
    )


def views(rows: Sequence[models.Step]) -> tuple[StepView, ...]:
    """Steps loaded with `select_related("run")`, with their clocks: one more statement."""
    clocks: dict[UUID, list[models.Clock]] = {}
    wanted = [row.pk for row in rows]
    if wanted:
        for clock in models.Clock.objects.filter(step_id__in=wanted).exclude(kind="timer"):
            clocks.setdefault(clock.step_id, []).append(clock)
    return tuple(
        view(row, definition_of(row.run.definition_id), row.run.area_id, clocks.get(row.pk, ()))
        for row in rows
    )


def _tasks() -> QuerySet[models.Step]:
    return models.Step.objects.exclude(duty="").select_related("run")


# --- doorways ------------------------------------------------------------------------------------


def may_see_run(actor: Actor, run: models.Run) -> bool:
    return actor.may(SEE, Target(area_path=run.area_path))


def sees_step(actor: Actor, row: models.Step, *, running: bool) -> bool:
    """Whose duty lies at its place, who may see its area or organisation; and while the run is
    running the person whom it names, who claimed it or did it. After the end of the run having done
    a step opens nothing any more: posts are left, papers stay.
    """
    if actor.may(SEE, Target(area_path=row.area_path, organisation_id=row.organisation_id)):
        return True
    place = held(row)
    if not running:
        named = place.person_id in (None, actor.account_id)
        return named and may_act(actor, replace(place, person_id=None, claimed_by=None))
    mine = (row.person_id, row.done_by_id, row.claimed_by_id)
    return may_act(actor, place) or (actor.account_id is not None and actor.account_id in mine)


def _sees(actor: Actor, row: models.Step) -> bool:
    return sees_step(actor, row, running=row.run.state == RunState.RUNNING)


def step_for(actor: Actor, step_id: UUID) -> StepView:
    """The doorway to one step, in any state. Refuses with `NoSuchStep` what the actor may neither
    act on nor see. Two statements.
    """
    row = _tasks().filter(pk=step_id).first()
    if row is None or not _sees(actor, row):
        raise NoSuchStep
    return views([row])[0]


def may_see_files(actor: Actor, owner_id: UUID, code: str) -> bool:  # noqa: ARG001 - a doorway's shape
    """Evidence of a step is for those who may see files and the step; a tracking code does not
    open it."""
    if not actor.may("files.see"):
        return False
    row = _tasks().filter(pk=owner_id).first()
    return row is not None and _sees(actor, row)


def step_view(step_id: UUID) -> StepView:
    """A step for colleagues' contexts (notices), without asking who looks. Two statements."""
    row = _tasks().filter(pk=step_id).first()
    if row is None:
        raise NoSuchStep
    return views([row])[0]


def takes_part(actor: Actor, run_id: UUID) -> bool:
    """Does some step of the run lie with this actor (or, while it is running, did it: see
    `sees_step`): another way to see a subject than its area. One statement.
    """
    rows = _tasks().filter(run_id=run_id).defer("run__data", "run__secret")
    return any(_sees(actor, row) for row in rows)


def may_do(actor: Actor, step: StepView) -> bool:
    """May the actor do this step, as far as duty, place and claim say? For showing buttons."""
    claimed = step.claimed_by in (None, actor.account_id)
    own = step.person_id is not None and step.person_id == actor.account_id
    place = Held(step.duty, step.area_id, step.organisation_id, step.person_id, step.claimed_by)
    return may_act(actor, place) and (claimed or own)


def may_take_over(actor: Actor, step: StepView) -> bool:
    """Does the step name a colleague of the actor, of the same duty at the same place?"""
    free = Held(step.duty, step.area_id, step.organisation_id)
    named = step.person_id not in (None, actor.account_id)
    return named and step.state == StepState.OPEN and may_act(actor, free)


def reporter_step(run_id: UUID) -> StepView:
    """The open step at which the reporter is asked; refuses with `NoSuchStep` if there is none."""
    for step in open_steps(run_id):
        if organisations.duty_or_key(step.duty).level == REPORTER:
            return step
    raise NoSuchStep


def forms_of(step: StepView) -> dict[str, Form]:
    """The forms that the step's outcomes may ask for, by key; no statement when warm."""
    keys = {step.form, *(one.form for one in step.outcomes)} - {""}
    return {key: found for key in keys if (found := form(key, step.revision)) is not None}


def open_steps(run_id: UUID) -> tuple[StepView, ...]:
    """What is open in a run, oldest first. Two statements."""
    return views(list(_tasks().filter(run_id=run_id, state="open").order_by("id")))


def open_steps_of(run_ids: Iterable[UUID]) -> dict[UUID, tuple[StepView, ...]]:
    """What is open in each of these runs that has anything open, oldest first. Two statements."""
    rows = _tasks().filter(run_id__in=list(run_ids), state="open").order_by("id")
    found: dict[UUID, list[StepView]] = {}
    for one in views(list(rows)):
        found.setdefault(one.run_id, []).append(one)
    return {run_id: tuple(steps) for run_id, steps in found.items()}


def steps_at(subject_kind: str, subject_ids: Iterable[UUID], node: str) -> dict[UUID, StepView]:
    """The open step of each of these subjects that stands at a node of its procedure, by subject.
    Two statements."""
    runs = models.Run.objects.filter(
        subject_kind=subject_kind, subject_id__in=list(subject_ids), state=RunState.RUNNING
    )
    rows = _tasks().filter(run_id__in=runs.values("pk"), state="open", node=node)
    return {one.header.subject_id: one for one in views(list(rows.order_by("id")))}


def is_parked(step_id: UUID) -> bool:
    """Does an awaited effect still wait at this step for `services.resume`?"""
    rows = models.Step.objects.filter(pk=step_id, state=StepState.WAITING)
    return rows.filter(run__state=RunState.RUNNING).exists()


def run_view(run_id: UUID) -> RunView:
    """A run without asking who looks: its owner's doorway has. Three statements."""
    run = models.Run.objects.filter(pk=run_id).defer("secret").first()
    if run is None:
        raise NoSuchRun
    return _run_view(run)


def run_for(actor: Actor, run_id: UUID) -> RunView:
    """The doorway to a run: who may see its area, and whoever a step of it lies with or lay
    with.
    """
    run = models.Run.objects.filter(pk=run_id).defer("secret").first()
    if run is None:
        raise NoSuchRun
    if not may_see_run(actor, run) and not takes_part(actor, run_id):
        raise NoSuchRun
    return _run_view(run)


def _run_view(run: models.Run) -> RunView:
    published = definition_of(run.definition_id)
    return RunView(
        id=run.pk,
        key=published.key,
        name=words(published.graph.name),
        revision=published.revision,
        header=header_of(run, run.area_id),
        state=RunState(run.state),
        version=run.version,
        started_at=run.started_at,
        ended_at=run.ended_at,
        data=run.data,
        open=open_steps(run.pk) if run.state == RunState.RUNNING else (),
    )


def run_of(subject_kind: str, subject_id: UUID) -> UUID | None:
    """The latest run about a subject."""
    return (
        models.Run.objects.filter(subject_kind=subject_kind, subject_id=subject_id)
        .order_by("-id")
        .values_list("id", flat=True)
        .first()
    )


# --- what the reporter reads ------------------------------------------------------------


def told(run_id: UUID, *, now: datetime) -> tuple[Told, ...]:
    """What the reporter reads of what is open now, with its promises. Steps that say nothing to the
    reporter are left out; several that say the same are said once.
    """
    found: dict[Words, Told] = {}
    for step in open_steps(run_id):
        if not step.told.zh:
            continue
        text = filled(step)
        found.setdefault(
            text,
            Told(step.id, step.name, text, step.due_at, bool(step.due_at and step.due_at < now)),
        )
    return tuple(found.values())


def filled(step: StepView) -> Words:
    """`told` with its promise and its unit in it."""
    unit = ""
    if step.organisation_id is not None:
        unit = organisations.unit_by_id(step.organisation_id).name
    moment = local(step.due_at) if step.due_at else None
    chinese = f"{moment.month}月{moment.day}日 {moment:%H:%M}" if moment else "尽快"
    english = f"{moment:%d %b %H:%M}" if moment else "soon"
    return Words(
        step.told.zh.replace("{due}", chinese).replace("{unit}", unit),
        step.told.en.replace("{due}", english).replace("{unit}", unit),
    )


def step_ids(run_id: UUID) -> tuple[UUID, ...]:
    """Every step that a run ever had: the owners of its evidence."""
    return tuple(_tasks().filter(run_id=run_id).values_list("id", flat=True))
