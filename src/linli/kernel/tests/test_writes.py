"""Rows written together: nothing inside or outside the transaction can tell the difference."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection
from django.db.transaction import atomic
from django.test.utils import CaptureQueriesContext

from linli.kernel import writes
from linli.kernel.database import transaction
from linli.kernel.models import Counter, RateWindow, TrailLine

pytestmark = pytest.mark.django_db


def counter(name, value=1):
    return Counter(name=name, value=value)


def line(now, name="a.b", **values):
    return TrailLine(at=now, name=name, actor_kind="system", via="job", data={}, **values)


def names():
    return sorted(Counter.objects.values_list("name", flat=True))


def test_a_read_in_the_same_transaction_sees_what_was_written():
    with transaction():
        writes.insert(counter("a"), counter("b"))
        assert names() == ["a", "b"]
        writes.insert(counter("c"))
    assert names() == ["a", "b", "c"]


def test_values_are_stored_as_djangos_own_insert_stores_them(now):
    told = {"number": 1, "list": ["a%s", None, True], "text": "引号'“”\\ 与 %(x)s"}
    subject = {"subject_kind": "matter%", "subject_id": "018f3b9a-0000-7000-8000-000000000001"}
    ours, theirs = line(now, **subject), line(now, **subject)
    ours.data = theirs.data = told
    with transaction():
        writes.insert(ours)
        writes.insert(counter("beside"))
    theirs.save()
    kept = TrailLine.objects.order_by("number").values_list("at", "name", "subject_id", "data")
    assert kept[0] == kept[1]
    assert kept[0][3] == told


def test_rows_are_stored_as_they_are_at_the_flush():
    with transaction():
        row = counter("late")
        writes.insert(row)
        row.value = 7
    assert Counter.objects.get().value == 7
    assert not row._state.adding


def test_statements_keep_their_place_among_the_rows():
    with transaction():
        writes.insert(counter("a", 1))
        writes.execute("UPDATE kernel_counter SET value = value + %s WHERE name = %s", [10, "a"])
        writes.insert(counter("b", 1))
        writes.execute("UPDATE kernel_counter SET value = value * %s", [2])
    assert dict(Counter.objects.values_list("name", "value")) == {"a": 22, "b": 2}


def test_many_rows_go_in_stretches():
    with transaction(), CaptureQueriesContext(connection) as seen:
        writes.insert(*(counter(f"n{number:03}") for number in range(writes.MOST_ROWS + 1)))
        assert not seen.captured_queries
    assert len(names()) == writes.MOST_ROWS + 1


def test_postgresql_is_asked_once_for_all():
    with CaptureQueriesContext(connection) as seen, transaction():
        writes.insert(counter("a"))
        writes.insert(RateWindow(key="k" * 64, starts_at=1, count=1))
        writes.execute("UPDATE kernel_counter SET value = %s", [3])
    sent = [one["sql"] for one in seen.captured_queries if "kernel_" in one["sql"]]
    assert len(sent) == (3 if connection.vendor == "sqlite" else 1)


@pytest.mark.django_db(transaction=True)
def test_a_failure_leaves_nothing():
    def fail():
        with transaction():
            writes.insert(counter("a"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert names() == []
    with transaction():
        writes.insert(counter("b"))
    assert names() == ["b"]


@pytest.mark.django_db(transaction=True)
def test_what_the_database_refuses_at_the_flush_undoes_the_transaction():
    Counter.objects.create(name="taken", value=1)

    def write():
        with transaction():
            writes.insert(counter("before"))
            writes.insert(counter("taken"))

    with pytest.raises(IntegrityError):
        write()
    assert names() == ["taken"]


@pytest.mark.django_db(transaction=True)
def test_a_savepoint_rolled_back_takes_only_what_came_after_it():
    def fail():
        with atomic():
            writes.insert(counter("inside"))
            assert "inside" in names()
            raise ZeroDivisionError

    with transaction():
        writes.insert(counter("before"))
        with pytest.raises(ZeroDivisionError):
            fail()
        writes.insert(counter("after"))
    assert names() == ["after", "before"]


def test_an_ending_says_what_happens_to_a_row_that_is_there():
    ending = "ON CONFLICT (name) DO UPDATE SET value = excluded.value"
    with transaction():
        writes.insert(counter("a"), counter("b"))
        writes.insert(counter("a", 7), counter("c", 3), ending=ending)
        writes.insert(counter("d"))
    kept = {"a": 7, "b": 1, "c": 3, "d": 1}
    assert dict(Counter.objects.values_list("name", "value")) == kept


def test_outside_a_transaction_rows_are_written_at_once(now):
    writes.insert(counter("alone"))
    assert names() == ["alone"]
    writes.insert()
    writes.insert(line(now), line(now + timedelta(seconds=1)))
    assert TrailLine.objects.count() == 2
