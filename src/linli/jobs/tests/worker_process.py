"""A worker as its own process, for tests that kill it. Arguments: a folder for its marks and the
seconds that the slow handler takes."""

import os
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path

import django


def main() -> None:
    folder, seconds, lease = Path(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3])
    django.setup()

    from linli.jobs import services
    from linli.kernel.registry import job_handlers

    def slow(payload, now):
        mark = folder / f"{payload['mark']}.{os.getpid()}.{time.monotonic_ns()}"
        mark.with_suffix(".began").write_text(str(time.time()))
        time.sleep(seconds)
        mark.with_suffix(".ended").write_text(str(time.time()))

    job_handlers.add("tests.slow", slow)
    services._periodic.clear()
    (folder / f"ready.{os.getpid()}").touch()
    services.run_worker(threading.Event(), idle=0.05, lease=timedelta(seconds=lease))


if __name__ == "__main__":
    main()
