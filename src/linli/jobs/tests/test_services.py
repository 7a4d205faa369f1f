from datetime import timedelta
from uuid import uuid4

import pytest

from linli.jobs import services
from linli.jobs.models import Job, Schedule
from linli.jobs.services import cancel, enqueue, enqueue_scheduled, renew, retry, run, run_due, take
from linli.jobs.terms import JobNotFound, NotFailed
from linli.kernel.actor import ANONYMOUS, SYSTEM
from linli.kernel.errors import Invalid, NotAllowed, Stale
from linli.kernel.models import TrailLine

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


@pytest.fixture
def seen(handler):
    calls = []
    handler("tests.note", lambda payload, now: calls.append((payload, now)))
    return calls


@pytest.fixture
def broken(handler):
    def fail(payload, now):
        raise ValueError("张三 13800138000")

    handler("tests.broken", fail)


def test_a_job_runs_once_when_due(seen, now):
    enqueue("tests.note", {"id": "a"}, now=now)
    enqueue("tests.note", {"id": "b"}, now=now, run_at=now + 10 * SECOND)
    assert run_due(now) == 1
    assert seen == [({"id": "a"}, now)]
    assert run_due(now + 9 * SECOND) == 0
    assert run_due(now + 10 * SECOND) == 1
    assert [payload["id"] for payload, _ in seen] == ["a", "b"]
    assert set(Job.objects.values_list("state", flat=True)) == {"done"}


def test_enqueue_is_one_statement(now, django_assert_num_queries):
    with django_assert_num_queries(1):
        enqueue("tests.note", {}, now=now)
    with django_assert_num_queries(1):
        enqueue("tests.note", {}, now=now, key="k")


def test_one_waiting_job_per_key_with_the_newer_payload_and_the_earlier_time(seen, now):
    enqueue("tests.note", {"n": 1}, now=now, run_at=now + 5 * SECOND, key="k")
    enqueue("tests.note", {"n": 2}, now=now, run_at=now + 9 * SECOND, key="k")
    enqueue("tests.note", {"n": 3}, now=now, key="other")
    assert run_due(now + 5 * SECOND) == 2
    assert sorted(payload["n"] for payload, _ in seen) == [2, 3]
    enqueue("tests.note", {"n": 4}, now=now, key="k")
    assert Job.objects.filter(key="k").count() == 2


def test_a_running_job_does_not_swallow_a_new_one(seen, now):
    enqueue("tests.note", {}, now=now, key="k")
    job = take(now)
    enqueue("tests.note", {}, now=now, key="k")
    assert run(job, now)
    assert run_due(now) == 1
    assert len(seen) == 2


def test_cancel_drops_what_waits(seen, now):
    enqueue("tests.note", {}, now=now, key="step:1")
    assert cancel(key="step:1")
    assert not cancel(key="step:1")
    assert run_due(now) == 0


def test_payloads_and_keys_are_checked(now):
    with pytest.raises(Invalid):
        enqueue("tests.note", {}, now=now, key="k" * 201)
    with pytest.raises(TypeError):
        enqueue("tests.note", {"id": object()}, now=now)


def test_a_taken_job_is_not_taken_again_before_its_lease_ends(seen, now):
    enqueue("tests.note", {}, now=now)
    first = take(now)
    assert take(now + 59 * SECOND) is None
    second = take(now + 60 * SECOND)
    assert second.id == first.id
    assert second.attempts == 2
    assert not renew(first, now)
    assert renew(second, now + 80 * SECOND)
    assert take(now + 139 * SECOND) is None
    run(first, now)  # the first worker comes back too late: its end does not count
    assert Job.objects.get().state == "running"
    run(second, now)
    assert Job.objects.get().state == "done"


def test_failures_back_off_and_give_up_without_keeping_words(broken, now):
    enqueue("tests.broken", {}, now=now)
    at = now
    for attempt in range(1, 11):
        assert run_due(at) == 0
        job = Job.objects.get()
        assert job.attempts == attempt
        assert job.last_error.startswith("ValueError at test_services.py:")
        if attempt < 10:
            assert job.state == "waiting"
            assert job.take_at > at
            at = job.take_at
    assert job.state == "failed"
    assert take(at + timedelta(days=9)) is None


def test_a_refusal_is_kept_by_its_code(handler, now):
    def refuse(payload, now):
        raise Stale

    handler("tests.refuse", refuse)
    enqueue("tests.refuse", {}, now=now)
    run_due(now)
    assert f"Stale {Stale.code} at" in Job.objects.get().last_error


def test_an_unknown_handler_is_a_failure_not_a_crash(now, seen):
    enqueue("nobody.knows", {}, now=now)
    enqueue("tests.note", {}, now=now)
    assert run_due(now) == 1
    assert "LookupError" in Job.objects.get(handler="nobody.knows").last_error


def test_a_job_that_kills_its_worker_every_time_is_put_down(now):
    enqueue("tests.note", {}, now=now)
    at = now
    for _ in range(10):
        assert take(at) is not None
        at += 60 * SECOND
    assert take(at) is None
    assert Job.objects.get().state == "failed"


def test_a_failed_job_gives_way_to_a_newer_one_with_its_key(broken, now):
    enqueue("tests.broken", {"n": 1}, now=now, key="k")
    job = take(now)
    enqueue("tests.broken", {"n": 2}, now=now, run_at=now + SECOND, key="k")
    assert not run(job, now)
    assert list(Job.objects.order_by("made_at", "id").values_list("state", flat=True)) == [
        "done",
        "waiting",
    ]


def test_retry_by_hand(broken, now):
    enqueue("tests.broken", {}, now=now)
    job = Job.objects.get()
    with pytest.raises(NotFailed):
        retry(job_id=job.id, actor=SYSTEM, now=now)
    Job.objects.update(state="failed", take_at=None, failed_at=now, attempts=10)
    with pytest.raises(NotAllowed):
        retry(job_id=job.id, actor=ANONYMOUS, now=now)
    retry(job_id=job.id, actor=SYSTEM, now=now)
    assert take(now).id == job.id
    assert TrailLine.objects.get(name="jobs.retried").subject_id == job.id
    with pytest.raises(JobNotFound):
        retry(job_id=uuid4(), actor=SYSTEM, now=now)


def test_done_jobs_are_forgotten_after_a_week(seen, now):
    enqueue("tests.note", {}, now=now)
    run_due(now)
    assert services.forget_done(now + timedelta(days=6)) == 0
    assert services.forget_done(now + timedelta(days=8)) == 1


def test_the_schedule_enqueues_each_beat_once(monkeypatch, seen, now):
    monkeypatch.setattr(services, "_periodic", {})
    services.every("tests.beat", "tests.note", timedelta(minutes=1))
    with pytest.raises(LookupError):
        services.every("tests.beat", "tests.note", timedelta(minutes=1))
    assert enqueue_scheduled(now) == 1
    assert enqueue_scheduled(now) == 0
    assert run_due(now) == 1
    assert enqueue_scheduled(now + 59 * SECOND) == 0
    assert enqueue_scheduled(now + 200 * SECOND) == 1
    assert Schedule.objects.get().next_at == now + 240 * SECOND
    assert run_due(now + 200 * SECOND) == 1


def test_what_the_platform_does_by_the_clock_runs_well(now):
    assert {"jobs.seal_trail", "jobs.forget_rates", "jobs.forget_done"} <= {
        one.name for one in services.schedules()
    }
    enqueue_scheduled(now)
    own = Job.objects.filter(handler__startswith="jobs.")
    assert own.count() == 3
    run_due(now)
    assert set(own.values_list("state", flat=True)) == {"done"}
