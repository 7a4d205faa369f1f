"""What the worker does for resources. A handler takes a payload by its shape; these need none."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any

from linli.jobs.services import every
from linli.kernel.registry import job_handlers
from linli.resources import services

LAPSE_BOOKINGS = "resources.lapse_bookings"
PASS_ON, LEND_DAILY = "resources.pass_on", "resources.lend_daily"
LAPSE_ORDERS, REMIND_ORDERS = "resources.lapse_orders", "resources.remind_orders"
COUNT_CIRCLES, FORGET_SITTINGS = "resources.count_circles", "resources.forget_sittings"


def lapse_bookings(payload: Mapping[str, Any], now: datetime) -> None:  # noqa: ARG001 - a handler's shape
    services.lapse_bookings(now)


def pass_on(payload: Mapping[str, Any], now: datetime) -> None:  # noqa: ARG001 - a shape
    services.pass_on(now)


def lend_daily(payload: Mapping[str, Any], now: datetime) -> None:  # noqa: ARG001 - a shape
    services.remind_borrowers(now)
    services.forget_borrowers(now)


def lapse_orders(payload: Mapping[str, Any], now: datetime) -> None:  # noqa: ARG001 - a shape
    services.lapse_orders(now)


def remind_orders(payload: Mapping[str, Any], now: datetime) -> None:  # noqa: ARG001 - a shape
    services.remind_orders(now)


def forget_sittings(payload: Mapping[str, Any], now: datetime) -> None:  # noqa: ARG001 - a shape
    services.forget_sittings(now)


def register() -> None:
    """Each topic adds its own."""
    job_handlers.add(PASS_ON, pass_on)
    every(PASS_ON, PASS_ON, timedelta(minutes=30))
    job_handlers.add(LEND_DAILY, lend_daily)
    every(LEND_DAILY, LEND_DAILY, timedelta(days=1), at=time(8, 40))
    job_handlers.add(LAPSE_BOOKINGS, lapse_bookings)
    every(LAPSE_BOOKINGS, LAPSE_BOOKINGS, timedelta(minutes=15))
    job_handlers.add(LAPSE_ORDERS, lapse_orders)
    every(LAPSE_ORDERS, LAPSE_ORDERS, timedelta(minutes=30))
    job_handlers.add(REMIND_ORDERS, remind_orders)
    every(REMIND_ORDERS, REMIND_ORDERS, timedelta(days=1), at=time(8, 30))
    job_handlers.add(COUNT_CIRCLES, services.count_circles)
    every(COUNT_CIRCLES, COUNT_CIRCLES, timedelta(days=1), at=time(2, 20))
    job_handlers.add(FORGET_SITTINGS, forget_sittings)
    every(FORGET_SITTINGS, FORGET_SITTINGS, timedelta(days=1), at=time(2, 40))
