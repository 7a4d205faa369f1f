"""The clock, tested like a proof: examples from the calendar of 2026, laws for every input, and a
second, slower implementation that counts minute by minute."""

from datetime import UTC, date, datetime, time, timedelta

import chinese_calendar
import pytest
from chinese_calendar import constants
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.kernel.clock import LOCAL
from linli.territory.rules import began, deadline, guessed_years, left_words, worked
from linli.territory.terms import BadCalendar, DayKind, Limit, Unit, Workdays
from linli.territory.tests.factories import SPANS, workdays

_MINUTE = timedelta(minutes=1)


def national(*years):
    """The real calendar of these years, from the notices of the State Council."""
    days = {}
    for year in years:
        for ordinal in range(date(year, 1, 1).toordinal(), date(year + 1, 1, 1).toordinal()):
            day = date.fromordinal(ordinal)
            works = chinese_calendar.is_workday(day)
            if works != (day.weekday() < 5):
                days[day] = DayKind.WORK if works else DayKind.REST
    return Workdays(days, SPANS, frozenset(years))


REAL = national(2025, 2026)


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=LOCAL)


def due(start, limit, calendar=REAL):
    return (
        f"{deadline(at(start), Limit.parse(limit), calendar).astimezone(LOCAL):%Y-%m-%d %H:%M:%S}"
    )


@pytest.mark.parametrize(
    ("start", "limit", "end"),
    [
        # Office time only: over noon, over night, over the weekend.
        ("2026-03-02 09:00", "2 工作时", "2026-03-02 11:00:00"),
        ("2026-03-02 11:00", "2 工作时", "2026-03-02 15:30:00"),
        ("2026-03-02 17:00", "1 工作时", "2026-03-03 08:30:00"),
        ("2026-03-06 17:00", "1 工作时", "2026-03-09 08:30:00"),
        # Used up exactly at closing: that closing, not the next opening.
        ("2026-03-02 10:00", "2 工作时", "2026-03-02 12:00:00"),
        ("2026-03-02 14:30", "3 工作时", "2026-03-02 17:30:00"),
        # Begun outside office time: from the next opening.
        ("2026-03-02 06:00", "1 工作时", "2026-03-02 09:00:00"),
        ("2026-03-02 12:30", "1 工作时", "2026-03-02 15:30:00"),
        ("2026-03-07 10:00", "1 工作时", "2026-03-09 09:00:00"),
        # Working days: the day of the start is not counted; close of office of the last.
        ("2026-03-02 09:00", "1 工作日", "2026-03-03 17:30:00"),
        ("2026-03-02 23:59", "1 工作日", "2026-03-03 17:30:00"),
        ("2026-03-06 09:00", "1 工作日", "2026-03-09 17:30:00"),
        ("2026-03-07 09:00", "3 工作日", "2026-03-11 17:30:00"),
        # Natural time: over nights and rests; a day ends at its end.
        ("2026-03-06 23:50", "30 分钟", "2026-03-07 00:20:00"),
        ("2026-02-13 10:00", "24 小时", "2026-02-14 10:00:00"),
        ("2026-03-02 09:00", "7 天", "2026-03-09 23:59:59"),
        ("2026-03-05 09:00", "3 天", "2026-03-08 23:59:59"),
        # New Year 2026: rests 1–3 January, Sunday 4 January is worked.
        ("2025-12-31 17:00", "1 工作时", "2026-01-04 08:30:00"),
        ("2025-12-31 10:00", "1 工作日", "2026-01-04 17:30:00"),
        # Spring Festival 2026: Saturday 14 February is worked, rests 15–23, Saturday 28 is worked.
        ("2026-02-13 16:30", "2 工作时", "2026-02-14 09:00:00"),
        ("2026-02-14 09:00", "1 工作日", "2026-02-24 17:30:00"),
        ("2026-02-26 09:00", "2 工作日", "2026-02-28 17:30:00"),
        # Qingming: rest 4–6 April (Saturday to Monday). Labour Day: rest 1–5 May, worked 9 May.
        ("2026-04-03 09:00", "1 工作日", "2026-04-07 17:30:00"),
        ("2026-05-08 09:00", "1 工作日", "2026-05-09 17:30:00"),
        ("2026-04-30 17:00", "1 工作时", "2026-05-06 08:30:00"),
        # National Day: worked Sunday 20 September, rests 1–7 October, worked Saturday 10 October.
        ("2026-09-18 09:00", "1 工作日", "2026-09-20 17:30:00"),
        ("2026-09-30 09:00", "3 工作日", "2026-10-10 17:30:00"),
    ],
)  # fmt: skip
def test_the_calendar_of_2026(start, limit, end):
    assert due(start, limit) == end


