"""What is owed and how it stands, against an oracle that walks through the days one by one."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.deliberation.rules import owing, rehearsing
from linli.deliberation.terms import (
    Bound,
    Condition,
    Count,
    Every,
    GatheringKind,
    GuideStep,
    Period,
    Practice,
    Stands,
    Tally,
    Took,
    Turn,
    VoteRule,
    Way,
)
from linli.kernel.language import Words

DAYS = st.dates(date(2019, 1, 1), date(2029, 12, 31))
MONTHS = st.lists(st.integers(1, 12), max_size=12, unique=True).map(tuple)


def kind(**of):
    return GatheringKind(**{"key": "k", "name": Words("会"), "body": "b", "rule": "r", **of})


def year_of_days(year):
    day = date(year, 1, 1)
    while day.year == year:
        yield day
        day += timedelta(days=1)


def label(every, day):
    """The oracle's own reckoning of which period a day is in."""
    if every == "month":
        return day.isoformat()[:7]
    if every == "quarter":
        return f"{day.year}-Q{[0, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4][day.month]}"
    if every == "half_year":
        return f"{day.year}-H{'1' if day < date(day.year, 7, 1) else '2'}"
    return str(day.year)


def walked(every, year, months):
    """Period → its days that count, by walking."""
    found: dict[str, list[date]] = {}
    for day in year_of_days(year):
        if not months or day.month in months:
            found.setdefault(label(every, day), []).append(day)
    return found


@given(st.sampled_from(list(Every)), st.integers(2019, 2029), MONTHS)
def test_periods_are_the_days_that_a_walk_finds(every, year, months):
    expected = walked(every.value, year, months)
    found = owing.periods(every, year, months)
    assert [one.key for one in found] == list(expected)
    for one in found:
        days = expected[one.key]
        assert (one.first, one.last) == (days[0], days[-1])
        assert [day for day in year_of_days(year) if one.has(day)] == days
        assert owing.length(one) == len(days)


@given(
    st.sampled_from(list(Every)),
    st.integers(2019, 2029),
    MONTHS,
    DAYS,
    st.none() | st.integers(0, 900),
)
def test_a_body_owes_what_it_was_there_for(every, year, months, since, lasts):
    until = None if lasts is None else since + timedelta(days=lasts)
    found = {
        one.key for one in owing.owed(kind(every=every.value, months=months), year, since, until)
    }
    for key, days in walked(every.value, year, months).items():
        there = [day for day in days if since <= day]
        lived_to_the_end = until is None or days[-1] < until
        assert (key in found) == (2 * len(there) >= len(days) and lived_to_the_end)


@given(
    st.sampled_from(list(Every)),
    st.integers(2019, 2029),
    MONTHS,
    st.lists(st.tuples(DAYS, st.sampled_from(["held", "open", "called"])), max_size=8),
    DAYS,
    st.integers(1, 3),
    st.booleans(),
)
def test_standing_is_what_a_walk_counts(every, year, months, took, today, times, excused):
    meetings = [Took("k", day, held=what == "held", open=what == "open") for day, what in took]
    for one in owing.periods(every, year, months):
        days = set(walked(every.value, year, months)[one.key])
        held = sum(day in days and what == "held" for day, what in took)
        coming = sum(
            day in days and (what == "open" or (what == "called" and day >= today))
            for day, what in took
        )
        if held >= times:
            expected = Stands.HELD
        elif excused:
            expected = Stands.EXCUSED
        elif held + coming >= times:
            expected = Stands.PLANNED
        elif max(days) < today:
            expected = Stands.LATE
        elif min(days) > today:
            expected = Stands.AHEAD
        else:
            expected = Stands.DUE
        assert owing.standing(one, times, meetings, today, excused=excused) is expected


@given(st.lists(st.tuples(DAYS, st.sampled_from(list(Stands))), max_size=30), DAYS)
def test_a_tally_is_of_what_is_over(cells, today):
    rows = [(Period("p", last - timedelta(days=9), last), standing) for last, standing in cells]
    found = owing.tally(rows, today)
    over = [standing for last, standing in cells if last < today]
    assert found.owed == len(over)
    assert found.held + found.excused + found.late == found.owed
    assert found.held == over.count(Stands.HELD)
    if found.counted:
        assert found.rate is not None
        assert found.rate <= 100 * found.held / found.counted < found.rate + 1
    else:
        assert found.rate is None
    assert found + Tally() == found


@pytest.mark.parametrize(
    ("since", "owed"),
    [
        (date(2026, 3, 1), True),
        (date(2026, 3, 16), True),  # sixteen of thirty-one days are left
        (date(2026, 3, 17), False),  # fifteen are less than half
        (date(2026, 3, 31), False),
        (date(2026, 4, 1), False),
    ],
)
def test_half_a_month_is_enough_to_owe_its_meeting(since, owed):
    march = owing.periods(Every.MONTH, 2026)[2]
    assert owing.is_owed(march, since, None) is owed


