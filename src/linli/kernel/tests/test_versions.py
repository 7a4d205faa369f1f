"""Caches by version: renewed by a change, and never serving what was rolled back."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.db.transaction import atomic, set_rollback

from linli.kernel import versions
from linli.kernel.models import Counter, Version
from linli.kernel.numbers import next_number


@pytest.fixture
def reading():
    """A cached reading of a row, and the calls it took."""
    calls = []

    @versions.cached_by("tests")
    def read(name):
        calls.append(name)
        return Counter.objects.filter(name=name).values_list("value", flat=True).first()

    read.calls = calls
    return read


def rolled_back(reading):
    """A transaction that changes the row, reads it and is rolled back."""
    with atomic():
        next_number("row")
        versions.bump("tests")
        seen = reading("row")
        set_rollback(True)
    return seen


@pytest.mark.django_db
def test_a_cached_reading_is_renewed_by_a_bump(reading):
    versions.bump("tests")
    for name in ("a", "a", "b"):
        reading(name)
    assert reading.calls == ["a", "b"]
    versions.bump("tests")
    for name in ("a", "a"):
        reading(name)
    assert reading.calls == ["a", "b", "a"]


@pytest.mark.django_db
def test_nothing_is_kept_before_anything_was_published(reading):
    assert [reading("row"), next_number("row"), reading("row")] == [None, 1, 1]


@pytest.mark.django_db
def test_versions_are_read_once_in_a_unit_of_work(django_assert_num_queries):
    with versions.unit_of_work(), django_assert_num_queries(1):
        assert versions.version("a") == versions.version("b") == 0


@pytest.mark.django_db(transaction=True)
def test_versions_are_read_once_again_after_a_commit(django_assert_num_queries):
    with versions.unit_of_work():
        with atomic():
            versions.bump("tests")
            assert versions.version("tests")
        with django_assert_num_queries(1):
            assert versions.version("tests") == versions.version("tests")


@pytest.mark.django_db(transaction=True)
def test_a_unit_of_work_forgets_a_version_that_was_rolled_back(reading):
    versions.bump("tests")
    with versions.unit_of_work():
        before = versions.version("tests")
        assert rolled_back(reading) == 1
        assert versions.version("tests") == before
        assert reading("row") is None


@pytest.mark.django_db(transaction=True)
def test_what_was_read_before_a_rollback_is_not_taken_for_a_later_truth(reading):
    versions.bump("tests")
    assert rolled_back(reading) == 1
    versions.bump("tests")  # another change, of something else
    assert reading("row") is None


@pytest.mark.django_db(transaction=True)
def test_a_savepoint_rolled_back_takes_its_version_with_it(reading):
    versions.bump("tests")
    with versions.unit_of_work(), atomic():
        assert rolled_back(reading) == 1
        assert reading("row") is None


@pytest.mark.django_db(transaction=True)
def test_a_transactions_own_stamp_is_not_read_again(django_assert_num_queries):
    versions.bump("other")
    with versions.unit_of_work(), atomic():
        versions.bump("tests")
        with django_assert_num_queries(0):
            mine = versions.version("tests")
        with django_assert_num_queries(1):
            assert versions.version("other") == versions.version("other") > 0
        with atomic():
            versions.bump("tests")
            inner = versions.version("tests")
        with django_assert_num_queries(0):  # the savepoint was kept, and its stamp with it
            assert versions.version("tests") == inner != mine


@pytest.mark.django_db(transaction=True)
def test_an_outer_stamp_met_again_after_a_savepoint_goes_with_its_own_transaction(reading):
    """The inner stamp is gone, the outer one stands again, and then that is rolled back too."""
    versions.bump("tests")
    with versions.unit_of_work():
        before = versions.version("tests")
        with atomic():
            next_number("row")
            versions.bump("tests")
            outer = versions.version("tests")
            assert rolled_back(reading) == 2
            assert versions.version("tests") == outer
            assert reading("row") == 1
            set_rollback(True)
        with atomic():  # nothing asked between the two
            assert versions.version("tests") == before
            assert reading("row") is None


@pytest.mark.django_db(transaction=True)
def test_a_stamp_that_was_read_beside_ones_own_goes_with_it(reading):
    """A savepoint is kept, its transaction is not: what was read inside was never true."""
    versions.bump("tests")
    with versions.unit_of_work():
        with atomic():
            with atomic():
                versions.bump("tests")
            versions.bump("other")
            assert versions.version("nothing") == 0
            set_rollback(True)
        assert versions.version("other") == 0
        with atomic():
            versions.bump("other")
        stamp = versions.version("other")
        assert stamp == Version.objects.get(name="other").value


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one writer at a time")
@pytest.mark.django_db(transaction=True)
def test_what_others_commit_while_a_bump_waits_is_seen_after_it():
    """Another transaction has bumped both; ours waits at the one that it bumps too."""
    versions.bump("other")
    bumped, end = threading.Event(), threading.Event()

    def elsewhere():
        try:
            with atomic():
                versions.bump("tests")
                versions.bump("other")
                bumped.set()
                assert end.wait(10)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool, versions.unit_of_work(), atomic():
        before = versions.version("other")
        theirs = pool.submit(elsewhere)
        assert bumped.wait(10)
        threading.Timer(0.2, end.set).start()
        versions.bump("tests")
        theirs.result(10)
        assert versions.version("other") != before
        assert versions.version("tests") == Version.objects.get(name="tests").value
