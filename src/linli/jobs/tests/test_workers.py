"""With real processes and real commits: nothing is lost, nothing runs twice at once."""

import os
import signal
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.db.transaction import atomic

from linli.jobs import services
from linli.jobs.models import Job
from linli.jobs.services import enqueue, take

pytestmark = pytest.mark.django_db(transaction=True)
SCRIPT = Path(__file__).with_name("worker_process.py")


def address():
    settings = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:////{str(settings['NAME']).lstrip('/')}"
    return f"postgres://{settings['USER']}@{settings['HOST']}:{settings['PORT']}/{settings['NAME']}"


@pytest.fixture
def worker(tmp_path):
    started = []

    def start(seconds=0.0, lease=2.0):
        source = Path(__file__).parents[3]
        environment = {
            **os.environ,
            "DATABASE_URL": address(),
            "LINLI_DEBUG": "1",
            "PYTHONPATH": os.pathsep.join([str(source), os.environ.get("PYTHONPATH", "")]),
            "DJANGO_SETTINGS_MODULE": os.environ["DJANGO_SETTINGS_MODULE"],
        }
        command = [sys.executable, str(SCRIPT), str(tmp_path), str(seconds), str(lease)]
        process = subprocess.Popen(command, env=environment)
        started.append(process)
        wait_for(lambda: (tmp_path / f"ready.{process.pid}").exists())  # noqa: PLW0108
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()


def wait_for(condition, seconds=30.0):
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "waited too long"
        time.sleep(0.05)


def put(count):
    now = datetime.now(UTC)
    for number in range(count):
        enqueue("tests.slow", {"mark": f"job{number}"}, now=now)


def test_a_killed_workers_job_is_run_by_another_after_the_lease(worker, tmp_path):
    put(3)
    doomed = worker(seconds=60)
    wait_for(lambda: list(tmp_path.glob("*.began")))
    os.kill(doomed.pid, signal.SIGKILL)
    doomed.wait()
    assert Job.objects.filter(state="running").count() == 1
    worker()
    wait_for(lambda: Job.objects.filter(state="done").count() == 3)
    ended = {mark.name.split(".")[0] for mark in tmp_path.glob("*.ended")}
    assert ended == {"job0", "job1", "job2"}
    assert sorted(Job.objects.values_list("attempts", flat=True)) == [1, 1, 2]


def test_a_long_job_keeps_its_lease(worker, tmp_path):
    put(1)
    worker(seconds=3, lease=0.9)
    worker(seconds=3, lease=0.9)
    wait_for(lambda: Job.objects.filter(state="done").count() == 1)
    assert len(list(tmp_path.glob("job0.*.began"))) == 1
    assert Job.objects.get().attempts == 1


def test_two_workers_share_the_jobs_and_never_one_job(worker, tmp_path):
    put(40)
    workers = [worker(seconds=0.02, lease=20), worker(seconds=0.02, lease=20)]
    wait_for(lambda: Job.objects.filter(state="done").count() == 40)
    marks = [mark.name.split(".") for mark in tmp_path.glob("*.ended")]
    assert len(marks) == len({name for name, *_ in marks}) == 40
    assert set(Job.objects.values_list("attempts", flat=True)) == {1}
    assert {int(pid) for _, pid, *_ in marks} <= {process.pid for process in workers}


def test_a_rolled_back_transaction_leaves_no_job(now):
    with pytest.raises(RuntimeError):  # noqa: PT012
        with atomic():
            enqueue("tests.note", {}, now=now)
            enqueue("tests.note", {}, now=now, key="k")
            raise RuntimeError
    assert take(now + timedelta(days=1)) is None
    with atomic():
        enqueue("tests.note", {}, now=now)
    assert take(now) is not None


def test_the_worker_stops_when_told_and_survives_failing_jobs(handler, monkeypatch):
    monkeypatch.setattr(services, "_periodic", {})
    ran = threading.Event()
    handler("tests.broken", lambda payload, now: int("x"))
    handler("tests.note", lambda payload, now: ran.set())
    moment = datetime.now(UTC)
    enqueue("tests.broken", {}, now=moment)
    enqueue("tests.note", {}, now=moment)
    stop = threading.Event()
    thread = threading.Thread(target=services.run_worker, args=(stop,), kwargs={"idle": 0.05})
    thread.start()
    try:
        assert ran.wait(10)
        wait_for(lambda: Job.objects.filter(state="done").count() == 1)
    finally:
        stop.set()
        thread.join(10)
    assert not thread.is_alive()
    assert Job.objects.get(handler="tests.broken").state == "waiting"
