"""Dividing people fairly, without a database."""

from collections import Counter
from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.emergency.rules import divide, hours, rota, slots
from linli.emergency.terms import ShiftKind
from linli.kernel.language import Words

PEOPLE = st.lists(st.integers(), unique=True, max_size=12)


@given(st.integers(0, 9), PEOPLE, st.integers(1, 3))
def test_nobody_is_sent_twice_and_places_differ_by_one(count, people, each):
    going = divide(list(range(count)), people, each)
    assert len({one for _, one in going}) == len(going) == min(count * each, len(people))
    at = Counter(place for place, _ in going)
    assert not going or max(at.values()) - min(at[p] for p in range(count)) <= 1


@given(st.integers(0, 9), PEOPLE, st.integers(1, 4))
def test_two_people_differ_by_one_shift_at_most(count, people, each):
    turns = rota(list(range(count)), people, each)
    assert len(turns) == len(set(turns))  # nobody stands twice in one shift
    stood = Counter(one for _, one in turns)
    assert not people or max(stood[p] for p in people) - min(stood[p] for p in people) <= 1


def test_a_night_goes_over_midnight_and_what_is_over_is_left_out():
    night = ShiftKind("n", Words("夜班"), *hours("20:00-08:00"), ("社区",), days=2)
    now = datetime(2026, 3, 2, 9, tzinfo=UTC)
    found = slots(night, date(2026, 3, 1), now, UTC)
    assert found == [(datetime(2026, 3, 2, 20, tzinfo=UTC), datetime(2026, 3, 3, 8, tzinfo=UTC))]


def test_hours_are_read_or_refused():
    assert hours("08:00-20:30") == (time(8), time(20, 30))
    for wrong in ("08:00", "8-20-9", "25:00-08:00"):
        with pytest.raises(ValueError):  # noqa: PT011 - whatever is wrong with it
            hours(wrong)
