"""换届: launched, voted, decided, completed; and what is refused on the way."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest

from linli.deliberation import selectors, services
from linli.deliberation.models import Body, Candidate, Election, Member, Poll, PollLine, Seat
from linli.deliberation.terms import (
    BallotsWrong,
    CandidateStanding,
    CandidateTwice,
    CandidateWrong,
    ElectionMovedOn,
    ElectionNotFound,
    ElectionState,
    NewCandidate,
    NoPostForElected,
    NoSecondBallotYet,
    NowhereToElect,
    NoWomanStands,
    Paperwork,
    PollKind,
    ReasonMissing,
    ResultNotShown,
    RollDateWrong,
    RollFell,
    RollTooShort,
    RollWrong,
    TargetPast,
    TooFewCandidates,
    VotesWrong,
)
from linli.deliberation.tests import scene
from linli.kernel.actor import ANONYMOUS, SYSTEM
from linli.kernel.errors import NotAllowed
from linli.kernel.models import TrailLine
from linli.kernel.registry import measures
from linli.kernel.versions import unit_of_work
from linli.organisations import selectors as organisations
from linli.organisations import services as organising
from linli.organisations.tests.factories import appointed, person
from linli.people.models import Identity
from linli.publicity import services as publishing

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
# name → position, tags
STAND = {
    "赵": ("director", ()), "钱": ("director", ()),
    "孙": ("deputy", ()), "李": ("deputy", ()),
    "周": ("member", ()), "吴": ("member", ()), "郑": ("member", ("women",)), "王": ("member", ()),
}  # fmt: skip
FULL = {"赵": 60, "钱": 30, "孙": 55, "李": 40, "周": 80, "吴": 70, "郑": 60, "王": 20}


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


class Race:
    """One election on its way; `keys` are candidates by the name in the test."""

    def __init__(self, areas, village, now, *, text="", target=60):
        self.area, self.actor, self.now = areas[scene.VILLAGE], village, now
        self.renewal = services.launch(
            kind="village_committee",
            area_id=areas[""].id,
            target=(now + target * DAY).date(),
            actor=SYSTEM,
            now=now,
        )
        self.id = Election.objects.get(area_id=self.area.id).pk
        self.keys = {}

    @property
    def row(self):
        return Election.objects.get(pk=self.id)

    def roll(self, count=150, **of):
        services.publish_roll(
            election_id=self.id, count=count, actor=self.actor, now=self.now, **of
        )

    def stand(self, name, position, tags=(), **of):
        number = len(self.keys) + 1
        new = NewCandidate(
            (position,), name=f"{name}大山", phone=f"139{number:08d}", tags=frozenset(tags), **of
        )
        self.keys[name] = services.nominate(
            election_id=self.id, new=new, actor=self.actor, now=self.now
        )
        return self.keys[name]

    def accept(self, name, consent=True):
        services.accept(
            candidate_id=self.keys[name],
            name=f"{name}大山",
            consent=consent,
            actor=self.actor,
            now=self.now,
        )

    def nominated(self):
        self.roll()
        for name, (position, tags) in STAND.items():
            self.stand(name, position, tags)
            self.accept(name)
        services.settle_candidates(election_id=self.id, actor=self.actor, now=self.now)
        self.now += 20 * DAY
        return self

    def open(self):
        services.open_poll(election_id=self.id, actor=self.actor, now=self.now)

    def count(self, votes, *, handed=110, back=100, valid=100, invalid=0):
        names = {key: name for name, key in self.keys.items()}
        by = {}
        for line in PollLine.objects.filter(poll__election_id=self.id, poll__counted_at=None):
            name = names[line.candidate_id]
            if name in votes:
                by.setdefault(line.position, {})[line.candidate_id] = votes[name]
        papers = Paperwork(handed, back, valid, invalid, by)
        services.count_poll(election_id=self.id, papers=papers, actor=self.actor, now=self.now)

    def poll(self, votes, **of):
        self.open()
        self.count(votes, **of)

    def elected(self):
        names = {key: name for name, key in self.keys.items()}
        found = {}
        for one in Seat.objects.filter(election_id=self.id):
            found.setdefault(one.position, set()).add(names[one.candidate_id])
        return found

    def lines(self):
        poll = selectors.election_page(SYSTEM, self.id, now=self.now).polls[-1]
        return [words for words, _basis in poll.words]

    def complete(self):
        services.publish_result(election_id=self.id, actor=self.actor, now=self.now)
        self.now += 4 * DAY
        publishing.end_due(self.now)
        return services.complete(election_id=self.id, actor=self.actor, now=self.now)


@pytest.fixture
def race(areas, village, now):
    return Race(areas, village, now)


# --- the straight way -----------------------------------------------------------------------------


def test_the_first_poll_elects_all_and_the_new_committee_is_set_up(race, now):
    race.nominated().poll(FULL)
    row = race.row
    assert (row.state, row.first_time, row.vacant) == (ElectionState.DECIDED, True, 0)
    assert race.elected() == {"director": {"赵"}, "deputy": {"孙"}, "member": {"周", "吴", "郑"}}
    with pytest.raises(ResultNotShown):
        services.complete(election_id=race.id, actor=race.actor, now=race.now)
    body_id = race.complete()
    body = Body.objects.get(pk=body_id)
    assert (body.kind, body.area_id) == ("village_committee", race.area.id)
    assert body.term_ends == date(2031, 3, 26)
    tags = sorted(tuple(one.tags) for one in Member.objects.filter(body=body))
    assert tags == [(), (), ("deputy",), ("director",), ("women",)]
    assert race.row.state == ElectionState.COMPLETED
    names = set(TrailLine.objects.values_list("name", flat=True))
    assert {"deliberation.launched", "deliberation.poll_counted"} <= names


def test_the_old_committee_is_dissolved(race, areas, now):
    old = scene.body("village_committee", race.area, now, members=3)
    race.nominated().poll(FULL)
    race.complete()
    assert Body.objects.get(pk=old).until is not None
    assert not Member.objects.filter(body_id=old, until=None).exists()


def test_the_figures_of_the_county(race, areas, county, now):
    race.nominated().poll(FULL)
    (row,) = selectors.renewals(county, now=race.now)
    villages = Election.objects.count()
    assert (row.total, row.decided, row.first_time, row.completed, row.late) == (
        villages, 1, 1, 0, 0,
    )  # fmt: skip
    span = (areas[""].path, now, now + 400 * DAY)
    assert measures.get("deliberation.one_time_success")(*span) == (1, 1)
    assert measures.get("deliberation.one_shoulder")(*span) == (0, 1)
    assert measures.get("deliberation.elections_completed")(*span) == (0, villages)
    race.complete()
    assert measures.get("deliberation.elections_completed")(*span) == (1, villages)
    late = selectors.renewal_for(county, race.renewal, now=now + 61 * DAY)
    assert late.late == villages - 1


def test_whoever_is_late_completes_late(areas, village, now):
    race = Race(areas, village, now, target=10)
    race.nominated().poll(FULL)
    race.complete()
    done, whole = selectors.elections_completed(areas[""].path, now, now + 400 * DAY)
    assert done == 0
    assert whole == Election.objects.count()


# --- another ballot -------------------------------------------------------------------------------


def test_seats_that_stay_open_are_voted_again(race):
    race.nominated().poll({**FULL, "赵": 50, "钱": 45})
    assert race.row.state == ElectionState.AGAIN
    assert "主任：还缺 1 名，另行选举" in race.lines()
    race.open()
    poll = Poll.objects.get(election_id=race.id, number=2)
    assert (poll.kind, poll.seats) == (PollKind.RERUN, {"director": 1})
    race.count({"赵": 34, "钱": 33})
    assert race.row.state == ElectionState.DECIDED
    assert race.row.first_time is False
    assert race.elected()["director"] == {"赵"}
    assert selectors.one_time_success("", race.now - DAY, race.now + DAY) == (0, 1)


def test_exactly_a_third_is_enough_and_less_is_not(race):
    race.nominated().poll({**FULL, "赵": 50, "钱": 45})
    race.poll({"赵": 32, "钱": 31}, back=99, valid=99)
    assert race.row.state == ElectionState.AGAIN
    race.poll({"赵": 33, "钱": 32}, back=99, valid=99)
    assert race.elected()["director"] == {"赵"}


def test_a_tie_is_voted_among_those_with_equal_votes(race):
    race.nominated().poll({**FULL, "吴": 60, "王": 60})
    assert race.row.state == ElectionState.AGAIN
    page = selectors.election_page(SYSTEM, race.id, now=race.now)
    assert page.next_poll is PollKind.TIE
    hows = {one.name: one.how for _p, _s, rows in page.polls[0].tables for one in rows}
    assert (hows["吴大山"], hows["王大山"], hows["郑大山"]) == ("tied", "tied", "won")
    race.poll({"吴": 51, "王": 49})
    assert race.elected()["member"] == {"周", "郑", "吴"}
    assert race.row.first_time is False


def test_too_few_took_part_and_nobody_is_elected(race):
    race.nominated().poll(dict.fromkeys(FULL, 35), back=75, valid=75)
    assert race.row.state == ElectionState.AGAIN
    assert race.elected() == {}
    assert race.lines()[0].endswith("选举无效，要重新投票")
    page = selectors.election_page(SYSTEM, race.id, now=race.now)
    assert page.next_poll is PollKind.FIRST
    race.poll(FULL, back=100)
    assert race.row.state == ElectionState.DECIDED
    assert race.row.first_time is False


def test_the_womans_seat(race):
    race.nominated().poll({**FULL, "郑": 51, "王": 60})
    assert race.elected()["member"] == {"周", "吴", "郑"}
    assert Seat.objects.get(reserved=True).candidate_id == race.keys["郑"]
    assert any("妇女" in line for line in race.lines())


def test_the_womans_seat_stays_open_where_none_has_enough(race):
    race.nominated().poll({**FULL, "郑": 30, "王": 60})
    assert race.elected()["member"] == {"周", "吴"}
    assert "没有妇女过线，留一个名额给妇女" in race.lines()
    race.open()
    stand = PollLine.objects.filter(poll__number=2).values_list("candidate_id", flat=True)
    assert set(stand) == {race.keys["王"], race.keys["郑"]}
    race.count({"王": 60, "郑": 34})
    assert race.elected()["member"] == {"周", "吴", "郑"}


def test_seats_stay_vacant_only_after_another_ballot(race):
    race.nominated().poll({**FULL, "赵": 50, "钱": 45})
    with pytest.raises(NoSecondBallotYet):
        services.leave_vacant(
            election_id=race.id, reason="没有人选", actor=race.actor, now=race.now
        )
    race.poll({"赵": 20, "钱": 20})
    with pytest.raises(ReasonMissing):
        services.leave_vacant(election_id=race.id, reason=" ", actor=race.actor, now=race.now)
    services.leave_vacant(
        election_id=race.id, reason="两次都没有人过线", actor=race.actor, now=race.now
    )
    assert (race.row.state, race.row.vacant) == (ElectionState.DECIDED, 1)
    assert race.row.first_time is False


# --- 一肩挑 ---------------------------------------------------------------------------------------


def test_one_shoulder_by_the_tag(race):
    race.nominated()
    Candidate.objects.filter(pk=race.keys["赵"]).update(tags=["secretary"])
    race.poll(FULL)
    assert race.row.shouldered is True


def test_one_shoulder_by_the_post_and_the_elected_is_appointed(race, areas, now):
    chief = person("chief", "赵书记", now)
    unit = organisations.unit_at(race.area.id, "村党支部")
    (post,) = (p for p in organisations.posts([unit.id], now=now)[unit.id] if p.title == "书记")
    organising.appoint(post_id=post.id, account_id=chief, actor=SYSTEM, now=now)
    race.roll()
    new = NewCandidate(("director",), account_id=chief)
    race.keys["赵"] = services.nominate(
        election_id=race.id, new=new, actor=race.actor, now=race.now
    )
    race.accept("赵", consent=False)
    for name in list(STAND)[1:]:
        race.stand(name, *STAND[name])
        race.accept(name)
    services.settle_candidates(election_id=race.id, actor=race.actor, now=race.now)
    race.now += 20 * DAY
    race.poll(FULL)
    assert race.row.shouldered is True
    race.complete()
    with pytest.raises(NoPostForElected):
        services.appoint_elected(candidate_id=race.keys["孙"], actor=race.actor, now=race.now)
    services.appoint_elected(candidate_id=race.keys["赵"], actor=race.actor, now=race.now)
    held = organisations.holders_of_post(
        title="村干部", kind="村委会", area_id=race.area.id, now=race.now
    )
    assert chief in held


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
