"""Numbers that people read aloud: a counter per name, raised in one statement."""

from __future__ import annotations

from django.db import connection


def next_number(name: str) -> int:
    """The next number of that counter, from 1. Inside the transaction that uses it, so that a
    refused write leaves no gap."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO kernel_counter (name, value) VALUES (%s, 1) "
            "ON CONFLICT (name) DO UPDATE SET value = kernel_counter.value + 1 RETURNING value",
            [name],
        )
        row = cursor.fetchone()
    return int(row[0])
