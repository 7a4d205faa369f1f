"""What is refused on the way to an election; names; how many statements."""

from __future__ import annotations

from uuid import uuid4

import pytest

from linli.deliberation import selectors, services
from linli.deliberation.models import Candidate, Election, PollLine
from linli.deliberation.terms import (
    BallotsWrong,
    CandidateStanding,
    CandidateTwice,
    CandidateWrong,
    ElectionMovedOn,
    ElectionNotFound,
    ElectionState,
    NewCandidate,
    NowhereToElect,
    NoWomanStands,
    ReasonMissing,
    RollDateWrong,
    RollFell,
    RollTooShort,
    RollWrong,
    TargetPast,
    TooFewCandidates,
    VotesWrong,
)
from linli.deliberation.tests import scene
from linli.deliberation.tests.elections import DAY, FULL, STAND, Race
from linli.kernel.actor import ANONYMOUS, SYSTEM
from linli.kernel.errors import NotAllowed
from linli.kernel.versions import unit_of_work
from linli.organisations import selectors as organisations
from linli.organisations.tests.factories import appointed, person
from linli.people.models import Identity
from linli.publicity import services as publishing

pytestmark = pytest.mark.django_db


@pytest.fixture
def areas(now):
    return scene.set_scene(now)


@pytest.fixture
def village(areas, now):
    return scene.secretary(areas, now)


@pytest.fixture
def county(areas, now):
    account = person("organiser", "组织部", now)
    appointed("县委组织部", account, now, area_id=areas[""].id)
    return organisations.actor_for(account, via="test", now=now)


@pytest.fixture
def race(areas, village, now):
    return Race(areas, village, now)


# --- what is refused ------------------------------------------------------------------------------


def test_launching(areas, village, county, now):
    common = {"kind": "village_committee", "actor": county, "now": now}
    with pytest.raises(TargetPast):
        services.launch(area_id=areas[""].id, target=now.date(), **common)
    ahead = (now + 90 * DAY).date()
    with pytest.raises(NotAllowed):
        services.launch(area_id=areas[""].id, target=ahead, **{**common, "actor": village})
    services.launch(area_id=areas[""].id, target=ahead, **common)
    with pytest.raises(NowhereToElect):
        services.launch(area_id=areas[""].id, target=ahead, **common)


@pytest.mark.parametrize(
    ("count", "households"),
    [(0, ()), (3, (("1号", 2),)), (2, (("1号", 1), ("1号", 1))), (2, (("1号", 2), ("2号", 0)))],
)
def test_rolls_that_do_not_add_up(race, count, households):
    with pytest.raises(RollWrong):
        race.roll(count, households=households)


def test_the_roll_is_corrected_with_a_reason(race, now):
    race.roll(5, households=(("1号", 2), ("2号", 3)))
    common = {"election_id": race.id, "actor": race.actor, "now": now}
    services.correct_roll(change=2, reason="漏登两人，异议成立", **common)
    page = selectors.election_page(race.actor, race.id, now=now)
    assert (page.row.registered, page.roll_households) == (7, 2)
    assert [(one.change, one.reason) for one in page.changes] == [(2, "漏登两人，异议成立")]
    assert page.roll_period.length == "20 天"
    for change in (0, -7):
        with pytest.raises(RollWrong):
            services.correct_roll(change=change, reason="错", **common)
    with pytest.raises(ReasonMissing):
        services.correct_roll(change=1, reason="", **common)
    Election.objects.filter(pk=race.id).update(state="preparing")
    with pytest.raises(RollDateWrong):
        race.roll(on=(now + DAY).date())


def test_no_poll_before_the_roll_was_published_for_its_days(race):
    race.nominated()
    race.now -= DAY
    with pytest.raises(RollTooShort) as refused:
        race.open()
    assert "二十日前公布" in refused.value.message


def test_a_roll_that_fell_is_published_again(race):
    race.roll()
    period = selectors.election_page(SYSTEM, race.id, now=race.now).roll_period
    with pytest.raises(ElectionMovedOn):
        race.roll()
    publishing.withdraw_period(
        period_id=period.id, reason="名单有错", actor=race.actor, now=race.now
    )
    with pytest.raises(RollFell):
        services.settle_candidates(election_id=race.id, actor=race.actor, now=race.now)
    race.roll(149)
    assert race.row.registered == 149


def test_candidates(race):
    race.roll()
    race.stand("赵", "director")
    for wrong in (
        NewCandidate(("director",), name="无"),
        NewCandidate(("king",), name="张三", phone="13900000009"),
        NewCandidate(("director",), name="张三", phone="13900000009", tags=frozenset({"king"})),
        NewCandidate((), name="张三", phone="13900000009"),
    ):
        with pytest.raises(CandidateWrong):
            services.nominate(election_id=race.id, new=wrong, actor=race.actor, now=race.now)
    twice = NewCandidate(("deputy",), name="赵大山", phone="13900000001")
    with pytest.raises(CandidateTwice):
        services.nominate(election_id=race.id, new=twice, actor=race.actor, now=race.now)
    with pytest.raises(TooFewCandidates):
        services.settle_candidates(election_id=race.id, actor=race.actor, now=race.now)
    for name, (position, _tags) in list(STAND.items())[1:]:
        race.stand(name, position)
    for name in STAND:
        race.accept(name)
    with pytest.raises(NoWomanStands):
        services.settle_candidates(election_id=race.id, actor=race.actor, now=race.now)
    with pytest.raises(ElectionMovedOn):
        race.open()


