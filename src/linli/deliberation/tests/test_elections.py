"""换届: launched, voted, decided, completed; and what is refused on the way."""

from __future__ import annotations

from datetime import date

import pytest

from linli.deliberation import selectors, services
from linli.deliberation.models import Body, Candidate, Election, Member, Poll, PollLine, Seat
from linli.deliberation.terms import (
    ElectionState,
    NewCandidate,
    NoPostForElected,
    NoSecondBallotYet,
    PollKind,
    ReasonMissing,
    ResultNotShown,
)
from linli.deliberation.tests import scene
from linli.deliberation.tests.elections import DAY, FULL, STAND, Race
from linli.kernel.actor import SYSTEM
from linli.kernel.models import TrailLine
from linli.kernel.registry import measures
from linli.organisations import selectors as organisations
from linli.organisations import services as organising
from linli.organisations.tests.factories import appointed, person

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
