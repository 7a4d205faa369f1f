"""Selections: exact weights and ties, one ballot a person that nothing links, bursts, doorways."""

from datetime import timedelta
from fractions import Fraction
from uuid import uuid4

import pytest

from linli.deliberation import models, selectors, services
from linli.deliberation.terms import (
    BrandEmpty,
    JurorsMissing,
    MayNotNominate,
    MayNotRun,
    NominationsClosed,
    NotAJuror,
    ScoresMissing,
    SelectionNotFound,
    ShortlistNotShown,
    SignInToVote,
    Stage,
    VotedBefore,
    VotingClosed,
    WrongPicks,
    WrongScore,
    WrongStage,
    WrongVotingDays,
)
from linli.deliberation.tests import scene
from linli.kernel import clock
from linli.kernel.actor import ANONYMOUS, SYSTEM
from linli.kernel.clock import local
from linli.kernel.errors import NotAllowed
from linli.kernel.models import TrailLine
from linli.organisations import selectors as organisations
from linli.organisations.tests.factories import appointed, person
from linli.publicity import services as publicity
from linli.publicity.models import Period

# --- with a database -----------------------------------------------------------------------


@pytest.fixture
def areas(db, now):
    return scene.set_scene(now)


def staff(name, duty, area, now):
    account = person(name, "某干部", now)
    appointed(duty, account, now, area_id=area.id)
    return organisations.actor_for(account, via="test", now=now)


@pytest.fixture
def town(areas, now):
    return staff("town-2", "乡镇", areas["100"], now)


@pytest.fixture
def clerks(areas, now):
    """(of the village, of two communities)"""
    return (
        scene.secretary(areas, now),
        staff("clerk-1", "社区", areas["100001"], now),
        staff("clerk-2", "社区", areas["100002"], now),
    )


@pytest.fixture
def jurors(areas, now):
    return [
        organisations.actor_for(person(f"juror{n}", "某评委", now), via="test", now=now)
        for n in (1, 2)
    ]


@pytest.fixture
def opened(areas, town, jurors, now):
    return services.open_selection(
        kind="brand", area_id=areas["100"].id, title="品牌评选",
        nominate_until=local(now).date() + timedelta(days=5), jurors=["juror1", " juror2"],
        actor=town, now=now,
    )  # fmt: skip


def unit_of(clerk, selection):
    return selectors.places_to_nominate(clerk, selection)[0].organisation_id


@pytest.fixture
def nominees(opened, clerks, now):
    return [
        services.put_forward(
            selection_id=opened, organisation_id=unit_of(clerk, opened), name=f"品牌{n}",
            story="做了很多事，电话 13900003333。", actor=clerk, now=now,
        )
        for n, clerk in enumerate(clerks)
    ]  # fmt: skip


@pytest.fixture
def shown(opened, nominees, town, now):
    for one in nominees:
        services.check_nominee(nominee_id=one, accept=True, actor=town, now=now)
    services.show_shortlist(selection_id=opened, actor=town, now=now)
    return opened


@pytest.fixture
def voting(shown, town):
    """(selection, when the vote began)"""
    at = Period.objects.get().ends + timedelta(seconds=1)
    publicity.end_due(at)
    services.open_voting(selection_id=shown, closes_at=at + timedelta(days=3), actor=town, now=at)
    return shown, at


def ballot(selection, picks, number, at):
    services.vote_for(
        selection_id=selection, picks=picks, person=scene.resident(number, at), now=at
    )


def test_words_are_masked_and_nobody_sees_it_before_the_shortlist(opened, nominees, town):
    page = selectors.desk_selection(town, opened)
    assert all("13900003333" not in one.story for one in page.nominees)
    with pytest.raises(SelectionNotFound):
        selectors.selection_page(opened, now=clock.now())
    assert selectors.public_selections() == ((), False)


def test_each_nominates_for_their_own_and_in_time(opened, clerks, areas, now):
    village, community, _other = clerks
    with pytest.raises(MayNotNominate):
        services.put_forward(
            selection_id=opened, organisation_id=unit_of(village, opened), name="a", story="b",
            actor=community, now=now,
        )  # fmt: skip
    late = now + timedelta(days=6)
    with pytest.raises(NominationsClosed):
        services.put_forward(
            selection_id=opened, organisation_id=unit_of(village, opened), name="a", story="b",
            actor=village, now=late,
        )  # fmt: skip


