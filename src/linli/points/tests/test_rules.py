"""The arithmetic of ledgers, without a database."""

from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.kernel.language import Words
from linli.points.rules import amounts, limits, proof
from linli.points.rules.amounts import Part
from linli.points.rules.proof import Kept, Posted
from linli.points.terms import Limit, NotWorthMoney, Per, Scheme, SchemeKind

TODAY = date(2026, 3, 2)


def scheme(**of) -> Scheme:
    return Scheme("points", Words("积分"), SchemeKind.POINTS, Words("分"), **of)


def test_one_clue_is_ten_points_is_goods_worth_five_yuan():
    ledger = scheme(points=10, fen=500)
    assert amounts.price(ledger, 500) == 10
    assert amounts.worth(ledger, 10) == 500
    assert amounts.price(ledger, 501) == 11, "never sold below its worth"


@given(st.integers(1, 10_000), st.integers(1, 100_000), st.integers(1, 1_000_000))
def test_a_price_is_the_least_that_is_worth_as_much(points, fen, goods):
    ledger = scheme(points=points, fen=fen)
    asked = amounts.price(ledger, goods)
    assert asked * ledger.worth >= goods
    assert (asked - 1) * ledger.worth < goods


def test_what_is_worth_no_money_has_no_price():
    with pytest.raises(NotWorthMoney):
        amounts.price(scheme(), 500)


@pytest.mark.parametrize(("minutes", "counted"), [(29, 0), (30, 30), (50, 30), (120, 120)])
def test_minutes_are_counted_by_the_half_hour(minutes, counted):
    assert amounts.stepped(minutes, scheme(step=30)) == counted


@pytest.mark.parametrize(
    ("of", "day"),
    [
        ({"months": 1}, date(2026, 5, 1)),
        ({"months": 24}, date(2028, 4, 1)),
        ({"months": 10}, date(2027, 2, 1)),
        ({"months": 9}, date(2027, 1, 1)),
        ({"year_end": True}, date(2027, 1, 1)),
        ({}, None),
    ],
)
def test_expiry_is_at_the_end_of_a_month(of, day):
    assert amounts.expires_on(scheme(**of), TODAY) == day


LOTS = st.lists(
    st.builds(
        Part,
        st.uuids(),
        st.integers(0, 50),
        st.dates(date(2026, 1, 1), date(2027, 1, 1)),
    ),
    max_size=8,
    unique_by=lambda part: part.lot_id,
)


@given(LOTS, st.integers(0, 400))
def test_lots_are_drawn_to_the_last_point_and_the_oldest_first(parts, wanted):
    there = sum(part.left for part in parts)
    if wanted > there:
        with pytest.raises(ValueError, match="lots lack"):
            amounts.drawn(parts, wanted)
        return
    taken = dict(amounts.drawn(parts, wanted))
    assert sum(taken.values()) == wanted
    left = {part.lot_id: part.left - taken.get(part.lot_id, 0) for part in parts}
    assert all(one >= 0 for one in left.values())
    touched = [part.expires_on for part in parts if taken.get(part.lot_id)]
    kept = [part.expires_on for part in parts if left[part.lot_id]]
    assert not touched or not kept or max(touched) <= min(kept)


@given(LOTS, st.integers(0, 400))
def test_only_what_is_over_and_free_expires(parts, free):
    gone = list(amounts.expiring(parts, TODAY, free))
    over = sum(part.left for part in parts if part.expires_on <= TODAY)
    assert sum(piece for _, piece in gone) == min(over, free)


@pytest.mark.parametrize(
    ("per", "start"),
    [
        (Per.DAY, TODAY), (Per.WEEK, date(2026, 3, 2)), (Per.MONTH, date(2026, 3, 1)),
        (Per.YEAR, date(2026, 1, 1)), (Per.EVER, None),
    ],
)  # fmt: skip
def test_where_a_span_begins(per, start):
    assert amounts.span_start(per, TODAY) == start


def test_a_limit_counts_its_own_span_only():
    earned = [(date(2026, 3, 1), 15), (date(2026, 3, 2), 4)]  # Sunday, Monday
    week = Limit(Per.WEEK, 10)
    assert limits.reached([week], earned, 6, TODAY) is None
    assert limits.reached([week], earned, 7, TODAY) == week
    month = Limit(Per.MONTH, 20)
    assert limits.reached([week, month], earned, 2, TODAY) == month
    assert limits.earliest([week, month], TODAY) == date(2026, 3, 1)
    assert limits.earliest([week, Limit(Per.EVER, 5)], TODAY) is None


A, B, SOURCE, SINK = (UUID(int=number) for number in range(1, 5))


def posted(number, source, sink, amount, source_after=None, sink_after=None, of="points"):
    return Posted(
        number, str(number), of, UUID(int=99), source, sink, amount, source_after, sink_after
    )


def kept(one, balance, *, held=0, reserved=0, lots=0, laid=0, bounded=True, owes=0, of="points"):
    return Kept(one, of, bounded, balance, held, 0, reserved, lots, owes, laid)


ENDS = [kept(SOURCE, 0, bounded=False), kept(SINK, 0, bounded=False)]
GOOD = [posted(1, SOURCE, A, 10, None, 10), posted(2, A, SINK, 4, 6, None)]


def checks(postings, accounts):
    return {one.check for one in proof.prove(postings, [*accounts, *ENDS]).faults}


def test_a_good_ledger_has_no_fault():
    found = proof.prove(GOOD, [kept(A, 6, held=2, reserved=2, lots=6, laid=10), *ENDS])
    assert (found.faults, found.postings, found.accounts) == ((), 2, 3)


@pytest.mark.parametrize(
    ("postings", "accounts", "named"),
    [
        (GOOD, [kept(A, 7)], {"balance", "sum"}),
        (GOOD[:1], [kept(A, 6)], {"balance", "sum"}),
        (GOOD, [kept(A, 6, held=1)], {"held"}),
        (GOOD, [kept(A, 6, held=7, reserved=7)], {"over_held"}),
        (GOOD, [kept(A, 6, lots=5, laid=10)], {"lots"}),
        (GOOD, [kept(A, 6, lots=7, laid=9)], {"lots"}),
        (GOOD, [], {"account", "sum"}),
        ([posted(1, SOURCE, A, 10, None, 11)], [kept(A, 10)], {"after"}),
        ([posted(1, SOURCE, A, 0, None, 0)], [kept(A, 0)], {"amount"}),
        ([posted(1, A, A, 5)], [kept(A, 0)], {"same"}),
        ([posted(1, A, SINK, 5, -5)], [kept(A, -5)], {"below"}),
        ([*GOOD, posted(3, SOURCE, A, 1, None, 7, "hours")], [kept(A, 7)], {"scheme"}),
    ],
)
def test_each_fault_is_found_by_its_own_check(postings, accounts, named):
    assert checks(postings, accounts) == named


def test_what_was_earned_before_anything_expired_has_no_lot():
    assert checks(GOOD, [kept(A, 6, lots=3, laid=4)]) == set()


def test_an_organisation_may_owe_as_far_as_its_scheme_says():
    postings = [posted(1, A, SINK, 5, -5)]
    assert checks(postings, [kept(A, -5, owes=5)]) == set()
    assert checks(postings, [kept(A, -5, owes=4)]) == {"below"}


def test_the_digest_knows_postings_and_not_their_order():
    accounts = [kept(A, 6), *ENDS]
    first = proof.prove(GOOD, accounts).digest
    assert proof.prove(GOOD[::-1], accounts).digest == first
    assert proof.prove(GOOD[:1], accounts).digest != first
