"""At once, on two connections: the last copy, a return against the queue, one's last place."""

import pytest

from linli.kernel.actor import ANONYMOUS
from linli.kernel.tests.racing import at_once
from linli.resources import models, services
from linli.resources.terms import (
    BackAlready,
    BorrowedMeanwhile,
    Condition,
    CopyState,
    KeptForSomebody,
    NotOnShelf,
    QueuedBefore,
    TooManyLoans,
    TurnState,
)
from linli.resources.tests import lending_scene as scene

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shelf(now):
    """(title, place, desk) with one copy."""
    areas = scene.set_scene(now)
    desk = scene.keeper(areas, now)
    place = scene.opened(areas, desk, now)
    return scene.added(place, desk, now), place, desk


def lending(copy, person, desk, now):
    return lambda: services.lend(copy_id=copy, person=person, actor=desk, now=now)


def test_of_two_borrowers_of_the_last_copy_one_has_it(shelf, now):
    title, _place, desk = shelf
    (copy,) = scene.copies(title)
    works = [lending(copy, scene.resident(number, now), desk, now) for number in range(3)]
    assert at_once(*works, no=(NotOnShelf, BorrowedMeanwhile)) == ["done", "refused", "refused"]
    assert models.Loan.objects.filter(back_at__isnull=True).count() == 1


def test_of_two_who_reserve_the_last_copy_one_is_ready_and_one_waits(shelf, now):
    title, place, _desk = shelf
    people = [scene.resident(number, now) for number in range(2)]
    works = [
        lambda person=person: services.reserve(
            title_id=title, place_id=place, person=person, actor=ANONYMOUS, now=now
        )
        for person in people
    ]
    assert at_once(*works) == ["done", "done"]
    states = models.LendTurn.objects.values_list("state", flat=True)
    assert sorted(states) == [TurnState.READY, TurnState.WAITING]


def test_one_person_reserves_once(shelf, now):
    title, place, _desk = shelf
    person = scene.resident(1, now)

    def reserve():
        services.reserve(title_id=title, place_id=place, person=person, actor=ANONYMOUS, now=now)

    assert at_once(reserve, reserve, no=(QueuedBefore, BorrowedMeanwhile)) == ["done", "refused"]


def test_who_joins_while_it_comes_back_gets_it(shelf, now):
    """Whichever comes first, the copy never stands on the shelf while somebody waits."""
    title, place, desk = shelf
    (copy,) = scene.copies(title)
    person = scene.resident(2, now)
    lending(copy, scene.resident(1, now), desk, now)()

    def back():
        services.give_back(copy_id=copy, condition=Condition.FINE, actor=desk, now=now)

    def reserve():
        services.reserve(title_id=title, place_id=place, person=person, actor=ANONYMOUS, now=now)

    assert at_once(back, reserve) == ["done", "done"]
    turn = models.LendTurn.objects.get()
    assert (turn.state, turn.copy_id) == (TurnState.READY, copy)
    assert models.LentCopy.objects.get().state == CopyState.KEPT


def test_a_reservation_and_the_desk_at_once_have_one_winner(shelf, now):
    title, place, desk = shelf
    (copy,) = scene.copies(title)
    person = scene.resident(2, now)

    def reserve():
        services.reserve(title_id=title, place_id=place, person=person, actor=ANONYMOUS, now=now)

    lend = lending(copy, scene.resident(1, now), desk, now)
    came = at_once(reserve, lend, no=(KeptForSomebody, NotOnShelf, BorrowedMeanwhile))
    turn, loans = models.LendTurn.objects.get(), models.Loan.objects.count()
    if loans:
        assert (came, turn.state) == (["done", "done"], TurnState.WAITING)
    else:
        assert (came, turn.state) == (["done", "refused"], TurnState.READY)


def test_nobody_has_more_than_the_most_by_being_at_two_desks(shelf, now):
    """Two different titles lock nothing in common: the constraint on the slot decides."""
    title, place, desk = shelf
    others = [scene.added(place, desk, now, scene.NewTitle("books", name)) for name in ("甲", "乙")]
    person = scene.resident(1, now)
    lending(scene.copies(title)[0], person, desk, now)()
    works = [lending(scene.copies(one)[0], person, desk, now) for one in others]
    assert at_once(*works, no=(TooManyLoans, BorrowedMeanwhile)) == ["done", "refused"]
    assert models.Loan.objects.filter(back_at__isnull=True).count() == 2


def test_it_comes_back_once(shelf, now):
    title, _place, desk = shelf
    (copy,) = scene.copies(title)
    lending(copy, scene.resident(1, now), desk, now)()

    def back():
        services.give_back(copy_id=copy, condition=Condition.FINE, actor=desk, now=now)

    assert at_once(back, back, no=BackAlready) == ["done", "refused"]
