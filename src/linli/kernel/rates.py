"""Rate limits in the database, so that they hold over any number of processes."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.db import connection

from linli.kernel.database import unhurried
from linli.kernel.errors import TooMany
from linli.kernel.models import RateWindow


def spend(what: str, who: str, *, limit: int, seconds: int, now: datetime) -> None:
    """Count one try of `what` by `who` (an address, a number, an account; stored as a digest).
    A crash may forget the last tries, never one that was answered long ago.
    Refuses with `TooMany` from the (limit + 1)-th try inside one window of `seconds`."""
    window = int(now.timestamp()) // seconds
    key = hashlib.sha256(f"{what}|{who}|{seconds}|{window}".encode()).hexdigest()
    values = unhurried("%s, %s, 1")
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO kernel_ratewindow (key, starts_at, count) {values} "
            "ON CONFLICT (key) DO UPDATE SET count = kernel_ratewindow.count + 1 RETURNING count",
            [key, window * seconds],
        )
        count = int(cursor.fetchone()[0])
    if count > limit:
        raise TooMany(seconds=(window + 1) * seconds - int(now.timestamp()))


def forget(now: datetime) -> int:
    """Drop windows older than a day; returns how many."""
    count, _ = RateWindow.objects.filter(starts_at__lt=int(now.timestamp()) - 86_400).delete()
    return count
