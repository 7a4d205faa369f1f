"""Publishing a method, and going back to an earlier revision."""

from __future__ import annotations

from datetime import datetime

from linli.kernel import parts, trail
from linli.kernel.actor import Actor
from linli.kernel.database import locked, transaction
from linli.kernel.registry import Folder, method_parts
from linli.kernel.versions import bump
from linli.methods import folders, selectors
from linli.methods.models import MethodRevision
from linli.methods.terms import (
    MOST_NOTE,
    AnotherCounty,
    GateClosed,
    NoSuchRevision,
    Report,
    RevisionTaken,
    RevisionView,
    State,
)


def load(*, folder: Folder, actor: Actor, now: datetime, note: str = "") -> RevisionView:
    """Publish the folder: every part's document and rows, in one transaction. Loading what is in
    force already changes nothing. `note` says what the revision changes, for those who read it.
    Refuses with `NotAllowed` (verb `methods.publish`), `GateClosed` (with the findings),
    `RevisionTaken`, `AnotherCounty`."""
    actor.require("methods.publish")
    report = checked(folder)
    with transaction():
        return publish(folder, report, "methods.published", actor, now, note)


def roll_back(*, revision: str, actor: Actor, now: datetime) -> RevisionView:
    """Put an earlier revision in force again, exactly as it was published; it must pass the gate
    of today. Refuses like `load`, and with `NoSuchRevision`."""
    actor.require("methods.publish")
    row = MethodRevision.objects.filter(revision=revision).first()
    if row is None:
        raise NoSuchRevision(revision=revision)
    folder = folders.unpack(bytes(row.folder))
    report = checked(folder)
    with transaction():
        return publish(folder, report, "methods.rolled_back", actor, now)


def checked(folder: Folder) -> Report:
    """What the gate says of a folder that passes. Refuses with `GateClosed`. Outside of any
    transaction: it takes a second, and nobody else could write meanwhile."""
    report = selectors.check(folder)
    if not report.passes:
        raise GateClosed(report.findings)
    return report


def publish(
    folder: Folder, report: Report, name: str, actor: Actor, now: datetime, note: str = ""
) -> RevisionView:
    """Put a checked folder in force, inside the caller's transaction. `name`: the trail line's."""
    digest = folders.digest(folder)
    head = report.documents["method"]
    before = locked(MethodRevision.objects.filter(state=State.PUBLISHED)).first()
    if before is not None and before.slug != head["slug"]:
        raise AnotherCounty(current=before.slug, other=head["slug"])
    row = MethodRevision.objects.filter(slug=head["slug"], revision=head["revision"]).first()
    if row is not None and row.digest != digest:
        raise RevisionTaken(revision=head["revision"])
    if row is not None and row.state == State.PUBLISHED:
        return _view(row)
    for _name, part in sorted(method_parts.items(), key=lambda item: (item[1].order, item[0])):
        document = report.documents[part.name]
        parts.publish(part.name, head["revision"], document, now)
        part.publish(document, head["revision"], actor, now)
    if before is not None:
        MethodRevision.objects.filter(pk=before.pk).update(state=State.RETIRED)
    row = row or MethodRevision(slug=head["slug"], revision=head["revision"])
    row.name, row.digest, row.state = head["name"]["zh"], digest, State.PUBLISHED
    row.folder = folders.pack(folder)
    row.published_at, row.published_by = now, actor.account_id
    row.note = note[:MOST_NOTE] or row.note
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
        note=row.note,
    )
