"""The office's pages: coverage, the register of whom to visit, one visit, what is to be settled."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from linli.files import selectors as files
from linli.kernel import cipher
from linli.kernel.actor import Actor, Target
from linli.kernel.clock import local, midnight
from linli.kernel.fields import within, within_any
from linli.kernel.language import Words
from linli.people import selectors as people
from linli.procedures import selectors as procedures
from linli.visits.models import Finding, Plan, Subject, Visit
from linli.visits.selectors.catalogue import (
    catalogue,
    group_paths,
    inside,
    paths_of,
    sees_group,
)
from linli.visits.selectors.findings import lines
from linli.visits.selectors.today import as_rows
from linli.visits.terms import (
    SEE,
    TRIAGE,
    VISIT,
    Conflict,
    Coverage,
    FindingState,
    PlanState,
    SubjectRow,
    VisitKind,
    VisitNotFound,
    VisitPage,
    VisitRow,
)

SUBJECT_KEY, ANSWERS = "visits.subject.key", "visits.answers"
PAGE = 50
WEEK = timedelta(days=7)


def subject_key(sealed: bytes | memoryview) -> bytes:
    """A subject's own key. Never store it."""
    return bytes.fromhex(cipher.unseal(sealed, purpose=SUBJECT_KEY))


def opened(visit: Visit, subject: Subject) -> dict[str, Any]:
    """The sealed answers of a visit; empty once erased. The caller has passed the doorway."""
    if visit.sealed is None or subject.key_sealed is None:
        return {}
    text = cipher.unseal(visit.sealed, purpose=ANSWERS, key=subject_key(subject.key_sealed))
    answers: dict[str, Any] = json.loads(text)
    return answers


def made_somewhere(actor: Actor, area_path: str) -> bool:
    """Does the actor make visits there, by whatever duty?"""
    return inside(area_path, paths_of(actor, "visits.make"))


# --- coverage ------------------------------------------------------------------------------------


def coverage(actor: Actor, *, now: datetime, area_path: str = "") -> tuple[Coverage, ...]:
    """By kind of visit where the actor holds `visits.see`: numbers only, so groups are in it.
    Four statements a kind.
    """
    actor.require(SEE)
    paths = paths_of(actor, SEE)
    place = within_any("area_path", paths) & within("area_path", area_path)
    return tuple(_coverage(kind, place, now) for kind in catalogue().kinds.values())


def _coverage(kind: VisitKind, place: Q, now: datetime) -> Coverage:
    today = local(now).date()
    subjects = Subject.objects.filter(place, kind=kind.subject.value, until__isnull=True)
    if kind.groups:
        subjects = subjects.filter(group__in=kind.groups)
    since = midnight(today) - timedelta(days=max(kind.every_days, 1) - 1)
    made = Visit.objects.filter(kind=kind.key, counts=True, met=True, device_at__gte=since)
    asked = subjects.aggregate(
        all=Count("pk"), covered=Count("pk", filter=Exists(made.filter(subject_id=OuterRef("pk"))))
    )
    visits = Visit.objects.filter(place, kind=kind.key, counts=True, device_at__gte=now - WEEK)
    week = visits.aggregate(all=Count("pk"), met=Count("pk", filter=Q(met=True)))
    plans = Plan.objects.filter(place, kind=kind.key, state=PlanState.OPEN, due_on__lte=today)
    waiting = plans.aggregate(all=Count("pk"), late=Count("pk", filter=Q(due_on__lt=today)))
    findings = Finding.objects.filter(place, kind=kind.key).aggregate(
        week=Count("pk", filter=Q(at__gte=now - WEEK)),
        open=Count("pk", filter=Q(state__in=[FindingState.OPEN, FindingState.COUNCIL])),
    )
    return Coverage(
        kind=kind,
        subjects=asked["all"],
        covered=asked["covered"],
        week=week["all"],
        met=week["met"],
        waiting=waiting["all"],
        late=waiting["late"],
        findings=findings["week"],
        open=findings["open"],
    )


def covered(area_path: str, since: datetime, until: datetime) -> tuple[int, int]:
    """(subjects met in that span, subjects there were) in an area: a measure."""
    there = Subject.objects.filter(within("area_path", area_path), since__lt=until).filter(
        Q(until__isnull=True) | (Q(until__gt=since) & Q(until__gt=F("since")))
    )
    made = Visit.objects.filter(
        subject_id=OuterRef("pk"), counts=True, met=True, device_at__gte=since, device_at__lt=until
    )
    found = there.aggregate(all=Count("pk"), met=Count("pk", filter=Exists(made)))
    return found["met"], found["all"]


def settled(area_path: str, since: datetime, until: datetime) -> tuple[int, int]:
    """(findings of that span that are matters, settled or cleared, all of them): a measure."""
    rows = Finding.objects.filter(within("area_path", area_path), at__gte=since, at__lt=until)
    done = Q(state__in=[FindingState.MATTER, FindingState.SETTLED]) | Q(cleared_at__isnull=False)
    found = rows.aggregate(all=Count("pk"), done=Count("pk", filter=done))
    return found["done"], found["all"]


# --- whom to visit -------------------------------------------------------------------------------


