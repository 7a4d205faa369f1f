"""Files of an owner, and the doorway to one file."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import cast
from uuid import UUID

from linli.files import ports
from linli.files.models import Upload
from linli.files.terms import FileNotFound, Kind, StoredFile
from linli.kernel.actor import Actor
from linli.kernel.registry import file_doorways


def as_term(row: Upload) -> StoredFile:
    return StoredFile(
        id=row.id,
        kind=cast("Kind", row.kind),
        media_type=row.media_type,
        size=row.size,
        digest=row.digest,
        width=row.width,
        height=row.height,
        made_at=row.made_at,
        owner=(row.owner_kind, row.owner_id) if row.owner_id else None,
        by_account=row.by_account,
    )


def of_owner(kind: str, owner_id: UUID) -> tuple[StoredFile, ...]:
    """The files of one owner, in the order they came. The caller has checked the doorway."""
    return of_owners(kind, (owner_id,)).get(owner_id, ())


def of_owners(kind: str, owner_ids: Iterable[UUID]) -> dict[UUID, tuple[StoredFile, ...]]:
    """The files of several owners of one kind in one statement, for lists."""
    found: dict[UUID, tuple[StoredFile, ...]] = {}
    rows = Upload.objects.filter(owner_kind=kind, owner_id__in=list(owner_ids)).order_by("id")
    for row in rows:
        file = as_term(row)
        owner_id = cast("UUID", row.owner_id)
        found[owner_id] = (*found.get(owner_id, ()), file)
    return found


def file_for(actor: Actor, file_id: UUID, *, code: str = "") -> StoredFile:
    """The doorway: the file if its owner's context lets this actor in, with the tracking `code`
    they bring, or if they uploaded it and it has no owner yet. Else `FileNotFound`.
    """
    row = Upload.objects.filter(pk=file_id).first()
    if row is None:
        raise FileNotFound
    if row.owner_id is None:
        if row.by_account is None or row.by_account != actor.account_id:
            raise FileNotFound
        return as_term(row)
    doorway = file_doorways.find(row.owner_kind)
    if doorway is None or not doorway(actor, row.owner_id, code):
        raise FileNotFound
    return as_term(row)


def path_of(file: StoredFile, *, small: bool = False) -> Path:
    """Where its bytes lie. The caller has been through a doorway."""
    return ports.path(file.id, file.extension, small=small and file.kind == "image")
