"""The tables of a run, and docs/performance.md made of them."""

from __future__ import annotations

import os
import platform
import sqlite3
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path

from bench.rows import Row

_HEAD = """# Performance

Written by `bench/run --write`; do not edit. Every budget is a ratio or a count, because a ratio
taken in one run says more than a figure taken on somebody's machine: what is compared was measured
in turns (a, b, a, b, …), on one server and one database, with rows counted before and after.
Absolute figures come second: on a busy machine they move by a third and more from run to run.

```
bench/run                                   # everything, on both databases
bench/run --quick                           # small sizes: does it still run, are the plans right
bench/run --only worklist --database sqlite # one measurement, one database
```

Machine: {machine}.
"""
_METHOD = """
## How it was measured

- **Report intake**: keep-alive clients post `/report` with a CSRF token to the server that
  `bin/run` starts (same switches; on PostgreSQL a process for each core), against a Django view
  without middleware that does one INSERT, started alike on the same database with the same
  settings. Residents' addresses come from a proxy's header, 20 reports each, below the rate limit.
  No worker runs meanwhile: notices are a worker's business.
- **Work list**: one database a size, made by bulk SQL (`bench/generator.py`), asked in turns. 1,000
  matters are all open; of 1,000,000 the newest 100,000 are. The member's grid holds one open matter
  in 256 and at least 100, so that every page has its 50 rows. PostgreSQL had its VACUUM ANALYZE;
  SQLite has no statistics. The plan of every read of a work list is looked at, and one that walks
  through a big table fails the run.
- **A step**: what `procedures.services.complete` writes is noted, taken back, and written again by
  one bare psycopg transaction with the same statements, on the same tables, in turns with the
  service. Measured on 三单制 (签收核实 → 上报社区).
- **County view**: `matters.selectors.county_view` for the county's officer; each of its statements
  is sent again and its rows fetched, the median of five. No roll-up stands behind the view: every
  figure is counted when it is asked for, along an index that holds no more than what is counted, so
  it cannot differ from a recount, and taking in a report pays for no second table.
- **Search**: synthetic texts; what is found is compared with a scan for the substring.
- **First page**: what a Chromium with an empty cache received, headers included, until the page
  was still.
- **Start-up**: a copy of the checkout without packages, front end, or data, with empty caches of
  packages. On a slow wire a first start is as slow as its downloads.
"""
_NAMES = {"sqlite": "SQLite", "postgres": "PostgreSQL"}


def table(kind: str, rows: Sequence[Row]) -> str:
    """Ratios and verdicts of one database."""
    lines = [
        f"### {_NAMES[kind]}\n",
        "| what | how | measured | budget | verdict |",
        "|---|---|---|---|---|",
    ]
    for row in rows:
        told = (row.measure, row.what, row.figure, row.budget or "–", row.verdict)
        lines.append(f"| {' | '.join(told)} |")
    return "\n".join(lines) + "\n"


def _absolute(kind: str, rows: Sequence[Row]) -> str:
    lines = [f"### {_NAMES[kind]}\n", "| what | how | figure | |", "|---|---|---|---|"]
    for row in rows:
        lines += [f"| {row.measure} | {row.what} | {n} | {f} |" for n, f in row.absolute]
    return "\n".join(lines) + "\n"


def _notes(found: Mapping[str, Sequence[Row]]) -> str:
    told = [
        f"- **{_NAMES[kind]}, {row.measure}** ({row.what}): {note}"
        for kind, rows in found.items()
        for row in rows
        for note in row.notes
    ]
    return "\n".join(told) + "\n" if told else ""


def _misses(found: Mapping[str, Sequence[Row]]) -> str:
    missed = [
        f"- **{_NAMES[kind]}, {row.measure}** ({row.what}): {row.figure}, budget {row.budget}."
        for kind, rows in found.items()
        for row in rows
        if row.held is False
    ]
    return "\n".join(missed) + "\n" if missed else "None: every budget measured was held.\n"


def render(found: Mapping[str, Sequence[Row]]) -> str:
    """The page."""
    parts = [_HEAD.format(machine=machine(found)), "\n## Ratios and counts\n"]
    parts += [table(kind, rows) for kind, rows in found.items()]
    parts += ["\n## Budgets missed\n", _misses(found)]
    notes = _notes(found)
    if notes:
        parts += ["\n## What was seen\n", notes]
    parts += ["\n## Absolute figures\n"]
    parts += [_absolute(kind, rows) for kind, rows in found.items()]
    parts.append(_METHOD)
    return "\n".join(parts)


def machine(kinds: Mapping[str, object]) -> str:
    """Cores, memory and versions; no name, no date, no path."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    told = [
        f"{os.cpu_count()} cores ({_processor()})",
        f"{memory:.0f} GiB of memory",
        f"Linux {platform.release().split('-')[0]}",
        f"Python {platform.python_version()}",
        f"Django {version('django')}",
        f"granian {version('granian')}",
    ]
    if "sqlite" in kinds:
        told.append(f"SQLite {sqlite3.sqlite_version}")
    if "postgres" in kinds:
        told.append(f"PostgreSQL {_postgres()}")
    return ", ".join(told)


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def _postgres() -> str:
    import psycopg  # noqa: PLC0415 - only where there is a server

    with psycopg.connect(os.environ["BENCH_POSTGRES"]) as link:
        row = link.execute("SHOW server_version").fetchone()
    return str(row[0]).split()[0] if row else ""
