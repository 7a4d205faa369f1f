"""Two people at once: one is first, the other is told so."""

from __future__ import annotations

import threading

import pytest
from django.db import connections

from linli.deliberation import services
from linli.deliberation.models import Disclosure, Election, Renewal, Seat
from linli.deliberation.terms import DisclosedAlready, ElectionMovedOn, NowhereToElect
from linli.deliberation.tests import scene
from linli.deliberation.tests.elections import DAY, FULL, Race
from linli.kernel.actor import SYSTEM
from linli.kernel.errors import Refused
from linli.publicity.models import Period

pytestmark = pytest.mark.django_db(transaction=True)


def both(do):
    """What came of doing it on two connections at one moment: `done`, or the refusal."""
    found, start = [], threading.Barrier(2)

    def one():
        try:
            start.wait(10)
            do()
            found.append("done")
        except Refused as refused:
            found.append(type(refused))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one) for _ in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(60)
    assert found.count("done") == 1, found
    return next(one for one in found if one != "done")


@pytest.fixture
def areas(now):
    return scene.set_scene(now)


def test_a_poll_is_counted_once(areas, now):
    race = Race(areas, SYSTEM, now).nominated()
    race.open()
    assert both(lambda: race.count(FULL)) is ElectionMovedOn
    assert Seat.objects.filter(election_id=race.id).count() == 5
    assert race.row.polls_held == 1


def test_elections_are_launched_once(areas, now):
    def launch():
        services.launch(
            kind="village_committee", area_id=areas[""].id, target=(now + 60 * DAY).date(),
            actor=SYSTEM, now=now,
        )  # fmt: skip

    assert both(launch) is NowhereToElect
    assert Renewal.objects.count() == 1
    places = list(Election.objects.values_list("area_id", flat=True))
    assert len(places) == len(set(places))


def test_a_stretch_is_disclosed_once(areas, now):
    def disclose():
        services.disclose(
            key="finance", area_id=areas[scene.VILLAGE].id, span="2026-02", title="2月财务",
            words="收入一千元。", actor=SYSTEM, now=now,
        )  # fmt: skip

    assert both(disclose) is DisclosedAlready
    assert Disclosure.objects.count() == 1
    assert Period.objects.count() == 1, "the other's publicity is gone with it"
