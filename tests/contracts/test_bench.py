"""The measurements still run, and what they count holds: statements, syncs, query plans."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def measured(tmp_path_factory):
    """`bench/run --quick` on SQLite, in a folder of its own: rows by measurement."""
    var = tmp_path_factory.mktemp("bench")
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("LINLI_", "DATABASE_"))}
    command = [
        str(ROOT / "bench" / "run"), "--quick", "--database", "sqlite", "--var", str(var),
        "--only", "statements", "--only", "worklist",
    ]  # fmt: skip
    ended = subprocess.run(
        command, cwd=ROOT, env=kept, capture_output=True, text=True, check=False, timeout=300
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return {
        name: json.loads((var / "sqlite" / f"{name}.json").read_text())
        for name in ("statements", "worklist")
    }


def test_a_report_takes_few_statements(measured):
    counted = measured["statements"][0]
    assert counted["held"] is True
    assert 5 < int(counted["figure"]) <= 14


def test_a_work_list_takes_few_statements_along_indexes(measured):
    """A plan that walks through a big table ends the measurement itself."""
    counted = [row for row in measured["worklist"] if "selector; no plan" in row["what"]]
    assert len(counted) == 2
    assert all(row["held"] and int(row["figure"]) <= 8 for row in counted)


def test_a_walk_through_a_big_table_is_seen():
    from bench import plans

    walk = ["SCAN procedures_step", "USE TEMP B-TREE FOR ORDER BY"]
    assert list(plans._walked(walk, limited=True)) == ["procedures_step"]
    along = ["SCAN procedures_step USING INDEX step_due"]
    assert list(plans._walked(along, limited=True)) == []
    assert list(plans._walked(along, limited=False)) == ["procedures_step"]
