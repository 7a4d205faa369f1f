"""Activities: planned, joined, waited for, checked in by code, closed, and hours recorded."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.kernel.actor import ANONYMOUS
from linli.kernel.clock import local
from linli.kernel.distance import metres
from linli.kernel.models import TrailLine
from linli.volunteering import selectors, services
from linli.volunteering.models import Activity, ActivityRole, SignUp, Volunteer
from linli.volunteering.rules.activities import (
    code_at,
    code_good,
    days,
    overlap,
    stay,
)
from linli.volunteering.terms import (
    ActivityEmpty,
    ActivityNotFound,
    ActivityOver,
    ActivityReasonMissing,
    ActivityState,
    Clash,
    Every,
    FewerThanTaken,
    InsuranceNeeded,
    MembersOnly,
    RolePlan,
    SignedUpBefore,
    SignInForActivity,
    SignUpClosed,
    Taking,
    TrainingNeeded,
    UnknownSeries,
    WrongActivityTime,
    WrongRoles,
)
from linli.volunteering.tests import teams_scene as scene

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
SECRET = bytes(range(32))


# --- rules ----------------------------------------------------------------------------------------


@given(st.integers(0, 10**9), st.integers(0, 300))
def test_a_code_lives_its_minute_and_the_next(begin, later):
    from datetime import UTC, datetime

    then = datetime.fromtimestamp(1_700_000_000 + begin, UTC)
    code = code_at(SECRET, then)
    now = then + timedelta(seconds=later)
    minutes = int(now.timestamp()) // 60 - int(then.timestamp()) // 60
    assert len(code) == 6
    # codes of different minutes may be alike by chance, never within the two that are good
    if minutes <= 1:
        assert code_good(SECRET, code, now)
    elif code not in (code_at(SECRET, now), code_at(SECRET, now - MINUTE)):
        assert not code_good(SECRET, code, now)


def test_a_code_of_another_activity_is_none(now):
    assert not code_good(SECRET[::-1], code_at(SECRET, now), now)
    assert code_good(SECRET, f" {code_at(SECRET, now)[:3]} {code_at(SECRET, now)[3:]} ", now)
    assert not code_good(SECRET, "", now)


@pytest.mark.parametrize(
    ("every", "first", "expected"),
    [
        (Every.WEEK, date(2026, 3, 7), ["03-14", "03-21", "03-28", "04-04"]),
        (Every.FORTNIGHT, date(2026, 3, 7), ["03-21", "04-04"]),
        (Every.MONTH_DAY, date(2026, 1, 31), ["02-28", "03-31"]),
        (Every.MONTH_WEEKDAY, date(2026, 1, 10), ["02-14", "03-14"]),
        (Every.MONTH_WEEKDAY, date(2026, 1, 31), ["02-28", "03-28"]),  # a fifth Saturday: the last
    ],
)
def test_days_of_a_repeat(every, first, expected):
    found = list(days(every, first, after=first, until=date(2026, 4, 5)))
    assert [f"{one:%m-%d}" for one in found] == expected


@given(st.tuples(*[st.integers(0, 50)] * 4))
def test_two_spans_overlap_where_a_moment_is_in_both(ends):
    one, other = sorted(ends[:2]), sorted(ends[2:])
    shared = set(range(*one)) & set(range(*other))
    at = [local_at(minutes) for minutes in (*one, *other)]
    if one[0] < one[1] and other[0] < other[1]:
        assert overlap((at[0], at[1]), (at[2], at[3])) == bool(shared)


def local_at(minutes):
    from datetime import UTC, datetime

    return datetime(2026, 3, 2, tzinfo=UTC) + minutes * MINUTE


def test_service_begins_with_the_activity_however_early_one_came(now):
    start, end = now, now + 2 * HOUR
    assert stay(start - 20 * MINUTE, end + 10 * MINUTE, start, end) == (start, end + 10 * MINUTE)
    assert stay(start + HOUR, end + 3 * HOUR, start, end) == (start + HOUR, end + HOUR)
    assert stay(start - 20 * MINUTE, start - MINUTE, start, end) is None


def test_distance_in_metres():
    assert metres((117.0, 26.9), (117.0, 26.9)) == 0
    assert 1105 <= metres((117.0, 26.9), (117.0, 26.91)) <= 1117


# --- planning -------------------------------------------------------------------------------------


@pytest.fixture
def areas(db, now):
    return scene.set_scene(now)


@pytest.fixture
def team(areas, now):
    return scene.team(now)


@pytest.fixture
def leader(team, now):
    return scene.leader(team, now)


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"title": " "}, ActivityEmpty),
        ({"place": ""}, ActivityEmpty),
        ({"hours": -1}, WrongActivityTime),
        ({"roles": ()}, WrongRoles),
        ({"roles": (RolePlan("甲", 1), RolePlan("甲", 2))}, WrongRoles),
        ({"series": "moon"}, UnknownSeries),
        ({"kind": "teach", "series": "city"}, UnknownSeries),
    ],
)
def test_a_plan_that_cannot_be_is_refused(team, leader, now, change, refusal):
    with pytest.raises(refusal):
        services.plan_activity(plan=scene.a_plan(team, now, **change), actor=leader, now=now)
    assert not Activity.objects.exists()


def test_only_those_who_lead_plan(team, leader, now):
    with pytest.raises(ActivityNotFound):
        services.plan_activity(plan=scene.a_plan(team, now), actor=ANONYMOUS, now=now)
    made = services.plan_activity(
        plan=scene.a_plan(team, now, series="city"), actor=leader, now=now
    )
    (listed,), more = selectors.public_activities(now=now)
    assert (listed.id, str(listed.theme), listed.left, more) == (made, "学雷锋", 2, False)
    (theme,) = selectors.month_themes(now)
    assert (theme.planned, theme.held) == (1, 0)


def test_the_list_is_of_this_week_and_the_rest_is_later(team, now):
    soon = scene.an_activity(team, now)
    later = scene.an_activity(team, now, hours=24 * 8)
    assert [one.id for one in selectors.public_activities(now=now)[0]] == [soon]
    assert [one.id for one in selectors.public_activities(now=now, later=True)[0]] == [later]


def test_near_me_is_by_distance_and_those_without_a_point_come_last(team, areas, now):
    here = areas["100001"]
    middle = (here.longitude or 117.17, here.latitude or 26.9)
    placeless = scene.an_activity(team, now, hours=3)
    row = Activity.objects.get(pk=scene.an_activity(team, now, hours=40))
    row.longitude, row.latitude = middle
    row.save()
    found = selectors.near_activities(longitude=middle[0], latitude=middle[1], now=now)
    assert [(one.id, metres) for one, metres in found] == [(row.pk, 0), (placeless, None)]


def test_changing_keeps_people_and_tells_them_of_another_time(team, leader, now):
    made = scene.an_activity(team, now)
    scene.signs_up(made, scene.resident(1, now), now)
    plan = scene.a_plan(team, now, hours=30, roles=(RolePlan("别的", 1),))
    with pytest.raises(FewerThanTaken):
        services.change_activity(activity_id=made, plan=plan, actor=leader, now=now)
    plan = replace(plan, roles=(RolePlan("参加者", 1), RolePlan("拍照", 1)))
    services.change_activity(activity_id=made, plan=plan, actor=leader, now=now)
    page = selectors.public_activity(made, now=now)
    assert [(one.name, one.places, one.taken) for one in page.row.roles] == [
        ("参加者", 1, 1), ("拍照", 1, 0),
    ]  # fmt: skip
    assert TrailLine.objects.filter(name="volunteering.activity_changed").get().data["moved"]


def test_called_off_is_said_with_its_reason(team, leader, now):
    made = scene.an_activity(team, now)
    one = scene.resident(1, now)
    scene.signs_up(made, one, now)
    with pytest.raises(ActivityReasonMissing):
        services.call_off(activity_id=made, reason="", actor=leader, now=now)
    services.call_off(activity_id=made, reason="下大雨", actor=leader, now=now)
    page = selectors.public_activity(made, now=now, person=one)
    assert (page.row.state, page.reason, page.mine.taking) == (
        ActivityState.OFF, "下大雨", Taking.OFF,
    )  # fmt: skip
    with pytest.raises(ActivityOver):
        scene.signs_up(made, scene.resident(2, now), now)


# --- signing up -----------------------------------------------------------------------------------


def test_full_is_waiting_and_who_waits_longest_moves_up(team, now):
    made = scene.an_activity(team, now, places=1)
    people = [scene.resident(number, now) for number in range(3)]
    said = [scene.signs_up(made, one, now + n * MINUTE) for n, one in enumerate(people)]
    assert said == [Taking.IN, Taking.WAITING, Taking.WAITING]
    mine = selectors.public_activity(made, now=now, person=people[2]).mine
    assert mine.position == 2
    services.withdraw(activity_id=made, person=people[0], actor=scene.RESIDENT, now=now + HOUR)
    takings = {one.identity_id: one.taking for one in SignUp.objects.all()}
    assert [takings[one] for one in people] == [Taking.WITHDRAWN, Taking.IN, Taking.WAITING]
    role = ActivityRole.objects.get()
    assert (role.taken, role.places) == (1, 1)
    # the late withdrawal of who was in leaves no mark on them
    services.withdraw(activity_id=made, person=people[1], actor=scene.RESIDENT, now=now + 25 * HOUR)
    assert selectors.my_activities(people[1], past=True) == ()


def test_signing_up_needs_a_phone_and_is_done_once_before_it_begins(team, now):
    made = scene.an_activity(team, now)
    one = scene.resident(1, now)
    with pytest.raises(SignInForActivity):
        scene.signs_up(made, None, now)
    scene.signs_up(made, one, now)
    with pytest.raises(SignedUpBefore):
        scene.signs_up(made, one, now)
    with pytest.raises(SignUpClosed):
        scene.signs_up(made, scene.resident(2, now), now + 26 * HOUR)


def test_nobody_is_in_two_places_at_once(team, now):
    one = scene.resident(1, now)
    first = scene.an_activity(team, now, title="送餐")
    scene.signs_up(first, one, now)
    with pytest.raises(Clash) as refused:
        scene.signs_up(scene.an_activity(team, now, hours=27), one, now)
    assert "送餐" in refused.value.message
    after = scene.an_activity(team, now, hours=28)  # begins as the first one ends
    assert scene.signs_up(after, one, now) is Taking.IN
    services.withdraw(activity_id=first, person=one, actor=scene.RESIDENT, now=now)
    assert SignUp.objects.get(activity_id=first).taking == Taking.WITHDRAWN
    services.withdraw(activity_id=after, person=one, actor=scene.RESIDENT, now=now)
    assert scene.signs_up(first, one, now) is Taking.IN


def test_waiting_holds_the_time_too(team, now):
    made = scene.an_activity(team, now, places=1)
    scene.signs_up(made, scene.resident(1, now), now)
    one = scene.resident(2, now)
    assert scene.signs_up(made, one, now) is Taking.WAITING
    with pytest.raises(Clash):
        scene.signs_up(scene.an_activity(team, now), one, now)


def test_what_is_risky_needs_training_and_insurance_to_that_day(team, now):
    made = scene.an_activity(team, now, kind="duty")
    one = scene.volunteer(1, now)
    with pytest.raises(TrainingNeeded):
        scene.signs_up(made, one, now)
    Volunteer.objects.filter(pk=one).update(trained_on=local(now).date())
    for until in (None, local(now).date()):
        Volunteer.objects.filter(pk=one).update(insured_until=until)
        with pytest.raises(InsuranceNeeded):
            scene.signs_up(made, one, now)
    Volunteer.objects.filter(pk=one).update(insured_until=local(now + 26 * HOUR).date())
    assert scene.signs_up(made, one, now) is Taking.IN


def test_members_only_is_for_members(team, leader, now):
    made = scene.an_activity(team, now, members_only=True)
    with pytest.raises(MembersOnly):
        scene.signs_up(made, scene.volunteer(1, now), now)
    scene.joined(team, 2, leader, now)
    assert scene.signs_up(made, scene.resident(2, now), now) is Taking.IN


def test_reminders_are_sent_once(team, now):
    made = scene.an_activity(team, now, hours=30)
    scene.signs_up(made, scene.resident(1, now), now)
    assert services.remind(now + HOUR) == 0
    assert services.remind(now + 5 * HOUR) == 1
    assert services.remind(now + 6 * HOUR) == 0
