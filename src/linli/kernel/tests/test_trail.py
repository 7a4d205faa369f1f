from datetime import timedelta

import pytest
from django.db import DatabaseError, connection

from linli.kernel import immutability, trail
from linli.kernel.database import transaction
from linli.kernel.ids import new_id
from linli.kernel.models import TrailLine, TrailSeal

pytestmark = pytest.mark.django_db


@pytest.fixture
def sealed(system, now):
    for number in range(5):
        trail.record(
            "tests.did", actor=system, now=now, subject=("thing", new_id()), data={"n": number}
        )
    assert trail.seal(now + timedelta(minutes=1)) == 5
    trail.record("tests.later", actor=system, now=now + timedelta(hours=1))
    assert trail.seal(now + timedelta(hours=2)) == 1
    return now


def test_a_whole_chain_holds(sealed):
    verdict = trail.verify()
    assert (verdict.seals, verdict.lines, verdict.unsealed, verdict.broken) == (2, 6, 0, "")


def test_a_line_dated_in_the_future_stops_no_seal(system, now):
    trail.record("tests.early", actor=system, now=now + timedelta(days=400))
    trail.record("tests.did", actor=system, now=now)
    assert trail.seal(now) == 2
    assert trail.verify() == trail.Verdict(seals=1, lines=2, unsealed=0)


@pytest.fixture
def open_tables():
    """As whoever owns the database could: the chain must show what the triggers cannot stop."""
    for table in ("kernel_trailline", "kernel_trailseal"):
        immutability.uninstall(connection, table)


def test_a_changed_line_names_its_seal(sealed, open_tables):
    line = TrailLine.objects.order_by("number")[2]
    TrailLine.objects.filter(pk=line.pk).update(data={"n": 99})
    assert "seal" in trail.verify().broken
    assert "were changed" in trail.verify().broken


def test_a_missing_line_names_its_seal(sealed, open_tables):
    TrailLine.objects.order_by("-number").first().delete()
    assert "not all there" in trail.verify().broken


def test_a_seal_out_of_order_is_found(sealed, open_tables):
    last = TrailSeal.objects.order_by("-number").first()
    TrailSeal.objects.filter(pk=last.pk).update(previous="0" * 64)
    assert "does not follow" in trail.verify().broken


def test_both_hashes_can_follow_each_other(system, now, settings):
    settings.LINLI_TRAIL_HASH = "sha256"
    trail.record("tests.did", actor=system, now=now)
    trail.seal(now + timedelta(hours=1))
    settings.LINLI_TRAIL_HASH = "sm3"
    trail.record("tests.did", actor=system, now=now)
    trail.seal(now + timedelta(hours=1))
    assert trail.verify().broken == ""
    assert list(TrailSeal.objects.values_list("algorithm", flat=True)) == ["sha256", "sm3"]


@pytest.mark.parametrize(
    "sql", ["UPDATE kernel_trailline SET name='x'", "DELETE FROM kernel_trailline"]
)
def test_the_database_refuses_to_change_a_line(system, now, sql):
    immutability.uninstall(connection, "kernel_trailline")
    immutability.install(connection, "kernel_trailline")
    trail.record("tests.did", actor=system, now=now)
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)
