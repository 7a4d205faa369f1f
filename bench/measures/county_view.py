"""The county view with a million matters: the whole of it, and its slowest statements."""

from __future__ import annotations

import time
from typing import Any

from bench import plans
from bench.measures.worklist import QUICK, SIZES, build
from bench.rows import Row, median, milliseconds
from bench.setting import Setting, leave, statements, use

TARGET = 0.1  # seconds
TOLD = 3
ROUNDS = 5


def measure(setting: Setting) -> list[Row]:
    """`matters.selectors.county_view` for the county's officer, warm; each statement timed."""
    from bench.county import OFFICER, actor_of  # noqa: PLC0415 - after set-up
    from linli.kernel import clock  # noqa: PLC0415
    from linli.kernel.versions import unit_of_work  # noqa: PLC0415
    from linli.matters import selectors  # noqa: PLC0415

    total, still_open = (QUICK if setting.quick else SIZES)[-1]
    name = f"county_{total}"
    now = clock.now()
    if not setting.store.exists(name):
        build(setting, ((total, still_open),), now)
    use(setting.store, name)
    actor = actor_of(OFFICER, now)

    def ask() -> Any:
        with unit_of_work():
            return selectors.county_view(actor, now=now)

    view = ask()
    assert view.open == still_open, view.open
    whole = []
    for _ in range(3 if setting.quick else 7):
        began = time.perf_counter()
        ask()
        whole.append(time.perf_counter() - began)
    timed = _timed(ask)
    shown = [
        f"{seconds * 1000:.1f} ms\n{sql}\n{plans.explain(sql, params)[0]}\n"
        for seconds, sql, params in timed
    ]
    listing = setting.store.var / "plans-county-view.txt"
    listing.write_text("\n".join(shown), encoding="utf-8")
    polled = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        with unit_of_work():
            selectors.stamp(actor)
        polled.append(time.perf_counter() - began)
    leave()
    setting.store.drop(name)
    slowest = timed[0][0]
    return [
        Row(
            "County view, slowest figure",
            f"{total:,} matters, {still_open:,} open",
            milliseconds(slowest),
            f"≤ {TARGET * 1000:.0f} ms",
            None if setting.quick else slowest <= TARGET,
            (
                ("the whole view, median", milliseconds(median(whole))),
                ("statements", str(len(timed))),
                ("the stamp that a live page polls", milliseconds(median(polled))),
            ),
            tuple(
                f"{milliseconds(took)}: `{_short(sql)}`"
                for took, sql, _ in timed[:TOLD]
                if took > TARGET / 4
            ),
        )
    ]


def _timed(ask: Any) -> list[tuple[float, str, Any]]:
    """The statements of one view, slowest first; each sent again, its rows fetched: SQLite counts
    while it is being fetched from.
    """
    from django.db import connection  # noqa: PLC0415 - after set-up

    with statements() as seen:
        ask()
    timed = []
    for sql, params in seen:
        took = []
        for _ in range(ROUNDS):
            with connection.cursor() as cursor:
                began = time.perf_counter()
                cursor.execute(sql, params)
                cursor.fetchall()
                took.append(time.perf_counter() - began)
        timed.append((median(took), sql, params))
    return sorted(timed, key=lambda one: one[0], reverse=True)


def _short(sql: str) -> str:
    """Enough of a statement to find it again."""
    flat = " ".join(sql.split()).replace('"', "").replace("|", "/")
    return flat if len(flat) <= 160 else f"{flat[:110]} … {flat[-48:]}"
