"""At once, on two connections: one last place, one place at a time, one more member."""

from datetime import timedelta

import pytest
from django.db import connections

from linli.kernel.actor import SYSTEM
from linli.volunteering import services
from linli.volunteering.models import ActivityRole, SignUp, TeamMember
from linli.volunteering.terms import Clash, SignedUpBefore, Taking, TeamFull, TeamStanding
from linli.volunteering.tests import teams_scene as scene

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*works, no=()):
    """What became of each, in any order: what it returned, or `refused`."""
    import threading

    came, start = [], threading.Barrier(len(works))

    def run(work):
        try:
            start.wait(10)
            came.append(str(work()))
        except no:
            came.append("refused")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
    return sorted(came)


@pytest.fixture
def team(now):
    scene.set_scene(now)
    return scene.team(now)


def test_the_last_place_goes_to_one_and_the_others_wait(team, now):
    made = scene.an_activity(team, now, places=1)
    people = [scene.resident(number, now) for number in range(4)]
    works = [lambda one=one: scene.signs_up(made, one, now) for one in people]
    assert at_once(*works) == ["in", "waiting", "waiting", "waiting"]
    assert ActivityRole.objects.get().taken == 1


def test_one_person_is_in_one_of_two_activities_at_one_time(team, now):
    first, second = (scene.an_activity(team, now) for _each in range(2))
    one = scene.resident(1, now)
    works = [lambda made=made: scene.signs_up(made, one, now) for made in (first, second)]
    assert at_once(*works, no=Clash) == ["in", "refused"]
    assert SignUp.objects.count() == 1


def test_the_same_tap_twice_is_one_place(team, now):
    made = scene.an_activity(team, now)
    one = scene.resident(1, now)
    works = [lambda: scene.signs_up(made, one, now)] * 3
    assert at_once(*works, no=SignedUpBefore) == ["in", "refused", "refused"]
    assert ActivityRole.objects.get().taken == 1


def test_withdrawals_and_sign_ups_at_once_leave_as_many_as_there_are_places(team, now):
    made = scene.an_activity(team, now, places=2)
    people = [scene.resident(number, now) for number in range(6)]
    for one in people[:3]:
        scene.signs_up(made, one, now)
    works = [
        lambda one=one: services.withdraw(
            activity_id=made, person=one, actor=scene.RESIDENT, now=now
        )
        for one in people[:2]
    ] + [
        lambda one=one: scene.signs_up(made, one, now + timedelta(minutes=1)) for one in people[3:]
    ]
    at_once(*works)
    taken = SignUp.objects.filter(taking=Taking.IN).count()
    assert (taken, ActivityRole.objects.get().taken) == (2, 2)
    assert SignUp.objects.filter(taking=Taking.WAITING).count() == 2


def test_the_last_place_in_a_team_goes_to_one(team, now):
    leader = scene.leader(team, now)
    for number in range(2):
        scene.joined(team, number, leader, now)
    asked = [
        services.ask_to_join(
            team_id=team, person=scene.volunteer(number, now), actor=scene.RESIDENT, now=now
        )
        for number in (3, 4)
    ]
    works = [
        lambda one=one: services.accept_member(member_id=one, actor=SYSTEM, now=now)
        for one in asked
    ]
    assert at_once(*works, no=TeamFull) == ["None", "refused"]
    assert TeamMember.objects.filter(standing=TeamStanding.MEMBER).count() == 3
