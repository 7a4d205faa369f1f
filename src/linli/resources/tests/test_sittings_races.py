"""At once, on two connections: one last seat, one winner; one free seat, one who moves up."""

import pytest
from django.db import IntegrityError
from django.db.models import F

from linli.kernel.actor import ANONYMOUS
from linli.kernel.tests.racing import at_once
from linli.resources import models, services
from linli.resources.terms import ChildNotFound, ChildTwice, SitMark, StillSitting, TermOver
from linli.resources.tests import places_scene as places
from linli.resources.tests import sittings_scene as scene

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def keeper(now):
    areas = scene.set_scene(now)
    keeper = places.keeper(areas, now)
    scene.term(scene.school(areas, keeper, now), keeper, now, seats=1)
    return keeper


@pytest.fixture
def term(keeper):
    return models.SittingTerm.objects.get().pk


def states():
    return sorted(models.SittingChild.objects.values_list("state", flat=True))


def taken():
    return models.SittingTerm.objects.get().taken


def test_of_four_who_want_the_last_seat_one_has_it_and_three_wait(term, now):
    people = [places.resident(one, now) for one in range(4)]
    works = [lambda one=one: scene.enrolled(term, one, now) for one in people]
    assert at_once(*works, no=TermOver) == ["done"] * 4
    assert (states(), taken()) == (["seated", "waiting", "waiting", "waiting"], 1)


def test_the_constraint_alone_decides_too(term):
    """A count raised past every lock and every look: the database has one winner."""

    def raise_it():
        models.SittingTerm.objects.filter(pk=term).update(taken=F("taken") + 1)

    assert at_once(*[raise_it] * 3, no=IntegrityError) == ["done", "refused", "refused"]
    assert taken() == 1


def test_the_same_child_twice_at_once_is_there_once(term, now):
    person = places.resident(1, now)
    works = [lambda: scene.enrolled(term, person, now)] * 3
    assert at_once(*works, no=ChildTwice) == ["done", "refused", "refused"]
    assert models.SittingChild.objects.count() == 1


def test_a_child_taken_out_twice_at_once_frees_one_seat(term, now):
    people = [places.resident(one, now) for one in range(3)]
    first = scene.enrolled(term, people[0], now).id
    for one in people[1:]:
        scene.enrolled(term, one, now)

    def leave():
        services.take_out(child_id=first, person=people[0], actor=ANONYMOUS, now=now)

    assert at_once(leave, leave, no=ChildNotFound) == ["done", "refused"]
    assert (states(), taken()) == (["out", "seated", "waiting"], 1)


def test_two_teachers_mark_a_child_at_once_once(keeper, term, now):
    child = scene.enrolled(term, places.resident(1, now), now).id

    def came():
        services.mark_child(child_id=child, state=SitMark.CAME, actor=keeper, now=scene.at(16))

    assert at_once(came, came, no=ChildNotFound) == ["done", "done"]
    assert models.SittingMark.objects.count() == 1


def test_a_child_who_comes_while_it_is_taken_out_is_here_or_out_never_both(keeper, term, now):
    person = places.resident(1, now)
    child = scene.enrolled(term, person, now).id

    def came():
        services.mark_child(child_id=child, state=SitMark.CAME, actor=keeper, now=scene.at(16))

    def leave():
        services.take_out(child_id=child, person=person, actor=ANONYMOUS, now=scene.at(16))

    assert at_once(came, leave, no=(ChildNotFound, StillSitting)) == ["done", "refused"]
    here = models.SittingMark.objects.exists()
    assert (states(), taken()) == ((["seated"], 1) if here else (["out"], 0))
