"""New rows of a transaction, written together.

A use case writes a dozen new rows that nothing in it reads again. `insert` keeps them until the
transaction runs any other statement or ends; then all go to the database at once: one round trip
on PostgreSQL, one cheap statement each on SQLite. Every statement flushes first, so nothing inside
the transaction can tell the difference.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connection, models
from django.db.models import fields as f

MOST_ROWS = 100  # in one statement
BETWEEN = ";\n"  # of the statements in one round trip

_PLAIN = frozenset({str, int, bool, float, type(None)})
_PLAIN_FIELDS = frozenset({
    f.CharField, f.TextField, f.BooleanField, f.FloatField, f.IntegerField,
    f.SmallIntegerField, f.PositiveIntegerField, f.PositiveSmallIntegerField,
})  # fmt: skip
_KEY_FIELDS = frozenset({f.UUIDField, f.DateTimeField, models.ForeignKey})


@dataclass(frozen=True, slots=True)
class _Rows:
    """New rows of one model, stored as they are when they are flushed. `ending`: what follows the
    values (`ON CONFLICT …`)."""

    model: type[models.Model]
    rows: list[models.Model]
    ending: str = ""


@dataclass(frozen=True, slots=True)
class _Ready:
    """A statement with its values."""

    sql: str
    params: Sequence[Any]


@dataclass(slots=True)
class _Pending:
    """What waits, in its order."""

    waiting: list[_Rows | _Ready] = field(default_factory=list)

    def flush(self) -> None:
        waiting, self.waiting = self.waiting, []
        _send([one for each in waiting for one in _statements(each)])


_pending: ContextVar[_Pending | None] = ContextVar("linli_pending_rows", default=None)


def insert(*rows: models.Model, ending: str = "") -> None:
    """Write new rows of one model. Their keys are the application's own, or nobody asks for them.
    What the database refuses, it refuses at the flush, which is inside the transaction. `ending` is
    the statement's own, such as `ON CONFLICT …`: SQL of the code, never of a caller's words."""
    if rows:
        _add(_Rows(type(rows[0]), list(rows), ending))


def insert_unless(row: models.Model, *, taken: str) -> bool:
    """Write a new row at once, unless another has the same value in the unique column `taken`; was
    it written? Whoever writes the same value at the same moment is waited for."""
    (one,) = _statements(_Rows(type(row), [row], f"ON CONFLICT ({taken}) DO NOTHING"))
    with connection.cursor() as cursor:
        cursor.execute(one.sql, one.params)
        written: int = cursor.rowcount
    return written == 1


def execute(sql: str, params: Sequence[Any]) -> None:
    """A statement whose answer nobody asks for, in its place among the rows. The values are as the
    driver wants them."""
    _add(_Ready(sql, params))


def _add(one: _Rows | _Ready) -> None:
    pending = _pending.get()
    if pending is None:
        _send(list(_statements(one)))
    else:
        pending.waiting.append(one)


@contextmanager
def together() -> Iterator[None]:
    """For `kernel.database.transaction`: what is inserted inside waits for the flush. A failure
    drops what waits, as the database drops the rest."""
    if _pending.get() is not None:
        yield
        return
    pending = _Pending()
    token = _pending.set(pending)

    def flush_first(send: Callable[..., Any], *asked: Any) -> Any:
        if pending.waiting:
            pending.flush()
        return send(*asked)

    try:
        with connection.execute_wrapper(flush_first):
            yield
            if pending.waiting:
                pending.flush()
    finally:
        _pending.reset(token)


def _statements(each: _Rows | _Ready) -> Iterator[_Ready]:
    if isinstance(each, _Ready):
        yield each
        return
    columns = _columns(each.model, connection.vendor)
    for start in range(0, len(each.rows), MOST_ROWS):
        rows = each.rows[start : start + MOST_ROWS]
        yield _Ready(
            _sql(each.model, len(rows), each.ending),
            [
                value
                if type(value := getattr(row, one.attname)) in taken
                else one.get_db_prep_save(one.pre_save(row, True), connection)
                for row in rows
                for one, taken in columns
            ],
        )
        for row in rows:
            row._state.adding, row._state.db = False, connection.alias  # noqa: SLF001 - as Django does


@cache
def _columns(
    model: type[models.Model], vendor: str
) -> tuple[tuple[f.Field[Any, Any], frozenset[object]], ...]:
    """The stored fields, each with the types of values that the driver takes as they are: preparing
    every value of every row is what an insert spends its time on."""
    keys = frozenset({UUID, datetime, type(None)} if vendor == "postgresql" else {type(None)})

    def taken(one: f.Field[Any, Any]) -> frozenset[object]:
        dated = getattr(one, "auto_now", False) or getattr(one, "auto_now_add", False)
        if type(one) in _PLAIN_FIELDS:
            return _PLAIN
        return keys if type(one) in _KEY_FIELDS and not dated else frozenset()

    return tuple(
        (one, taken(one))
        for one in model._meta.concrete_fields  # noqa: SLF001 - Django's documented model API
        if not isinstance(one, f.AutoField)
    )


@cache
def _sql(model: type[models.Model], count: int, ending: str) -> str:
    quote = connection.ops.quote_name
    names = [quote(str(one.column)) for one, _ in _columns(model, connection.vendor)]
    row = f"({', '.join(['%s'] * len(names))})"
    table = quote(model._meta.db_table)  # noqa: SLF001 - Django's documented model API
    values = ", ".join([row] * count)
    return f"INSERT INTO {table} ({', '.join(names)}) VALUES {values} {ending}".rstrip()  # noqa: S608


def _send(statements: Sequence[_Ready]) -> None:
    """PostgreSQL is sent one script: its driver writes the values in, as for any statement here."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite" or len(statements) == 1:
            for one in statements:
                cursor.execute(one.sql, one.params)
        else:
            written = cursor.cursor.mogrify
            cursor.execute(BETWEEN.join(written(one.sql, one.params) for one in statements))