def test_who_steps_back_is_not_voted(race):
    race.nominated()
    services.step_back(candidate_id=race.keys["王"], actor=race.actor, now=race.now)
    race.open()
    assert not PollLine.objects.filter(candidate_id=race.keys["王"]).exists()
    with pytest.raises(ElectionMovedOn):
        services.step_back(candidate_id=race.keys["周"], actor=race.actor, now=race.now)


def test_who_is_the_only_one_cannot_step_back_unseen(race):
    race.nominated()
    services.step_back(candidate_id=race.keys["钱"], actor=race.actor, now=race.now)
    with pytest.raises(TooFewCandidates):
        services.step_back(candidate_id=race.keys["赵"], actor=race.actor, now=race.now)
    assert Candidate.objects.get(pk=race.keys["赵"]).standing == CandidateStanding.ACCEPTED


@pytest.mark.parametrize(
    "papers",
    [
        {"handed": 99, "back": 100},
        {"handed": 151},
        {"valid": 99},
        {"valid": 101, "invalid": -1},
    ],
)
def test_ballots_that_contradict_each_other(race, papers):
    race.nominated().open()
    with pytest.raises(BallotsWrong):
        race.count(FULL, **papers)
    assert race.row.state == ElectionState.VOTING


@pytest.mark.parametrize(
    "votes",
    [
        {**FULL, "赵": 101},
        {**FULL, "赵": 60, "钱": 60},
        {**FULL, "周": 100, "吴": 100, "郑": 100, "王": 1},
        {name: n for name, n in FULL.items() if name != "王"},
    ],
)
def test_votes_that_contradict_each_other(race, votes):
    race.nominated().open()
    with pytest.raises(VotesWrong):
        race.count(votes)


def test_nobody_else_may(race, areas, now):
    other = scene.secretary(areas, now, "100001")
    race.roll()
    with pytest.raises(ElectionNotFound):
        selectors.election_page(other, race.id, now=now)
    with pytest.raises(NotAllowed):
        services.correct_roll(election_id=race.id, change=1, reason="外村", actor=other, now=now)
    with pytest.raises(NotAllowed):
        services.settle_candidates(election_id=race.id, actor=ANONYMOUS, now=now)
    with pytest.raises(ElectionNotFound):
        services.open_poll(election_id=uuid4(), actor=race.actor, now=now)


# --- names ----------------------------------------------------------------------------------------


def test_the_public_reads_names_of_those_who_agreed(race):
    with pytest.raises(ElectionNotFound):
        selectors.public_election(race.id, now=race.now)
    race.roll()
    race.stand("赵", "director")
    race.stand("钱", "director")
    race.stand("孙", "director")
    race.accept("赵")
    race.accept("钱", consent=False)
    page = selectors.public_election(race.id, now=race.now)
    assert [one.name for one in page.candidates] == ["赵大山", "钱○○"]
    person_ = Candidate.objects.get(pk=race.keys["赵"]).identity_id
    assert services.forget_candidates(identity_id=person_, actor=SYSTEM, now=race.now) == 1
    page = selectors.public_election(race.id, now=race.now)
    assert [one.name for one in page.candidates] == ["赵○○", "钱○○"]
    assert Identity.objects.count() >= 3


def test_written_in_names_where_the_method_admits_them(areas, village, now):
    text = scene.FILE.read_text(encoding="utf-8").replace(
        'nominate = "listed"', 'nominate = "direct"'
    )
    document, found = scene.read(text)
    assert not found
    scene.parts.publish("gatherings", "t2", document, now)
    race = Race(areas, village, now)
    race.roll()
    services.settle_candidates(election_id=race.id, actor=village, now=now)
    race.now += 20 * DAY
    race.open()
    for name, (position, tags) in STAND.items():
        race.stand(name, position, tags)
    race.count(FULL)
    assert race.row.state == ElectionState.DECIDED
    assert race.elected()["director"] == {"赵"}


# --- how many statements --------------------------------------------------------------------------


def test_a_page_costs_the_same_however_much_is_on_it(race, django_assert_max_num_queries):
    race.nominated().poll({**FULL, "赵": 50, "钱": 45})
    race.poll({"赵": 34, "钱": 33})
    selectors.election_page(race.actor, race.id, now=race.now)  # what the method says is cached now
    with unit_of_work(), django_assert_max_num_queries(10):
        selectors.election_page(race.actor, race.id, now=race.now)
    with unit_of_work(), django_assert_max_num_queries(3):
        selectors.renewals(SYSTEM, now=race.now)
    with unit_of_work(), django_assert_max_num_queries(2):
        selectors.elections(SYSTEM, race.renewal, now=race.now)
