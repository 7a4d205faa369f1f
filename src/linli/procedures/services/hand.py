"""A run in hand: locked, advanced by the engine, and written back in few statements.

`Hand` is the only place that turns engine tokens into rows and commands into steps, clocks, jobs
and happenings. Nothing is saved row by row: everything new or changed is written in `save`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextvars import ContextVar
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Case, DateTimeField, F, UUIDField, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext

from linli.kernel import trail
from linli.kernel.actor import Actor
from linli.kernel.ids import new_id
from linli.kernel.registry import EffectCall, effects
from linli.kernel.writes import insert
from linli.procedures import models
from linli.procedures.engine import definition as d
from linli.procedures.engine import machine
from linli.procedures.engine import state as e
from linli.procedures.engine.errors import EngineError
from linli.procedures.selectors import steps as reads
from linli.procedures.selectors.book import Published, ladder
from linli.procedures.services.notices import announce, words_of
from linli.procedures.services.placing import named, place, spot_of
from linli.procedures.services.promises import due, next_ring
from linli.procedures.terms import Kind, Moved, RunState, Stuck

_LIVE = ("open", "waiting")
# Runs in hand in this context, so that an effect may relabel the run that called it.
in_hand: ContextVar[dict[UUID, Hand] | None] = ContextVar("linli_runs_in_hand", default=None)


class Hand:
    """One run inside one transaction."""

    def __init__(
        self,
        run: models.Run,
        published: Published,
        rows: Iterable[models.Step],
        *,
        actor: Actor,
        now: datetime,
        fresh: bool = False,
    ) -> None:
        self.run, self.published, self.graph = run, published, published.graph
        self.actor, self.now, self.fresh = actor, now, fresh
        self.rows = {row.pk: row for row in rows}
        self.state = e.State(
            tuple(_token(row) for row in self.rows.values() if row.state in _LIVE), run.data
        )
        self.cause: UUID | None = None  # the step whose completion moves the run
        self.opened: list[models.Step] = []
        self.added: list[models.Step] = []
        self.changed: list[models.Step] = []
        self.clocks: list[models.Clock] = []
        self.happenings: list[models.Happening] = []
        # Steps that wait for somebody new, and the happening by which they are told of it.
        self.openings: dict[UUID, UUID] = {}
        self.notes: list[models.Note] = []
        self.silenced: set[UUID] = set()
        self.written: set[UUID] = set()  # rows that the service has updated itself
        self.before: dict[str, str] = {}  # other tokens that this movement ended: id -> state

    # --- moving

    def feed(self, happening: e.Happening) -> None:
        """Let it happen: advance, obey, call effects, until nothing is asked for any more. What was
        written at the step is kept first: effects read it.
        """
        self._write_notes()
        kept = in_hand.get() or {}
        mark = in_hand.set({**kept, self.run.pk: self})
        try:
            self._feed(happening)
        except EngineError as error:
            raise Stuck(fault=error.said.worded(gettext)) from error
        finally:
            in_hand.reset(mark)

    def _feed(self, happening: e.Happening) -> None:
        self.state, commands = machine.advance(self.graph, self.state, happening, new_id=new_id)
        self.run.data = dict(self.state.data)
        self._mirror()
        calls = [one for one in commands if isinstance(one, e.CallEffect)]
        for command in commands:
            self._obey(command)
        for call in calls:
            self._call(call)

    def _mirror(self) -> None:
        """Bring the rows to where the tokens are."""
        for token in self.state.tokens:
            row = self.rows.get(token.id)
            if row is None:
                self._add(token)
            elif row.state != token.state.value:
                if token.id != self.cause and row not in self.added:
                    self.before[str(token.id)] = row.state
                row.state, row.outcome = token.state.value, token.outcome or row.outcome
                if not token.live:
                    row.done_at = self.now
                    self.silenced.add(token.id)
                if row not in self.added and row not in self.changed:
                    self.changed.append(row)

    def _add(self, token: e.Token) -> None:
        node, run = self.graph.nodes[token.node], self.run
        row = models.Step(
            id=token.id, run=run, node=token.node, name=node.name[:100], state=token.state.value,
            group=token.group, item=token.item, via=token.via, opened_at=self.now,
            opened_by=self.cause, outcome=token.outcome,
            done_at=None if token.live else self.now,
            subject_kind=run.subject_kind, subject_id=run.subject_id, title=run.title,
            category=run.category, area_path=run.area_path, urgency=run.urgency,
        )  # fmt: skip
        self.rows[token.id] = row
        self.added.append(row)

    def _obey(self, command: e.Command) -> None:
        match command:
            case e.OpenStep(token=token_id):
                self._open(self.rows[token_id])
            case e.CancelStep(token=token_id):
                self.note(Kind.CANCELLED, self.rows[token_id])
            case e.SetTimer(token=token_id, node=node, limit=limit):
                moment = due(self.now, limit, node)
                self.clock(self.rows[token_id], "timer", node, moment, limit, ring_at=moment)
            case e.ClearTimer(token=token_id):
                self.silenced.add(token_id)
            case e.Ended():
                self.run.state, self.run.ended_at = RunState.ENDED.value, self.now
                self.note(Kind.ENDED)

    def _open(self, row: models.Step) -> None:
        node = self.graph.nodes[row.node]
        assert isinstance(node, d.UserTask)
        spot = place(
            spot_of(node, row.item, self.run.data), self.run.area_id,
            now=self.now, revision=self.run.method_revision,
        )  # fmt: skip
        row.duty, row.area_id, row.organisation_id = spot.duty, spot.area_id, spot.organisation_id
        row.person_id = named(node, self.run.data, spot, now=self.now)
        if node.step.due:
            limit = machine.resolved(node.step.due, self.run.data)
            row.due_at = due(self.now, limit, node.name)
            self.clock(row, "due", "", row.due_at, limit, node.step.ladder)
        for stage in node.step.stages:
            limit = machine.resolved(stage.due, self.run.data) if stage.due else ""
            moment = due(self.now, limit, stage.name) if limit else models.FAR
            self.clock(row, "stage", stage.key, moment, limit, node.step.ladder)
        self.opened.append(row)
        data = {"duty": row.duty}
        if row.due_at < models.FAR:
            data["due"] = row.due_at.isoformat()
        self.openings[row.pk] = self.note(Kind.OPENED, row, data=data).pk

    def clock(
        self,
        row: models.Step,
        kind: str,
        key: str,
        due_at: datetime,
        limit: str,
        climbs: str = "",
        ring_at: datetime | None = None,
    ) -> None:
        number = 0
        if climbs and due_at < models.FAR:
            rungs = ladder(climbs, self.run.method_revision)
            number, ring_at = next_ring(rungs, due_at, start=0, since=self.now)
        self.clocks.append(
            models.Clock(
                run=self.run, step=row, kind=kind, key=key, limit=limit, due_at=due_at,
                ladder=climbs, rung=number, ring_at=ring_at,
            )
        )  # fmt: skip

    def _call(self, call: e.CallEffect) -> None:
        token = self.state.token(call.token)
        if token is None or not token.live:  # an effect before it ended this one
            return
        if self.fresh:
            self._insert_run()
        node = self.graph.nodes[call.node]
        assert isinstance(node, d.ServiceTask)
        run = self.run
        answer = effects.get(call.effect)(
            EffectCall(
                run_id=run.pk, subject_kind=run.subject_kind, subject_id=run.subject_id,
                node=call.node, properties={**node.properties, "step": str(call.token)},
                data=run.data, actor=self.actor, now=self.now, area_id=run.area_id,
                notice=words_of(run, self._most_urgent(), name=node.name),
                revision=run.method_revision,
            )
        )  # fmt: skip
        self.note(Kind.EFFECT, self.rows[call.token], data={"effect": call.effect})
        self._feed(e.EffectDone(call.token, answer or {}))

    def _most_urgent(self) -> models.Step | None:
        """The open step that is due soonest: what a notice of this run is about."""
        rows = [row for row in self.rows.values() if row.state == "open" and row.duty]
        return min(rows, key=lambda row: (row.due_at, row.pk), default=None)

    # --- writing

    def note(
        self,
        kind: Kind | str,
        row: models.Step | None = None,
        *,
        outcome: str = "",
        data: Mapping[str, Any] | None = None,
    ) -> models.Happening:
        """One line of history, written by `save`."""
        line = models.Happening(
            run=self.run, step=row, kind=str(kind), at=self.now, actor_kind=self.actor.kind,
            actor_id=self.actor.account_id, outcome=outcome, data=dict(data or {}),
        )  # fmt: skip
        self.happenings.append(line)
        return line

    def _insert_run(self) -> None:
        insert(self.run)
        self.fresh = False

    def save(self, name: str, data: Mapping[str, Any] | None = None) -> Moved:
        """Write everything, the trail line `name` included."""
        self._save_run()
        insert(*self.added)
        if self.changed:
            self._save_changed()
        for clock in self.clocks:
            if clock.step_id in self.silenced:
                clock.ring_at = None
        insert(*self.clocks)
        self._silence()
        insert(*self.happenings)
        self._write_notes()
        for step_id, told in self.openings.items():
            if self.rows[step_id].state == "open":
                announce(self.rows[step_id], told, self.now)
        about = (self.run.subject_kind, self.run.subject_id)
        trail.record(
            name, actor=self.actor, now=self.now, subject=about,
            data={"run": str(self.run.pk), **(data or {})},
        )  # fmt: skip
        return self.moved()

    def _write_notes(self) -> None:
        """The database asks only at the commit whether their happening exists."""
        insert(*self.notes)
        self.notes = []

    def _save_run(self) -> None:
        if self.fresh:
            self._insert_run()
            return
        run = self.run
        run.version += 1
        models.Run.objects.filter(pk=run.pk).update(
            data=run.data, version=run.version, state=run.state, ended_at=run.ended_at,
            secret=run.secret,
        )  # fmt: skip

    def _save_changed(self) -> None:
        """Tokens that ended: one statement for all that ended alike."""
        alike: dict[tuple[str, str], list[UUID]] = {}
        for row in self.changed:
            if row.pk not in self.written:
                alike.setdefault((row.state, row.outcome), []).append(row.pk)
        for (state, outcome), ids in alike.items():
            models.Step.objects.filter(pk__in=ids).update(
                state=state, outcome=outcome, done_at=self.now
            )

    def _silence(self) -> None:
        """Clocks of what has ended ring no more; the promise of the step that was done is kept."""
        old = self.silenced - {row.pk for row in self.added}
        if not old:
            return
        kept = When(step_id=self.cause, kind="due", then=Value(self.now, DateTimeField()))
        whose = When(step_id=self.cause, kind="due", then=Value(self.actor.account_id, UUIDField()))
        models.Clock.objects.filter(step_id__in=old).update(
            ring_at=None,
            met_at=Coalesce(F("met_at"), Case(kept, default=None)),
            met_by_id=Coalesce(F("met_by_id"), Case(whose, default=None)),
        )

    def moved(self) -> Moved:
        clocks: dict[UUID, list[models.Clock]] = {}
        for clock in self.clocks:
            clocks.setdefault(clock.step_id, []).append(clock)
        return Moved(
            run_id=self.run.pk,
            ended=self.run.state != RunState.RUNNING,
            opened=tuple(
                reads.view(row, self.published, self.run.area_id, clocks.get(row.pk, ()))
                for row in self.opened
                if row.state == "open"
            ),
            data=self.run.data,
        )


def _token(row: models.Step) -> e.Token:
    return e.Token(
        row.pk, row.node, e.TokenState(row.state), row.group, row.item, row.outcome, row.via
    )