def test_only_whoever_the_method_names_runs_it(opened, nominees, clerks, areas, now):
    for act in (
        lambda: services.check_nominee(
            nominee_id=nominees[0], accept=True, actor=clerks[0], now=now
        ),
        lambda: services.show_shortlist(selection_id=opened, actor=ANONYMOUS, now=now),
        lambda: services.open_selection(
            kind="brand", area_id=areas["100001"].id, title="x", nominate_until=local(now).date(),
            jurors=["juror1"], actor=SYSTEM, now=now,
        ),
    ):  # fmt: skip
        with pytest.raises(MayNotRun):
            act()


def test_a_jury_with_weight_has_jurors_that_exist(areas, town, now):
    for names in ([], ["nobody-there"]):
        with pytest.raises(JurorsMissing):
            services.open_selection(
                kind="brand", area_id=areas["100"].id, title="x",
                nominate_until=local(now).date(), jurors=names, actor=town, now=now,
            )  # fmt: skip


def test_the_vote_waits_for_the_publicity_of_the_shortlist(shown, town, now):
    with pytest.raises(ShortlistNotShown):
        services.open_voting(
            selection_id=shown, closes_at=now + timedelta(days=3), actor=town, now=now
        )
    at = Period.objects.get().ends + timedelta(seconds=1)
    publicity.end_due(at)
    with pytest.raises(WrongVotingDays):
        services.open_voting(
            selection_id=shown, closes_at=at + timedelta(hours=1), actor=town, now=at
        )


def test_one_ballot_a_person_and_it_is_final(voting, nominees):
    selection, at = voting
    ballot(selection, nominees[:2], 1, at)
    with pytest.raises(VotedBefore):
        ballot(selection, nominees[2:], 1, at)
    with pytest.raises(SignInToVote):
        services.vote_for(selection_id=selection, picks=nominees[:1], person=None, now=at)
    for picks in ([], nominees, [uuid4()]):
        with pytest.raises(WrongPicks):
            ballot(selection, picks, 2, at)
    assert models.SelectionBallot.objects.count() == 1
    assert models.SelectionVoter.objects.count() == 1


def test_no_row_joins_a_person_to_a_choice_and_none_has_a_time(voting, nominees):
    selection, at = voting
    scene.resident(1, at)  # their being known by phone is on the trail already
    lines = TrailLine.objects.count()
    ballot(selection, nominees[:1], 1, at)
    assert TrailLine.objects.count() == lines
    names = {
        model: {one.name for one in model._meta.fields}
        for model in (models.SelectionVoter, models.SelectionBallot)
    }
    assert names[models.SelectionVoter] == {"id", "selection", "mark"}
    assert names[models.SelectionBallot] == {"id", "selection", "picks"}
    voter, cast = models.SelectionVoter.objects.get(), models.SelectionBallot.objects.get()
    assert (voter.pk.version, cast.pk.version) == (4, 4)
    identity = scene.resident(1, at)
    assert str(identity) not in voter.mark
    assert voter.mark != selectors.voter_mark(uuid4(), identity)  # another in every selection


def test_the_time_of_the_vote_is_kept(voting, nominees):
    selection, at = voting
    closes = models.Selection.objects.get().closes_at
    ballot(selection, nominees[:1], 1, closes - timedelta(seconds=1))
    with pytest.raises(VotingClosed):
        ballot(selection, nominees[:1], 2, closes)
    with pytest.raises(VotingClosed):
        ballot(selection, nominees[:1], 2, at - timedelta(seconds=1))


def score(selection, juror, scores, at):
    services.score_nominees(selection_id=selection, scores=scores, actor=juror, now=at)


def test_jurors_score_and_never_their_own(voting, nominees, jurors, clerks, town):
    selection, at = voting
    score(selection, jurors[0], {nominees[0]: 90}, at)
    score(selection, jurors[0], {nominees[0]: 70}, at)
    assert models.JuryScore.objects.get().score == 70
    for wrong in ({nominees[0]: 101}, {nominees[0]: -1}, {uuid4(): 5}):
        with pytest.raises(WrongScore):
            score(selection, jurors[0], wrong, at)
    with pytest.raises(NotAJuror):
        score(selection, town, {nominees[0]: 90}, at)
    row = models.Nominee.objects.get(pk=nominees[0])
    grant = clerks[0].grants[0]
    own = type(jurors[1])(
        kind="staff", account_id=jurors[1].account_id,
        grants=(type(grant)("党员", frozenset(), organisation_id=row.organisation_id),),
    )  # fmt: skip
    with pytest.raises(WrongScore):
        score(selection, own, {nominees[0]: 90}, at)