def test_every_make_up_day_of_2026_is_worked_and_every_holiday_is_not():
    make_up = [day for day in constants.workdays if day.year == 2026]
    rests = [day for day in constants.holidays if day.year == 2026]
    assert len(make_up) == 6
    assert len(rests) == 33
    assert all(REAL.works(day) and day.weekday() >= 5 for day in make_up)
    assert not any(REAL.works(day) for day in rests)


def test_natural_days_move_off_a_rest_only_where_the_method_says_so():
    moves = workdays(move_rest_end=True)
    assert due("2026-03-05 09:00", "3 天", moves) == "2026-03-09 23:59:59"
    assert due("2026-03-05 09:00", "3 天", workdays()) == "2026-03-08 23:59:59"


@pytest.mark.parametrize(
    "spans",
    [
        (),
        ((time(12), time(8)),),
        ((time(8), time(8)),),
        ((time(8), time(12)), (time(11), time(17))),
    ],
)
def test_hours_that_cannot_be_are_refused(spans):
    with pytest.raises(BadCalendar):
        workdays(spans=spans)


def test_years_that_are_not_loaded_are_named():
    start = at("2026-12-30 09:00")
    end = deadline(start, Limit(5, Unit.WORK_DAY), REAL)
    assert guessed_years(start, end, REAL) == (2027,)
    assert guessed_years(start, start, REAL) == ()


# --- laws -------------------------------------------------------------------------------------

moments = st.datetimes(datetime(2025, 1, 1), datetime(2026, 11, 30)).map(  # noqa: DTZ001
    lambda naive: naive.replace(tzinfo=LOCAL, microsecond=0)
)
limits = st.builds(Limit, st.integers(1, 40), st.sampled_from(Unit))


