"""The two stores behind one question."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django.db import connection
from django.db.models import Field, QuerySet
from django.db.models.expressions import RawSQL

from linli.kernel.database import is_sqlite
from linli.kernel.writes import execute
from linli.search import rules
from linli.search.models import Entry
from linli.search.terms import Piece

_WRITE = """
INSERT INTO search_entry (kind, object_id, area_path, organisation_id, at, words)
VALUES (%s, %s, %s, %s, %s, %s)
ON CONFLICT (kind, object_id) DO UPDATE SET area_path = excluded.area_path,
organisation_id = excluded.organisation_id, words = excluded.words
"""
_SQLITE_MATCH = "SELECT rowid FROM search_entry_fts WHERE search_entry_fts MATCH %s"


def write(
    *,
    kind: str,
    object_id: UUID,
    area_path: str,
    organisation_id: UUID | None,
    words: str,
    at: datetime,
) -> None:
    """Write or replace one entry: one statement."""
    tokens = rules.bigrams(words)
    stored = " ".join(tokens) if is_sqlite() else rules.ts_vector(tokens)
    execute(
        _WRITE,
        [
            kind,
            _prepared("object_id", object_id),
            area_path,
            _prepared("organisation_id", organisation_id),
            _prepared("at", at),
            stored,
        ],
    )


def _prepared(name: str, value: object) -> Any:
    """A value as this database's driver wants it in that column."""
    column = Entry._meta.get_field(name)  # noqa: SLF001 - Django's documented model API
    return cast("Field[Any, Any]", column).get_db_prep_save(value, connection)


def matching(asked: tuple[Piece, ...]) -> QuerySet[Entry]:
    """The entries in which all pieces are found."""
    if is_sqlite():
        return Entry.objects.filter(number__in=RawSQL(_SQLITE_MATCH, [rules.fts5_query(asked)]))  # noqa: S611
    return Entry.objects.extra(
        where=["search_entry.words @@ %s::tsquery"], params=[rules.ts_query(asked)]
    )
