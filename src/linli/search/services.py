"""Keeping the index."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import connection

from linli.kernel import clock
from linli.kernel.database import is_sqlite, transaction
from linli.kernel.fields import moved, within
from linli.search import ports
from linli.search.models import Entry


def index(
    *,
    kind: str,
    id: UUID,  # noqa: A002 - the word of the interface
    area_path: str,
    organisation_id: UUID | None = None,
    words: str | Iterable[str],
    now: datetime | None = None,
) -> None:
    """Write or replace the entry of one thing (one statement, in the caller's transaction). Only
    tokens are kept of `words`: several texts are kept apart, so no word spans two of them.
    """
    text = words if isinstance(words, str) else " \n ".join(words)
    ports.write(
        kind=kind,
        object_id=id,
        area_path=area_path,
        organisation_id=organisation_id,
        words=text,
        at=now or clock.now(),
    )


def remove(kind: str, id: UUID) -> None:  # noqa: A002
    """Erase the entry and its tokens; nothing there is as good."""
    Entry.objects.filter(kind=kind, object_id=id).delete()


def follow_paths(moves: Iterable[tuple[str, str]]) -> int:
    """Entries in areas whose path changed get the new one: pairs (before, after), the innermost
    first. In the transaction of the merge; returns how many entries moved.
    """
    return sum(
        Entry.objects.filter(within("area_path", before)).update(
            area_path=moved("area_path", before, after)
        )
        for before, after in moves
    )


def purge() -> None:
    """Rewrite the index without what was removed, so that no erased token stays in a segment.
    SQLite keeps them until then; PostgreSQL's vacuum does it of itself.
    """
    if is_sqlite():
        with transaction(), connection.cursor() as cursor:
            cursor.execute("INSERT INTO search_entry_fts(search_entry_fts) VALUES ('optimize')")
