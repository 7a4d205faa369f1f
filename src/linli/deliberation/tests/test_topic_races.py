"""At once, on two connections: one ballot, one voice, one version."""

from datetime import timedelta

import pytest

from linli.deliberation import models, selectors, services
from linli.deliberation.terms import (
    AdoptedBefore,
    Said,
    Stage,
    VotedBefore,
    VotingClosed,
    WrongForce,
)
from linli.deliberation.tests import scene
from linli.deliberation.tests.test_charters import vote
from linli.kernel.actor import ANONYMOUS, SYSTEM
from linli.kernel.clock import local
from linli.kernel.tests.racing import at_once
from linli.organisations import selectors as organisations

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def voting(now):
    """(selection, its nominees)"""
    areas = scene.set_scene(now)
    row = models.Selection.objects.create(
        kind="brand", revision="t1", title="评选", area_id=areas["100"].id,
        area_path=areas["100"].path, stage=Stage.VOTING, nominate_until=local(now).date(),
        opens_at=now, closes_at=now + timedelta(days=2), made_at=now,
    )  # fmt: skip
    units = [one for one in organisations.units("村党支部") if one.area_id][:2]
    nominees = [
        models.Nominee.objects.create(
            selection=row, organisation_id=one.id, name=one.name, story="事迹", state="accepted"
        )
        for one in units
    ]
    return row.pk, [one.pk for one in nominees]


def test_of_two_ballots_of_one_number_one_is_taken(voting, now):
    selection, nominees = voting
    voter = scene.resident(1, now)

    def cast():
        services.vote_for(selection_id=selection, picks=nominees[:1], person=voter, now=now)

    assert at_once(cast, cast, cast, no=VotedBefore) == ["done", "refused", "refused"]
    assert models.SelectionBallot.objects.count() == models.SelectionVoter.objects.count() == 1
    assert [one.count for one in selectors.hours_of(selection)] == [1]


def test_ballots_of_many_at_once_are_all_counted_in_their_hour(voting, now):
    selection, nominees = voting
    voters = [scene.resident(number, now) for number in range(4)]
    works = [
        lambda voter=voter: services.vote_for(
            selection_id=selection, picks=nominees[:1], person=voter, now=now
        )
        for voter in voters
    ]
    assert at_once(*works, no=VotedBefore) == ["done"] * 4
    assert [one.count for one in selectors.hours_of(selection)] == [4]


def test_a_ballot_that_comes_with_the_count_is_in_it_or_refused(voting, now):
    selection, nominees = voting
    voter, end = scene.resident(1, now), now + timedelta(days=2)
    for nominee in nominees:
        juror = models.Juror.objects.first() or models.Juror.objects.create(
            selection_id=selection, account_id=scene.person("juror-9", "某评委", now)
        )
        models.JuryScore.objects.create(juror=juror, nominee_id=nominee, score=50)

    def cast():
        services.vote_for(
            selection_id=selection, picks=nominees[:1], person=voter,
            now=end - timedelta(seconds=1),
        )  # fmt: skip

    def count():
        services.count_selection(selection_id=selection, actor=SYSTEM, now=end)

    came = at_once(cast, count, no=VotingClosed)
    row = models.Selection.objects.get()
    assert row.stage == Stage.COUNTED
    assert row.result["ballots"] == models.SelectionBallot.objects.count() == came.count("done") - 1


def test_two_voices_of_one_person_at_once_are_one(now):
    areas = scene.set_scene(now)
    clerk = scene.secretary(areas, now)
    place = next(one for one in selectors.pledge_places(clerk) if one.organisation_id)
    today = local(now).date()
    made = services.pledge(
        place=place.key, title="修桥", words="修好桥。", since=today,
        until=today + timedelta(days=59), actor=clerk, now=now,
    )  # fmt: skip
    person = scene.resident(1, now)
    works = [
        lambda said=said: services.say(
            pledge_id=made, said=said, person=person, actor=ANONYMOUS, now=now
        )
        for said in (Said.KEPT, Said.NOT_KEPT)
    ]
    assert at_once(*works, no=VotedBefore) == ["done", "done"]
    assert models.PledgeVoice.objects.count() == 1


def test_a_resolution_becomes_one_version(now):
    areas = scene.set_scene(now)
    secretary = scene.secretary(areas, now)
    body = scene.body("village_assembly", areas[scene.VILLAGE], now, members=9)
    motion, at = vote(body, "village_assembly", secretary, now)

    def adopt():
        services.adopt_charter(
            kind="village_rules", motion_id=motion, from_day=local(at).date(), actor=secretary,
            now=at,
        )  # fmt: skip

    assert at_once(adopt, adopt, no=(AdoptedBefore, WrongForce)) == ["done", "refused"]
    assert models.CharterVersion.objects.count() == models.Charter.objects.count() == 1
