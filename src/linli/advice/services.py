"""Writes of advice: learning, suggesting, deciding, keeping precedents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from uuid import UUID

from linli.advice import models, rules
from linli.advice.selectors import VERSION
from linli.advice.terms import Fate, Fit, Guess
from linli.kernel import trail
from linli.kernel.actor import Actor
from linli.kernel.database import transaction
from linli.kernel.texts import clean
from linli.kernel.versions import bump

SUBJECT = "precedent"


def learn(
    *, name: str, texts: Sequence[str], labels: Sequence[str], judged: int | None = None,
    actor: Actor, now: datetime,
) -> Fit:  # fmt: skip
    """Train the model of that name anew and put it in force; the ones before lose their content.
    The training itself is outside the transaction: it may take seconds."""
    learnt = rules.train(texts, labels, judged=judged)
    with transaction():
        models.Learnt.objects.filter(name=name).update(content=None)
        row = models.Learnt.objects.create(
            name=name, content=rules.packed(learnt.model), figures=asdict(learnt.fit), at=now
        )
        bump(VERSION)
        trail.record(
            "advice.learnt",
            actor=actor,
            now=now,
            subject=("learnt", row.pk),
            data={"name": name, "texts": learnt.fit.texts, "labels": learnt.fit.labels},
        )
    return learnt.fit


def offer_draft(
    *, draft: str, kind: str, guess: Guess, sure: bool, reasons: Sequence[str], version: str,
    now: datetime,
) -> None:  # fmt: skip
    """A reporter who has not sent yet is shown a suggestion: the latest one of a draft counts."""
    with transaction():
        models.Suggestion.objects.update_or_create(
            draft=draft[:64],
            kind=kind,
            defaults={
                "value": guess.label,
                "probability": guess.probability,
                "sure": sure,
                "reasons": list(reasons),
                "version": version,
                "made_at": now,
            },
        )


def sent(*, draft: str, subject_id: UUID, chosen: str, now: datetime) -> None:
    """The draft became a subject: what was chosen is the suggestion's fate."""
    with transaction():
        for row in models.Suggestion.objects.filter(draft=draft, fate=""):
            row.subject_id, row.chosen = subject_id, chosen
            row.fate, row.decided_at = _fate(row.value, chosen), now
            row.save(update_fields=["subject_id", "chosen", "fate", "decided_at"])


def forget_drafts(*, before: datetime) -> int:
    """What was never sent is nobody's suggestion. Returns how many."""
    rows = models.Suggestion.objects.filter(fate="", subject_id=None, made_at__lt=before)
    with transaction():
        return rows.delete()[0]


def suggest(
    *, subject_id: UUID, kind: str, guess: Guess, sure: bool, reasons: Sequence[str],
    version: str, now: datetime,
) -> None:  # fmt: skip
    """Something is suggested about a subject; a second call while the first waits is no second."""
    with transaction():
        rows = models.Suggestion.objects.filter(subject_id=subject_id, kind=kind)
        if rows.exists():
            return
        models.Suggestion.objects.create(
            subject_id=subject_id,
            kind=kind,
            value=guess.label,
            probability=guess.probability,
            sure=sure,
            reasons=list(reasons),
            version=version,
            made_at=now,
        )


def decided(*, subject_id: UUID, kind: str, chosen: str, actor: Actor, now: datetime) -> None:
    """A person has chosen, or the subject has ended without a choice ("")."""
    with transaction():
        rows = models.Suggestion.objects.filter(subject_id=subject_id, kind=kind, fate="")
        for row in rows:
            row.chosen, row.fate = chosen, _fate(row.value, chosen)
            row.decided_at, row.decided_by_id = now, actor.account_id
            row.save(update_fields=["chosen", "fate", "decided_at", "decided_by_id"])
            trail.record(
                "advice.decided",
                actor=actor,
                now=now,
                subject=("suggestion", row.pk),
                data={"kind": kind, "value": row.value, "chosen": chosen, "fate": str(row.fate)},
            )


def _fate(value: str, chosen: str) -> Fate:
    if not chosen:
        return Fate.IGNORED
    return Fate.ACCEPTED if value == chosen else Fate.CHANGED


def keep_precedent(
    *, category: str, gist: str, unit: str, basis: str, area_path: str, subject_id: UUID | None,
    actor: Actor, now: datetime,
) -> UUID:  # fmt: skip
    """Keep a ruling to be followed. The caller has checked who may rule."""
    with transaction():
        row = models.Precedent.objects.create(
            category=category,
            gist=clean(gist, 200, "gist"),
            unit=unit,
            basis=clean(basis, 500, "basis"),
            area_path=area_path,
            subject_id=subject_id,
            kept_by_id=actor.account_id,
            kept_at=now,
        )
        trail.record(
            "advice.precedent_kept",
            actor=actor,
            now=now,
            subject=(SUBJECT, row.pk),
            data={"category": category, "unit": unit},
        )
    return row.pk


def drop_precedent(*, precedent_id: UUID, actor: Actor, now: datetime) -> None:
    """It is not followed any more; it stays to be read about. Twice is no fault."""
    with transaction():
        rows = models.Precedent.objects.filter(pk=precedent_id, dropped_at=None)
        if rows.update(dropped_at=now):
            trail.record(
                "advice.precedent_dropped", actor=actor, now=now, subject=(SUBJECT, precedent_id)
            )


FORGET_DRAFTS_AFTER = timedelta(days=1)
