"""Being there: the code of the minute, entry by hand, closing, hours; repeats that go on."""

from datetime import timedelta

import pytest

from linli.jobs import services as jobs
from linli.kernel import parts
from linli.kernel.actor import ANONYMOUS, SYSTEM
from linli.kernel.clock import local
from linli.kernel.errors import TooMany
from linli.kernel.models import TrailLine
from linli.people.models import Account
from linli.points.terms import Grade
from linli.volunteering import selectors, services
from linli.volunteering.models import Activity, ActivityRole, ServiceRecord, SignUp
from linli.volunteering.rules.activities import (
    code_at,
)
from linli.volunteering.terms import (
    ActivityNotFound,
    ActivityOver,
    AllTaken,
    CheckedInBefore,
    CodeNotTaken,
    Every,
    HowKnown,
    NoLongerIn,
    NotCheckedIn,
    NotOverYet,
    OwnEntry,
    Taking,
    TooFar,
    WrongCode,
    WrongStay,
    WrongUntil,
)
from linli.volunteering.tests import teams_scene as scene

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
SECRET = bytes(range(32))


@pytest.fixture
def areas(db, now):
    return scene.set_scene(now)


@pytest.fixture
def team(areas, now):
    return scene.team(now)


@pytest.fixture
def leader(team, now):
    return scene.leader(team, now)


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
