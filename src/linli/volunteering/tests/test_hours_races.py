"""At once, on two connections: no minute twice, one proof, one giving."""

from datetime import timedelta
from functools import partial

import pytest

from linli.kernel.actor import SYSTEM
from linli.kernel.errors import Refused
from linli.kernel.tests import racing
from linli.points import selectors as ledger
from linli.points.terms import Holder, NotEnough
from linli.volunteering import models, selectors, services
from linli.volunteering.terms import CertificateState, NothingToCertify, ServiceDecided
from linli.volunteering.tests.hours_scene import (
    claimed,
    clerk,
    committee,
    resident,
    served,
    set_scene,
)

pytestmark = pytest.mark.django_db(transaction=True)

at_once = partial(racing.at_once, no=Refused)


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


def test_of_two_gifts_of_all_that_is_saved_one_is_given(now):
    unit = committee(set_scene(now))
    person, family = resident(1, now), resident(2, now)
    served(person, unit, now)
    link = services.ask_family(
        person=person, phone="13900000002", relation="mother", actor=SYSTEM, now=now
    )
    services.answer_family(link_id=link, person=family, agree=True, actor=SYSTEM, now=now)
    works = [
        lambda key=key: services.give_hours(
            person=person, link_id=link, minutes=120, key=key, actor=SYSTEM, now=now
        )
        for key in ("a", "b", "c")
    ]
    assert at_once(*works, no=NotEnough) == ["done", "refused", "refused"]
    assert (saved(person), saved(family)) == (0, 120)


def test_asked_twice_at_once_it_is_one_link(now):
    set_scene(now)
    person = resident(1, now)
    works = [
        lambda: services.ask_family(
            person=person, phone="13900000002", relation="mother", actor=SYSTEM, now=now
        )
        for _each in range(3)
    ]
    resident(2, now)
    assert at_once(*works) == ["done"] * 3
    assert models.FamilyLink.objects.count() == 1


def test_no_valid_certificate_says_what_is_annulled(now):
    areas = set_scene(now)
    person = resident(1, now)
    record = served(person, committee(areas), now)
    services.issue_certificate(person=person, actor=SYSTEM, now=now)
    services.ask_annul(record_id=record, reason="不是本人", actor=clerk(areas, now), now=now)
    second = clerk(areas, now, "two")
    works = [
        lambda: services.rule_annul(record_id=record, annul=True, actor=second, now=now),
        lambda: services.issue_certificate(person=person, actor=SYSTEM, now=now),
    ]
    assert at_once(*works, no=NothingToCertify) == ["done", "refused"]
    assert not models.Certificate.objects.filter(state=CertificateState.VALID).exists()
    assert saved(person) == 0
