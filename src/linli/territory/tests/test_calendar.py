"""The county's calendar: published, corrected, unknown years; on both databases."""

import logging
from datetime import UTC, date, datetime, time, timedelta

import pytest

from linli.kernel import versions
from linli.kernel.actor import ANONYMOUS, SYSTEM
from linli.kernel.clock import LOCAL
from linli.kernel.errors import NotAllowed
from linli.kernel.models import TrailLine
from linli.territory import models, selectors, services
from linli.territory.terms import (
    BadCalendar,
    CalendarDay,
    DayKind,
    Limit,
    NoCalendar,
    ReasonMissing,
    Unit,
    UnknownYear,
)
from linli.territory.tests.factories import SPANS

pytestmark = pytest.mark.django_db


@pytest.fixture
def calendar(now):
    services.publish_calendar(spans=SPANS, years=(2025, 2026), actor=SYSTEM, now=now)


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=LOCAL)


def test_without_a_calendar_there_is_no_due_date(now):
    with pytest.raises(NoCalendar):
        selectors.due(now, Limit(2, Unit.WORK_HOUR))


def test_due_dates_with_the_countys_calendar(calendar, now):
    assert selectors.due(now, Limit(2, Unit.WORK_HOUR)) == at("2026-03-02 11:00")
    assert selectors.due(at("2026-02-14 09:00"), Limit(1, Unit.WORK_DAY)) == at("2026-02-24 17:30")
    assert selectors.worked(now, at("2026-03-03 09:00")) == timedelta(hours=7)
    assert str(selectors.left_words(now, at("2026-03-02 11:00"), Unit.WORK_HOUR)) == "余 2 工作时"


def test_the_warm_calendar_takes_no_statement(calendar, now, django_assert_num_queries):
    with versions.unit_of_work():
        selectors.due(now, Limit(3, Unit.WORK_DAY))
        with django_assert_num_queries(0):
            for days in range(1, 100):
                selectors.due(now, Limit(days, Unit.WORK_DAY))


def test_publishing_again_changes_nothing(calendar, now):
    before = set(models.Day.objects.values_list("day", "kind", "source"))
    services.publish_calendar(spans=SPANS, years=(2025, 2026), actor=SYSTEM, now=now)
    assert set(models.Day.objects.values_list("day", "kind", "source")) == before
    assert ("2026-02-14", "work") in {(f"{day}", kind) for day, kind, _ in before}


def test_a_correction_moves_due_dates_and_survives_publishing(calendar, now):
    friday, start = date(2026, 3, 6), at("2026-03-05 16:30")
    assert selectors.due(start, Limit(2, Unit.WORK_HOUR)) == at("2026-03-06 09:00")
    before = versions.version("calendar")
    services.correct_day(day=friday, kind=DayKind.REST, reason="停电", actor=SYSTEM, now=now)
    assert versions.version("calendar") != before
    assert selectors.due(start, Limit(2, Unit.WORK_HOUR)) == at("2026-03-09 09:00")
    work = CalendarDay(friday, DayKind.WORK)
    services.publish_calendar(spans=SPANS, days=[work], years=(2026,), actor=SYSTEM, now=now)
    assert selectors.due(start, Limit(2, Unit.WORK_HOUR)) == at("2026-03-09 09:00")
    line = TrailLine.objects.get(name="territory.day_corrected")
    assert line.data == {"day": "2026-03-06", "kind": "rest"}


def test_days_of_the_method_beat_the_national_table_and_go_with_it(calendar, now):
    rest = CalendarDay(date(2026, 2, 14), DayKind.REST, "本县")
    services.publish_calendar(spans=SPANS, days=[rest], years=(2026,), actor=SYSTEM, now=now)
    assert not selectors.calendar().works(date(2026, 2, 14))
    services.publish_calendar(spans=SPANS, years=(2026,), actor=SYSTEM, now=now)
    assert selectors.calendar().works(date(2026, 2, 14))


def test_corrections_need_a_duty_and_a_reason(calendar, now):
    day = date(2026, 3, 6)
    with pytest.raises(NotAllowed):
        services.correct_day(day=day, kind=DayKind.REST, reason="x", actor=ANONYMOUS, now=now)
    with pytest.raises(NotAllowed):
        services.load_year(year=2026, actor=ANONYMOUS, now=now)
    with pytest.raises(ReasonMissing):
        services.correct_day(day=day, kind=DayKind.REST, reason=" ", actor=SYSTEM, now=now)


def test_hours_that_overlap_are_refused(calendar, now):
    spans = ((time(8), time(12)), (time(11), time(17)))
    with pytest.raises(BadCalendar):
        services.publish_calendar(spans=spans, actor=SYSTEM, now=now)
    assert selectors.calendar().spans == SPANS


def test_an_unknown_year_counts_monday_to_friday_and_warns_once(calendar, now, caplog):
    start = at("2031-10-01 09:00")  # a Wednesday, and a national holiday that is not loaded
    caplog.set_level(logging.WARNING, logger="linli.territory")
    for _ in range(3):
        end = selectors.due(start, Limit(2, Unit.WORK_DAY))
    assert end == at("2031-10-03 17:30")
    assert [record.getMessage() for record in caplog.records] == [
        "holidays of 2031 are not loaded: limits count Monday to Friday"
    ]
    assert selectors.is_guess(start, end)
    assert not selectors.is_guess(now, now)
    selectors.due(at("2032-10-01 09:00"), Limit(2, Unit.DAY))  # needs no working calendar
    assert len(caplog.records) == 1


@pytest.mark.parametrize(
    ("moment", "years"),
    [
        ("2026-03-02 09:00", []),
        ("2026-10-31 23:00", []),
        ("2026-11-01 00:30", [2027]),
        ("2027-01-01 00:30", [2027]),
        ("2027-12-01 00:30", [2027, 2028]),
    ],
)
def test_warnings_for_those_who_run_the_county(calendar, moment, years):
    found = selectors.calendar_warnings(at(moment).astimezone(UTC))
    assert [one.year for one in found] == years
    assert all(str(one.year) in one.message.zh and one.message.en for one in found)


def test_a_year_is_loaded_from_the_table_or_typed_in(calendar, now):
    assert services.load_year(year=2024, actor=SYSTEM, now=now) > 20
    assert 2024 in selectors.calendar().known
    with pytest.raises(UnknownYear):
        services.load_year(year=2031, actor=SYSTEM, now=now)
    typed = [CalendarDay(date(2031, 10, 1) + timedelta(days=n), DayKind.REST) for n in range(7)]
    assert services.load_year(year=2031, days=typed, actor=SYSTEM, now=now) == 7
    assert selectors.due(at("2031-09-30 09:00"), Limit(1, Unit.WORK_DAY)) == at("2031-10-08 17:30")


def test_publishing_a_year_that_the_table_does_not_know_says_so(now):
    unknown = services.publish_calendar(spans=SPANS, years=(2026, 2031), actor=SYSTEM, now=now)
    assert unknown == (2031,)
    assert selectors.calendar().known == {2026}
