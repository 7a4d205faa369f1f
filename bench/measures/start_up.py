"""`bin/run` on a fresh copy with empty caches, and again."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

from bench.load import get
from bench.rows import Row
from bench.setting import Setting
from linli.project.run import free_port

HOME = Path(__file__).resolve().parents[2]
LEFT_OUT = (
    ".git", ".venv", ".tools", "var", "node_modules", "built", "__pycache__", ".hypothesis", "*.mo",
    ".pytest_cache", ".ruff_cache", ".mypy_cache", ".import_linter_cache", "bench",
)  # fmt: skip
COLD, WARM = 180.0, 5.0
PATIENCE = 600


def measure(setting: Setting) -> list[Row]:
    """Cold: packages, front end, database, method, demonstration. Warm: the same command again."""
    if setting.quick:
        return [Row("Start-up", "not measured: --quick", "–", "≤ 3 min, ≤ 5 s")]
    with tempfile.TemporaryDirectory(prefix="linli-start-") as folder:
        copy = Path(folder) / "linli"
        shutil.copytree(HOME, copy, ignore=shutil.ignore_patterns(*LEFT_OUT), symlinks=True)
        cold = _start(copy, Path(folder) / "caches")
        warm = min(_start(copy, Path(folder) / "caches") for _ in range(2))
        size = sum(
            one.stat().st_size for one in copy.rglob("*") if one.is_file() and not one.is_symlink()
        )
    return [
        Row(
            "Start-up, cold",
            "fresh copy, empty package caches, with the demonstration",
            f"{cold:.0f} s",
            f"≤ {COLD:.0f} s",
            cold <= COLD,
            (("on disk afterwards", f"{size / 1e6:.0f} MB"),),
        ),
        Row(
            "Start-up, warm",
            "the same again, until it answers",
            f"{warm:.1f} s",
            f"≤ {WARM:.0f} s",
            warm <= WARM,
        ),
    ]


def _start(copy: Path, caches: Path) -> float:
    """Seconds until the front page answers."""
    port = free_port()
    kept = {
        k: v for k, v in os.environ.items()
        if not k.startswith(("LINLI_", "DJANGO_", "BENCH_", "DATABASE_", "PYTHON", "VIRTUAL_ENV"))
    }  # fmt: skip
    environment = {
        **kept,
        "UV_CACHE_DIR": str(caches / "uv"),
        "PIP_NO_CACHE_DIR": "1",
        "npm_config_cache": str(caches / "npm"),
        "HOME": kept.get("HOME", "/root"),
    }
    began = time.monotonic()
    with tempfile.TemporaryFile("w+") as said:
        server = subprocess.Popen(
            ["bash", str(copy / "bin" / "run"), "--port", str(port)],
            cwd=copy, env=environment, stdout=said, stderr=subprocess.STDOUT,
            start_new_session=True,
        )  # fmt: skip
        try:
            while True:
                if server.poll() is not None or time.monotonic() - began > PATIENCE:
                    said.seek(0)
                    raise SystemExit(f"bin/run did not start:\n{said.read()[-3000:]}")
                if _answers(port):
                    return time.monotonic() - began
                time.sleep(0.05)
        finally:
            _end(server)


def _answers(port: int) -> bool:
    try:
        head, _ = get(port, "/healthz")
    except OSError:
        return False
    return re.match(rb"HTTP/1.1 200", head) is not None


def _end(server: subprocess.Popen[bytes]) -> None:
    """As Ctrl-C does; then nothing of this session is left."""
    if server.poll() is None:
        server.send_signal(signal.SIGINT)
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait(10)
