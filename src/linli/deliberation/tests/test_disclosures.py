"""What places owe the public: shown, due, late, excused; reminders."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.deliberation import selectors, services
from linli.deliberation.models import DisclosureReminder
from linli.deliberation.rules.disclosing import named, span_of, spans, state_of
from linli.deliberation.terms import (
    DisclosedAlready,
    DisclosureState,
    ExcuseMissing,
    NoDisclosure,
    OtherPublicity,
    Rhythm,
    SpanAhead,
)
from linli.deliberation.tests import scene
from linli.jobs.models import Job
from linli.kernel.actor import ANONYMOUS, SYSTEM
from linli.kernel.errors import NotAllowed
from linli.kernel.registry import measures
from linli.kernel.versions import unit_of_work
from linli.messaging import selectors as templates
from linli.publicity import services as publishing

DAY = timedelta(days=1)
DONE, LATE, EXCUSED = DisclosureState.DONE, DisclosureState.LATE, DisclosureState.EXCUSED


# --- stretches of time ----------------------------------------------------------------------------


@given(st.dates(date(2001, 1, 1), date(2150, 12, 31)), st.sampled_from(Rhythm))
def test_every_day_lies_in_one_stretch(day, every):
    span = span_of(every, day)
    assert span.begins <= day < span.ends
    assert span_of(every, span.begins) == span == span_of(every, span.ends - DAY)
    assert span_of(every, span.ends).begins == span.ends
    assert named(every, span.name, day) == span


@given(st.dates(date(2001, 1, 1), date(2100, 1, 1)), st.integers(0, 900), st.sampled_from(Rhythm))
def test_stretches_follow_each_other(first, days, every):
    last = first + days * DAY
    found = list(spans(every, first, last))
    assert found[0].begins <= first
    assert found[-1].begins <= last < found[-1].ends
    assert all(one.ends == other.begins for one, other in pairwise(found))


def test_names():
    day = date(2026, 5, 31)
    assert [span_of(one, day).name for one in Rhythm] == ["2026-05", "2026-Q2", "2026-H1", "2026"]
    assert named(Rhythm.MONTH, "2026-13", day) is None
    assert named(Rhythm.MONTH, "nonsense", day) is None


def test_late_is_the_day_after():
    span = span_of(Rhythm.MONTH, date(2026, 2, 1))
    state = {"shown": False, "excused": False}
    assert state_of(span, date(2026, 2, 18), **state) is DisclosureState.DUE
    assert state_of(span, date(2026, 2, 19), **state) is DisclosureState.SOON
    assert state_of(span, date(2026, 2, 28), **state) is DisclosureState.SOON
    assert state_of(span, date(2026, 3, 1), **state) is LATE
    assert state_of(span, date(2026, 3, 1), shown=True, excused=False) is DONE


# --- a village ------------------------------------------------------------------------------------


@pytest.fixture
def areas(db, now):
    return scene.set_scene(now)


@pytest.fixture
def village(areas, now):
    return scene.secretary(areas, now)


@pytest.fixture
def place(areas):
    return areas[scene.VILLAGE]


def states(place, now, year=2026):
    return {
        (one.kind.key, one.span.name): one.state
        for one in selectors.public_disclosures(place.id, year=year, now=now)
    }


def show(place, village, now, key="finance", span="2026-02", **of):
    given_ = {"title": "2月财务收支", "words": "收入一千元，支出八百元。", **of}
    return services.disclose(key=key, area_id=place.id, span=span, actor=village, now=now, **given_)


def test_what_a_village_owes(place, now):
    assert states(place, now) == {
        ("finance", "2026-01"): LATE,
        ("finance", "2026-02"): LATE,
        ("finance", "2026-03"): DisclosureState.DUE,
        ("affairs", "2026-Q1"): DisclosureState.DUE,
    }
    assert states(place, now, year=2025) == {}


def test_what_is_shown_is_done_and_late_ones_too(place, village, now):
    period = show(place, village, now)
    row = selectors.disclosure_at("finance", place.id, "2026-02", now=now)
    assert (row.state, row.period_id) == (DONE, period)
    with pytest.raises(DisclosedAlready):
        show(place, village, now)


def test_what_was_taken_back_is_owed_again(place, village, now):
    period = show(place, village, now)
    publishing.withdraw_period(period_id=period, reason="写错了", actor=village, now=now)
    assert states(place, now)["finance", "2026-02"] is LATE
    again = show(place, village, now)
    assert again != period
    assert states(place, now)["finance", "2026-02"] is DONE


def test_a_reason_is_read_by_the_public(place, village, now):
    common = {"key": "finance", "area_id": place.id, "span": "2026-01", "now": now}
    with pytest.raises(ExcuseMissing):
        services.excuse_disclosure(reason=" ", actor=village, **common)
    services.excuse_disclosure(reason="账目正在审计，3月补公开", actor=village, **common)
    rows = selectors.public_disclosures(place.id, year=2026, now=now)
    assert [one.reason for one in rows if one.state is EXCUSED] == ["账目正在审计，3月补公开"]
    with pytest.raises(DisclosedAlready):
        show(place, village, now, span="2026-01")


def test_a_publicity_of_its_own_counts_where_it_belongs(place, areas, village, now):
    made = publishing.open_period(
        title="三月账目", words="收入。", area_id=place.id, length="5 天", basis="村民自治章程",
        kind="finance", actor=village, now=now,
    )  # fmt: skip
    common = {"key": "finance", "area_id": place.id, "actor": village, "now": now}
    with pytest.raises(OtherPublicity):
        services.count_publicity(span="2026-02", period_id=made.id, **common)
    services.count_publicity(span="2026-03", period_id=made.id, **common)
    assert states(place, now)["finance", "2026-03"] is DONE


def test_refusals(place, areas, village, now):
    with pytest.raises(SpanAhead):
        show(place, village, now, span="2026-04")
    for key, span in (("gossip", "2026-02"), ("finance", "2026-Q1"), ("finance", "2025-12")):
        with pytest.raises(NoDisclosure):
            show(place, village, now, key=key, span=span)
    with pytest.raises(NoDisclosure):
        services.disclose(
            key="finance", area_id=areas["100001"].id, span="2026-02", title="甲", words="乙",
            actor=SYSTEM, now=now,
        )  # fmt: skip
    for stranger in (ANONYMOUS, scene.secretary(areas, now, "100001")):
        with pytest.raises(NotAllowed):
            show(place, stranger, now)
        with pytest.raises(NoDisclosure):
            selectors.disclosures_of(stranger, place.id, year=2026, now=now)


def test_the_county_sees_every_place(place, areas, village, now, django_assert_max_num_queries):
    show(place, village, now)
    selectors.disclosure_table(SYSTEM, year=2026, now=now)
    with unit_of_work(), django_assert_max_num_queries(2):
        table = selectors.disclosure_table(SYSTEM, year=2026, now=now)
    line = next(one for one in table.lines if one.area_id == place.id)
    cell = line.cells[0]
    assert (cell.owed, cell.done, cell.late) == (2, 1, 1)
    assert line.cells[2] is None
    assert table.done == 1
    assert table.owed == sum(one.owed for row in table.lines for one in row.cells if one)
    late = selectors.disclosure_table(SYSTEM, year=2026, now=now, only_late=True)
    assert late.late == table.late > 0
    own = selectors.disclosure_table(village, year=2026, now=now)
    assert [one.area_id for one in own.lines] == [place.id]


def test_the_measure(place, areas, village, now):
    show(place, village, now)
    measure = measures.get("deliberation.disclosed")
    assert measure(place.path, now - 60 * DAY, now) == (1, 2)
    services.excuse_disclosure(
        key="finance", area_id=place.id, span="2026-01", reason="审计", actor=village, now=now
    )
    assert measure(place.path, now - 60 * DAY, now) == (1, 1)


def test_the_duty_is_reminded_once_before_and_once_after(place, areas, village, now, monkeypatch):
    assert services.remind_disclosures(now) == 0, "the method has no such template here"
    monkeypatch.setattr(templates, "templates", lambda: {"disclosure_due": object()})
    first = services.remind_disclosures(now)
    assert first == DisclosureReminder.objects.filter(late=True).count() > 0
    assert Job.objects.filter(handler="messaging.fan_out").count() == first
    assert services.remind_disclosures(now) == 0
    end = now + 25 * DAY  # 27 March: month and quarter end on the 31st
    show(place, village, end, span="2026-03")
    services.remind_disclosures(end)
    soon = DisclosureReminder.objects.filter(late=False, area_id=place.id)
    assert [(one.key, one.span) for one in soon] == [("affairs", "2026-Q1")]
