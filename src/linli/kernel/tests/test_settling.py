"""Sealing while others still write: on PostgreSQL with connections of their own."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.db.transaction import atomic, set_rollback

from linli.kernel import trail
from linli.kernel.models import TrailLine

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        "connection.vendor == 'sqlite'", reason="SQLite has one writer: no number waits"
    ),
]


@pytest.fixture(autouse=True)
def _from_one(transactional_db):
    """Lines count from one, as in a new county."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE kernel_trailline, kernel_trailseal RESTART IDENTITY")


class Slow:
    """A transaction on a connection of its own that takes a number and ends when told."""

    def __init__(self, actor, now, *, keep):
        self._wrote, self._end, self._keep = threading.Event(), threading.Event(), keep
        self._thread = threading.Thread(target=self._run, args=(actor, now))
        self._thread.start()
        assert self._wrote.wait(10)

    def _run(self, actor, now):
        try:
            with atomic():
                trail.record("tests.slow", actor=actor, now=now)
                self._wrote.set()
                self._end.wait(30)
                set_rollback(not self._keep)
        finally:
            connections.close_all()

    def end(self):
        self._end.set()
        self._thread.join(10)
        assert not self._thread.is_alive()


@pytest.mark.parametrize("keep", [True, False], ids=["commits", "rolls-back"])
def test_no_line_appears_below_a_seal_however_long_its_transaction(system, now, monkeypatch, keep):
    monkeypatch.setattr(trail, "PAUSE", 0.001)
    trail.record("tests.first", actor=system, now=now)
    slow = Slow(system, now, keep=keep)
    try:
        trail.record("tests.quick", actor=system, now=now)
        later = now + timedelta(hours=1)
        assert trail.seal(later) == 1  # the first line; the quick one has a gap before it
        assert trail.verify().unsealed == 1
    finally:
        slow.end()
    assert trail.seal(later) == (2 if keep else 1)
    verdict = trail.verify()
    assert (verdict.broken, verdict.unsealed) == ("", 0)
    assert verdict.lines == TrailLine.objects.count() == (3 if keep else 2)


def test_a_seal_waits_for_a_writer_that_ends_soon(system, now):
    slow = Slow(system, now, keep=True)
    trail.record("tests.quick", actor=system, now=now)
    timer = threading.Timer(0.1, slow.end)
    timer.start()
    assert trail.seal(now) == 2
    timer.join()


def test_a_long_writer_above_holds_nothing_up(system, now, monkeypatch):
    monkeypatch.setattr(trail, "PAUSE", 0.001)
    trail.record("tests.first", actor=system, now=now)
    slow = Slow(system, now, keep=True)
    try:
        assert trail.seal(now) == 1
    finally:
        slow.end()
    assert trail.seal(now) == 1
    assert trail.verify().broken == ""
