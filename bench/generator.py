"""Counties of any size, by bulk SQL past the services: only here, and only to have something big.

A matter has a run, a report, a first step that was done, two clocks of it, a happening; a closed
one also its last step, and every third a rating; an open one an open step with its three clocks.
The newest are open: a matter ends when as many have been opened after it as are open at a time, so
that the last one has ended just now. Not made: facts, notes, trail lines, which no measured page
reads.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bench.county import CATEGORY, grids
from linli.matters.models import Matter, Rating, Report
from linli.procedures.models import Clock, Definition, Happening, Run, Step

CATEGORIES = (
    CATEGORY, "street_lamp", "garbage", "noise", "manhole", "sewage", "trees", "road_damage",
    "property_service", "flying_wire",
)  # fmt: skip
# The measured grid has one matter in 256, and of the newest enough for a full page: a county with
# a hundred thousand open matters has hundreds of grids.
SHARE, FULL = 256, 100
YEARS = 3 * 365 * 86_400
DUTY, NODE = "网格员", "sign_for"


class _Dialect:
    """The few expressions in which the two databases differ."""

    def __init__(self, *, postgres: bool) -> None:
        self.postgres = postgres

    def series(self, first: str, last: int) -> str:
        if self.postgres:
            return f"n(i) AS (SELECT generate_series({first}::bigint, {last}))"
        return f"n(i) AS (SELECT {first} UNION ALL SELECT i + 1 FROM n WHERE i < {last})"

    def uid(self, table: int) -> str:
        """A UUIDv7 of row `i` of that table: rising with time, as the application makes them."""
        if self.postgres:
            first = "lpad(to_hex(moment * 1000), 12, '0')"
            kind = f"'7' || lpad(to_hex({table}), 3, '0')"
            return f"({first} || {kind} || '8' || lpad(to_hex(i), 15, '0'))::uuid"
        return f"printf('%012x7%03x8%015x', moment * 1000, {table}, i)"

    def at(self, seconds: str) -> str:
        if self.postgres:
            return f"to_timestamp({seconds})"
        return f"datetime({seconds}, 'unixepoch')"

    def literal(self, value: Any) -> str:
        if value is None:
            return "NULL"
        if isinstance(value, bool):
            return ("true" if value else "false") if self.postgres else str(int(value))
        if isinstance(value, int | float):
            return str(value)
        if isinstance(value, dict):
            return "'{}'"
        return "'" + str(value).replace("'", "''") + "'"


def fill(total: int, still_open: int, *, now: datetime) -> None:
    """`total` matters, the newest `still_open` of them open, over three years until `now`."""
    from django.db import connection  # noqa: PLC0415 - after set-up

    postgres = connection.vendor == "postgresql"
    speak = _Dialect(postgres=postgres)
    with connection.cursor() as cursor:
        # Checking every foreign key of millions of rows would take most of the time.
        cursor.execute(
            "SET session_replication_role = replica" if postgres else "PRAGMA foreign_keys = OFF"
        )
        if not postgres:
            cursor.execute("PRAGMA synchronous = OFF")
        _sources(cursor, speak, total, still_open, int(now.timestamp()))
        for model, fields, condition in _tables(speak):
            _insert(cursor, speak, model, fields, condition)
        cursor.execute("DROP TABLE bench_row")
        if postgres:
            cursor.execute("SET session_replication_role = DEFAULT")
            cursor.execute("VACUUM ANALYZE")
    assert Matter.objects.count() == total
    assert Matter.objects.filter(state="open").count() == still_open
    assert Step.objects.filter(state="open").count() == still_open
    connection.close()  # the next connection checks and syncs again


def _sources(cursor: Any, speak: _Dialect, total: int, still_open: int, now: int) -> None:
    """The table `bench_row`: for each matter its place, category and moments."""
    cursor.execute("CREATE TEMP TABLE bench_place (k int, area_id char(36), area_path text)")
    places = grids()
    for k, area in enumerate(places):
        key = str(area.id) if speak.postgres else area.id.hex
        cursor.execute("INSERT INTO bench_place VALUES (%s, %s, %s)", [k, key, area.path])
    named = " ".join(f"WHEN {k} THEN '{name}'" for k, name in enumerate(CATEGORIES))
    cast = "::uuid" if speak.postgres else ""
    every = max(YEARS // total, 1)  # seconds
    # Multiplying by primes scatters limits and categories over the matters in a fixed way.
    cursor.execute(
        f"CREATE TEMP TABLE bench_row AS WITH RECURSIVE {speak.series('1', total)} "
        f"SELECT i, p.area_id{cast} AS area_id, p.area_path, "
        f"CASE (i / {len(places)}) % {len(CATEGORIES)} {named} END AS category, "
        f"i > {total - still_open} AS open, "
        f"{now} - ({total} - i) * {every} AS moment, "
        f"{now} - ({total - still_open} - i) * {every} AS ended, "
        f"{now} - 5 * 86400 + (i * 7919) % (20 * 86400) AS due "
        f"FROM n JOIN bench_place p ON p.k = CASE WHEN i % {SHARE} = 0 OR i > {total - FULL} "
        f"THEN 0 ELSE 1 + i % {len(places) - 1} END"
    )
    cursor.execute("DROP TABLE bench_place")


def _tables(speak: _Dialect) -> list[tuple[Any, Mapping[str, str], str]]:
    """(model, expression by column, which rows)."""
    text, uid = speak.literal, speak.uid
    definition = Definition.objects.get(key="three_orders", current=True).pk
    started = speak.at("moment")
    ended = f"CASE WHEN open THEN NULL ELSE {speak.at('ended')} END"
    place = {"area_id": "area_id", "area_path": "area_path", "category": "category"}
    about = {"subject_kind": text("matter"), "subject_id": uid(1)}
    title = {"title": "'消防通道 · 测量' || i", "urgency": text("normal")}
    matter = {
        **place, **title, "id": uid(1), "number": "'测-' || i", "kind": text("report"),
        "state": "CASE WHEN open THEN 'open' ELSE 'closed' END", "channel": text("page"),
        "closing": "CASE WHEN open THEN '' ELSE 'solved' END", "method_revision": text("1"),
        "opened_at": started, "closed_at": ended, "run_id": uid(2),
        "longitude": "117.17 + (i % 100) * 0.0001", "latitude": "26.89 + (i % 97) * 0.0001",
    }  # fmt: skip
    run = {
        **place, **title, **about, "id": uid(2), "started_at": started, "ended_at": ended,
        "definition_id": text(str(definition) if speak.postgres else definition.hex),
        "state": "CASE WHEN open THEN 'running' ELSE 'ended' END",
    }  # fmt: skip
    step = {
        **place, **title, **about, "run_id": uid(2), "node": text(NODE), "name": text("签收核实"),
        "duty": text(DUTY), "opened_at": started,
    }  # fmt: skip
    done = {"state": text("done"), "done_at": speak.at("moment + 3600"), "due_at": speak.at("due")}
    clock = {
        "run_id": uid(2), "kind": text("stage"), "limit": text("2 工作时"),
        "ladder": text("standard"), "due_at": speak.at("due"),
    }  # fmt: skip
    ring = {"ring_at": speak.at("due - 3600")}
    report = {
        "id": uid(9), "matter_id": uid(1), "code": "substr('0000000000' || i, -10)",
        "words": text("消防通道被一辆货车堵住了，救护车进不来。"), "digest": text("0" * 64),
        "channel": text("page"), "at": started,
    }  # fmt: skip
    if speak.postgres:
        report["code"] = "lpad(i::text, 10, '0')"
    rating = {
        "id": uid(10), "matter_id": uid(1), "solved": text(True), "satisfied": "1 + i % 5",
        "at": speak.at("ended"),
    }  # fmt: skip
    happening = {
        "id": uid(11), "run_id": uid(2), "kind": text("started"), "at": started,
        "actor_kind": text("anonymous"),
    }  # fmt: skip
    opened = {"state": text("open"), "due_at": speak.at("due")}
    return [
        (Run, run, ""),
        (Matter, matter, ""),
        (Report, report, ""),
        (Step, {**step, **done, "id": uid(3)}, "NOT open"),
        (Step, {**step, **done, "id": uid(4), "node": text("rate")}, "NOT open"),
        (Step, {**step, **opened, "id": uid(5)}, "open"),
        (Clock, {**clock, "id": uid(6), "step_id": uid(3), "key": text("sign")}, "NOT open"),
        (Clock, {**clock, "id": uid(7), "step_id": uid(3), "kind": text("due")}, "NOT open"),
        (Clock, {**clock, **ring, "id": uid(6), "step_id": uid(5), "key": text("sign")}, "open"),
        (Clock, {**clock, **ring, "id": uid(7), "step_id": uid(5), "kind": text("due")}, "open"),
        (Clock, {**clock, **ring, "id": uid(8), "step_id": uid(5), "key": text("contact")}, "open"),
        (Happening, happening, ""),
        (Rating, rating, "NOT open AND i % 3 = 0"),
    ]


def _insert(
    cursor: Any, speak: _Dialect, model: Any, given: Mapping[str, str], condition: str
) -> None:
    """Every column: as given, else its default. A column unknown to the model is our mistake."""
    columns = {field.column: field for field in model._meta.concrete_fields}  # noqa: SLF001
    assert set(given) <= set(columns), set(given) - set(columns)
    values = [
        given[name] if name in given else speak.literal(None if field.null else field.get_default())
        for name, field in columns.items()
    ]
    names = ", ".join(f'"{name}"' for name in columns)
    where = f" WHERE {condition}" if condition else ""
    table = model._meta.db_table  # noqa: SLF001 - Django's documented model API
    cursor.execute(
        f'INSERT INTO "{table}" ({names}) '
        f"SELECT {', '.join(values)} FROM bench_row{where} ORDER BY i"
    )
