"""A step through the service against a bare transaction that writes the same rows (PostgreSQL)."""

from __future__ import annotations

import time
from datetime import datetime
from typing import Any
from uuid import UUID

from bench.rows import Row, median, milliseconds, quantile
from bench.setting import Setting, leave, statements

MOST = 6.0
WORDS = "消防通道被一辆货车堵住了，救护车进不来。"


class _TakenBack(Exception):
    pass


def _matters(count: int, now: datetime) -> list[UUID]:
    """That many matters at 签收核实 of the grid member; their open steps."""
    from bench.county import CATEGORY, grids  # noqa: PLC0415 - after set-up
    from linli.kernel.actor import ANONYMOUS  # noqa: PLC0415
    from linli.kernel.versions import unit_of_work  # noqa: PLC0415
    from linli.matters import selectors, services  # noqa: PLC0415
    from linli.matters.terms import Intake, Place  # noqa: PLC0415
    from linli.procedures.models import Step  # noqa: PLC0415

    place = Place(area_id=grids()[0].id)
    kind = next(one.key for one in selectors.catalogue().kinds.values() if one.anonymous)
    for number in range(count):
        intake = Intake(kind=kind, words=f"{WORDS} {number}", place=place, category=CATEGORY)
        with unit_of_work():
            services.open_matter(intake=intake, actor=ANONYMOUS, now=now)
    found = list(Step.objects.filter(state="open", node="sign_for").values_list("id", flat=True))
    assert len(found) == count, len(found)
    return found


def measure(setting: Setting) -> list[Row]:
    """For each pair of matters: one by the service; the other by the service, taken back, and
    then by the statements alone.
    """
    setting.fresh("step")
    from bench.county import MEMBER, actor_of  # noqa: PLC0415 - after set-up
    from linli.kernel import clock  # noqa: PLC0415
    from linli.procedures.models import Step  # noqa: PLC0415

    now = clock.now()
    pairs = 20 if setting.quick else 250
    steps = _matters(2 * pairs + 4, now)
    actor = actor_of(MEMBER, now)
    ours: list[float] = []
    bare: list[float] = []
    counts: tuple[int, int] = (0, 0)
    with _link(setting) as link:
        for number in range(0, len(steps), 2):
            warm = number < 4
            took = _by_service(steps[number], actor, now)
            writes, counts = _noted(steps[number + 1], actor, now)
            again = _by_hand(link, writes)
            if not warm:
                ours.append(took)
                bare.append(again)
    assert Step.objects.filter(node="sign_for", state="done").count() == len(steps)
    assert Step.objects.filter(node="place_order", state="open").count() == len(steps)
    leave()
    setting.store.drop("step")
    return [_row(ours, bare, counts, quick=setting.quick)]


def _complete(step: UUID, actor: Any, now: datetime) -> None:
    from linli.kernel.versions import unit_of_work  # noqa: PLC0415 - after set-up
    from linli.procedures import services  # noqa: PLC0415

    with unit_of_work():
        services.complete(
            step_id=step, outcome="pass_up", note="车是夜里外面停进来的", actor=actor, now=now
        )


def _by_service(step: UUID, actor: Any, now: datetime) -> float:
    began = time.perf_counter()
    _complete(step, actor, now)
    return time.perf_counter() - began


def _noted(step: UUID, actor: Any, now: datetime) -> tuple[list[tuple[str, Any]], tuple[int, int]]:
    """What the service writes, without leaving it written."""
    from django.db.transaction import atomic  # noqa: PLC0415 - after set-up

    with statements() as seen:
        try:
            with atomic():
                _complete(step, actor, now)
                raise _TakenBack
        except _TakenBack:
            pass
    writes = [one for one in seen if one[0].startswith(("INSERT", "UPDATE", "DELETE"))]
    return writes, (len(seen), len(writes))


def _link(setting: Setting) -> Any:
    import psycopg  # noqa: PLC0415 - only where there is a server

    return psycopg.connect(setting.store.url("step"))


def _by_hand(link: Any, writes: list[tuple[str, Any]]) -> float:
    began = time.perf_counter()
    with link.transaction(), link.cursor() as cursor:
        for sql, params in writes:
            cursor.execute(sql, params)
            assert cursor.rowcount >= 1, sql
    return time.perf_counter() - began


def _row(ours: list[float], bare: list[float], counts: tuple[int, int], *, quick: bool) -> Row:
    ratio = median([a / b for a, b in zip(ours, bare, strict=True)])
    return Row(
        "A step through the service",
        "三单制 签收核实 → 上报社区, against a bare psycopg transaction of the same rows",
        f"{ratio:.1f} ×",
        f"≤ {MOST:.0f} ×",
        None if quick else ratio <= MOST,
        (
            (
                "service, p50 and p99",
                f"{milliseconds(median(ours))}, {milliseconds(quantile(ours, 0.99))}",
            ),
            (
                "bare, p50 and p99",
                f"{milliseconds(median(bare))}, {milliseconds(quantile(bare, 0.99))}",
            ),
            ("statements, of them writes", f"{counts[0]}, {counts[1]}"),
        ),
    )
