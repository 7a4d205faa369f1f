"""A whole installation beside the suite: its own folder, database, keys and server, as processes
that can be killed. Nothing here knows the inside of linli but `prepare` and `inspect`, which run
as processes of their own with the installation's environment."""

from __future__ import annotations

import contextlib
import http.cookiejar
import json
import os
import re
import secrets
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

from linli.project.run import free_port

HOME = Path(__file__).resolve().parents[2]
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class Installation:
    """One county's installation in `var`, on the database at `url`."""

    def __init__(self, var: Path, url: str, **more: str) -> None:
        self.var, self.port = var, free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        clean = {
            key: value
            for key, value in os.environ.items()
            if not key.startswith(("LINLI_", "DATABASE_URL", "DJANGO_"))
        }
        self.environment = {
            **clean,
            "PYTHONPATH": f"{HOME / 'src'}{os.pathsep}{HOME}",
            "DJANGO_SETTINGS_MODULE": "linli.project.settings",
            "DATABASE_URL": url,
            "LINLI_HOME": str(HOME),
            "LINLI_VAR": str(var),
            "LINLI_SECRET_KEY": secrets.token_urlsafe(48),
            "LINLI_ADDRESS": "http://127.0.0.1",
            "LINLI_SECOND_FACTOR": "optional",
            "LINLI_EMBEDDED_WORKER": "1",
            "LINLI_PROXIES": "1",  # each client comes from an address of its own
            "LINLI_UNDO_SECONDS": "1",
            "LINLI_QUIET_HOURS": "03:00-03:01",
            "LINLI_LOG": "ERROR",
            **more,
        }
        self.log = (var / "server.log").open("ab")
        self.children: list[subprocess.Popen[bytes]] = []

    def tool(self, what: str, given: object = None) -> dict:
        """Run `tests/faults/tools.py what` with `given` as JSON; its answer."""
        done = subprocess.run(
            [sys.executable, "-m", "tests.faults.tools", what],
            input=json.dumps(given).encode(), env=self.environment, cwd=HOME,
            capture_output=True, check=False, timeout=300,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr.decode()[-3000:]
        answer: dict = json.loads(done.stdout.decode().splitlines()[-1])
        return answer

    def start(self) -> subprocess.Popen[bytes]:
        """The server as `bin/run` starts it, in a process group of its own, once it answers."""
        command = [
            str(Path(sys.executable).parent / "granian"), "--interface", "wsgi",
            "--host", "127.0.0.1", "--port", str(self.port), "--workers", "1",
            "--blocking-threads", "4", "--workers-kill-timeout", "5", "--no-ws",
            "--log-level", "warning", "linli.project.wsgi:application",
        ]  # fmt: skip
        server = self._spawn(command)
        until = time.monotonic() + 60
        while time.monotonic() < until:
            assert server.poll() is None, (self.var / "server.log").read_text()[-3000:]
            with (
                contextlib.suppress(OSError),
                urllib.request.urlopen(self.address + "/healthz", timeout=2),
            ):
                return server
            time.sleep(0.1)
        raise AssertionError("the server does not answer")

    def worker(self) -> subprocess.Popen[bytes]:
        """A worker of its own: `bin/linli worker`."""
        return self._spawn([sys.executable, "-m", "linli.project.cli", "worker"])

    def _spawn(self, command: list[str]) -> subprocess.Popen[bytes]:
        child = subprocess.Popen(
            command, env=self.environment, cwd=HOME, start_new_session=True,
            stdout=self.log, stderr=self.log,
        )  # fmt: skip
        self.children.append(child)
        return child

    def kill(self, child: subprocess.Popen[bytes]) -> None:
        """kill -9 of the whole process group: no clean-up of any kind."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait(20)

    def close(self) -> None:
        for child in self.children:
            if child.poll() is None:
                self.kill(child)
        self.log.close()


class Browser:
    """A client with cookies and the page's token. `post` returns (status, where to)."""

    def __init__(self, address: str, number: int) -> None:
        self.address = address
        self.jar = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(self.jar), _Stay
        )
        self.opener.addheaders = [("X-Forwarded-For", f"10.0.{number // 250}.{number % 250 + 1}")]

    def get(self, path: str) -> str:
        with self.opener.open(self.address + path, timeout=20) as answer:
            return answer.read().decode()

    def post(self, path: str, data: dict[str, str], *, form: str = "") -> tuple[int, str]:
        found = _TOKEN.search(self.get(form or path))
        sent = urllib.parse.urlencode({**data, "csrfmiddlewaretoken": found[1] if found else ""})
        try:
            with self.opener.open(self.address + path, sent.encode(), timeout=20) as answer:
                return answer.status, answer.headers.get("Location", "")
        except urllib.error.HTTPError as error:
            error.read()
            return error.code, error.headers.get("Location", "")

    def sign_in(self, username: str, password: str = "Lin-li2026") -> None:
        status, where = self.post("/accounts/login/", {"login": username, "password": password})
        assert status == 302, (status, where)


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args, **_more):
        return None
