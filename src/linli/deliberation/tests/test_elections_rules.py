"""Who is elected, against an oracle that tries every set of people."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.deliberation.rules.electing import Threshold
from linli.deliberation.rules.elections import (
    ANY,
    Cast,
    Slot,
    Tie,
    ballots_fit,
    choose,
    elected_at_once,
    needed,
    outcome,
    runners,
    votes_fit,
)
from linli.deliberation.terms import Bound
from linli.deliberation.terms.elections import ElectionRule, PollKind, Share

HALF = Threshold(Bound.MORE_THAN, Fraction(1, 2))
THIRD = Threshold(Bound.AT_LEAST, Fraction(1, 3))
MORE_HALF, A_THIRD = Share(Bound.MORE_THAN, Fraction(1, 2)), Share(Bound.AT_LEAST, Fraction(1, 3))
RULE = ElectionRule(
    key="law", name="法", turnout=MORE_HALF, elected=MORE_HALF, rerun_turnout=MORE_HALF,
    rerun=A_THIRD, basis="第十五条", women=True,
)  # fmt: skip
FIRST, RERUN, TIE = PollKind.FIRST, PollKind.RERUN, PollKind.TIE


def best_sets(votes, seats, cast, threshold, women, need):
    """All sets of people who could take the seats, with most votes: by trying every one."""
    able = [
        key
        for key, n in votes.items()
        if cast
        and (2 * n > cast if threshold is HALF else 3 * n >= cast if threshold is THIRD else n >= 0)
    ]
    held = need and len(able) >= seats and not women & set(able)
    size = min(len(able), seats - 1 if held else seats)
    sets = [set(one) for one in combinations(able, size)]
    if need and women & set(able) and size:
        sets = [one for one in sets if one & women]
    ranked = [(sorted((votes[key] for key in one), reverse=True), one) for one in sets]
    top = max(votes for votes, _ in ranked)
    return [one for votes, one in ranked if votes == top], seats - size


@st.composite
def races(draw):
    cast = draw(st.integers(0, 12))
    names = [f"c{n}" for n in range(draw(st.integers(0, 7)))]
    votes = {name: draw(st.integers(0, cast)) for name in names}
    women = frozenset(name for name in names if draw(st.booleans()))
    threshold = draw(st.sampled_from((HALF, THIRD, ANY)))
    return votes, draw(st.integers(1, 5)), cast, threshold, women, draw(st.booleans())


@given(races())
def test_the_set_with_most_votes_takes_the_seats(race):
    votes, seats, cast, threshold, women, need = race
    found = choose(votes, seats=seats, cast=cast, threshold=threshold, women=women, need=need)
    sets, open_seats = best_sets(votes, seats, cast, threshold, women, need)
    sure = set.intersection(*sets)
    assert set(found.winners) == sure
    assert {one for tie in found.ties for one in tie.among} == set.union(*sets) - sure
    assert found.open_seats == open_seats
    assert len(found.winners) + sum(tie.seats for tie in found.ties) + open_seats == seats
    for tie in found.ties:
        assert 0 < tie.seats < len(tie.among)


@given(races(), st.randoms())
def test_the_order_of_names_decides_nothing(race, chance):
    votes, seats, cast, threshold, women, need = race
    names = list(votes)
    chance.shuffle(names)
    one, other = (
        choose(given_, seats=seats, cast=cast, threshold=threshold, women=women, need=need)
        for given_ in (votes, {name: votes[name] for name in names})
    )
    assert set(one.winners) == set(other.winners)
    assert {(frozenset(t.among), t.seats) for t in one.ties} == {
        (frozenset(t.among), t.seats) for t in other.ties
    }


@pytest.mark.parametrize(
    ("votes", "seats", "cast", "threshold", "winners", "left"),
    [
        ({"a": 50}, 1, 100, HALF, (), 1),  # exactly half is not more than half
        ({"a": 51}, 1, 100, HALF, ("a",), 0),
        ({"a": 33}, 1, 99, THIRD, ("a",), 0),  # exactly a third is enough
        ({"a": 33}, 1, 100, THIRD, (), 1),
        ({"a": 0}, 1, 0, HALF, (), 1),  # nobody voted
        ({"a": 60, "b": 55}, 5, 100, HALF, ("a", "b"), 3),  # more seats than candidates
        ({}, 2, 100, HALF, (), 2),
    ],
)
def test_edges(votes, seats, cast, threshold, winners, left):
    found = choose(votes, seats=seats, cast=cast, threshold=threshold)
    assert (found.winners, found.open_seats, found.ties) == (winners, left, ())


def test_the_least_that_is_needed_is_what_meets_it():
    for share in (MORE_HALF, A_THIRD):
        for out_of in range(1, 200):
            least = needed(share, out_of)
            assert share.met(least, out_of)
            assert not share.met(least - 1, out_of)


def test_the_womans_seat():
    men = {"m1": 90, "m2": 80, "m3": 70}
    common = {"seats": 3, "cast": 100, "threshold": HALF, "need": True}
    women = frozenset({"w1", "w2"})
    found = choose({**men, "w1": 60, "w2": 55}, women=women, **common)
    assert (found.winners, found.reserved) == (("m1", "m2", "w1"), "w1")
    found = choose({**men, "w1": 85}, women=women, **common)
    assert (found.winners, found.reserved) == (("m1", "w1", "m2"), "")
    found = choose({**men, "w1": 40}, women=women, **common)
    assert (found.winners, found.open_seats) == (("m1", "m2"), 1)
    found = choose({**men, "w1": 60, "w2": 60}, women=women, **common)
    assert (found.winners, found.ties) == (("m1", "m2"), (Tie(("w1", "w2"), 1, True),))
    found = choose({"m1": 90, "m2": 80, "m3": 80, "w1": 60}, women=women, **common)
    assert (found.winners, found.ties) == (("m1", "w1"), (Tie(("m2", "m3"), 1),))


# --- several positions, several polls -------------------------------------------------------------

SLOTS = (Slot("director", 1), Slot("deputy", 1), Slot("member", 3, woman=True))


def poll(kind=FIRST, cast=100, registered=150, **votes):
    return Cast(kind, votes, cast, registered)


def seats(found):
    taken = {}
    for one in found.won:
        taken.setdefault(one.position, set()).add(one.candidate)
    return taken


MEMBERS = {"f": 70, "g": 65, "h": 60}


def test_all_at_once():
    polls = [poll(director={"a": 60, "b": 40}, deputy={"c": 70}, member=MEMBERS)]
    found = outcome(SLOTS, polls, frozenset("h"), RULE)
    assert seats(found) == {"director": {"a"}, "deputy": {"c"}, "member": {"f", "g", "h"}}
    assert found.is_decided
    assert elected_at_once(SLOTS, polls, frozenset("h"), RULE)


def test_half_of_the_registered_is_not_enough():
    short = poll(cast=75, registered=150, director={"a": 75}, deputy={"c": 70}, member=MEMBERS)
    found = outcome(SLOTS, [short], frozenset("h"), RULE)
    assert found.valid == [False]
    assert found.won == []
    assert found.next_poll is FIRST
    again = poll(cast=76, registered=150, director={"a": 60}, deputy={"c": 70}, member=MEMBERS)
    found = outcome(SLOTS, [short, again], frozenset("h"), RULE)
    assert found.is_decided
    assert not elected_at_once(SLOTS, [short, again], frozenset("h"), RULE)


def test_an_open_seat_is_filled_by_another_ballot_with_a_third():
    first = poll(director={"a": 50, "b": 45, "x": 5}, deputy={"c": 70}, member=MEMBERS)
    found = outcome(SLOTS, [first], frozenset("h"), RULE)
    assert found.next_poll is RERUN
    assert found.open_seats == {"director": 1, "deputy": 0, "member": 0}
    stand = runners(
        SLOTS[0], [first], found, women=frozenset("h"), rule=RULE, standing=("a", "b", "x")
    )
    assert stand == ("a", "b")
    short = poll(RERUN, director={"a": 33, "b": 33})
    assert outcome(SLOTS, [first, short], frozenset("h"), RULE).next_poll is RERUN
    level = poll(RERUN, director={"a": 40, "b": 40})
    assert outcome(SLOTS, [first, level], frozenset("h"), RULE).next_poll is TIE
    enough = poll(RERUN, cast=99, director={"a": 33, "b": 32})
    assert outcome(SLOTS, [first, enough], frozenset("h"), RULE).is_decided


def test_who_has_a_seat_is_out_of_the_next_position():
    first = poll(director={"a": 60}, deputy={"a": 90, "c": 55}, member=MEMBERS)
    found = outcome(SLOTS, [first], frozenset("h"), RULE)
    assert seats(found)["deputy"] == {"c"}


def test_a_position_waits_for_a_tie_above_it():
    first = poll(director={"a": 55, "b": 55}, deputy={"a": 90, "c": 80}, member=MEMBERS)
    found = outcome(SLOTS, [first], frozenset("h"), RULE)
    assert found.next_poll is TIE
    assert seats(found) == {}
    tie = poll(TIE, cast=90, director={"a": 40, "b": 50})
    found = outcome(SLOTS, [first, tie], frozenset("h"), RULE)
    assert seats(found) == {"director": {"b"}, "deputy": {"a"}, "member": {"f", "g", "h"}}
    level = poll(TIE, cast=90, director={"a": 45, "b": 45})
    assert outcome(SLOTS, [first, level], frozenset("h"), RULE).next_poll is TIE


def test_the_best_woman_stands_where_her_seat_is_open():
    first = poll(
        director={"a": 60}, deputy={"c": 70},
        member={"f": 90, "g": 80, "i": 45, "j": 44, "h": 20, "k": 10},
    )  # fmt: skip
    found = outcome(SLOTS, [first], frozenset("hk"), RULE)
    assert found.open_seats["member"] == 1
    stand = runners(
        SLOTS[2], [first], found, women=frozenset("hk"), rule=RULE, standing=tuple("fgijhk")
    )
    assert stand == ("i", "j", "h")
    again = poll(RERUN, member={"i": 60, "j": 30, "h": 34})
    found = outcome(SLOTS, [first, again], frozenset("hk"), RULE)
    assert seats(found)["member"] == {"f", "g", "h"}
    assert [one.candidate for one in found.won if one.reserved] == ["h"]


@st.composite
def elections(draw):
    slots = tuple(Slot(f"p{n}", draw(st.integers(1, 3)), woman=n == 1) for n in range(2))
    names = [f"c{n}" for n in range(draw(st.integers(1, 6)))]
    women = frozenset(name for name in names if draw(st.booleans()))
    polls = []
    for _ in range(draw(st.integers(1, 4))):
        found = outcome(slots, polls, women, RULE)
        if found.next_poll is None:
            break
        cast = draw(st.integers(0, 12))
        votes = {}
        for slot in slots:
            if found.next_poll is TIE:
                stand = [one for key, tie in found.ties if key == slot.key for one in tie.among]
            elif found.next_poll is RERUN and not found.open_seats[slot.key]:
                stand = []
            elif found.next_poll is RERUN:
                stand = runners(slot, polls, found, women=women, rule=RULE, standing=names)
            else:
                stand = names
            if stand:
                votes[slot.key] = {one: draw(st.integers(0, cast)) for one in stand}
        polls.append(Cast(found.next_poll, votes, cast, draw(st.integers(cast, cast + 8))))
    return slots, polls, women


@given(elections())
def test_seats_are_never_given_twice_nor_to_one_person_twice(made):
    slots, polls, women = made
    found = outcome(slots, polls, women, RULE)
    persons = [one.candidate for one in found.won]
    assert len(persons) == len(set(persons))
    for slot in slots:
        taken = sum(one.position == slot.key for one in found.won)
        tied = sum(tie.seats for key, tie in found.ties if key == slot.key)
        assert taken + tied + found.open_seats[slot.key] == slot.seats
    if found.is_decided:
        assert not found.ties
        assert not any(found.open_seats.values())
        assert women & set(persons), "a full committee has a woman"
    earlier = outcome(slots, polls[:-1], women, RULE)
    kept = [(one.position, one.candidate) for one in earlier.won]
    assert kept == [(one.position, one.candidate) for one in found.won][: len(kept)]


# --- papers that contradict each other ------------------------------------------------------------


@pytest.mark.parametrize(
    ("handed", "back", "valid", "invalid", "fits"),
    [
        (100, 90, 85, 5, True),
        (100, 101, 96, 5, False),
        (151, 90, 85, 5, False),
        (100, 90, 85, 4, False),
        (100, 90, 91, -1, False),
        (0, 0, 0, 0, True),
    ],
)
def test_ballots(handed, back, valid, invalid, fits):
    found = ballots_fit(registered=150, handed=handed, back=back, valid=valid, invalid=invalid)
    assert found is fits


def test_votes():
    assert votes_fit({"a": 80, "b": 80}, seats=2, valid=80)
    assert not votes_fit({"a": 81}, seats=2, valid=80)
    assert not votes_fit({"a": 80, "b": 80, "c": 1}, seats=2, valid=80)
    assert not votes_fit({"a": -1}, seats=2, valid=80)
