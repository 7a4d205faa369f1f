"""Column types that behave alike on both databases."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Concat, Substr


class PathField(models.CharField):  # type: ignore[type-arg]  # django-stubs: a plain str column
    """A dotted path ending in a dot (`350429.100.005.`), compared byte by byte, so that
    "at or below" is one index range on SQLite and on PostgreSQL whatever its locale."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 200)
        super().__init__(*args, **kwargs)

    def db_type(self, connection: Any) -> str:
        base = f"varchar({self.max_length})"
        return f'{base} COLLATE "C"' if connection.vendor == "postgresql" else base


def within(column: str, path: str) -> Q:
    """At or below `path`, as an index range. An empty path means everywhere."""
    if not path:
        return Q()
    return Q(**{f"{column}__gte": path, f"{column}__lt": path[:-1] + chr(ord(".") + 1)})


def within_any(column: str, paths: tuple[str, ...]) -> Q:
    """At or below any of the paths; nothing if there are none."""
    if not paths:
        return Q(pk__in=[])
    condition = within(column, paths[0])
    for path in paths[1:]:
        condition |= within(column, path)
    return condition


def moved(column: str, before: str, after: str) -> Concat:
    """For an UPDATE of rows `within(column, before)`: the same path with another beginning."""
    return Concat(Value(after), Substr(column, len(before) + 1), output_field=PathField())
