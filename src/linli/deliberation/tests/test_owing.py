"""What branches owe, held, missed and excused; reminders; calendars; guests."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.deliberation import selectors, services
from linli.deliberation.models import Body, Excuse, Gathering, Reminder
from linli.deliberation.terms import (
    Call,
    Came,
    NewMotion,
    NothingToExcuse,
    NotOwed,
    ReasonMissing,
    Stands,
)
from linli.deliberation.tests import scene
from linli.jobs import services as jobs
from linli.jobs.models import Job
from linli.kernel import parts
from linli.kernel.actor import SYSTEM
from linli.kernel.clock import LOCAL
from linli.kernel.errors import NotAllowed
from linli.kernel.models import TrailLine
from linli.kernel.versions import unit_of_work
from linli.messaging import selectors as messaging
from linli.organisations import selectors as organisations
from linli.organisations import services as organising

pytestmark = pytest.mark.django_db
NOTICES = {
    "templates": [
        {
            "key": "meeting_due",
            "title": {"zh": "该开会了：{body}", "en": ""},
            "text": {"zh": "{title}，{by}", "en": ""},
        }
    ]
}


@pytest.fixture
def areas(db, now):
    return scene.set_scene(now)


@pytest.fixture
def chair(areas, now):
    return scene.secretary(areas, now)


@pytest.fixture
def branch(areas, now):
    """The branch of the village, of five members who all sit on its committee."""
    village = areas[scene.VILLAGE]
    unit = organisations.unit_at(village.id, "村党支部")
    return scene.body(
        "branch", village, now, members=5, organisation_id=unit.id, tags=frozenset({"committee"})
    )


def day(month, number, hour=10, year=2026):
    return datetime(year, month, number, hour, tzinfo=LOCAL)


def held(body, kind, actor, at, *, title=""):
    """A gathering of that kind that was called an hour before, held and closed."""
    called = at - timedelta(hours=1)
    made = services.call(
        call=Call(at, "支部活动室", (NewMotion("学习"),), title=title),
        body_id=body,
        kind=kind,
        actor=actor,
        now=called,
    )
    services.open_gathering(gathering_id=made, actor=actor, now=at)
    for entry in selectors.roll_of(made):
        services.sign_in(gathering_id=made, entry_id=entry.pk, came=Came.ROOM, actor=actor, now=at)
    services.write_minutes(gathering_id=made, words="学习了文件。", actor=actor, now=at)
    services.close_gathering(gathering_id=made, actor=actor, now=at)
    return made


def stands(actor, body, kind, now, year=2026):
    """Period → how it stands."""
    page = selectors.owed_by(actor, body, year=year, now=now)
    line = next(one for one in page.lines if one.kind.key == kind)
    return {cell.period.key: cell.standing for cell in line.cells}


def test_a_year_of_party_days(branch, chair):
    meeting = held(branch, "party_day", chair, day(3, 20))
    planned = day(5, 20)
    services.call(
        call=Call(planned, "活动室", (NewMotion("学习"),)),
        body_id=branch,
        kind="party_day",
        actor=chair,
        now=day(5, 3),
    )
    found = stands(chair, branch, "party_day", day(5, 3))
    assert "2026-01" not in found  # the branch was not there yet
    assert [found[f"2026-{month:02d}"] for month in (3, 4, 5, 6)] == [
        Stands.HELD, Stands.LATE, Stands.PLANNED, Stands.AHEAD,
    ]  # fmt: skip
    page = selectors.owed_by(chair, branch, year=2026, now=day(5, 3))
    line = next(one for one in page.lines if one.kind.key == "party_day")
    assert line.cells[0].meetings[0].id == meeting
    assert (line.tally.owed, line.tally.held, line.tally.counted, line.tally.rate) == (2, 1, 2, 50)
    assert page.may_run


def test_what_was_called_and_never_held_is_due_again(branch, chair):
    services.call(
        call=Call(day(3, 20), "活动室", (NewMotion("学习"),)),
        body_id=branch,
        kind="party_day",
        actor=chair,
        now=day(3, 10),
    )
    assert stands(chair, branch, "party_day", day(3, 19))["2026-03"] is Stands.PLANNED
    assert stands(chair, branch, "party_day", day(3, 21))["2026-03"] is Stands.DUE
    assert stands(chair, branch, "party_day", day(4, 1))["2026-03"] is Stands.LATE


def test_a_meeting_late_at_night_counts_for_the_day_on_the_wall(branch, chair):
    held(branch, "party_day", chair, day(3, 31, 23))  # 15:00 in Greenwich; the 31st in Shanghai
    held(branch, "party_day", chair, day(5, 1, 0))  # 16:00 of 30 April in Greenwich
    found = stands(chair, branch, "party_day", day(6, 2))
    assert (found["2026-03"], found["2026-04"], found["2026-05"]) == (
        Stands.HELD, Stands.LATE, Stands.HELD,
    )  # fmt: skip


def test_void_and_dropped_meetings_and_rehearsals_do_not_count(branch, chair):
    one = services.call(
        call=Call(day(3, 20), "活动室", (NewMotion("学习"),)),
        body_id=branch, kind="party_day", actor=chair, now=day(3, 10),
    )  # fmt: skip
    services.declare_void(gathering_id=one, reason="人数不够", actor=chair, now=day(3, 20))
    two = held(branch, "party_day", chair, day(3, 21))
    Gathering.objects.filter(pk=two).update(rehearsal=True)
    assert stands(chair, branch, "party_day", day(4, 2))["2026-03"] is Stands.LATE


def test_a_meeting_held_with_another_counts_for_both(branch, chair):
    held(branch, "party_appraisal", chair, day(11, 20))
    assert stands(chair, branch, "party_appraisal", day(12, 1))["2026"] is Stands.HELD
    assert stands(chair, branch, "party_life", day(12, 1))["2026"] is Stands.HELD


def test_kinds_of_branch_owe_differently(areas, branch, chair, now):
    unit = organising.found(
        key="清泉", kind="小区党支部", name="清泉小区党支部",
        parent_id=organisations.unit_at(areas["100001"].id, "社区大党委").id,
        area_id=areas["100001e01"].id, actor=SYSTEM, now=now,
    )  # fmt: skip
    estate = scene.body("branch", areas["100001e01"], now, members=3, organisation_id=unit)
    row = Body.objects.get(pk=estate)
    assert row.organisation_id == unit
    owed = {
        one.id: {line.kind.key for line in one.lines}
        for one in selectors.owed_table(SYSTEM, year=2026, now=now).rows
    }
    assert "branch_committee" in owed[branch]
    assert "party_group" not in owed[branch]
    assert "party_group" in owed[estate]
    assert "branch_committee" not in owed[estate]
    with pytest.raises(NotOwed):
        services.excuse(
            body_id=estate, kind="branch_committee", period="2026-03", reason="没有支委",
            actor=SYSTEM, now=now,
        )  # fmt: skip


def test_a_reason_makes_an_exception(branch, chair):
    late = day(4, 10)
    with pytest.raises(ReasonMissing):
        excuse(branch, chair, late, reason="  ")
    assert not Excuse.objects.exists()
    excuse(branch, chair, late, reason="春耕，党员多在外务工")
    page = selectors.owed_by(chair, branch, year=2026, now=late)
    line = next(one for one in page.lines if one.kind.key == "party_day")
    cell = line.cells[0]
    assert (cell.standing, cell.reason, cell.by) == (
        Stands.EXCUSED, "春耕，党员多在外务工", "陈主任",
    )  # fmt: skip
    assert (line.tally.owed, line.tally.excused, line.tally.counted) == (1, 1, 0)
    assert line.tally.rate is None
    trail = TrailLine.objects.get(name="deliberation.excused")
    assert "春耕" not in str(trail.data)
    excuse(branch, chair, late, reason="改了说法")
    assert Excuse.objects.get().reason == "改了说法"
    services.take_back_excuse(
        body_id=branch, kind="party_day", period="2026-03", actor=chair, now=late
    )
    assert stands(chair, branch, "party_day", late)["2026-03"] is Stands.LATE
    with pytest.raises(NothingToExcuse):
        services.take_back_excuse(
            body_id=branch, kind="party_day", period="2026-03", actor=chair, now=late
        )


def excuse(body, actor, now, *, kind="party_day", period="2026-03", reason="党员多在外务工"):
    return services.excuse(
        body_id=body, kind=kind, period=period, reason=reason, actor=actor, now=now
    )


@pytest.mark.parametrize(
    "period", ["2026-04", "2026-13", "2026-Q1", "x", "", "9999-01", "２０２６-03"]
)
def test_what_is_not_owed_needs_no_excuse(branch, chair, period):
    with pytest.raises((NotOwed, NothingToExcuse)):
        excuse(branch, chair, day(3, 20), period=period)


def test_what_was_held_needs_no_excuse(branch, chair):
    held(branch, "party_day", chair, day(3, 20))
    with pytest.raises(NothingToExcuse):
        excuse(branch, chair, day(4, 10))


def test_only_those_who_run_it_give_reasons(areas, branch, now):
    stranger = scene.person("stranger", "外人", now)
    other = organisations.actor_for(stranger, now=now)
    with pytest.raises(NotAllowed):
        excuse(branch, other, day(4, 10))


def test_the_measure_is_of_periods_that_ended(areas, branch, chair):
    held(branch, "party_day", chair, day(3, 20))
    excuse(branch, chair, day(4, 10), kind="branch_committee")
    root = areas[scene.VILLAGE].path.split(".")[0] + "."
    # March: party day held, committee excused. Of the first quarter less than half was left.
    assert selectors.meetings_held(root, day(3, 1, 0), day(4, 1, 0)) == (1, 1)
    assert selectors.meetings_held(areas[scene.VILLAGE].path, day(3, 1, 0), day(4, 1, 0)) == (1, 1)
    assert selectors.meetings_held(areas["100001"].path, day(3, 1, 0), day(4, 1, 0)) == (0, 0)
    assert selectors.meetings_held(root, day(3, 1, 0), day(3, 31, 0)) == (0, 0)
    assert selectors.meetings_held(root, day(4, 1, 0), day(4, 1, 0)) == (0, 0)
    assert selectors.meetings_held(root, day(4, 1, 0), day(5, 1, 0)) == (0, 2)


def test_table_filters_and_sums(areas, branch, chair, now):
    scene.body("council", areas[scene.VILLAGE], now, members=3)
    table = selectors.owed_table(chair, year=2026, now=day(4, 10))
    assert {one.id for one in table.rows} >= {branch}
    assert table.tally.owed == sum(one.tally.owed for one in table.rows)
    assert sum(tally.owed for _name, tally in table.towns) == table.tally.owed
    only = selectors.owed_table(chair, year=2026, now=day(4, 10), kind="council")
    assert [one.name for one in only.rows] == [Body.objects.get(kind="council").name]
    assert {one.kind.key for one in only.rows[0].lines} == {"council"}
    nowhere = selectors.owed_table(chair, year=2026, now=day(4, 10), town="999999.")
    assert nowhere.rows == ()


def test_statements_do_not_grow(areas, branch, chair, now):
    held(branch, "party_day", chair, day(3, 20))
    excuse(branch, chair, day(4, 10), kind="branch_committee")

    def statements():
        with unit_of_work(), CaptureQueriesContext(connection) as caught:
            selectors.owed_table(chair, year=2026, now=day(4, 10))
        return len(caught)

    selectors.owed_table(chair, year=2026, now=day(4, 10))
    before = statements()
    assert before == 6  # one of them asks whether what is cached still stands
    for number in range(3):
        made = services.set_up(
            kind="council", area_id=areas[scene.VILLAGE].id, name=f"议事会{number}",
            actor=SYSTEM, now=now,
        )  # fmt: skip
        scene.join(made, number, now)
        held(made, "council", chair, day(3, 21))
        excuse(made, chair, day(5, 10), kind="council", period="2026-04")
    assert statements() == before


def test_whoever_convenes_a_branch_does_hear_of_it(areas, branch, chair, now):
    parts.publish("notices", "n1", NOTICES, now)
    assert messaging.unread(chair) == 0
    services.remind(now=day(3, 25, 8))
    jobs.run_due(day(3, 25, 9))
    assert messaging.unread(chair) == 1


# --- reminders ------------------------------------------------------------------------------


def told():
    return [
        one.payload
        for one in Job.objects.filter(handler="messaging.fan_out").order_by("made_at", "id")
        if one.payload["template"] == "meeting_due"
    ]  # fmt: skip


def test_whoever_convenes_is_reminded_twice_and_not_more(areas, branch, chair, now):
    assert services.remind(now=day(3, 22, 8)) == 0  # the method has no such notice
    parts.publish("notices", "n1", NOTICES, now)
    assert services.remind(now=day(3, 20, 8)) == 0  # eleven days are left
    assert services.remind(now=day(3, 21, 8)) == 1
    first = told()
    assert len(first) == 1
    assert first[0]["to"]["duty"] == "村"
    assert first[0]["to"]["area"] == str(areas[scene.VILLAGE].id)
    assert first[0]["url"] == f"/bodies/{branch}/due"
    assert first[0]["data"]["by"] == "2026-03-31"
    assert "主题党日" in first[0]["data"]["title"]
    assert services.remind(now=day(3, 22, 8)) == 0
    held(branch, "party_day", chair, day(3, 25))
    assert services.remind(now=day(3, 28, 8)) == 1
    assert "主题党日" not in told()[1]["data"]["title"]
    assert told()[1]["data"]["title"] == "支部委员会"
    assert services.remind(now=day(3, 31, 8)) == 0
    assert Reminder.objects.filter(kind="party_day").count() == 1


def test_what_is_planned_or_excused_needs_no_reminder(areas, branch, chair, now):
    parts.publish("notices", "n1", NOTICES, now)
    late = day(6, 25, 8)
    for kind in ("party_day", "branch_committee", "party_lecture"):
        excuse(branch, chair, late, kind=kind, period="2026-Q2" if "lect" in kind else "2026-06")
    services.call(
        call=Call(day(6, 30), "活动室", (NewMotion("学习"),)),
        body_id=branch, kind="party_general", actor=chair, now=late,
    )  # fmt: skip
    assert services.remind(now=late) == 0
