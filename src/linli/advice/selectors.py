"""Reads of advice: the model in force, its answers, precedents, how suggestions fared."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q

from linli.advice import models, rules
from linli.advice.terms import (
    PART,
    Answer,
    Barred,
    Fate,
    HotSpotRule,
    Model,
    Tally,
    TriageRules,
)
from linli.kernel import parts
from linli.kernel.language import Words
from linli.kernel.versions import cached_by

VERSION = "advice"
PRECEDENTS_SHOWN = 20
ALIKE = 0.15  # below this two gists have little but a particle in common


@dataclass(frozen=True, slots=True)
class PrecedentLine:
    precedent_id: UUID
    category: str
    gist: str
    unit: str
    basis: str
    subject_id: UUID | None
    kept_at: datetime
    likeness: float = 0.0


@dataclass(frozen=True, slots=True)
class Kept:
    """A suggestion on record: what was suggested, how likely it seemed, what became of it."""

    kind: str
    value: str
    probability: float
    sure: bool
    fate: Fate
    chosen: str
    made_at: datetime
    decided_at: datetime | None


@dataclass(frozen=True, slots=True)
class Trained:
    """A training: when, and its figures as `terms.Fit` names them."""

    version: str
    at: datetime
    figures: dict[str, float]


def read(document: Mapping[str, Any]) -> TriageRules:
    """The rules that a `triage` document states."""
    alike = document.get("alike") or {}
    standard = TriageRules()
    return TriageRules(
        joint=frozenset((document.get("joint") or {}).get("categories", ())),
        barred=tuple(
            Barred(
                categories=tuple(row["categories"]),
                basis=Words.of(row["basis"]),
                kinds=tuple(row.get("kinds", ())),
                outcomes=tuple(row.get("outcomes", ())),
            )
            for row in document.get("barred", ())
        ),
        hot_spots=tuple(
            HotSpotRule(
                kind=row["kind"],
                level=row["level"],
                count=row["count"],
                days=row["days"],
                categories=tuple(row.get("categories", ())),
            )
            for row in document.get("hot_spots", ())
        ),
        alike_days=alike.get("days", standard.alike_days),
        alike_metres=alike.get("metres", standard.alike_metres),
        repeated=alike.get("repeated", standard.repeated),
        repeated_days=alike.get("repeated_days", standard.repeated_days),
    )


@cached_by(parts.VERSION)
def triage_rules() -> TriageRules:
    """How the county triages, by the method in force."""
    _revision, document = parts.current(PART)
    return read(document)


@cached_by(VERSION)
def learnt(name: str) -> tuple[str, Model] | None:
    """(version, model) of that name in force; None before one was trained."""
    row = (
        models.Learnt.objects.filter(name=name, content__isnull=False)
        .order_by("-at")
        .values_list("id", "content")
        .first()
    )
    if row is None or row[1] is None:
        return None
    return str(row[0]), rules.unpacked(bytes(row[1]))


@cached_by(parts.VERSION)
def beginning(texts: tuple[str, ...], labels: tuple[str, ...]) -> Model:
    """What can be known before anybody decided anything: from names and usual words alone."""
    return rules.train(texts, labels).model


def answer(
    name: str,
    text: str,
    *,
    texts: tuple[str, ...] = (),
    labels: tuple[str, ...] = (),
    most: int = 3,
) -> Answer:
    """What the model of that name says of a text; before one was trained, what these few texts and
    labels teach; without either, nothing."""
    found = learnt(name)
    if found is not None:
        return rules.predict(found[1], text, most=most, version=found[0])
    if len(set(labels)) < 2:
        return Answer((), sure=False)
    return rules.predict(beginning(texts, labels), text, most=most, version="beginning")


def trainings(name: str, most: int = 10) -> tuple[Trained, ...]:
    """The newest trainings of a model, with their figures."""
    rows = models.Learnt.objects.filter(name=name).order_by("-at")
    return tuple(
        Trained(str(pk), at, figures)
        for pk, at, figures in rows.values_list("id", "at", "figures")[:most]
    )


def suggested(subject_ids: Collection[UUID], kind: str) -> frozenset[UUID]:
    """Those of the subjects for which a suggestion of that kind is on record."""
    rows = models.Suggestion.objects.filter(kind=kind, subject_id__in=list(subject_ids))
    return frozenset(one for one in rows.values_list("subject_id", flat=True) if one)


def kept(subject_id: UUID) -> tuple[Kept, ...]:
    """The suggestions on record about one subject, in the order in which they were made."""
    rows = models.Suggestion.objects.filter(subject_id=subject_id).order_by("made_at", "kind")
    return tuple(
        Kept(
            kind=row.kind,
            value=row.value,
            probability=row.probability or 0.0,
            sure=row.sure,
            fate=Fate(row.fate),
            chosen=row.chosen,
            made_at=row.made_at,
            decided_at=row.decided_at,
        )
        for row in rows
    )


def waiting(kind: str, *, most: int = 500) -> dict[UUID, str]:
    """Subject -> value of suggestions about subjects that nobody has decided on, oldest first."""
    rows = models.Suggestion.objects.filter(kind=kind, fate="", subject_id__isnull=False)
    found = rows.order_by("made_at").values_list("subject_id", "value")[:most]
    return {subject: value for subject, value in found if subject is not None}


def drafts(*, most: int = 500) -> tuple[tuple[str, datetime], ...]:
    """(draft, when) of suggestions made to reporters who had not sent yet, oldest first."""
    rows = models.Suggestion.objects.filter(fate="").exclude(draft="")
    return tuple(rows.order_by("made_at").values_list("draft", "made_at")[:most])


def tally(kind: str, since: datetime, until: datetime) -> Tally:
    """What became of the suggestions made in that time."""
    rows = models.Suggestion.objects.filter(kind=kind, made_at__gte=since, made_at__lt=until)
    counted = rows.aggregate(
        made=Count("id"),
        **{str(fate): Count("id", filter=Q(fate=fate)) for fate in Fate if fate},
    )
    return Tally(**counted)


def precedents(category: str = "", *, like: str = "") -> tuple[PrecedentLine, ...]:
    """Precedents in force, of a category if one is given: with `like`, those alike in words and the
    likest first; else the newest first."""
    rows = models.Precedent.objects.filter(dropped_at=None)
    if category:
        rows = rows.filter(category=category)
    found = [
        PrecedentLine(
            precedent_id=row.pk,
            category=row.category,
            gist=row.gist,
            unit=row.unit,
            basis=row.basis,
            subject_id=row.subject_id,
            kept_at=row.kept_at,
            likeness=rules.likeness(like, row.gist) if like else 0.0,
        )
        for row in rows.order_by("-kept_at")[:500]
    ]
    if like:
        found = sorted((one for one in found if one.likeness >= ALIKE), key=lambda x: -x.likeness)
    return tuple(found[:PRECEDENTS_SHOWN])


likeness = rules.likeness
