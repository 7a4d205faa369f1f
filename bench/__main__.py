"""`bench/run`: measures one after another, each in its own process; prints, and writes the page."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path

from bench import page, section
from bench.rows import Row, restore
from bench.store import Store
from linli.project.run import make_keys

MEASURES = (
    "statements", "intake", "step", "worklist", "county_view", "search", "ledger", "weight",
    "start_up",
)  # fmt: skip
ONCE = ("weight", "start_up")  # what no choice of database changes
ONLY_POSTGRES = ("step",)
HOME = Path(__file__).resolve().parents[1]


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench/run", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small sizes, no verdicts on speed")
    parser.add_argument("--only", choices=MEASURES, action="append", help="may be given again")
    parser.add_argument("--database", choices=("sqlite", "postgres"))
    parser.add_argument("--var", type=Path, default=HOME / "var" / "bench")
    parser.add_argument(
        "--write",
        action="store_true",
        help="write docs/performance.md; what is not measured now is taken from the last run",
    )
    parser.add_argument("--keep", action="store_true", help="keep the databases for looking at")
    return parser.parse_args()


def _environment(store: Store) -> dict[str, str]:
    """Settings of production, apart from the proxy in front that brings addresses of residents."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("LINLI_", "DJANGO_"))}
    return {
        **kept,
        "LINLI_HOME": str(HOME),
        "LINLI_COUNTY": "taining",
        "LINLI_VAR": str(store.var),
        "DATABASE_URL": store.url("base"),
        "BENCH_KIND": store.kind,
        "BENCH_POSTGRES": store.server,
        "LINLI_PROXIES": "1",
        "LINLI_ADDRESS": "http://127.0.0.1",
        "LINLI_SECOND_FACTOR": "optional",
        "LINLI_EMBEDDED_WORKER": "0",
        "DJANGO_SETTINGS_MODULE": "linli.project.settings",
    }


def _measure(name: str, store: Store, *, quick: bool) -> list[Row]:
    out = store.var / f"{name}.json"
    out.unlink(missing_ok=True)
    began = time.monotonic()
    command = [sys.executable, "-m", "bench.one", name, str(out), *(["--quick"] if quick else [])]
    ended = subprocess.run(command, cwd=HOME, env=_environment(store), check=False)
    if ended.returncode:
        raise SystemExit(f"{name} on {store.kind} ended with {ended.returncode}")
    print(f"· {store.kind} {name}: {time.monotonic() - began:.0f} s", file=sys.stderr)
    return restore(out)


def _known(store: Store) -> list[Row]:
    """The rows of this run, and of the last run of whatever was not measured now."""
    files = [store.var / f"{name}.json" for name in MEASURES]
    return [row for file in files if file.exists() for row in restore(file)]


def main() -> int:
    asked = _arguments()
    found: dict[str, list[Row]] = {}
    shown: dict[str, list[Row]] = {}
    names = [one for one in MEASURES if not asked.only or one in asked.only]
    kinds = [asked.database] if asked.database else ["sqlite", "postgres"]
    for kind in kinds:
        store = Store(kind, asked.var.resolve() / kind, os.environ.get("BENCH_POSTGRES", ""))
        store.var.mkdir(parents=True, exist_ok=True)
        make_keys(store.var / "keys.env")
        _measure("prepare", store, quick=asked.quick)
        found[kind] = []
        for name in names:
            if (name in ONCE and kind != kinds[0]) or (name in ONLY_POSTGRES and kind == "sqlite"):
                continue
            found[kind] += _measure(name, store, quick=asked.quick)
        shown[kind] = _known(store)
        print(page.table(kind, found[kind]), flush=True)
        if not asked.keep:
            store.drop("base")
    if asked.write:
        target = HOME / "docs" / "performance.md"
        target.write_text(page.render(shown) + section.kept(target), encoding="utf-8")
    return 1 if any(row.held is False for rows in found.values() for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
