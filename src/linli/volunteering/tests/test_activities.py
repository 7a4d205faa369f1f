"""Activities: planned, joined, waited for, checked in by code, closed, and hours recorded."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.jobs import services as jobs
from linli.kernel import parts
from linli.kernel.actor import ANONYMOUS, SYSTEM
from linli.kernel.clock import local
from linli.kernel.errors import TooMany
from linli.kernel.models import TrailLine
from linli.people.models import Account
from linli.points.terms import Grade
from linli.volunteering import selectors, services
from linli.volunteering.models import Activity, ActivityRole, ServiceRecord, SignUp, Volunteer
from linli.volunteering.rules.activities import (
    code_at,
    code_good,
    days,
    metres_between,
    overlap,
    stay,
)
from linli.volunteering.terms import (
    ActivityEmpty,
    ActivityNotFound,
    ActivityOver,
    ActivityReasonMissing,
    ActivityState,
    AllTaken,
    CheckedInBefore,
    Clash,
    CodeNotTaken,
    Every,
    FewerThanTaken,
    HowKnown,
    InsuranceNeeded,
    MembersOnly,
    NoLongerIn,
    NotCheckedIn,
    NotOverYet,
    OwnEntry,
    RolePlan,
    SignedUpBefore,
    SignInForActivity,
    SignUpClosed,
    Taking,
    TooFar,
    TrainingNeeded,
    UnknownSeries,
    WrongActivityTime,
    WrongCode,
    WrongRoles,
    WrongStay,
    WrongUntil,
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
    assert metres_between((117.0, 26.9), (117.0, 26.9)) == 0
    assert 1105 <= metres_between((117.0, 26.9), (117.0, 26.91)) <= 1117


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


# --- being there ----------------------------------------------------------------------------------


@pytest.fixture
def made(team, now):
    return scene.an_activity(team, now)


@pytest.fixture
def start(now):
    return now + 26 * HOUR


def arrive(made, person, at, code=None, **of):
    secret = bytes(Activity.objects.get(pk=made).secret)
    services.check_in(
        activity_id=made, person=person, code=code or code_at(secret, at), actor=scene.RESIDENT,
        now=at, **of,
    )  # fmt: skip


def leave(made, person, at):
    secret = bytes(Activity.objects.get(pk=made).secret)
    services.check_out(
        activity_id=made, person=person, code=code_at(secret, at), actor=scene.RESIDENT, now=at
    )


def close(made, actor, at, served=0, thanks="辛苦了"):
    return services.close_activity(
        activity_id=made, served=served, thanks=thanks, actor=actor, now=at
    )


def test_the_code_is_for_the_leader_within_the_window(made, leader, now, start):
    with pytest.raises(CodeNotTaken):
        services.code_of(activity_id=made, actor=leader, now=now)
    with pytest.raises(ActivityNotFound):
        services.code_of(activity_id=made, actor=ANONYMOUS, now=start)
    code = services.code_of(activity_id=made, actor=leader, now=start)
    one = scene.resident(1, now)
    scene.signs_up(made, one, now)
    with pytest.raises(CodeNotTaken):
        arrive(made, one, start - HOUR)
    with pytest.raises(WrongCode):
        arrive(made, one, start, "000000" if code != "000000" else "111111")
    arrive(made, one, start + 30 * timedelta(seconds=1), code)
    with pytest.raises(CheckedInBefore):
        arrive(made, one, start + 2 * MINUTE)
    row = SignUp.objects.get()
    assert (row.how, row.near) == (HowKnown.CODE, None)
    assert TrailLine.objects.filter(name="volunteering.checked_in").exists()


def test_codes_cannot_be_guessed_for_long(made, now, start):
    one = scene.resident(1, now)
    right = code_at(bytes(Activity.objects.get().secret), start)
    wrong = "000000" if right != "000000" else "111111"
    for _each in range(12):
        with pytest.raises(WrongCode):
            arrive(made, one, start, wrong)
    with pytest.raises(TooMany):
        arrive(made, one, start, right)


def test_a_position_is_looked_at_only_if_offered_and_never_kept(made, now, start):
    Activity.objects.update(longitude=117.17, latitude=26.9)
    one, other = scene.resident(1, now), scene.resident(2, now)
    with pytest.raises(TooFar):
        arrive(made, one, start, point=(117.3, 26.9))
    arrive(made, one, start, point=(117.1705, 26.9))
    arrive(made, other, start)
    assert {row.identity_id: row.near for row in SignUp.objects.all()} == {one: True, other: None}


def test_who_just_comes_takes_a_free_place_and_no_other(team, now, start):
    made = scene.an_activity(team, now, places=1)
    scene.signs_up(made, scene.resident(1, now), now)
    waits, comes = scene.resident(2, now), scene.resident(3, now)
    scene.signs_up(made, waits, now)
    for person in (waits, comes):
        with pytest.raises(AllTaken):
            arrive(made, person, start)
    services.withdraw(
        activity_id=made, person=scene.resident(1, now), actor=scene.RESIDENT, now=start
    )
    arrive(made, waits, start)
    assert ActivityRole.objects.get().taken == 1


def test_who_is_checked_in_does_not_withdraw(made, now, start):
    one = scene.resident(1, now)
    arrive(made, one, start)
    with pytest.raises(NoLongerIn):
        services.withdraw(activity_id=made, person=one, actor=scene.RESIDENT, now=start)


def test_from_check_in_to_hours_with_two_grades_of_evidence(made, leader, now, start):
    coded, by_hand, absent = (scene.resident(number, now) for number in range(3))
    Activity.objects.update()
    ActivityRole.objects.update(places=0)
    for one in (coded, by_hand, absent):
        scene.signs_up(made, one, now)
    arrive(made, coded, start - 20 * MINUTE)
    with pytest.raises(NotCheckedIn):
        leave(made, by_hand, start + HOUR)
    leave(made, coded, start + 90 * MINUTE)
    with pytest.raises(NotOverYet):
        close(made, leader, start + HOUR)
    entry = SignUp.objects.get(identity_id=by_hand).pk
    later = start + 3 * HOUR
    with pytest.raises(WrongStay):
        services.enter(
            sign_up_id=entry, came=True, since=start, until=start + 9 * HOUR, actor=leader,
            now=later,
        )  # fmt: skip
    services.enter(
        sign_up_id=entry, came=True, since=start, until=start + HOUR, actor=leader, now=later
    )
    assert close(made, leader, later, served=30) == 2
    jobs.run_due(later)
    found = {one.identity_id: one for one in ServiceRecord.objects.all()}
    assert set(found) == {coded, by_hand}
    assert (found[coded].started_at, found[coded].ended_at) == (start, start + 90 * MINUTE)
    assert (found[coded].grade, found[by_hand].grade) == (Grade.CREDIT, Grade.HONOUR)
    assert found[by_hand].confirmed_by_id == leader.account_id
    assert SignUp.objects.get(identity_id=absent).taking == Taking.ABSENT
    page = selectors.public_activity(made, now=later, person=coded)
    assert (page.row.came, page.row.served, page.mine.thanks) == (2, 30, "辛苦了")
    span = (now, now + 9 * DAY)
    assert selectors.activities_held("", *span) == (1, 1)
    assert selectors.series_run("", *span) == (0, 1)


def test_hours_are_posted_once_however_often_the_job_runs(made, leader, now, start):
    one = scene.resident(1, now)
    arrive(made, one, start)
    leave(made, one, start + HOUR)
    later = start + 3 * HOUR
    close(made, leader, later)
    sign_up = SignUp.objects.get().pk
    for _each in range(3):
        services.post_hours(sign_up, later)
    assert ServiceRecord.objects.count() == 1


def test_what_the_leader_enters_afterwards_goes_to_hours_too(made, leader, now, start):
    one = scene.resident(1, now)
    arrive(made, one, start)  # and never checks out
    later = start + 3 * HOUR
    close(made, leader, later)
    jobs.run_due(later)
    assert not ServiceRecord.objects.exists()
    said = {"sign_up_id": SignUp.objects.get().pk, "came": True, "actor": leader}
    services.enter(**said, now=later + DAY)
    jobs.run_due(later + DAY)
    assert ServiceRecord.objects.get().grade == Grade.HONOUR
    with pytest.raises(CheckedInBefore):
        services.enter(**said, now=later + 2 * DAY)
    with pytest.raises(ActivityOver):
        services.enter(**said, now=later + 20 * DAY)


def test_nobody_enters_themselves(made, leader, now, start):
    mine = scene.resident(4, now)
    Account.objects.filter(pk=leader.account_id).update(identity_id=mine)
    scene.signs_up(made, mine, now)
    with pytest.raises(OwnEntry):
        services.enter(
            sign_up_id=SignUp.objects.get().pk, came=True, actor=leader, now=start + 3 * HOUR
        )


def test_pupils_are_counted_by_the_kind_that_counts_them(team, leader, now):
    made = scene.an_activity(team, now, kind="teach")
    later = now + 30 * HOUR
    close(made, leader, later, served=42)
    assert selectors.pupils_served("", now, later) == (42, 1)


def test_a_person_is_forgotten_and_makes_room(team, now):
    made = scene.an_activity(team, now, places=1)
    one, other = scene.resident(1, now), scene.resident(2, now)
    scene.signs_up(made, one, now)
    scene.signs_up(made, other, now)
    assert selectors.sign_ups_of_person(one)[0]["taking"] == Taking.IN
    assert services.erase_sign_ups(identity_id=one, actor=SYSTEM, now=now) == 1
    assert SignUp.objects.get(identity_id=other).taking == Taking.IN


# --- repeats --------------------------------------------------------------------------------------


def test_a_repeat_goes_on_and_says_when_it_stops(team, leader, now):
    until = local(now).date() + timedelta(days=120)
    said = {"every": Every.WEEK, "actor": leader, "now": now}
    with pytest.raises(WrongUntil):
        services.plan_repeat(plan=scene.a_plan(team, now), until=local(now).date(), **said)
    services.plan_repeat(plan=scene.a_plan(team, now), until=until, **said)
    assert Activity.objects.count() == 5  # the first, and four within five weeks
    assert services.go_on_repeats(now) == 0
    assert services.go_on_repeats(now + 7 * DAY) == 1
    (row,) = selectors.repeats(leader, now=now + 7 * DAY)
    assert (row.stopped, row.ends_soon) == ("", False)
    (unseen,) = selectors.repeats(leader, now=now + 10 * DAY)
    assert unseen.stopped == "unseen"
    document = parts.current("volunteering")[1]
    gone = [one for one in document["activities"] if one["key"] != "clean"]
    series = [one | {"kind": "teach"} for one in document["series"]]
    parts.publish("volunteering", "t2", {**document, "activities": gone, "series": series}, now)
    assert services.go_on_repeats(now + 14 * DAY) == 0
    (stopped,) = selectors.repeats(leader, now=now + 14 * DAY)
    assert stopped.stopped == "kind"


def test_ending_a_repeat_drops_what_nobody_joined(team, leader, now):
    services.plan_repeat(
        plan=scene.a_plan(team, now), every=Every.WEEK,
        until=local(now).date() + timedelta(days=60), actor=leader, now=now,
    )  # fmt: skip
    second = Activity.objects.order_by("starts_at")[1]
    scene.signs_up(second.pk, scene.resident(1, now), now)
    repeat = second.repeat_id
    assert services.end_repeat(repeat_id=repeat, actor=leader, now=now) == 4
    assert Activity.objects.get().pk == second.pk
    assert services.go_on_repeats(now + 9 * DAY) == 0
