"""Random operations on the ledger, many at once, against the same number of bare inserts; then the
proof of every balance."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

from bench.rows import Row, milliseconds
from bench.setting import Setting, leave

WORKERS = 6
PEOPLE = 500
TABLE = "bench_bare"


def measure(setting: Setting) -> list[Row]:
    """Earning, spending, reserving, using and letting go through the services: 10,000 operations of
    six threads over 500 people. Bare: one row inserted and committed, as often, as many threads."""
    setting.fresh("ledger")
    from django.db import connection  # noqa: PLC0415 - after set-up

    from linli.kernel import clock  # noqa: PLC0415
    from linli.points import selectors  # noqa: PLC0415
    from linli.points.models import Transfer  # noqa: PLC0415

    now = clock.now()
    count = 600 if setting.quick else 10_000
    people = _people(now)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE {TABLE} (id integer, words varchar(200))")
    bare = _timed(_insert, count)
    ours = _timed(lambda seed, each: _operate(seed, each, people, now), count)
    began = time.perf_counter()
    proof = selectors.proof()
    proved = time.perf_counter() - began
    assert not proof.faults, proof.faults
    assert proof.postings == Transfer.objects.count() > count / 3
    leave()
    setting.store.drop("ledger")
    return [
        Row(
            "Ledger, operations at once",
            f"{count:,} random operations of {WORKERS} threads against as many bare inserts",
            f"{ours / bare:.1f} × the time",
            absolute=(
                ("operations a second", f"{count / ours:,.0f}"),
                ("bare inserts a second", f"{count / bare:,.0f}"),
            ),
        ),
        Row(
            "Ledger, the proof",
            f"{proof.postings:,} postings, {proof.accounts:,} accounts",
            milliseconds(proved / proof.postings * 1000) + " for a thousand postings",
            absolute=(("the whole proof", milliseconds(proved)),),
        ),
    ]


def _people(now: datetime) -> list[Any]:
    from linli.kernel.actor import SYSTEM  # noqa: PLC0415 - after set-up
    from linli.people import services as people  # noqa: PLC0415
    from linli.points.terms import Holder  # noqa: PLC0415

    return [
        Holder.person(people.remember(phone=f"139{number:08d}", actor=SYSTEM, now=now))
        for number in range(PEOPLE)
    ]


def _timed(work: Callable[[int, int], None], count: int) -> float:
    began = time.perf_counter()
    with ThreadPoolExecutor(WORKERS) as pool:
        for one in [pool.submit(work, seed, count // WORKERS) for seed in range(WORKERS)]:
            one.result()
    return time.perf_counter() - began


def _insert(seed: int, count: int) -> None:
    from django.db import connection  # noqa: PLC0415 - after set-up

    from linli.kernel.database import transaction  # noqa: PLC0415

    try:
        for number in range(count):
            with transaction(), connection.cursor() as cursor:
                cursor.execute(f"INSERT INTO {TABLE} VALUES (%s, %s)", [number, f"{seed}"])
    finally:
        connection.close()


def _operate(seed: int, count: int, people: list[Any], now: datetime) -> None:
    from django.db import connection  # noqa: PLC0415 - after set-up

    from linli.kernel.errors import Refused  # noqa: PLC0415
    from linli.kernel.versions import unit_of_work  # noqa: PLC0415

    rng = random.Random(seed)
    try:
        done = 0
        while done < count:
            with unit_of_work():
                try:
                    done += _one(rng, people, now)
                except Refused:
                    done += 1
    finally:
        connection.close()


def _one(rng: random.Random, people: list[Any], now: datetime) -> int:
    """One or two operations; how many."""
    from linli.kernel.actor import SYSTEM  # noqa: PLC0415 - after set-up
    from linli.kernel.ids import new_id  # noqa: PLC0415
    from linli.points import services  # noqa: PLC0415
    from linli.points.terms import Cause  # noqa: PLC0415

    mine, amount, which = rng.choice(people), rng.randint(1, 5), rng.random()
    common = {
        "scheme": "points", "amount": amount, "key": str(new_id()), "title": "清洁家园",
        "about": ("activity", new_id()), "actor": SYSTEM, "now": now,
    }  # fmt: skip
    if which < 0.6:
        services.award(to=mine, cause=Cause.DEED, **common)
        return 1
    if which < 0.8:
        services.spend(of=mine, cause=Cause.GOODS, **common)
        return 1
    kept = services.hold(of=mine, cause=Cause.GOODS, **common)
    if which < 0.9:
        services.capture(hold_id=kept, key=str(new_id()), actor=SYSTEM, now=now)
    else:
        services.release(hold_id=kept, actor=SYSTEM, now=now)
    return 2