def test_nothing_is_owed_from_before_the_method_asks():
    monthly = kind(every="month", since=date(2026, 3, 1))
    found = owing.owed(monthly, 2026, date(2020, 1, 1))
    assert [one.key for one in found[:2]] == ["2026-03", "2026-04"]
    assert owing.owed(kind(), 2026, date(2020, 1, 1)) == ()


def test_branches_of_different_kinds_owe_differently():
    committee = kind(every="month", only=("村党支部",), among="committee")
    assert owing.owes(committee, "b", "村党支部", ["committee"])
    assert not owing.owes(committee, "b", "临时党支部", ["committee"])
    assert not owing.owes(committee, "b", "村党支部", ["women"])
    assert not owing.owes(committee, "other", "村党支部", ["committee"])
    assert not owing.owes(kind(), "b", "村党支部", [])
    assert owing.owes(kind(every="year"), "b", "", [])


def test_one_meeting_may_be_held_with_another():
    kinds = [kind(), kind(key="life", covers=("k",)), kind(key="talk")]
    assert owing.counts_for(kinds[0], kinds) == {"k", "life"}
    assert owing.counts_for(kinds[1], kinds) == {"life"}


def test_reminders_come_once_a_stage():
    assert owing.reminders(11, []) == ()
    assert owing.reminders(10, []) == (10,)
    assert owing.reminders(7, [10]) == ()
    assert owing.reminders(3, [10]) == (3,)
    assert owing.reminders(0, []) == (10, 3)  # the job stood still: both at once, told once
    assert owing.reminders(-1, []) == ()


# --- rehearsals ---------------------------------------------------------------------------------


def turns(guide=(), *, votes=True):
    return [turn.value for turn, _at in rehearsing.scenes(guide, votes=votes)]


def step(do=""):
    return GuideStep(Words("步"), Words("怎样做"), do)


def test_a_rehearsal_goes_through_a_whole_meeting():
    assert turns() == [
        "call", "sign_in", "open", "too_soon", "rest", "vote", "count", "minutes", "close", "end",
    ]  # fmt: skip
    assert turns(votes=False) == ["call", "sign_in", "open", "rest", "minutes", "close", "end"]


def test_the_guide_says_in_which_order_and_words():
    guide = [step(), step("sign_in"), step(), step("vote"), step("close")]
    found = rehearsing.scenes(guide, votes=True)
    assert found == (
        (Turn.READ, 0), (Turn.CALL, None), (Turn.SIGN_IN, 1), (Turn.READ, 2), (Turn.OPEN, None),
        (Turn.TOO_SOON, None), (Turn.REST, None), (Turn.VOTE, 3), (Turn.COUNT, None),
        (Turn.MINUTES, None), (Turn.CLOSE, 4), (Turn.END, None),
    )  # fmt: skip
    assert "vote" not in turns(guide, votes=False)


@given(st.lists(st.sampled_from(["", *Practice]), max_size=9), st.booleans())
def test_whatever_the_guide_every_act_comes_once_and_in_order(acts, votes):
    named = [Practice(one) for one in acts if one]
    if not rehearsing.in_order(named):
        return
    found = turns([step(one) for one in acts], votes=votes)
    kept = [one for one in found if one in set(Practice)]
    assert kept == [one.value for one in Practice if votes or one not in {"vote", "count"}]
    assert found.count("read") == acts.count("")
    assert found[-1] == "end"


def test_a_meeting_has_one_order():
    assert rehearsing.in_order([])
    assert rehearsing.in_order([Practice.CALL, Practice.VOTE])
    assert not rehearsing.in_order([Practice.VOTE, Practice.CALL])
    assert not rehearsing.in_order([Practice.VOTE, Practice.VOTE])


def test_with_enough_people_there_is_no_vote_too_soon():
    there = rehearsing.scenes((), votes=True)
    assert there[rehearsing.after(there, 2, enough=False)][0] is Turn.TOO_SOON
    assert there[rehearsing.after(there, 2, enough=True)][0] is Turn.VOTE
    assert there[rehearsing.after(there, 4, enough=True)][0] is Turn.VOTE


@pytest.mark.parametrize(
    ("ways", "way"),
    [
        ((), None),
        ((Way.SECRET, Way.HANDS), Way.HANDS),
        ((Way.SECRET, Way.NAMED), Way.NAMED),
        ((Way.SECRET,), Way.SECRET),
    ],
)
def test_the_sample_motion_is_voted_in_the_simplest_way(ways, way):
    half = Condition(Count.PRESENT, Count.DUE, Bound.MORE_THAN, Fraction(1, 2))
    rule = VoteRule("r", "会", ((half,),), ((half,),), "依据", ways)
    assert rehearsing.way_of(rule) is way
