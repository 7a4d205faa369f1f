"""Publishing a method, and going back to an earlier revision."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from linli.kernel import parts, trail
from linli.kernel.actor import Actor
from linli.kernel.database import locked, transaction
from linli.kernel.registry import Folder, method_parts
from linli.kernel.versions import bump
from linli.methods import folders, selectors
from linli.methods.models import MethodRevision
from linli.methods.terms import (
    AnotherCounty,
    GateClosed,
    NoSuchRevision,
    Report,
    RevisionTaken,
    RevisionView,
    State,
)


def load(*, folder: Folder, actor: Actor, now: datetime) -> RevisionView:
    """Publish the folder: every part's document and rows, in one transaction. Loading what is in
    force already changes nothing. Refuses with `NotAllowed` (verb `methods.publish`),
    `GateClosed` (with the findings), `RevisionTaken`, `AnotherCounty`."""
    actor.require("methods.publish")
    report = selectors.check(folder)
    if not report.passes:
        raise GateClosed(report.findings)
    with transaction():
        return _publish(folder, report, "methods.published", actor, now)


def keep_draft(*, folder: Folder, actor: Actor, now: datetime) -> RevisionView:
    """Keep a folder under its own label without publishing it; it may have findings, but its head
    must be whole. The same label again replaces the draft; `load` publishes it. Refuses with
    `GateClosed` (findings of the head), `RevisionTaken`."""
    actor.require("methods.publish")
    report = selectors.check(folder)
    head = report.documents.get("method", {})
    faults = tuple(one for one in report.errors if one.file == "method.toml")
    if faults or not head:
        raise GateClosed(faults or report.errors)
    with transaction():
        row = MethodRevision.objects.filter(slug=head["slug"], revision=head["revision"]).first()
        if row is not None and row.state != State.DRAFT:
            raise RevisionTaken(revision=head["revision"])
        row = _keep(row, folder, folders.digest(folder), head, State.DRAFT)
        row.save()
        data = {"revision": row.revision, "digest": row.digest}
        subject = ("method", row.id)
        trail.record("methods.drafted", actor=actor, now=now, subject=subject, data=data)
        return _view(row)


def roll_back(*, revision: str, actor: Actor, now: datetime) -> RevisionView:
    """Put an earlier revision in force again, exactly as it was published; it must pass the gate
    of today. Refuses like `load`, and with `NoSuchRevision`."""
    actor.require("methods.publish")
    row = MethodRevision.objects.filter(revision=revision).first()
    if row is None or row.state == State.DRAFT:
        raise NoSuchRevision(revision=revision)
    folder = folders.unpack(bytes(row.folder))
    report = selectors.check(folder)
    if not report.passes:
        raise GateClosed(report.findings)
    with transaction():
        return _publish(folder, report, "methods.rolled_back", actor, now)


def _publish(
    folder: Folder, report: Report, name: str, actor: Actor, now: datetime
) -> RevisionView:
    """Inside the transaction of `load` or `roll_back`."""
    digest = folders.digest(folder)
    head = report.documents["method"]
    before = locked(MethodRevision.objects.filter(state=State.PUBLISHED)).first()
    if before is not None and before.slug != head["slug"]:
        raise AnotherCounty(current=before.slug, other=head["slug"])
    row = MethodRevision.objects.filter(slug=head["slug"], revision=head["revision"]).first()
    if row is not None and row.state != State.DRAFT and row.digest != digest:
        raise RevisionTaken(revision=head["revision"])
    if row is not None and row.state == State.PUBLISHED:
        return _view(row)
    for _name, part in sorted(method_parts.items(), key=lambda item: (item[1].order, item[0])):
        document = report.documents[part.name]
        parts.publish(part.name, head["revision"], document, now)
        part.publish(document, head["revision"], actor, now)
    if before is not None:
        MethodRevision.objects.filter(pk=before.pk).update(state=State.RETIRED)
    row = _keep(row, folder, digest, head, State.PUBLISHED)
    row.published_at, row.published_by = now, actor.account_id
    row.save()
    trail.record(
        name,
        actor=actor,
        now=now,
        subject=("method", row.id),
        data={
            "revision": row.revision,
            "digest": digest,
            "before": before.revision if before else "",
        },
    )
    bump(parts.VERSION)
    return _view(row)


def _keep(
    row: MethodRevision | None, folder: Folder, digest: str, head: dict[str, Any], state: State
) -> MethodRevision:
    """The unsaved row for this folder."""
    row = row or MethodRevision(slug=head["slug"], revision=head["revision"])
    row.name = head["name"]["zh"]
    row.digest = digest
    row.state = state
    row.folder = folders.pack(folder)
    return row


def _view(row: MethodRevision) -> RevisionView:
    return RevisionView(
        id=row.id,
        slug=row.slug,
        revision=row.revision,
        name=row.name,
        digest=row.digest,
        state=str(row.state),
        published_at=row.published_at,
        published_by=row.published_by,
    )
