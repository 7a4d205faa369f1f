"""How matters go on: somebody is planned for every step that opens, and does it, or does not.

Driven by what is open alone: outcomes, forms, stages, evidence and second persons are the step's
own, so that any county's procedures can be played."""

from __future__ import annotations

import random
from collections import Counter
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from linli.demonstration.answers import Pen
from linli.demonstration.meeting import Meetings
from linli.demonstration.pictures import Album
from linli.demonstration.plan import Simulation
from linli.demonstration.reporting import Desk, Thread
from linli.demonstration.stage import Stage
from linli.kernel.actor import ANONYMOUS, Actor
from linli.matters import selectors as matters
from linli.matters import services as reporting
from linli.organisations import selectors as organisations
from linli.organisations.terms import REPORTER
from linli.procedures import selectors as procedures
from linli.procedures import services as doing
from linli.procedures.terms import Moved, OutcomeView, RunView, StepView
from linli.territory import selectors as territory
from linli.territory.terms import Limit, Unit

LATELY = timedelta(days=4)  # so long before the end one step of each kind is left open
STUCK_LATELY = timedelta(days=12)
VISITORS = 3  # steps left open for each login, so that every visitor finds work
WAIT = 8  # office hours until one looks again whether a child has ended


class Play:
    """All matters of the demonstration."""

    def __init__(
        self, stage: Stage, desk: Desk, pen: Pen, album: Album, how: Simulation, meetings: Meetings
    ) -> None:
        self.stage, self.desk, self.pen, self.album, self.how = stage, desk, pen, album, how
        self.meetings = meetings
        self.dice: random.Random = stage.dice
        self.used: Counter[tuple[str, str, str]] = Counter()
        self.kept: set[tuple[str, str]] = set()
        self.visitors: Counter[UUID] = Counter()
        self.threads: list[Thread] = []
        self.reasons = sorted(matters.catalogue().reasons)

    # --- coming in

    def report(self, now: datetime) -> None:
        found = self.desk.open(now)
        if found is None:
            return
        thread, run = found
        self._follow(thread, run, now)
        if thread.area_id == territory.root().id and self.dice.random() < 0.7:
            self._later(now, 1, 8, partial(self._place, thread))
        if self.dice.random() < self.how.annulled:
            self._later(now, 0, 6, partial(self._annul, thread))
        elif self.dice.random() < self.how.withdrawn:
            self._later(now, 0, 12, partial(self._withdraw, thread))
        elif matters.catalogue().kind(thread.kind).children and self._happens(self.how.child):
            self._later(now, 0, 2, partial(self._child, thread))

    def _child(self, parent: Thread, now: datetime) -> None:
        if not (parent.ended or parent.asked) and (found := self.desk.child(parent, now)):
            self._follow(*found, now)

    def _follow(self, thread: Thread, run: RunView, now: datetime) -> None:
        self.threads.append(thread)
        self.meetings.prepare(thread.procedure, thread.area_id, now)
        self._open(thread, run.open, now)

    def _later(self, now: datetime, least: int, most: int, act: partial[None]) -> None:
        self.stage.plan(self.stage.after(now, self.dice.randint(least, most)), act)

    def _happens(self, share: float) -> bool:
        return self.dice.random() < share

    # --- what opens is planned

    def _open(self, thread: Thread, steps: tuple[StepView, ...], now: datetime) -> None:
        for step in sorted(steps, key=lambda one: (one.node, one.item)):
            if organisations.duty(step.duty).level == REPORTER:
                self._await_answer(thread, step, now)
            else:
                self._await_work(thread, step, now)

    def _await_answer(self, thread: Thread, step: StepView, now: datetime) -> None:
        """The reporter answers within some days, or not at all: then a clock of the procedure may
        have ended the matter, which is looked up afterwards."""
        thread.asked = True
        if self._happens(self.how.answers):
            moment = now + timedelta(hours=self.dice.randint(2, 120))
            self.stage.plan(moment, partial(self._answer, thread, step))
        elif step.due_at is not None:
            self.stage.plan(step.due_at + timedelta(hours=12), partial(self._look, thread))

    def _await_work(self, thread: Thread, step: StepView, now: datetime) -> None:
        share = self.dice.uniform(0.05, 0.85)
        if self._happens(self.how.late):
            share = self.dice.uniform(1.05, 1.8)
        moment = self.stage.between(now, step.due_at, share)
        left = self._is_left(thread, step, now)
        self._plan_stages(thread, step, now, self.stage.end if left else moment)
        if left:
            return
        if step.pool:
            self.stage.plan(now + (moment - now) * 0.4, partial(self._claim, thread, step))
        if step.due_at is not None and self._happens(self.how.extended):
            self.stage.plan(now + (moment - now) * 0.7, partial(self._extend, thread, step))
        if self._happens(self.how.reassigned):
            self.stage.plan(now + (moment - now) * 0.2, partial(self._reassign, thread, step))
        self.stage.plan(moment, partial(self._do, thread, step))

    def _is_left(self, thread: Thread, step: StepView, now: datetime) -> bool:
        """Left open on purpose: one of each kind, some for each visitor, and what is stuck."""
        recent = now > self.stage.end - LATELY
        if recent and (thread.procedure, step.node) not in self.kept:
            self.kept.add((thread.procedure, step.node))
            return True
        some = self.stage.holders(step.duty, step.organisation_id or step.area_id)
        visitors = [one for one in some if one in self.stage.cast.visitors]
        if recent and visitors and self.visitors[visitors[0]] < VISITORS:
            self.visitors[visitors[0]] += 1
            return True
        return now > self.stage.end - STUCK_LATELY and self._happens(self.how.stuck)

    def _plan_stages(self, thread: Thread, step: StepView, now: datetime, before: datetime) -> None:
        for stage in step.stages:
            if stage.due_at is not None and self._happens(self.how.marked):
                share = self.dice.uniform(0.1, 1.05)
                moment = self.stage.between(now, stage.due_at, share)
                if moment < before:
                    self.stage.plan(moment, partial(self._mark, thread, step, stage.key))

    # --- what people do

    def _who(self, thread: Thread, step: StepView) -> Actor | None:
        """Whoever it lies with; never who did the step that needs another pair of eyes."""
        if step.id in thread.named:
            return self.stage.actor(thread.named[step.id])
        barred = thread.doers.get(step.second, set()) if step.second else set()
        some = self.stage.holders(step.duty, step.organisation_id or step.area_id)
        free = [one for one in some if one not in barred]
        return self.stage.actor(self.dice.choice(free)) if free else None

    def _current(self, thread: Thread, step: StepView) -> StepView:
        return procedures.step_view(step.id) if thread.moved else step

    def _do(self, thread: Thread, step: StepView, now: datetime) -> None:
        if thread.ended:
            return
        if thread.children:
            self.stage.plan(self.stage.after(now, WAIT), partial(self._do, thread, step))
            return
        step = self._current(thread, step)
        actor = self._who(thread, step)
        if actor is None or actor.account_id is None:
            return
        outcome = self._choose(thread, step)
        answers = self.pen.answers(
            procedures.forms_of(step).get(outcome.form),
            procedure=thread.procedure,
            data=thread.data,
            area_id=thread.area_id,
            now=now,
        )
        files = [self.album.upload(actor=actor, now=now) for _ in range(outcome.evidence)]
        note = self.pen.reason(outcome.key) if outcome.reason else ""
        moved = self.stage.attempt(
            partial(
                doing.complete,
                step_id=step.id,
                outcome=outcome.key,
                answers=answers,
                note=note,
                files=files,
                actor=actor,
                now=now,
            )
        )
        if moved is None:
            self._look(thread, now)
            return
        self.used[thread.procedure, step.node, outcome.key] += 1
        thread.doers.setdefault(step.node, set()).add(actor.account_id)
        self._moved(thread, moved, now)

    def _choose(self, thread: Thread, step: StepView) -> OutcomeView:
        """Mostly what leads on; now and then what has been chosen least: every way is gone."""
        some = step.outcomes
        if self._happens(0.12):
            return min(some, key=lambda one: self.used[thread.procedure, step.node, one.key])
        return self.dice.choices(some, [6 if one.style == "primary" else 1 for one in some])[0]

    def _moved(self, thread: Thread, moved: Moved, now: datetime) -> None:
        thread.data = dict(moved.data)
        if moved.ended:
            self._ended(thread)
        self._open(thread, moved.opened, now)
        if not moved.ended and not moved.opened:
            self._later(now, 1, 6, partial(self._call, thread))

    def _call(self, thread: Thread, now: datetime) -> None:
        """A gathering that the matter may wait for is called, and held on its day."""
        called = None if thread.ended else self.meetings.call(thread.id, now)
        if called is not None:
            gathering, meets = called
            self.stage.plan(meets, partial(self._meet, thread, gathering))

    def _meet(self, thread: Thread, gathering: UUID, now: datetime) -> None:
        if thread.ended or not self.stage.done(partial(self.meetings.hold, gathering, now)):
            return
        run = procedures.run_view(thread.run_id)
        thread.data = dict(run.data)
        self._open(thread, run.open, now)
        if not run.open:  # put off: it waits for the next one
            self._later(now, 1, 6, partial(self._call, thread))

    def _ended(self, thread: Thread) -> None:
        if not thread.ended:
            thread.ended = True
            if thread.parent is not None:
                thread.parent.children -= 1

    def _look(self, thread: Thread, now: datetime) -> None:  # noqa: ARG002 - planned like all acts
        """Has a clock ended it meanwhile?"""
        if not thread.ended and procedures.run_view(thread.run_id).ended_at is not None:
            self._ended(thread)

    def _answer(self, thread: Thread, step: StepView, now: datetime) -> None:
        if thread.ended:
            return
        solved = self._happens(self.how.solved)
        words = self.pen.word("solved" if solved else "not_solved") if self._happens(0.5) else ""
        satisfied = self.dice.choice((4, 5, 5) if solved else (1, 2, 3))
        done = self.stage.done(
            partial(
                reporting.answer,
                code=thread.code,
                solved=solved,
                satisfied=satisfied if self._happens(0.8) else None,
                words=words,
                actor=ANONYMOUS,
                now=now,
            )
        )
        if done:
            run = procedures.run_view(thread.run_id)
            thread.data = dict(run.data)
            if run.ended_at is not None:
                self._ended(thread)
            self._open(thread, tuple(one for one in run.open if one.id != step.id), now)

    def _mark(self, thread: Thread, step: StepView, stage: str, now: datetime) -> None:
        actor = None if thread.ended else self._who(thread, self._current(thread, step))
        if actor is not None:
            self.stage.done(partial(doing.mark, step_id=step.id, stage=stage, actor=actor, now=now))

    def _claim(self, thread: Thread, step: StepView, now: datetime) -> None:
        actor = None if thread.ended else self._who(thread, step)
        if actor is None or actor.account_id is None:
            return
        if self.stage.done(partial(doing.claim, step_id=step.id, actor=actor, now=now)):
            thread.named[step.id] = actor.account_id

    def _extend(self, thread: Thread, step: StepView, now: datetime) -> None:
        actor = None if thread.ended else self.stage.with_verb("procedures.extend", thread.area_id)
        if actor is None or step.due_at is None:
            return
        until = territory.due(step.due_at, Limit(self.dice.randint(1, 3), Unit.WORK_DAY))
        self.stage.done(
            partial(
                doing.extend,
                step_id=step.id,
                until=until,
                reason=self.pen.reason("extend"),
                actor=actor,
                now=now,
            )
        )

    def _reassign(self, thread: Thread, step: StepView, now: datetime) -> None:
        """To a colleague by name."""
        boss = None if thread.ended else self.stage.with_verb("procedures.reassign", thread.area_id)
        step = self._current(thread, step)
        colleague = self._who(thread, step)
        if boss is None or colleague is None or colleague.account_id is None:
            return
        account: UUID = colleague.account_id
        done = self.stage.done(
            partial(
                doing.reassign,
                step_id=step.id,
                duty=step.duty,
                area_id=step.area_id,
                organisation_id=step.organisation_id,
                person_id=account,
                reason=self.pen.reason("reassign"),
                actor=boss,
                now=now,
            )
        )
        if done:
            thread.named[step.id] = account

    def _place(self, thread: Thread, now: datetime) -> None:
        """Somebody found out where it is."""
        actor = None if thread.ended else self.stage.with_verb("matters.correct", thread.area_id)
        area = self.desk.somewhere()
        if actor is None:
            return
        category = self.dice.choice(self.desk.categories)
        done = self.stage.done(
            partial(
                reporting.correct,
                matter_id=thread.id,
                actor=actor,
                now=now,
                category=category,
                area_id=area.id,
                reason=self.pen.reason("default"),
            )
        )
        if done:
            thread.area_id, thread.category, thread.moved = area.id, category, True

    def _annul(self, thread: Thread, now: datetime) -> None:
        actor = None if thread.ended else self.stage.with_verb("matters.close_spam", thread.area_id)
        if actor is None or not self.reasons:
            return
        reason = self.dice.choice(self.reasons)
        note = self.pen.reason("annul")
        if self.stage.done(
            partial(
                reporting.annul, matter_id=thread.id, reason=reason, note=note, actor=actor, now=now
            )
        ):
            self._ended(thread)

    def _withdraw(self, thread: Thread, now: datetime) -> None:
        if not thread.ended and self.stage.done(
            partial(reporting.withdraw, code=thread.code, actor=ANONYMOUS, now=now)
        ):
            self._ended(thread)
