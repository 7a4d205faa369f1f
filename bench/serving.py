"""Servers of a measurement: started as `bin/run` starts its own, ended by their process id."""

from __future__ import annotations

import contextlib
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

from linli.project import run as product

HOME = Path(__file__).resolve().parents[1]


def _end(server: subprocess.Popen[bytes]) -> None:
    server.terminate()
    try:
        server.wait(10)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait(10)


@contextlib.contextmanager
def serving(url: str, *, bare: bool = False, worker: bool = False) -> Iterator[int]:
    """The port of linli, or of the bare project, on that database. Same server, same switches: the
    command is the product's own. A port in use is refused.
    """
    port = product.free_port()
    if not product.port_is_free(port):
        raise SystemExit(f"port {port} is in use")
    changed = {
        "DATABASE_URL": url,
        "LINLI_EMBEDDED_WORKER": "1" if worker else "0",
        "DJANGO_SETTINGS_MODULE": "bench.bare.settings" if bare else "linli.project.settings",
    }
    kept = {name: os.environ.get(name) for name in changed}
    os.environ.update(changed)
    try:
        server = product.serve(port, HOME)
    finally:
        for name, value in kept.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
    try:
        product.wait_for(port, server)
        yield port
    finally:
        _end(server)
