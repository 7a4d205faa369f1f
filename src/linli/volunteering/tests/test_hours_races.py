"""At once, on two connections: no minute twice, one proof, one giving."""

import threading
from datetime import timedelta

import pytest
from django.db import connections

from linli.kernel.errors import Refused
from linli.points import selectors as ledger
from linli.points.terms import Holder
from linli.volunteering import models, selectors, services
from linli.volunteering.terms import ServiceDecided
from linli.volunteering.tests.hours_scene import (
    claimed,
    clerk,
    committee,
    resident,
    served,
    set_scene,
)

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*works, no=Refused):
    """What became of each: `done` or `refused`, in any order."""
    came, start = [], threading.Barrier(len(works))

    def run(work):
        try:
            start.wait(10)
            work()
            came.append("done")
        except no:
            came.append("refused")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
    return sorted(came)


def saved(person):
    return ledger.balance("hours", Holder.person(person)).amount


def test_services_at_once_over_each_other_count_each_minute_once(now):
    unit = committee(set_scene(now))
    person = resident(1, now)
    works = [
        lambda number=number: served(
            person, unit, now, ago=300 - 30 * number, lasts=120, key=f"k{number}"
        )
        for number in range(4)
    ]
    assert at_once(*works) == ["done"] * 4
    rows = models.ServiceRecord.objects.filter(identity_id=person)
    span = max(one.ended_at for one in rows) - min(one.started_at for one in rows)
    assert span == timedelta(minutes=210)
    assert sum(one.minutes for one in rows) == saved(person) == 210


def test_the_same_service_at_once_is_one_record(now):
    unit = committee(set_scene(now))
    person = resident(1, now)
    works = [lambda: served(person, unit, now) for _each in range(3)]
    assert at_once(*works) == ["done"] * 3
    assert models.ServiceRecord.objects.count() == 1
    assert saved(person) == 120


def test_a_claim_proved_by_two_at_once_counts_once(now):
    areas = set_scene(now)
    person = resident(1, now)
    claim = claimed(person, committee(areas), now)
    actors = [clerk(areas, now), clerk(areas, now, "two")]
    code = selectors.record_of(claim, person).code
    helped = resident(2, now)
    works = [
        *(
            lambda actor=actor: services.prove_claim(record_id=claim, actor=actor, now=now)
            for actor in actors
        ),
        lambda: services.answer_as_helped(
            code=code, person=helped, helped=True, actor=actors[0], now=now
        ),
    ]
    assert at_once(*works, no=ServiceDecided) == ["done", "refused", "refused"]
    assert saved(person) == 120
