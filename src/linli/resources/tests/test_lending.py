"""Lending: what the rules say; loans, renewals, the queue, reminders, and forgetting."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.jobs import services as jobs
from linli.kernel.actor import ANONYMOUS
from linli.kernel.clock import local
from linli.kernel.models import TrailLine
from linli.messaging.models import Delivery
from linli.points import selectors as ledger
from linli.points.terms import Holder, NotEnough
from linli.resources import models, selectors, services
from linli.resources.rules.lending import free_slot, read_barcode, read_isbn, rungs_passed
from linli.resources.terms import (
    AlreadyLate,
    BackAlready,
    BadBarcode,
    BadIsbn,
    Condition,
    CopyState,
    FoundWords,
    KeptForSomebody,
    LateLoan,
    LendKind,
    LentNotFound,
    LoanNotFound,
    MayNotLend,
    NoMoreRenewals,
    NotOnShelf,
    QueuedBefore,
    SignInToBorrow,
    SomebodyWaits,
    StillLent,
    TooManyLoans,
    TurnState,
    WhoBorrows,
)
from linli.resources.tests import lending_scene as scene
from linli.resources.tests import places_scene as places

FINE = Condition.FINE


@given(st.sets(st.integers(1, 9)), st.integers(1, 9))
def test_the_lowest_free_place_is_taken_and_never_more_than_there_are(taken, most):
    slot = free_slot(taken, most)
    assert (slot is None) == set(range(1, most + 1)).issubset(taken)
    if slot is not None:
        assert slot not in taken
        assert 1 <= slot <= most


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("978-7-02-000873-5", "9787020008735"), ("7-02-000873-9", "9787020008735"), ("", ""),
        ("080442957x", "9780804429573"),
    ],
)  # fmt: skip
def test_an_isbn_of_ten_or_thirteen_is_one(typed, read):
    assert read_isbn(typed) == read


@pytest.mark.parametrize(
    "typed", ["9787020008736", "7020008738", "12345", "西游记", "979123456789X"]
)
def test_a_wrong_isbn_is_refused(typed):
    with pytest.raises(BadIsbn):
        read_isbn(typed)


@pytest.mark.parametrize("typed", ["ab", "条码", "A" * 31, "a b;c", "-ABC"])
def test_a_wrong_barcode_is_refused(typed):
    with pytest.raises(BadBarcode):
        read_barcode(typed)


def test_a_barcode_of_an_office_is_read_as_it_is_stuck():
    assert read_barcode(" tsg-00012 ") == "TSG-00012"


@pytest.mark.parametrize(("days", "passed"), [(-4, 0), (-3, 1), (0, 1), (1, 2), (6, 2), (7, 3)])
def test_on_how_many_days_one_is_told(days, passed, now):
    kind = LendKind("books", "书", 30, remind=3, late=(1, 7))
    due = local(now).date()
    assert rungs_passed(kind, due, due + timedelta(days=days)) == passed


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("days = 0", "resources.bad_number"), ("days = 9\ndeposit = 5", "resources.deposit_scheme"),
        ("days = 9\nlate = [7, 1]", "resources.not_rising"),
        ("days = 9\nremind = 9", "resources.bad_number"),
        ("days = 9\nfine = 2", "resources.unknown_key"),
        ('days = 9\ndeposit = 5\nscheme = "points"', "resources.unknown_name"),
    ],
)  # fmt: skip
def test_what_is_wrong_in_the_method_is_said_and_it_knows_no_fine(text, code):
    _document, found = scene.read(f'[[lends]]\nkey = "a"\nname = "甲"\n{text}\n')
    assert code in {one.code for one in found}


# --- with a database -----------------------------------------------------------------------


@pytest.fixture
def areas(db, now):
    return scene.set_scene(now)


@pytest.fixture
def desk(areas, now):
    return scene.keeper(areas, now)


@pytest.fixture
def place(areas, desk, now):
    return scene.opened(areas, desk, now)


@pytest.fixture
def book(place, desk, now):
    return scene.added(place, desk, now)


@pytest.fixture
def copy(book):
    return scene.copies(book)[0]


def lend(copy, desk, now, number=1, **more):
    more = more or {"person": scene.resident(number, now)}
    return services.lend(copy_id=copy, actor=desk, now=now, **more)


def back(copy, desk, now, condition=FINE, **more):
    return services.give_back(copy_id=copy, condition=condition, actor=desk, now=now, **more)


def reserve(book, place, number, now):
    return services.reserve(
        title_id=book, place_id=place, person=scene.resident(number, now), actor=ANONYMOUS, now=now
    )


def state(copy):
    return models.LentCopy.objects.get(pk=copy).state


def test_a_book_goes_out_and_comes_back(copy, desk, now):
    lend(copy, desk, now)
    assert state(copy) == CopyState.OUT
    page = selectors.my_lending(scene.resident(1, now), now=now)
    assert [one.name for one in page.loans] == ["西游记"]
    assert page.loans[0].due_on == local(now).date() + timedelta(days=30)
    with pytest.raises(NotOnShelf):
        lend(copy, desk, now, 2)
    assert back(copy, desk, now) is None
    assert state(copy) == CopyState.SHELF
    with pytest.raises(BackAlready):
        back(copy, desk, now)
    assert [
        one.condition for one in selectors.my_lending(scene.resident(1, now), now=now).past
    ] == [FINE]


def test_the_trail_does_not_say_who_reads_what(copy, desk, now):
    lend(copy, desk, now)
    line = TrailLine.objects.get(name="resources.lent")
    assert str(scene.resident(1, now)) not in str(line.data)


def test_who_has_it_is_told_to_those_who_run_the_place(copy, desk, now):
    lend(copy, desk, now)
    place, looks = selectors.copy_at(desk, copy).place_id, places.looker(desk)
    for actor, told in ((desk, "王"), (looks, "")):
        (loan,) = selectors.lend_desk(actor, place, now=now).loans
        page = selectors.copy_page(actor, copy, now=now)
        assert (loan.who[:1], page.loan.who[:1]) == (told, told)
    back(copy, desk, now, condition=Condition.DAMAGED, words="缺页")
    for actor, told in ((desk, "王"), (looks, "")):
        (damage,) = selectors.lend_desk(actor, place, now=now).damages
        assert damage.who[:1] == told


def test_the_paper_register_takes_the_place_of_a_phone(copy, desk, now):
    for nobody in ({"person": None, "paper": ""}, {"person": scene.resident(1, now), "paper": "1"}):
        with pytest.raises(WhoBorrows):
            lend(copy, desk, now, **nobody)
    lend(copy, desk, now, paper="第 3 页第 12 行")
    (loan,) = selectors.lend_desk(desk, selectors.copy_at(desk, copy).place_id, now=now).loans
    assert (loan.paper, loan.who) == ("第 3 页第 12 行", "")


def test_of_another_place_nobody_lends(copy, areas, now):
    stranger = scene.keeper(areas, now, 1, "100002")
    with pytest.raises(MayNotLend):
        lend(copy, stranger, now)
    with pytest.raises(MayNotLend):
        lend(copy, ANONYMOUS, now)


def test_at_most_so_many_at_once(place, book, desk, now):
    pieces = [*scene.copies(book), *services.add_copies(
        title_id=book, place_id=place, count=2, actor=desk, now=now)]  # fmt: skip
    for one in pieces[:2]:
        lend(one, desk, now)
    with pytest.raises(TooManyLoans):
        lend(pieces[2], desk, now)
    back(pieces[0], desk, now)
    lend(pieces[2], desk, now)


def test_who_is_late_for_long_borrows_no_more_until_it_is_back(place, book, copy, desk, now):
    (second,) = services.add_copies(title_id=book, place_id=place, actor=desk, now=now)
    lend(copy, desk, now)
    late = now + timedelta(days=36)
    lend(second, desk, late)
    back(second, desk, late)
    with pytest.raises(LateLoan):
        lend(second, desk, late + timedelta(days=1))
    back(copy, desk, late + timedelta(days=1))
    lend(second, desk, late + timedelta(days=1))


def test_it_is_renewed_once_and_not_while_somebody_waits(place, book, copy, desk, now):
    loan, person = lend(copy, desk, now), scene.resident(1, now)

    def renew(at, who=person):
        services.renew(loan_id=loan, person=who, actor=ANONYMOUS, now=at)

    with pytest.raises(LoanNotFound):
        renew(now, scene.resident(2, now))
    with pytest.raises(AlreadyLate):
        renew(now + timedelta(days=31))
    turn = reserve(book, place, 2, now)
    with pytest.raises(SomebodyWaits):
        renew(now)
    services.leave_queue(turn_id=turn, person=scene.resident(2, now), actor=ANONYMOUS, now=now)
    renew(now)
    assert models.Loan.objects.get().due_on == local(now).date() + timedelta(days=60)
    with pytest.raises(NoMoreRenewals):
        renew(now)


def test_first_come_first_served(place, book, copy, desk, now):
    lend(copy, desk, now)
    for number in (2, 3):
        reserve(book, place, number, now + timedelta(minutes=number))
    with pytest.raises(QueuedBefore):
        reserve(book, place, 2, now)
    (turn,) = selectors.my_lending(scene.resident(3, now), now=now).turns
    assert (turn.state, turn.number) == (TurnState.WAITING, 2)
    back(copy, desk, now + timedelta(days=1))
    assert state(copy) == CopyState.KEPT
    with pytest.raises(KeptForSomebody):
        lend(copy, desk, now, 3)
    lend(copy, desk, now + timedelta(days=1), 2)
    assert models.LendTurn.objects.filter(state=TurnState.TAKEN).count() == 1
    (turn,) = selectors.my_lending(scene.resident(3, now), now=now).turns
    assert turn.number == 1


def test_what_is_not_collected_goes_to_the_next_who_is_told(place, book, copy, desk, now):
    reserve(book, place, 2, now)
    reserve(book, place, 3, now)
    (turn,) = selectors.my_lending(scene.resident(2, now), now=now).turns
    until = turn.keep_until
    assert (turn.state, local(until).date()) == (
        TurnState.READY, local(now).date() + timedelta(days=4),
    )  # fmt: skip
    assert services.pass_on(until - timedelta(seconds=1)) == 0
    assert services.pass_on(until) == 1
    (turn,) = selectors.my_lending(scene.resident(3, now), now=until).turns
    assert turn.state is TurnState.READY
    assert not selectors.my_lending(scene.resident(2, now), now=until).turns
    jobs.run_due(until)
    assert Delivery.objects.filter(template="lend_ready").count() == 2
    assert services.pass_on(turn.keep_until) == 1
    assert state(copy) == CopyState.SHELF


def test_only_who_is_signed_in_reserves_what_there_is(place, book, areas, desk, now):
    with pytest.raises(SignInToBorrow):
        services.reserve(title_id=book, place_id=place, person=None, actor=ANONYMOUS, now=now)
    elsewhere = scene.opened(areas, desk, now, name="别处")
    with pytest.raises(LentNotFound):
        reserve(book, elsewhere, 1, now)


def test_borrowers_are_told_once_on_each_day(copy, desk, now):
    lend(copy, desk, now)
    twice = sorted([*range(24, 42)] * 2)
    told = [day for day in twice if services.remind_borrowers(now + timedelta(days=day))]
    assert told == [27, 31, 37]
    jobs.run_due(now + timedelta(days=41))
    rows = Delivery.objects.filter(template__in=["lend_due", "lend_late"])
    assert sorted(rows.values_list("template", flat=True)) == ["lend_due", "lend_late", "lend_late"]


def test_nobody_knows_any_more_who_had_it(copy, desk, now):
    lend(copy, desk, now)
    assert services.forget_borrowers(now + timedelta(days=400)) == 0
    back(copy, desk, now)
    assert services.forget_borrowers(now + timedelta(days=89)) == 0
    assert services.forget_borrowers(now + timedelta(days=91)) == 1
    assert models.Loan.objects.get().borrower_id is None


def test_a_person_is_forgotten_when_all_is_back(place, book, copy, desk, now):
    lend(copy, desk, now)
    person = scene.resident(1, now)
    with pytest.raises(StillLent):
        services.erase_borrower(identity_id=person, now=now)
    back(copy, desk, now)
    assert services.erase_borrower(identity_id=person, now=now) == 1
    assert selectors.loans_of_person(person) == []


def test_a_deposit_is_reserved_and_free_again(place, desk, now):
    drill = scene.added(place, desk, now, scene.DRILL)
    (copy,) = scene.copies(drill)
    holder = Holder.person(scene.resident(1, now))
    lend(copy, desk, now)
    assert ledger.balance("deposit", holder).free == 80
    back(copy, desk, now, Condition.WORN)
    assert ledger.balance("deposit", holder).free == 100


def test_who_has_no_points_left_borrows_nothing_and_the_thing_stays(place, desk, now):
    scene.parts_with_deposit(now, 101)
    drill = scene.added(place, desk, now, scene.DRILL)
    (copy,) = scene.copies(drill)
    with pytest.raises(NotEnough):
        lend(copy, desk, now)
    assert (state(copy), models.Loan.objects.count()) == (CopyState.SHELF, 0)


def test_broken_needs_words(copy, desk, now):
    lend(copy, desk, now)
    with pytest.raises(FoundWords):
        back(copy, desk, now, Condition.DAMAGED)
    assert back(copy, desk, now, Condition.LOST, words="搬家时丢了") is not None
    assert state(copy) == CopyState.MISSING


def test_figures(place, copy, desk, now):
    scene.added(place, desk, now, scene.DRILL)
    lend(copy, desk, now)
    day = timedelta(days=1)
    assert selectors.books_on_shelf("", now, now + day) == (1, 2)
    assert selectors.loans_made("", now, now + day) == (1, 0)
    assert selectors.loans_made("", now - day, now) == (0, 0)
