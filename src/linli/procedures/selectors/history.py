"""What happened in a run, and its diagram."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from linli.kernel import cipher
from linli.kernel.actor import Actor, Target
from linli.kernel.language import Words
from linli.people import selectors as people
from linli.procedures import models
from linli.procedures.engine import definition as d
from linli.procedures.rules import may_act
from linli.procedures.selectors.book import Published, current, definition_of, form, words
from linli.procedures.selectors.steps import held
from linli.procedures.terms import REVEAL, Diagram, Form, HappeningView, Kind, NoSuchRun, StepState

KEY, WORDS = "procedures.run.key", "procedures.note"


@dataclass(frozen=True, slots=True)
class NoteView:
    """The words of one happening. `answers` are (question, answer as text); of what is sealed, the
    question stands there and "only for those who handle it".
    """

    happening_id: UUID
    step_id: UUID | None
    text: str
    answers: tuple[tuple[Words, str], ...]
    erased: bool


def run_key(secret: bytes | memoryview | None) -> bytes | None:
    """The run's own key, if it has one that was not destroyed."""
    return bytes.fromhex(cipher.unseal(secret, purpose=KEY)) if secret else None


def notes_of(run_id: UUID, *, actor: Actor) -> dict[UUID, NoteView]:
    """The words of a run by happening id, for those whose doorway has been passed. What is sealed
    is opened only for who may act on that very step or did it, and for holders of `people.reveal`
    at its place. Two statements.
    """
    run = models.Run.objects.filter(pk=run_id).defer("data").first()
    if run is None:
        raise NoSuchRun
    key = run_key(run.secret)
    rows = models.Note.objects.filter(run_id=run_id).select_related("step")
    return {
        row.happening_id: _note(row, key, form(row.form, run.method_revision), actor)
        for row in rows
    }


def _note(row: models.Note, key: bytes | None, asked: Form | None, actor: Actor) -> NoteView:
    text, answers, gone = row.text, dict(row.answers), row.erased_at is not None
    if row.sealed is not None:
        if key is None:
            gone = True
        else:
            opened = json.loads(cipher.unseal(row.sealed, purpose=WORDS, key=key))
            if not _reads_sealed(actor, row.step):
                opened = _covered(opened)
            text, answers = opened["text"] or text, answers | opened["answers"]
    return NoteView(row.happening_id, row.step_id, text, shown(asked, answers), gone)


def _reads_sealed(actor: Actor, step: models.Step | None) -> bool:
    if step is None:
        return False
    if actor.account_id is not None and actor.account_id == step.done_by_id:
        return True
    place = Target(area_path=step.area_path, organisation_id=step.organisation_id)
    return may_act(actor, held(step)) or actor.may(REVEAL, place)


def _covered(opened: Mapping[str, Any]) -> dict[str, Any]:
    only = _("（仅办理人可见）")
    return {
        "text": only if opened["text"] else "",
        "answers": dict.fromkeys(opened["answers"], only),
    }


def shown(asked: Form | None, answers: Mapping[str, Any]) -> tuple[tuple[Words, str], ...]:
    """Answers in the order of the form, choices by their labels."""
    fields = {one.key: one for one in asked.fields} if asked else {}
    lines = []
    for key in sorted(answers, key=lambda k: list(fields).index(k) if k in fields else 999):
        labels = {c.key: str(c.label) for c in fields[key].choices} if key in fields else {}
        value = answers[key]
        many = value if isinstance(value, list) else [value]
        text = "、".join(labels.get(str(v), _plain(v)) for v in many)
        if key in fields and fields[key].type == "moment":
            text = text.replace("T", " ")
        lines.append((fields[key].label if key in fields else Words(key), text))
    return tuple(lines)


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "✓" if value else "✗"
    return str(value)


def history(run_id: UUID, *, actor: Actor | None = None) -> tuple[HappeningView, ...]:
    """What happened, oldest first. Without a staff `actor`: no names, no words, only what was done
    and when (for the reporter's page, behind its own doorway). At most five statements.
    """
    run = models.Run.objects.filter(pk=run_id).only("id", "definition_id").first()
    if run is None:
        raise NoSuchRun
    published = definition_of(run.definition_id)
    rows = list(
        models.Happening.objects.filter(run_id=run_id).select_related("step").order_by("id")
    )
    names: Mapping[UUID, str] = {}
    notes: Mapping[UUID, NoteView] = {}
    if actor is not None and actor.is_staff:
        names = people.account_names({r.actor_id for r in rows if r.actor_id})
        notes = notes_of(run_id, actor=actor)
    return tuple(_happening(row, published, names, notes.get(row.pk)) for row in rows)


