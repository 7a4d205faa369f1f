"""Receiving, attaching and erasing files."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.files.base import File

from linli.files import ports, rules
from linli.files.models import Upload
from linli.files.selectors import as_term
from linli.files.terms import EXTENSIONS, FileNotFound, StoredFile, TooLarge, TooMany, Wanted
from linli.jobs.services import enqueue
from linli.kernel import trail
from linli.kernel.actor import SYSTEM, Actor
from linli.kernel.database import locked, transaction
from linli.kernel.ids import new_id

ORPHANS_LIVE = timedelta(hours=24)


def receive(
    *,
    upload: File[Any],
    kind: Wanted,
    owner: tuple[str, UUID] | None = None,
    actor: Actor,
    now: datetime,
) -> StoredFile:
    """Decode what was sent, store what is safe of it, and forget the rest.

    `owner` is (kind, id); without one the file waits a day to be attached. `kind="any"` takes a
    picture or a document. Refuses `TooLarge`, `NotAPicture`, `TooManyPixels`, `NotADocument`,
    `NotASound`, `UnsafeDocument`, and `TooMany` for one owner.
    """
    data = _read(upload)
    file_id = new_id()
    width = height = 0
    if kind == "image" or (kind == "any" and rules.looks_like_picture(data)):
        picture = rules.picture(data)
        stored, media_type, stored_kind = picture.data, "image/jpeg", "image"
        width, height = picture.width, picture.height
        ports.write(ports.path(file_id, "jpg", small=True), picture.small)
    elif kind == "audio":
        stored, media_type, stored_kind = rules.sound(data), "audio/wav", "audio"
    else:
        stored, media_type, stored_kind = data, rules.document(data), "document"
    ports.write(ports.path(file_id, EXTENSIONS[media_type]), stored)
    row = Upload(
        id=file_id,
        owner_kind=owner[0] if owner else "",
        owner_id=owner[1] if owner else None,
        kind=stored_kind,
        media_type=media_type,
        size=len(stored),
        digest=hashlib.sha256(stored).hexdigest(),
        width=width,
        height=height,
        made_at=now,
        by_account=actor.account_id,
    )
    with transaction():
        if owner is not None:
            _check_room(owner, 1)
        row.save(force_insert=True)
        trail.record(
            "files.received",
            actor=actor,
            now=now,
            subject=("file", row.id),
            data={"media_type": media_type, "size": row.size, "digest": row.digest},
        )
    return as_term(row)


def check_document(content: bytes) -> str:
    """The media type of a document that is only read, not kept. Refuses `NotADocument`, and
    `UnsafeDocument` for active content and for what unpacks to too much.
    """
    return rules.document(content)


def _read(upload: File[Any]) -> bytes:
    most = int(settings.LINLI_UPLOAD_BYTES)
    data = upload.read(most + 1)
    if isinstance(data, str):
        data = data.encode()
    if len(data) > most:
        raise TooLarge(megabytes=most // (1024 * 1024))
    return bytes(data)


def _check_room(owner: tuple[str, UUID], more: int) -> None:
    most = int(settings.LINLI_UPLOADS_A_REPORT)
    if Upload.objects.filter(owner_kind=owner[0], owner_id=owner[1]).count() + more > most:
        raise TooMany(most=most)


def attach(
    *, ids: Sequence[UUID], owner: tuple[str, UUID], actor: Actor, now: datetime
) -> tuple[StoredFile, ...]:
    """Give waiting uploads of this actor an owner. Attaching twice to the same owner is no fault.
    Refuses `FileNotFound` for what is not theirs or has another owner, and `TooMany`.
    """
    wanted = list(dict.fromkeys(ids))
    if not wanted:
        return ()
    with transaction():
        rows = {row.id: row for row in locked(Upload.objects.filter(pk__in=wanted))}
        for file_id in wanted:
            row = rows.get(file_id)
            if row is None or not _may_attach(row, owner, actor):
                raise FileNotFound
        waiting = [file_id for file_id in wanted if rows[file_id].owner_id is None]
        if waiting:
            _check_room(owner, len(waiting))
            Upload.objects.filter(pk__in=waiting).update(owner_kind=owner[0], owner_id=owner[1])
            trail.record(
                "files.attached",
                actor=actor,
                now=now,
                subject=owner,
                data={"files": [str(file_id) for file_id in waiting]},
            )
        for file_id in waiting:
            rows[file_id].owner_kind, rows[file_id].owner_id = owner
    return tuple(as_term(rows[file_id]) for file_id in wanted)


def _may_attach(row: Upload, owner: tuple[str, UUID], actor: Actor) -> bool:
    if row.owner_id is not None:
        return (row.owner_kind, row.owner_id) == owner
    return row.by_account == actor.account_id or actor.kind == "system"


def remove(*, ids: Iterable[UUID], actor: Actor, now: datetime) -> int:
    """Erase files, row and bytes; the digest stays on the trail. Returns how many there were.
    The caller has asked whether the actor may.
    """
    with transaction():
        rows = list(locked(Upload.objects.filter(pk__in=list(ids))))
        _remove(rows, actor, now)
    return len(rows)


def remove_of_owner(*, owner: tuple[str, UUID], actor: Actor, now: datetime) -> int:
    """Erase all files of one owner: for retention and for a person's request."""
    with transaction():
        rows = list(locked(Upload.objects.filter(owner_kind=owner[0], owner_id=owner[1])))
        _remove(rows, actor, now)
    return len(rows)


def _remove(rows: list[Upload], actor: Actor, now: datetime) -> None:
    if not rows:
        return
    trail.record_all(
        [
            trail.line(
                "files.removed",
                actor=actor,
                now=now,
                subject=("file", row.id),
                data={"digest": row.digest, "owner": [row.owner_kind, str(row.owner_id or "")]},
            )
            for row in rows
        ]
    )
    ids = [row.id for row in rows]
    Upload.objects.filter(pk__in=ids).delete()
    # The bytes go after the commit: a rolled-back removal must leave them.
    enqueue("files.erase", {"ids": [str(file_id) for file_id in ids]}, now=now)


def erase(ids: Iterable[UUID]) -> None:
    """Erase the bytes of files whose rows are gone; those that still have one are left alone."""
    wanted = set(ids)
    kept = set(Upload.objects.filter(pk__in=wanted).values_list("id", flat=True))
    for file_id in wanted - kept:
        ports.erase(file_id)


def sweep(now: datetime) -> tuple[int, int]:
    """Remove uploads that nobody attached within a day, and bytes on the disk without a row (left
    by a rolled-back transaction). Returns (uploads, strays).
    """
    orphans = Upload.objects.filter(owner_kind="", made_at__lt=now - ORPHANS_LIVE)
    removed = remove(ids=orphans.values_list("id", flat=True)[:1000], actor=SYSTEM, now=now)
    strays = 0
    batch: list[UUID] = []
    for file_id in ports.older_than(ORPHANS_LIVE.total_seconds()):
        batch.append(file_id)
        if len(batch) == 500:
            strays += _erase_strays(batch)
            batch = []
    return removed, strays + _erase_strays(batch)


def _erase_strays(batch: list[UUID]) -> int:
    kept = set(Upload.objects.filter(pk__in=batch).values_list("id", flat=True))
    strays = [file_id for file_id in batch if file_id not in kept]
    for file_id in strays:
        ports.erase(file_id)
    return len(strays)
