"""What one anonymous report costs the database: statements, and syncs of the disk."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from bench.rows import Row
from bench.setting import Setting, statements

REPORTS = 20
WORDS = "消防通道被一辆货车堵住了，救护车进不来。"
MOST, SYNCS = 14, 1
RATE = "kernel_ratewindow"


def _post(client: Any, number: int, area: str) -> None:
    answer = client.post(
        "/report",
        {"client_key": uuid4().hex, "words": f"{WORDS} {number}", "area": area},
        headers={"x-forwarded-for": f"10.0.{number // 250}.{number % 250}"},
    )
    assert answer.status_code == 302, answer.status_code


def _open(number: int, area: str) -> None:
    """The service behind the page: what the page does beside it is the rate limit."""
    from linli.kernel import clock  # noqa: PLC0415 - after set-up
    from linli.kernel.actor import ANONYMOUS  # noqa: PLC0415
    from linli.kernel.versions import unit_of_work  # noqa: PLC0415
    from linli.matters import selectors, services  # noqa: PLC0415
    from linli.matters.terms import Intake, Place  # noqa: PLC0415

    with unit_of_work():
        kind = next(one.key for one in selectors.catalogue().kinds.values() if one.anonymous)
        place = Place(area_id=UUID(area))
        intake = Intake(kind=kind, words=f"{WORDS} {number}", place=place, client_key=uuid4().hex)
        services.open_matter(intake=intake, actor=ANONYMOUS, now=clock.now())


def measure(setting: Setting) -> list[Row]:
    """Reports in this process, warm; the statements go to a file for reading."""
    setting.fresh("statements")
    from django.test import Client  # noqa: PLC0415 - after set-up

    from bench.county import grids  # noqa: PLC0415
    from linli.matters.models import Matter  # noqa: PLC0415

    area, client = str(grids()[0].id), Client()
    _post(client, 1, area)
    _post(client, 2, area)
    before = Matter.objects.count()
    with statements() as seen:
        _post(client, 3, area)
    assert Matter.objects.count() == before + 1
    from linli.kernel.writes import BETWEEN  # noqa: PLC0415 - after set-up

    sent = [part for sql, _ in seen for part in sql.split(BETWEEN)]
    listing = setting.store.var / "statements.sql"
    listing.write_text("\n".join(sent) + "\n", encoding="utf-8")
    counted = [sql for sql in sent if not sql.startswith("BEGIN") and RATE not in sql]
    writes = sum(sql.strip().startswith(("INSERT", "UPDATE", "DELETE")) for sql in counted)
    row = Row(
        "Statements to take in a report",
        "the whole request, without BEGIN, COMMIT and the rate limit",
        str(len(counted)),
        f"≤ {MOST}",
        len(counted) <= MOST,
        (("of them writes", str(writes)), ("round trips", str(len(seen)))),
    )
    syncs = _syncs(setting, client, area)
    setting.store.drop("statements")
    return [row, syncs]


def _syncs(setting: Setting, client: Any, area: str) -> Row:
    def opened() -> None:
        for number in range(REPORTS):
            _open(200 + number, area)

    def posted() -> None:
        for number in range(REPORTS):
            _post(client, 500 + number, area)

    count = _postgres_syncs if setting.store.is_postgres else _traced_syncs
    service, request = count(opened), count(posted)
    name = "Disk syncs to take in a report"
    if service is None or request is None:
        return Row(name, "not measured: no strace here", "–", f"{SYNCS}")
    each = service / REPORTS
    return Row(
        name,
        "without the rate limit; a checkpoint now and then adds its own",
        f"{each:.2f}",
        f"{SYNCS}",
        each < SYNCS + 0.5,
        (("with the rate limit, which commits by itself", f"{request / REPORTS:.2f}"),),
    )


def _postgres_syncs(many: Any) -> int | None:
    """The server's own count of syncs of its log."""
    from django.db import connection  # noqa: PLC0415 - after set-up

    def count() -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_stat_force_next_flush()")
            cursor.execute("SELECT 1")
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute("SELECT wal_sync FROM pg_stat_wal")
            return int(cursor.fetchone()[0])

    before = count()
    many()
    return count() - before


def _traced_syncs(many: Any) -> int | None:
    """The kernel's count: strace looks at this process for a while."""
    if shutil.which("strace") is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "syncs"
        command = ["strace", "-f", "-e", "trace=fsync,fdatasync", "-o", str(out), "-p"]
        tracer = subprocess.Popen([*command, str(os.getpid())], stderr=subprocess.PIPE)
        assert tracer.stderr is not None
        said = tracer.stderr.readline().decode()
        if "attached" not in said:
            tracer.wait(5)
            return None
        many()
        time.sleep(0.2)
        tracer.terminate()
        tracer.wait(5)
        return len(re.findall(r"\b(?:fsync|fdatasync)\(", out.read_text()))