def _happening(
    row: models.Happening, published: Published, names: Mapping[UUID, str], note: NoteView | None
) -> HappeningView:
    step = row.step
    return HappeningView(
        id=row.pk,
        kind=Kind(row.kind),
        at=row.at,
        step_id=row.step_id,
        node=step.node if step else "",
        name=words(step.name) if step else Words(""),
        item=step.item if step else "",
        actor_kind=row.actor_kind,
        actor_id=row.actor_id if names else None,
        actor_name=names.get(row.actor_id, "") if row.actor_id else "",
        outcome=row.outcome,
        outcome_name=outcome_name(published, step.node if step else "", row.outcome),
        data=row.data,
        words=note.text if note else "",
        answers=note.answers if note else (),
        erased=note.erased if note else False,
    )


def outcome_name(published: Published, node: str, outcome: str) -> Words:
    found = published.graph.nodes.get(node)
    spec = found.step.outcome(outcome) if isinstance(found, d.UserTask) else None
    return words(spec.name) if spec else Words(outcome)


def answer_of(run_id: UUID, field: str) -> str:
    """The latest answer to a question that is not sensitive, as text; "" if nobody answered it."""
    rows = models.Note.objects.filter(run_id=run_id, erased_at=None).order_by("-id")
    found = next((row.answers[field] for row in rows if field in row.answers), "")
    return "、".join(str(one) for one in found) if isinstance(found, list) else str(found)


def latest_answers(
    run_id: UUID, form_key: str, *, actor: Actor
) -> tuple[str, tuple[tuple[Words, str], ...], datetime] | None:
    """(name of the form, its latest answers as (question, text), when) in a run; None if nobody
    filled it in, or it was erased. What is sealed is opened as in `notes_of`."""
    run = models.Run.objects.filter(pk=run_id).defer("data").first()
    if run is None:
        raise NoSuchRun
    rows = models.Note.objects.filter(run_id=run_id, form=form_key, erased_at=None)
    row = rows.select_related("step").order_by("-id").first()
    asked = form(form_key, run.method_revision)
    if row is None or asked is None:
        return None
    return str(asked.name), _note(row, run_key(run.secret), asked, actor).answers, row.written_at


def latest_happening() -> str:
    """Changes whenever anything happens in any run: for the ETag of live pages."""
    last = models.Happening.objects.order_by("-id").values_list("id", flat=True).first()
    return str(last or "")


def diagram(what: UUID | str) -> Diagram:
    """The file of a procedure in force (by key), or of a run with what is done and where it stands.
    What ran twice and is open again is current, not done.
    """
    if isinstance(what, str):
        published = current(what)
        xml = models.Definition.objects.values_list("xml", flat=True).get(pk=published.id)
        return Diagram(published.key, words(published.graph.name), xml)
    run = models.Run.objects.filter(pk=what).select_related("definition").first()
    if run is None:
        raise NoSuchRun
    published = definition_of(run.definition_id)
    states = models.Step.objects.filter(run_id=what).values_list("node", "state").distinct()
    now = {node for node, state in states if state in (StepState.OPEN, StepState.WAITING)}
    done = {node for node, state in states if state == StepState.DONE} - now
    nodes = published.graph.nodes
    return Diagram(
        key=published.key,
        name=words(published.graph.name),
        xml=run.definition.xml,
        done=tuple(node for node in nodes if node in done or node == published.graph.start),
        current=tuple(node for node in nodes if node in now),
    )


@dataclass(frozen=True, slots=True)
class Trouble:
    """A clock whose ringing failed, and when it will be tried again."""

    run_id: UUID
    step_id: UUID
    key: str
    trouble: str
    tries: int
    ring_at: datetime | None


def troubles(limit: int = 100) -> tuple[Trouble, ...]:
    """Clocks that could not ring, for whoever runs the installation."""
    rows = models.Clock.objects.filter(tries__gt=0, ring_at__isnull=False).order_by("ring_at")
    return tuple(
        Trouble(row.run_id, row.step_id, row.key, row.trouble, row.tries, row.ring_at)
        for row in rows[:limit]
    )
