"""Counting selections, without a database: exact weights, ties, trimming, bursts."""

from datetime import timedelta
from fractions import Fraction
from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st

from linli.deliberation.rules.selections import Entry, count, mean, sudden
from linli.deliberation.terms import SelectionKind
from linli.kernel.language import Words

WORD = Words("x")


def kind(jury="3/5", seats=2, *, trimmed=False):
    share = Fraction(jury)
    return SelectionKind(
        "k", WORD, (), (), (), (), share, 1 - share, seats, 1, "5 天", "", WORD, trimmed
    )


ENTRIES = st.lists(
    st.tuples(st.integers(0, 30), st.lists(st.integers(0, 100), min_size=1, max_size=7)),
    min_size=1,
    max_size=8,
)


@given(ENTRIES, st.sampled_from(["0", "1/3", "3/5", "1"]), st.integers(1, 5), st.booleans())
def test_the_result_is_that_of_counting_by_hand(entries, jury, seats, trimmed):
    rows = [Entry(uuid4(), votes, tuple(scores)) for votes, scores in entries]
    ballots = max(1, *(votes for votes, _ in entries), sum(votes for votes, _ in entries))
    rule = kind(jury, seats, trimmed=trimmed)
    placed = {one.key: one for one in count(rule, rows, ballots)}
    totals = {}
    for one in rows:
        scores = sorted(one.scores)
        kept = scores[1:-1] if trimmed and len(scores) >= 5 else scores
        points = Fraction(sum(kept), len(kept)) * Fraction(jury)
        totals[one.key] = points + Fraction(100 * one.votes, ballots) * (1 - Fraction(jury))
    best = sorted(totals.values(), reverse=True)
    for one in rows:
        found = placed[one.key]
        assert found.total == totals[one.key]
        assert found.place == 1 + len([t for t in best if t > found.total])
        assert found.awarded == (found.total >= best[min(seats, len(best)) - 1])
        assert found.tied == (len([t for t in best if t == found.total]) > 1)
    assert sum(one.awarded for one in placed.values()) >= min(seats, len(rows))


def test_a_tie_at_the_last_seat_leaves_nobody_out():
    rows = [Entry(uuid4(), votes, ()) for votes in (9, 5, 5, 1)]
    placed = count(kind("0", 2), rows, 10)
    assert [(one.place, one.awarded, one.tied) for one in placed] == [
        (1, True, False), (2, True, True), (2, True, True), (4, False, False),
    ]  # fmt: skip


def test_the_highest_and_lowest_fall_away_from_five_on():
    assert mean((0, 80, 80, 80, 100), trimmed=True) == 80
    assert mean((0, 80, 80, 100), trimmed=True) == 65
    assert mean((), trimmed=True) == 0


def test_nothing_is_divided_by_nobody():
    (one,) = count(kind("0", 1), [Entry(uuid4(), 0, ())], 0)
    assert (one.total, one.awarded) == (0, True)


def test_a_burst_is_twenty_and_four_times_the_usual(now):
    hour = timedelta(hours=1)
    assert sudden({now: 500}) == frozenset()  # nothing to compare it with
    assert sudden({now: 5, now + hour: 20}) == frozenset()
    assert sudden({now: 5, now + hour: 21}) == {now + hour}
    assert sudden({now: 1, now + hour: 19}) == frozenset()
