"""`bin/run` after the packages are there: database, method, demonstration, server.

A first start makes everything; a later start does only what is missing.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

HOST = "127.0.0.1"


def _say(text: str) -> None:
    sys.stderr.write(f"\033[1m▸ {text}\033[0m\n")


def make_keys(path: Path) -> None:
    """Keys of this installation, made once, readable by their owner alone."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(f"LINLI_SECRET_KEY={secrets.token_urlsafe(48)}\n")
        file.write(f"LINLI_DATA_KEY={secrets.token_urlsafe(48)}\n")


def port_is_free(port: int) -> bool:
    """True if nothing answers there and we can listen there."""
    with contextlib.closing(socket.socket()) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def free_port() -> int:
    with contextlib.closing(socket.socket()) as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def prepare(county: str, var: Path, *, demonstration: bool) -> list[str]:
    """Database, method and demonstration of that county; returns the lines to show people."""
    import django  # noqa: PLC0415 - settings read the environment that main() has just set
    from django.core.management import call_command  # noqa: PLC0415

    django.setup()
    from linli.project import preparing, starting  # noqa: PLC0415

    starting.look_over()
    var.mkdir(parents=True, exist_ok=True)
    _say("Database / 数据库")
    call_command("migrate", verbosity=0, interactive=False)
    call_command("collectstatic", verbosity=0, interactive=False)
    return preparing.first_content(county, demonstration=demonstration, say=_say)


def serve(port: int, home: Path) -> subprocess.Popen[bytes]:
    """The server as a child process: one process on SQLite, its writer lock inside it; on
    PostgreSQL one for each core, up to four."""
    single = "sqlite" in str(os.environ.get("DATABASE_URL") or "sqlite")
    workers = 1 if single else min(os.cpu_count() or 1, 4)
    command = [
        str(Path(sys.executable).parent / "granian"),
        "--interface", "wsgi",
        "--host", HOST,
        "--port", str(port),
        "--workers", os.environ.get("LINLI_WORKERS", str(workers)),
        "--blocking-threads", os.environ.get("LINLI_THREADS", "4"),
        "--workers-kill-timeout", "5",
        "--no-ws",
        "--log-level", "warning",
        "--no-access-log",  # addresses beside times would tell whose ballot is whose
        "linli.project.wsgi:application",
    ]  # fmt: skip
    return subprocess.Popen(command, cwd=home)  # noqa: S603 - our own server


def wait_for(port: int, server: subprocess.Popen[bytes], seconds: float = 20) -> None:
    """Until the server answers; raises `SystemExit` if it ends or stays silent."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if server.poll() is not None:
            raise SystemExit(f"the server ended with {server.returncode}")
        with contextlib.closing(socket.socket()) as probe:
            probe.settimeout(0.5)
            if probe.connect_ex((HOST, port)) == 0:
                return
        time.sleep(0.1)
    raise SystemExit("the server does not answer")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="bin/run", description="Runs linli on this machine / 在本机运行邻里"
    )
    parser.add_argument("--county", default=os.environ.get("LINLI_COUNTY", "taining"))
    parser.add_argument("--port", type=int, default=0, help="8000, or any free port with --check")
    parser.add_argument(
        "--check", action="store_true", help="perform one real report through the server and end"
    )
    return parser.parse_args()


def main() -> int:
    began = time.monotonic()
    arguments = _arguments()
    home = Path(os.environ.get("LINLI_HOME") or Path(__file__).resolve().parents[3])
    var = Path(os.environ.get("LINLI_VAR") or home / "var" / arguments.county)
    port = arguments.port or (free_port() if arguments.check else 8000)
    if not port_is_free(port):
        raise SystemExit(
            f"port {port} is in use; choose another with --port N / 端口 {port} 已被占用"
        )
    if not (home / "methods" / arguments.county / "method.toml").exists():
        raise SystemExit(f"there is no methods/{arguments.county} / 没有这个县的方法")
    make_keys(var / "keys.env")
    demonstration = os.environ.get("LINLI_DEMONSTRATION", "1")
    if demonstration == "1":  # otherwise the address that people outside type is not ours to guess
        os.environ.setdefault("LINLI_ADDRESS", f"http://{HOST}:{port}")
    os.environ.update(
        LINLI_COUNTY=arguments.county,
        LINLI_HOME=str(home),
        LINLI_VAR=str(var),
        LINLI_DEMONSTRATION=demonstration,
        LINLI_EMBEDDED_WORKER=os.environ.get("LINLI_EMBEDDED_WORKER", "1"),
        LINLI_SECOND_FACTOR=os.environ.get("LINLI_SECOND_FACTOR", "optional"),
        DJANGO_SETTINGS_MODULE="linli.project.settings",
    )
    lines = prepare(arguments.county, var, demonstration=demonstration == "1")
    server = serve(port, home)
    try:
        wait_for(port, server)
        address = f"http://{HOST}:{port}"
        sys.stdout.write("\n".join(["", f"邻里 linli: {address}/", *lines, ""]) + "\n")
        sys.stdout.flush()
        _say(f"ready in {time.monotonic() - began:.1f} s / 已就绪")
        if arguments.check:
            from linli.project import checking  # noqa: PLC0415

            return checking.one_report(address)
        signal.signal(signal.SIGTERM, lambda *_: server.terminate())
        return server.wait()
    except KeyboardInterrupt:
        return 0
    finally:
        server.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            server.wait(10)
        if server.poll() is None:
            server.kill()


if __name__ == "__main__":
    sys.exit(main())
