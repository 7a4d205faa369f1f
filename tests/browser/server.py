"""A real server of linli on a free loopback port, with a folder and a database of its own."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

HOME = Path(__file__).resolve().parents[2]
HOST = "127.0.0.1"
CLOCK = "2026-03-02T09:00:00+08:00"
# One set for all: what the scene encrypted, every server reads.
KEYS = {name: secrets.token_urlsafe(48) for name in ("LINLI_SECRET_KEY", "LINLI_DATA_KEY")}
PREPARING = 180  # seconds; the machine may be busy


def free_port() -> int:
    with contextlib.closing(socket.socket()) as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def answers(port: int) -> bool:
    with contextlib.closing(socket.socket()) as probe:
        probe.settimeout(0.5)
        return probe.connect_ex((HOST, port)) == 0


class Server:
    """Prepared with `scene.py`, started and stopped by its own process id."""

    def __init__(self, folder: Path, port: int | None = None) -> None:
        self.folder = folder
        self.port = port or free_port()
        self.address = f"http://{HOST}:{self.port}"
        self.log = folder / "server.log"
        self._process: subprocess.Popen[bytes] | None = None
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("LINLI_", "DATABASE_URL"))}
        self.environment = kept | {
            "PYTHONPATH": f"{HOME / 'src'}:{HOME}",
            "DJANGO_SETTINGS_MODULE": "linli.project.settings",
            "LINLI_HOME": str(HOME),
            "LINLI_COUNTY": "taining",
            "LINLI_VAR": str(folder),
            **KEYS,
            "LINLI_CLOCK": CLOCK,
            "LINLI_DEMONSTRATION": "1",
            "LINLI_SECOND_FACTOR": "optional",
            "LINLI_EMBEDDED_WORKER": "1",
            "LINLI_UNDO_SECONDS": "1",
        }

    def prepare(self) -> None:
        """Database, static files, method and scene: made once in a run, a copy for every server."""
        shutil.copytree(_scene(), self.folder, dirs_exist_ok=True)

    def furnish(self, scene: str) -> None:
        """Add what the program of that name beside this file makes; a server may be running."""
        _make(self.environment, "-m", f"tests.browser.{scene}")

    def start(self) -> None:
        """Refuses a busy port: whatever answers there would not be ours."""
        assert not answers(self.port), f"port {self.port} is in use"
        command = [
            str(Path(sys.executable).parent / "granian"),
            "--interface", "wsgi",
            "--host", HOST,
            "--port", str(self.port),
            "--workers", "1",
            "--blocking-threads", "4",
            "--workers-kill-timeout", "5",
            "--no-ws",
            "--log-level", "warning",
            "linli.project.wsgi:application",
        ]  # fmt: skip
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                command, cwd=HOME, env=self.environment, stdout=log, stderr=subprocess.STDOUT
            )
        until = time.monotonic() + 30
        while not answers(self.port):
            assert self._process.poll() is None, f"the server ended:\n{self.tail()}"
            assert time.monotonic() < until, f"the server does not answer:\n{self.tail()}"
            time.sleep(0.1)

    def stop(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(5)

    def comes(self, moment: str) -> None:
        """Stops, and starts again with its clock at that moment: `2026-03-02T09:40`."""
        self.stop()
        self.environment["LINLI_CLOCK"] = f"{moment}:00+08:00"
        self.start()

    def tail(self, length: int = 4000) -> str:
        """The end of the server's log."""
        return self.log.read_text(errors="replace")[-length:] if self.log.exists() else ""

    def stored_files(self) -> list[Path]:
        """Every file that people have sent, oldest first."""
        files = [one for one in (self.folder / "files").rglob("*") if one.is_file()]
        return sorted(files, key=lambda one: one.stat().st_mtime_ns)


def _make(environment: dict[str, str], *program: str) -> None:
    done = subprocess.run(
        [sys.executable, *program],
        cwd=HOME,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=PREPARING,
    )
    assert done.returncode == 0, f"the scene could not be made:\n{done.stderr[-4000:]}"


@cache
def _kept() -> TemporaryDirectory[str]:
    """Goes with the process."""
    return TemporaryDirectory(prefix="linli-scene-")


@cache
def _scene() -> Path:
    """A folder with the estate of `scene.py` in it."""
    folder = Path(_kept().name)
    _make(Server(folder).environment, str(Path(__file__).with_name("scene.py")))
    return folder
