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
from uuid import uuid4

from bench.rows import Row
from bench.setting import Setting, statements, use

REPORTS = 20
WORDS = "消防通道被一辆货车堵住了，救护车进不来。"
MOST, SYNCS = 14, 1


def _post(client: Any, number: int) -> None:
    from bench.county import grids  # noqa: PLC0415 - after set-up

    answer = client.post(
        "/report",
        {"client_key": uuid4().hex, "words": f"{WORDS} {number}", "area": str(grids()[0].id)},
        headers={"x-forwarded-for": f"10.0.{number // 250}.{number % 250}"},
    )
    assert answer.status_code == 302, answer.status_code


def measure(setting: Setting) -> list[Row]:
    """Reports in this process, warm; the statements go to a file for reading."""
    setting.fresh("statements")
    from django.test import Client  # noqa: PLC0415 - after set-up

    from linli.matters.models import Matter  # noqa: PLC0415

    client = Client()
    _post(client, 1)
    _post(client, 2)
    before = Matter.objects.count()
    with statements() as seen:
        _post(client, 3)
    assert Matter.objects.count() == before + 1
    listing = setting.store.var / "statements.sql"
    listing.write_text("\n".join(sql for sql, _ in seen) + "\n", encoding="utf-8")
    counted = [sql for sql, _ in seen if "kernel_ratewindow" not in sql]
    writes = sum(sql.startswith(("INSERT", "UPDATE", "DELETE")) for sql in counted)
    rows = [
        Row(
            "Statements to take in a report",
            "without BEGIN, COMMIT and the rate limit",
            str(len(counted)),
            f"≤ {MOST}",
            len(counted) <= MOST,
            (("with the rate limit", str(len(seen))), ("of them writes", str(writes))),
        )
    ]
    use(setting.store, "statements")
    rows.append(_synced(setting, client))
    setting.store.drop("statements")
    return rows


def _synced(setting: Setting, client: Any) -> Row:
    def many() -> None:
        for number in range(REPORTS):
            _post(client, 100 + number)

    count = _postgres_syncs(many) if setting.store.is_postgres else _traced_syncs(many)
    name = "Disk syncs to take in a report"
    if count is None:
        return Row(name, "not measured: no strace here", "–", f"{SYNCS}")
    each = count / REPORTS
    return Row(
        name,
        "rate limit included",
        f"{each:.1f}",
        f"{SYNCS}, without the rate limit",
        each < SYNCS + 0.5,
    )


def _postgres_syncs(many: Any) -> int:
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