def test_it_is_counted_once_after_its_end_with_every_score(voting, nominees, jurors, town):
    selection, at = voting
    for number in range(4):
        ballot(selection, nominees[1:2], number, at)
    ballot(selection, nominees[:1], 9, at)
    after = at + timedelta(days=3)
    with pytest.raises(VotingClosed):
        services.count_selection(selection_id=selection, actor=town, now=at)
    with pytest.raises(ScoresMissing):
        services.count_selection(selection_id=selection, actor=town, now=after)
    score(selection, jurors[0], {nominees[0]: 90, nominees[1]: 60, nominees[2]: 50}, at)
    score(selection, jurors[1], {nominees[0]: 81}, at)
    before = set(models.SelectionBallot.objects.values_list("pk", flat=True))
    services.count_selection(selection_id=selection, actor=town, now=after)
    page = selectors.selection_page(selection, now=after)
    first, second, third = page.standings
    assert (first.name, first.total) == ("品牌1", Fraction(60 * 3, 5) + Fraction(100 * 4 * 2, 25))
    assert (second.name, second.total) == ("品牌0", Fraction(171, 2) * Fraction(3, 5) + 8)
    assert (first.awarded, second.awarded, third.awarded) == (True, True, False)
    assert page.ballots == 5
    assert before.isdisjoint(models.SelectionBallot.objects.values_list("pk", flat=True))
    with pytest.raises(WrongStage):
        services.count_selection(selection_id=selection, actor=town, now=after)
    with pytest.raises(WrongStage):
        score(selection, jurors[0], {nominees[0]: 1}, after)


def test_each_viewer_has_an_order_of_their_own_which_stays(voting, nominees):
    selection, at = voting
    orders = set()
    for number in range(12):
        pages = [
            selectors.selection_page(selection, now=at, viewer=f"v{number}") for _each in range(2)
        ]
        first, again = ([one.id for one in page.nominees] for page in pages)
        assert first == again
        orders.add(tuple(first))
    assert len(orders) > 2
    assert {len(set(one)) for one in orders} == {3}


def test_who_runs_it_sees_hours_and_nobody_sees_votes_before_the_end(
    voting, nominees, town, clerks
):
    selection, at = voting
    ballot(selection, nominees[:1], 1, at)
    ballot(selection, nominees[:1], 2, at + timedelta(hours=1))
    page = selectors.desk_selection(town, selection)
    assert [one.count for one in page.hours] == [1, 1]
    assert (page.ballots, page.standings) == (None, ())
    nominator = selectors.desk_selection(clerks[0], selection)
    assert (nominator.hours, nominator.jurors) == ((), ())
    assert len(nominator.nominees) == 1


def test_taken_off_after_an_objection_the_shortlist_is_shown_anew(shown, nominees, town, now):
    services.check_nominee(
        nominee_id=nominees[2], accept=False, reason="事迹不实", actor=town, now=now
    )
    assert selectors.selection_page(shown, now=now).nominees[0].id != nominees[2]
    services.drop_selection(selection_id=shown, reason="只剩两家", actor=town, now=now)
    assert models.Selection.objects.get().stage == Stage.DROPPED


def test_a_brand_takes_the_place_of_the_one_before_which_stays(areas, clerks, now):
    village = clerks[0]
    unit = selectors.places_of_brands(village)[0].organisation_id
    with pytest.raises(BrandEmpty):
        services.set_brand(organisation_id=unit, name="甲", story=" ", actor=village, now=now)
    with pytest.raises(NotAllowed):
        services.set_brand(organisation_id=unit, name="甲", story="乙", actor=clerks[1], now=now)
    services.set_brand(organisation_id=unit, name="田头议事", story="一", actor=village, now=now)
    later = now + timedelta(days=3)
    services.set_brand(organisation_id=unit, name="田头定事", story="二", actor=village, now=later)
    assert [one.name for one in selectors.brands()] == ["田头定事"]
    assert {one.name for one in selectors.brands(past=True)} == {"田头议事", "田头定事"}
    assert selectors.brands(area_path=areas["100001"].path) == ()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (("3/5", "0.6"), "gatherings.not_a_share"),
        (("5 工作日", "5 工作时"), "gatherings.not_days"),
        (("seats = 2", "seats = 0"), "gatherings.too_small"),
        (('"村"]', '"没有"]'), "gatherings.unknown_name"),
    ],
)
def test_what_is_wrong_in_the_method_is_said(areas, change, code):
    text = (
        '[[selections]]\nkey="a"\nname="评"\nunits=["党支部"]\nnominates=["村"]\nruns=["乡镇"]\n'
        'at=["town"]\njury="3/5"\nseats = 2\npublicity="5 工作日"\nbasis="办法"\naward="奖"\n'
    )
    assert scene.read(text)[1] == []
    _document, found = scene.read(text.replace(*change))
    assert {one.code for one in found} == {code}