def _known(actor: Actor, column: str) -> Q:
    """Rows about no group, or about one that the actor may know of there."""
    about = Q(**{column: ""})
    for group, paths in group_paths(actor).items():
        about |= Q(**{column: group}) & within_any("area_path", paths)
    return about


def register(
    actor: Actor, *, kind: str = "", group: str = "", page: int = 1
) -> tuple[tuple[SubjectRow, ...], bool]:
    """(one page of whom is visited where the actor holds `visits.triage`, whether there are more).
    People of groups that the actor may not know of are not in it.
    """
    actor.require(TRIAGE)
    rows = Subject.objects.filter(
        _known(actor, "group"),
        within_any("area_path", paths_of(actor, TRIAGE)),
        until__isnull=True,
    )
    if kind:
        rows = rows.filter(kind=kind)
    if group:
        rows = rows.filter(group=group)
    start = (max(page, 1) - 1) * PAGE
    found = list(rows.order_by("area_path", "label", "pk")[start : start + PAGE + 1])
    return as_rows(found[:PAGE]), len(found) > PAGE


# --- visits --------------------------------------------------------------------------------------


def _visits(actor: Actor) -> QuerySet[Visit]:
    own = Q(account_id=actor.account_id) if actor.account_id else Q(pk__in=[])
    seen = within_any("area_path", paths_of(actor, SEE)) & _known(actor, "subject__group")
    return Visit.objects.filter(own | seen)


def recent(actor: Actor, *, page: int = 1) -> tuple[tuple[VisitRow, ...], bool]:
    """(visits where the actor holds `visits.see` and one's own, newest first, whether more)."""
    start = (max(page, 1) - 1) * PAGE
    rows = _visits(actor).select_related("subject").order_by("-device_at", "-pk")
    found = list(rows[start : start + PAGE + 1])
    return _rows(found[:PAGE]), len(found) > PAGE


def conflicts(actor: Actor) -> tuple[VisitRow, ...]:
    """Visits that were kept and wait for somebody with `visits.triage` to look at them."""
    actor.require(TRIAGE)
    rows = Visit.objects.filter(
        _known(actor, "subject__group"),
        within_any("area_path", paths_of(actor, TRIAGE)),
        ~Q(conflict=""),
        settled_at__isnull=True,
    )
    return _rows(rows.select_related("subject").order_by("at", "pk")[:PAGE])


def _rows(visits: Any) -> tuple[VisitRow, ...]:
    found = list(visits)
    subjects = {one.id: one for one in as_rows({v.subject_id: v.subject for v in found}.values())}
    names = people.account_names({one.account_id for one in found})
    return tuple(
        VisitRow(
            id=one.pk,
            kind_name=_kind_name(one.kind),
            subject=subjects[one.subject_id],
            at=one.device_at,
            by=names.get(one.account_id, ""),
            met=one.met,
            conflict=Conflict(one.conflict),
            settled=one.settled_at is not None,
        )
        for one in found
    )


def _kind_name(key: str) -> Words:
    kind = catalogue().kinds.get(key)
    return kind.name if kind else Words(key)


def visit_for(actor: Actor, visit_id: UUID) -> VisitPage:
    """The doorway: one's own visit, or one where the actor holds `visits.see` and may know of the
    group. Else `VisitNotFound`.
    """
    row = _visits(actor).filter(pk=visit_id).select_related("subject").first()
    if row is None:
        raise VisitNotFound
    kind = catalogue().kinds.get(row.kind)
    answers = dict(row.answers)
    hidden = opened(row, row.subject)
    raw = hidden.pop("unchecked", None)
    answers |= hidden | (raw if isinstance(raw, dict) else {})
    may = actor.may(TRIAGE, Target(row.area_path)) and sees_group(
        actor, row.subject.group, row.area_path
    )
    findings = Finding.objects.filter(visit_id=row.pk).select_related("subject", "visit")
    return VisitPage(
        row=_rows([row])[0],
        stored_at=row.at,
        answers=procedures.answers_in_words(kind.form if kind else "", answers),
        erased=row.erased_at is not None,
        findings=lines(findings),
        files=files.of_owner(VISIT, row.pk),
        may_settle=may and bool(row.conflict) and row.settled_at is None,
        note=row.note,
    )


def may_see_files(actor: Actor, owner_id: UUID, code: str) -> bool:
    """The doorway to photos of a visit: that of the visit."""
    del code  # nobody follows a visit from outside
    return _visits(actor).filter(pk=owner_id).exists()


def of_identity(identity_id: UUID) -> list[Mapping[str, Any]]:
    """What was recorded about a person, for that person: a copy."""
    rows = Visit.objects.filter(subject__identity_id=identity_id).select_related("subject")
    found: list[Mapping[str, Any]] = []
    for row in rows.order_by("device_at"):
        kind = catalogue().kinds.get(row.kind)
        hidden = opened(row, row.subject)
        raw = hidden.pop("unchecked", None)
        answers = row.answers | hidden | (raw if isinstance(raw, dict) else {})
        said = procedures.answers_in_words(kind.form if kind else "", answers)
        found.append(
            {
                "kind": str(_kind_name(row.kind)),
                "label": row.subject.label,
                "at": row.device_at.isoformat(),
                "answers": [f"{question}：{text}" for question, text in said],
            }
        )
    return found
