"""Report intake over HTTP against a bare Django view with one INSERT: in turns, on one database."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from urllib.parse import urlencode
from uuid import uuid4

from bench.load import HOST, Outcome, drive, get
from bench.rows import Row, median, milliseconds, quantile
from bench.serving import serving
from bench.setting import Setting

CLIENTS = 12
SHARE = 6
WORDS = "消防通道被一辆货车堵住了，救护车进不来。"
REPORTS_PER_ADDRESS = 20  # the product allows 30 an hour


def _request(path: str, fields: dict[str, str], headers: str) -> bytes:
    body = urlencode(fields).encode()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: {len(body)}\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\n{headers}\r\n"
    )
    return head.encode() + body


def reports(port: int, area: str, first: int = 0) -> Callable[[], bytes]:
    """Requests as phones of different households send them, with the token of one visit."""
    head, page = get(port, "/report")
    token = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    cookie = re.search(rb"set-cookie:\s*csrftoken=([^;]+)", head, re.IGNORECASE)
    assert token, head
    assert cookie, head
    numbers = itertools.count(first)

    def make() -> bytes:
        number = next(numbers)
        home = number // REPORTS_PER_ADDRESS
        address = f"10.{home >> 16 & 255}.{home >> 8 & 255}.{home & 255}"
        fields = {
            "csrfmiddlewaretoken": token[1].decode(),
            "client_key": uuid4().hex,
            "words": f"{WORDS} {number}",
            "area": area,
        }
        headers = f"Cookie: csrftoken={cookie[1].decode()}\r\nX-Forwarded-For: {address}\r\n"
        return _request("/report", fields, headers)

    return make


def lines() -> Callable[[], bytes]:
    """The same words for the bare view."""
    numbers = itertools.count()
    return lambda: _request("/report", {"words": f"{WORDS} {next(numbers)}"}, "")


def measure(setting: Setting) -> list[Row]:
    """Rounds of both in turns; every answer must be a success and every success a row."""
    setting.fresh("intake")
    from django.db import connection  # noqa: PLC0415 - after set-up

    from bench.bare.models import Line  # noqa: PLC0415
    from bench.county import grids  # noqa: PLC0415
    from linli.kernel.versions import unit_of_work  # noqa: PLC0415
    from linli.matters.models import Matter, Report  # noqa: PLC0415
    from linli.procedures.models import Step  # noqa: PLC0415

    with connection.schema_editor() as editor:
        editor.create_model(Line)
    with unit_of_work():
        area = str(grids()[0].id)
    connection.close()
    url = setting.store.url("intake")
    rounds, seconds = (2, 0.7) if setting.quick else (5, 4.0)
    ours: list[Outcome] = []
    theirs: list[Outcome] = []
    with serving(url) as port, serving(url, bare=True) as bare:
        make, make_bare = reports(port, area), lines()
        warm = [
            drive(port, make, clients=CLIENTS, seconds=0.5),
            drive(bare, make_bare, clients=CLIENTS, seconds=0.5),
        ]
        for _ in range(rounds):
            theirs.append(drive(bare, make_bare, clients=CLIENTS, seconds=seconds))
            ours.append(drive(port, make, clients=CLIENTS, seconds=seconds))
    taken = warm[0].statuses.total() + sum(one.statuses.total() for one in ours)
    written = warm[1].statuses.total() + sum(one.statuses.total() for one in theirs)
    assert all(set(one.statuses) == {302} for one in [warm[0], *ours]), ours
    assert all(set(one.statuses) == {204} for one in [warm[1], *theirs]), theirs
    assert Matter.objects.count() == Report.objects.count() == taken
    assert Step.objects.filter(state="open").count() == taken
    assert Line.objects.count() == written
    connection.close()
    setting.store.drop("intake")
    return [_row(ours, theirs, taken, quick=setting.quick)]


def _row(ours: list[Outcome], theirs: list[Outcome], taken: int, *, quick: bool) -> Row:
    ratio = median([b.rate / a.rate for a, b in zip(ours, theirs, strict=True)])
    waits = [one for outcome in ours for one in outcome.latencies]
    bare = [one for outcome in theirs for one in outcome.latencies]
    return Row(
        "Report intake",
        f"{CLIENTS} clients, text, anonymous, 三单制",
        f"1/{ratio:.1f} of a bare view",
        f"≥ 1/{SHARE}",
        None if quick else ratio <= SHARE,
        (
            ("linli", f"{median([one.rate for one in ours]):.0f} reports a second"),
            ("bare view", f"{median([one.rate for one in theirs]):.0f} INSERTs a second"),
            (
                "linli, p50 and p99",
                f"{milliseconds(median(waits))}, {milliseconds(quantile(waits, 0.99))}",
            ),
            (
                "bare view, p50 and p99",
                f"{milliseconds(median(bare))}, {milliseconds(quantile(bare, 0.99))}",
            ),
            ("reports taken in and counted", str(taken)),
        ),
    )
