"""Numbers that people read aloud: a counter per name, raised in one statement."""

from __future__ import annotations

from collections.abc import Callable

from django.db import connection

from linli.kernel.database import is_sqlite, unhurried


def next_number(name: str) -> int:
    """The next number of that counter, from 1. Inside a transaction, its counter is locked until
    that ends and a refused write leaves no gap; outside one the number is taken for good."""
    values = unhurried("%s, 1")  # what uses the number commits later in the same log, and waits
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO kernel_counter (name, value) {values} "
            "ON CONFLICT (name) DO UPDATE SET value = kernel_counter.value + 1 RETURNING value",
            [name],
        )
        row = cursor.fetchone()
    return int(row[0])


def early_number(name: str) -> Callable[[], int]:
    """How to ask for the next number in a transaction that is about to begin. On PostgreSQL many
    write at once: the number is taken now, so that nobody waits for a counter while somebody
    else's transaction is written. A failure after that skips a number. SQLite has one writer: the
    number is taken when it is asked for, in the transaction.
    """
    if not is_sqlite() and not connection.in_atomic_block:
        taken = next_number(name)
        return lambda: taken
    return lambda: next_number(name)
