"""The days of a period against a count by hand, and when it may end. No database."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.kernel.clock import LOCAL
from linli.publicity.rules import Verdict, counted_days, digest_of, left_days, verdict
from linli.territory import rules as territory
from linli.territory.terms import DayKind, Limit, Unit, Workdays

SPANS = ((time(8), time(12)), (time(14, 30), time(17, 30)))
FIRST = date(2026, 1, 1)
moments = st.integers(0, 270 * 24 * 60).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=LOCAL) + timedelta(minutes=minutes)
)
calendars = st.builds(
    lambda odd, moves: Workdays(odd, SPANS, frozenset({2026, 2027}), moves),
    st.dictionaries(
        st.integers(0, 400).map(lambda n: FIRST + timedelta(days=n)), st.sampled_from(DayKind),
        max_size=120,
    ),
    st.booleans(),
)  # fmt: skip
lengths = st.builds(Limit, st.integers(1, 40), st.sampled_from([Unit.DAY, Unit.WORK_DAY]))


@given(moments, lengths, calendars)
def test_every_day_counted_is_one_that_a_hand_would_count(begins, length, calendar):
    ends = territory.deadline(begins, length, calendar)
    found = counted_days(begins, ends, length, calendar)
    by_hand, day = [], begins.date()
    while len(by_hand) < length.amount:
        day += timedelta(days=1)
        odd = calendar.days.get(day)
        works = odd is DayKind.WORK or (odd is None and day.isoweekday() <= 5)
        if length.unit is Unit.DAY or works:
            by_hand.append(day)
    assert [one.day for one in found if one.number] == by_hand
    assert [one.number for one in found if one.number] == list(range(1, length.amount + 1))
    assert begins.date() not in {one.day for one in found}
    assert found[-1].day == ends.astimezone(LOCAL).date()
    assert [one.day for one in found] == sorted({one.day for one in found})
    if not (length.unit is Unit.DAY and calendar.move_rest_end):
        assert found[-1].number == length.amount


@given(moments, lengths, calendars, st.integers(0, 60))
def test_what_is_left_and_what_is_past_are_all_of_it(begins, length, calendar, after):
    ends = territory.deadline(begins, length, calendar)
    days = counted_days(begins, ends, length, calendar)
    now = begins + timedelta(days=after)
    past = sum(1 for one in days if one.number and one.day < now.date())
    assert past + left_days(days, now) == length.amount


def test_the_spring_festival_counts_its_make_up_days():
    rest = {date(2026, 2, 15) + timedelta(days=n): DayKind.REST for n in range(9)}
    made_up = {date(2026, 2, 14): DayKind.WORK, date(2026, 2, 28): DayKind.WORK}
    calendar = Workdays({**rest, **made_up}, SPANS, frozenset({2026}))
    begins = datetime(2026, 2, 12, 9, tzinfo=LOCAL)
    length = Limit.parse("5 工作日")
    ends = territory.deadline(begins, length, calendar)
    assert ends == datetime(2026, 2, 26, 17, 30, tzinfo=LOCAL).astimezone(UTC)
    days = [one.day.day for one in counted_days(begins, ends, length, calendar) if one.number]
    assert days == [13, 14, 24, 25, 26]


NOW = datetime(2026, 3, 11, 9, 30, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("ends", "facts", "wanted"),
    [
        (NOW + SECOND, (0, 0, False), Verdict.RUNS),
        (NOW + SECOND, (3, 1, True), Verdict.RUNS),
        (NOW, (0, 0, False), Verdict.EFFECTIVE),
        (NOW, (1, 0, False), Verdict.WAITS_RULING),
        (NOW, (1, 1, True), Verdict.WAITS_RULING),
        (NOW, (0, 1, True), Verdict.UPHELD),
        (NOW, (0, 0, True), Verdict.WAITS_PHOTO),
    ],
)
def test_when_it_may_end(ends, facts, wanted):
    unanswered, upheld, missing = facts
    found = verdict(now=NOW, ends=ends, unanswered=unanswered, upheld=upheld, photo_missing=missing)
    assert found is wanted


@given(st.integers(0, 3), st.integers(0, 3), st.booleans(), st.integers(-5, 5))
def test_nothing_takes_effect_too_soon(unanswered, upheld, missing, seconds):
    found = verdict(
        now=NOW, ends=NOW + seconds * SECOND, unanswered=unanswered, upheld=upheld,
        photo_missing=missing,
    )  # fmt: skip
    clean = not unanswered and not upheld and not missing
    assert (found is Verdict.EFFECTIVE) == (seconds <= 0 and clean)
    if found is Verdict.UPHELD:
        assert upheld
        assert not unanswered


def test_a_digest_is_that_of_the_text_as_a_file():
    assert digest_of("标题", "内容") == hashlib.sha256("标题\n\n内容".encode()).hexdigest()
