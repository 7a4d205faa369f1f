"""Transactions, and the row-lock port: the one place that knows which database it is.

SQLite has one writer: a process-wide lock round write transactions keeps its tail short.
PostgreSQL locks rows. A service opens its transaction with `transaction()`; inner helpers never
open their own.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

from django.db import connection, models
from django.db.models import QuerySet
from django.db.transaction import atomic

from linli.kernel import writes

M = TypeVar("M", bound=models.Model)

_writer = threading.RLock()


def is_sqlite() -> bool:
    return connection.vendor == "sqlite"


@contextmanager
def transaction() -> Iterator[None]:
    """One use case, one transaction. Nested calls join the outer one; there are no savepoints."""
    if connection.in_atomic_block:
        with writes.together():
            yield
    elif is_sqlite():
        with _writer, atomic(), writes.together():
            yield
    else:
        with atomic(), writes.together():
            yield


@contextmanager
def snapshot() -> Iterator[None]:
    """What is read inside is of one moment, whatever others write meanwhile. Nothing is written
    here. Inside a transaction it is that transaction's own view."""
    if connection.in_atomic_block:
        yield
        return
    with atomic():
        if not is_sqlite():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def locked(rows: QuerySet[M], *, skip_locked: bool = False) -> QuerySet[M]:
    """The rows, locked until the transaction ends. On SQLite the transaction itself is the lock."""
    return rows if is_sqlite() else rows.select_for_update(skip_locked=skip_locked, of=("self",))


def unhurried(values: str) -> str:
    """`VALUES (…)` of an INSERT. On PostgreSQL and outside a transaction, its commit does not wait
    for the disk: for what may be forgotten, or is made lasting by a later commit."""
    if is_sqlite() or connection.in_atomic_block:
        return f"VALUES ({values})"
    alone = "(SELECT set_config('synchronous_commit', 'off', true)) unhurried"
    return f"SELECT {values} FROM {alone}"  # noqa: S608 - of words of our own


def writers(table: str) -> frozenset[str]:
    """The other transactions under way that have added rows to `table`, or are about to. None on
    SQLite, whose one writer is this transaction.

    PostgreSQL gives a row its number before it writes it and long before it commits; the table's
    lock is taken before the number and kept until the transaction ends.
    """
    if is_sqlite():
        return frozenset()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT virtualtransaction FROM pg_locks WHERE locktype = 'relation'"
            " AND relation = %s::regclass AND mode = 'RowExclusiveLock' AND granted"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
            " AND pid <> pg_backend_pid()",
            [table],
        )
        return frozenset(row[0] for row in cursor.fetchall())