def clock(quarter):
    return time(quarter // 4, quarter % 4 * 15)


# One to three spans between distinct times: 2, 4 or 6 quarter hours in order.
hours = (
    st.sets(st.integers(0, 95), min_size=2, max_size=6)
    .map(lambda quarters: sorted(quarters)[: len(quarters) // 2 * 2])
    .map(lambda q: tuple((clock(a), clock(b)) for a, b in zip(q[::2], q[1::2], strict=True)))
)  # fmt: skip
calendars = st.builds(
    lambda spans, days: Workdays(days, spans, frozenset({2025, 2026})),
    hours,
    st.dictionaries(
        st.dates(date(2025, 1, 1), date(2026, 12, 31)), st.sampled_from(DayKind), max_size=60
    ),
)


@given(moments, limits, calendars)
def test_a_deadline_is_later_than_its_start_and_in_utc(start, limit, calendar):
    end = deadline(start, limit, calendar)
    assert end > start
    assert end.tzinfo is UTC


@given(moments, st.integers(1, 60), calendars)
def test_working_hours_use_up_exactly_that_much_office_time(start, amount, calendar):
    end = deadline(start, Limit(amount, Unit.WORK_HOUR), calendar)
    assert worked(start, end, calendar) == timedelta(hours=amount)
    assert worked(start, end - timedelta(seconds=1), calendar) < timedelta(hours=amount)


@given(moments, st.integers(1, 60), calendars)
def test_working_hours_before_a_moment_begin_in_the_office_and_fit(end, hours, calendar):
    start = began(end, hours, calendar)
    assert worked(start, end, calendar) == timedelta(hours=hours)
    assert worked(start, start + timedelta(seconds=1), calendar) == timedelta(seconds=1)
    assert start.tzinfo is UTC


@given(moments, st.integers(1, 40), calendars)
def test_working_days_end_at_the_close_of_the_nth_working_day(start, amount, calendar):
    end = deadline(start, Limit(amount, Unit.WORK_DAY), calendar).astimezone(LOCAL)
    first = start.date()
    between = [first + timedelta(n) for n in range(1, (end.date() - first).days + 1)]
    assert sum(calendar.works(day) for day in between) == amount
    assert calendar.works(end.date())
    assert end.time() == calendar.spans[-1][1]


@given(moments, moments, limits, calendars)
def test_who_begins_later_is_never_due_earlier(one, other, limit, calendar):
    early, late = sorted((one, other))
    assert deadline(early, limit, calendar) <= deadline(late, limit, calendar)


@given(moments, moments, moments, calendars)
def test_office_time_adds_up(one, two, three, calendar):
    a, b, c = sorted((one, two, three))
    assert worked(a, b, calendar) + worked(b, c, calendar) == worked(a, c, calendar)
    assert timedelta() <= worked(a, b, calendar) <= b - a
    assert worked(b, a, calendar) == timedelta() or a < b


@settings(max_examples=25)
@given(moments.map(lambda moment: moment.replace(second=0)), st.integers(0, 4000), calendars)
def test_office_time_agrees_with_counting_every_minute(start, minutes, calendar):
    slow = 0
    for n in range(minutes):
        moment = start + n * _MINUTE
        inside = any(opens <= moment.time() < closes for opens, closes in calendar.spans)
        slow += inside and calendar.works(moment.date())
    assert worked(start, start + minutes * _MINUTE, calendar) == slow * _MINUTE


@given(moments, limits, calendars)
def test_resting_one_more_day_never_makes_anything_due_earlier(start, limit, calendar):
    day = start.date() + timedelta(days=1)
    rested = Workdays({**calendar.days, day: DayKind.REST}, calendar.spans, calendar.known)
    assert deadline(start, limit, rested) >= deadline(start, limit, calendar)


# --- words ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "end", "unit", "zh", "en"),
    [
        ("03-02 09:00", "03-02 11:00", Unit.WORK_HOUR, "余 2 工作时", "2 working hours left"),
        ("03-02 09:01", "03-02 11:00", Unit.WORK_HOUR, "余 1 工作时", "1 working hour left"),
        ("03-02 11:30", "03-02 15:00", Unit.WORK_HOUR, "余 1 工作时", "1 working hour left"),
        ("03-02 10:30", "03-02 11:00", Unit.WORK_HOUR, "余 30 分钟", "30 minutes left"),
        ("03-02 09:00", "03-04 17:30", Unit.WORK_DAY, "余 2 工作日", "2 working days left"),
        ("03-04 09:00", "03-04 17:30", Unit.WORK_DAY, "余 6 工作时", "6 working hours left"),
        ("03-06 09:00", "03-09 17:30", Unit.WORK_DAY, "余 1 工作日", "1 working day left"),
        ("03-10 08:00", "03-09 17:30", Unit.WORK_DAY, "超 1 工作日", "1 working day over"),
        ("03-09 20:00", "03-09 17:30", Unit.WORK_DAY, "已超时", "overdue"),
        ("03-02 09:00", "03-09 23:59", Unit.DAY, "余 7 天", "7 days left"),
        ("03-09 09:00", "03-09 23:59", Unit.DAY, "余 14 小时", "14 hours left"),
        ("03-02 09:00", "03-02 09:20", Unit.MINUTE, "余 20 分钟", "20 minutes left"),
        ("03-02 09:00", "03-02 09:00", Unit.HOUR, "即将到期", "due now"),
        ("03-03 09:00", "03-02 09:00", Unit.HOUR, "超 24 小时", "24 hours over"),
    ],
)  # fmt: skip
def test_what_is_left_in_words(now, end, unit, zh, en):
    words = left_words(at(f"2026-{now}"), at(f"2026-{end}"), unit, REAL)
    assert (words.zh, words.en) == (zh, en)


@given(moments, limits)
def test_words_never_promise_more_than_the_limit(start, limit):
    words = left_words(start, deadline(start, limit, REAL), limit.unit, REAL)
    assert words.zh.startswith("余")
    assert int(words.zh.split()[1]) <= limit.amount or limit.unit is Unit.MINUTE
