"""From calling a gathering to its resolution; and everything that makes one invalid."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from linli.deliberation import models, selectors, services
from linli.deliberation.terms import (
    AlreadyMember,
    AlreadyThere,
    BadMember,
    BirthDateMissing,
    BodyNotFound,
    Call,
    Choice,
    GatheringNotFound,
    MinutesMissing,
    MotionState,
    NewMember,
    NewMotion,
    NobodyDue,
    NoQuorum,
    NoRule,
    NoticeTooShort,
    NotYetDecided,
    OneAtATime,
    PlaceMissing,
    ReasonMissing,
    State,
    TooEarly,
    TooYoung,
    Way,
    WrongAgenda,
    WrongCount,
    WrongPlace,
    WrongShare,
    WrongState,
    WrongWay,
)
from linli.deliberation.tests import scene
from linli.kernel.actor import ANONYMOUS, SYSTEM, Actor
from linli.kernel.errors import NotAllowed
from linli.kernel.versions import unit_of_work

pytestmark = pytest.mark.django_db
DAYS = timedelta(days=16)
YES, NO, ABSTAIN = Choice.YES, Choice.NO, Choice.ABSTAIN


@pytest.fixture
def areas(now):
    return scene.set_scene(now)


@pytest.fixture
def secretary(areas, now):
    return scene.secretary(areas, now)


@pytest.fixture
def council(areas, now):
    return scene.body(
        "representatives", areas[scene.VILLAGE], now, members=12, tags=frozenset(["representative"])
    )


def hands(motion_id, actor, now, **counts):
    services.open_vote(motion_id=motion_id, actor=actor, now=now)
    services.count_up(
        motion_id=motion_id, counts={Choice(k): n for k, n in counts.items()}, actor=actor, now=now
    )
    return services.close_vote(motion_id=motion_id, actor=actor, now=now)


def motion_of(gathering_id):
    return models.Motion.objects.filter(gathering_id=gathering_id).order_by("position").first()


# --- bodies ---------------------------------------------------------------------------------------


def test_a_body_has_its_term_and_stands_where_the_method_says(areas, now):
    made = scene.body("representatives", areas[scene.VILLAGE], now)
    row = selectors.body_for(SYSTEM, made, now=now)
    assert (row.name, row.term_ends) == ("王坑村委会村民代表会议", date(2031, 3, 2))
    with pytest.raises(AlreadyThere):
        scene.body("representatives", areas[scene.VILLAGE], now)
    with pytest.raises(WrongPlace):
        scene.body("representatives", areas["100001"], now)


def test_members_are_what_the_kind_asks_for(areas, council, now):
    def enrol(**more):
        of = {"household": "99号", "represents": 8, "born": date(1980, 1, 1), **more}
        new = NewMember(identity_id=scene.resident(99, now), **of)
        services.enrol(body_id=council, new=new, actor=SYSTEM, now=now)

    for refusal, more in (
        (WrongShare, {"represents": 4}),
        (WrongShare, {"represents": 16}),
        (BirthDateMissing, {"born": None}),
        (TooYoung, {"born": date(2008, 3, 3)}),
        (BadMember, {"tags": frozenset(["king"])}),
        (BadMember, {"area": Decimal(-1)}),
    ):
        with pytest.raises(refusal):
            enrol(**more)
    enrol(born=date(2008, 3, 2))
    with pytest.raises(AlreadyMember):
        enrol()
    with pytest.raises(BadMember):
        services.enrol(body_id=council, new=NewMember(), actor=SYSTEM, now=now)


def test_what_the_composition_lacks_is_said_with_its_article(council, now):
    (lack,) = selectors.shortfalls(council, now=now)
    assert lack.words == "“妇女代表”只有 0 人，至少要 4 人"
    assert "三分之一以上" in lack.basis


def test_all_branches_that_one_manages_get_their_body_once(areas, secretary, now):
    assert services.arrange(actor=secretary, now=now) == 1  # the village's own branch
    assert services.arrange(actor=secretary, now=now) == 0
    (own,) = selectors.bodies(secretary, now=now, kind="branch")
    assert own.area_path == areas[scene.VILLAGE].path
    others = services.arrange(actor=SYSTEM, now=now)
    assert others == len(selectors.bodies(SYSTEM, now=now, kind="branch")) - 1
    assert services.arrange(actor=SYSTEM, now=now) == 0


def test_only_whoever_manages_the_place_touches_its_bodies(areas, secretary, council, now):
    outside = scene.secretary(areas, now, "100001")
    member = selectors.members(council, now=now)[0]
    for actor in (outside, ANONYMOUS, Actor(kind="resident")):
        with pytest.raises(NotAllowed):
            services.leave(member_id=member.id, actor=actor, now=now)
        with pytest.raises(BodyNotFound):
            selectors.body_for(actor, council, now=now)
    services.leave(member_id=member.id, actor=secretary, now=now)
    assert len(selectors.members(council, now=now)) == 11
    assert len(selectors.members(council, now=now, past=True)) == 12


# --- calling --------------------------------------------------------------------------------------


def test_notice_too_short_is_refused_with_the_earliest_time(council, secretary, now):
    with pytest.raises(NoticeTooShort) as refused:
        scene.meeting(council, "representatives", secretary, now, days=2)
    assert refused.value.data["least"] == "2026-03-05 09:00"
    assert "第二十五条" in refused.value.message
    assert scene.meeting(council, "representatives", secretary, now, days=3, opened=False)


def test_an_agenda_a_place_and_a_way_are_needed(areas, council, secretary, now):
    for refusal, agenda in (
        (WrongAgenda, ()),
        (WrongAgenda, (NewMotion(" "),)),
        (WrongAgenda, (NewMotion("长" * 81),)),
        (WrongAgenda, (NewMotion("议"),) * 31),
    ):
        with pytest.raises(refusal):
            scene.meeting(council, "representatives", secretary, now, agenda=agenda)
    call = Call(now + DAYS, " ", (NewMotion("议"),))
    with pytest.raises(PlaceMissing):
        services.call(call=call, body_id=council, kind="representatives", actor=secretary, now=now)
    owners = scene.body("owners", areas["100001e01"], now, members=2)
    with pytest.raises(WrongWay):
        scene.meeting(
            owners, "owners_special", SYSTEM, now, agenda=(NewMotion("换门", way=Way.SECRET),)
        )
    empty = scene.body("council", areas[scene.VILLAGE], now)
    with pytest.raises(NobodyDue):
        scene.meeting(empty, "council", secretary, now)


def test_a_day_without_a_rule_is_said(areas, now):
    text = scene.FILE.read_text(encoding="utf-8").replace("2015-07-22", "2026-07-01")
    scene.parts.publish("gatherings", "t2", scene.read(text)[0], now)
    made = scene.body("council", areas[scene.VILLAGE], now, members=3)
    with pytest.raises(NoRule):
        scene.meeting(made, "council", SYSTEM, now)


def test_the_roll_is_frozen_when_it_is_called(council, secretary, now):
    made = scene.meeting(council, "representatives", secretary, now, opened=False)
    services.leave(member_id=selectors.members(council, now=now)[0].id, actor=SYSTEM, now=now)
    scene.join(council, 50, now, tags=frozenset(["representative"]))
    page = selectors.page(secretary, made, now=now)
    assert (len(page.roll), page.attendance.due) == (12, 12)
    assert "50" not in {entry.household for entry in page.roll}


def test_who_does_not_convene_does_not_call(areas, council, now):
    outside = scene.secretary(areas, now, "100001")
    with pytest.raises(NotAllowed):
        scene.meeting(council, "representatives", outside, now)
    with pytest.raises(BodyNotFound):
        scene.meeting(council, "owners_special", SYSTEM, now)


def test_what_a_procedure_wants_is_voted_as_it_says(areas, council, secretary, now):
    wanted = services.want(
        kind="representatives", area_id=areas[scene.VILLAGE].id, title="修路", words="修东头。",
        way=Way.SECRET, subject=("matter", uuid4()), step_id=uuid4(), run_id=uuid4(),
        actor=SYSTEM, now=now,
    )  # fmt: skip
    page = selectors.page(secretary, wanted, now=now)
    assert (page.wanted_way, page.wanted_text.words) == (Way.SECRET, "修东头。")

    def call(*agenda):
        services.call(
            call=Call(now + DAYS, "村部", agenda), gathering_id=wanted, actor=secretary, now=now
        )

    for agenda in (
        (NewMotion("修路", "修东头。", Way.HANDS),),
        (NewMotion("修路"), NewMotion("修路", "修东头。", Way.SECRET)),
    ):
        with pytest.raises(WrongWay):
            call(*agenda)
    (waits,) = selectors.wanted(secretary)
    assert waits[:2] == ("村民代表会议：修路", f"/gatherings/{wanted}")
    call(NewMotion("修路", "修东头和西头。", Way.SECRET))
    assert selectors.wanted(secretary) == ()
    versions = selectors.page(secretary, wanted, now=now).versions
    assert [one.words for one in versions] == ["修东头。", "修东头和西头。"]
    assert versions[0].digest != versions[1].digest


def test_another_time_has_its_notice_anew(council, secretary, now):
    made = scene.meeting(council, "representatives", secretary, now, opened=False)
    with pytest.raises(NoticeTooShort):
        services.postpone(
            gathering_id=made,
            meets_at=now + timedelta(days=1),
            place="村部",
            actor=secretary,
            now=now,
        )
    later = now + timedelta(days=30)
    services.postpone(gathering_id=made, meets_at=later, place="祠堂", actor=secretary, now=now)
    assert selectors.page(secretary, made, now=now).row.place == "祠堂"
    with pytest.raises(ReasonMissing):
        services.call_off(gathering_id=made, reason=" ", actor=secretary, now=now)
    services.call_off(gathering_id=made, reason="台风", actor=secretary, now=now)
    assert selectors.page(secretary, made, now=now).row.state == State.DROPPED


# --- holding --------------------------------------------------------------------------------------


def test_from_the_call_to_a_resolution(council, secretary, now):
    made = scene.meeting(council, "representatives", secretary, now, came=8)
    at = now + DAYS
    motion = motion_of(made)
    assert hands(motion.pk, secretary, at, yes=5, no=2, abstain=1)
    with pytest.raises(MinutesMissing):
        services.close_gathering(gathering_id=made, actor=secretary, now=at)
    services.write_minutes(gathering_id=made, words="同意修路。", actor=secretary, now=at)
    assert services.close_gathering(gathering_id=made, actor=secretary, now=at) == "passed"
    page = selectors.page(secretary, made, now=at)
    (row,) = page.motions
    assert row.number == "决议〔2026〕1号"
    assert row.explained.headline == "表决通过"
    assert row.explained.majority[0][0].words == "同意 5 人，要超过到会 8 人的 1/2（至少 5 人）"
    assert row.explained.quorum[0][0].words == "到会 8 人，要达到应到 12 人的 2/3（至少 8 人）"
    assert "第二十五条" in row.explained.basis
    assert (page.minutes, page.row.state) == ("同意修路。", State.HELD)
    stored = bytes(models.Gathering.objects.get(pk=made).minutes_sealed)
    assert "修路".encode() not in stored


def test_without_a_quorum_nothing_is_voted_and_it_is_declared_void(council, secretary, now):
    made = scene.meeting(council, "representatives", secretary, now, came=7)
    with pytest.raises(NoQuorum) as refused:
        services.open_vote(motion_id=motion_of(made).pk, actor=secretary, now=now + DAYS)
    assert "到会 7 人，要达到应到 12 人的 2/3（至少 8 人）" in refused.value.message
    services.declare_void(gathering_id=made, reason="人数不够", actor=secretary, now=now + DAYS)
    page = selectors.page(secretary, made, now=now)
    assert (page.row.state, page.motions[0].state) == (State.VOID, MotionState.DROPPED)
    with pytest.raises(WrongState):
        services.write_minutes(gathering_id=made, words="x", actor=secretary, now=now)


def test_a_gathering_begins_at_its_time(council, secretary, now):
    made = scene.meeting(council, "representatives", secretary, now, opened=False)
    at = now + DAYS
    with pytest.raises(TooEarly):
        services.open_gathering(gathering_id=made, actor=secretary, now=at - timedelta(minutes=61))
    services.open_gathering(gathering_id=made, actor=secretary, now=at - timedelta(minutes=59))
    with pytest.raises(WrongState):
        services.open_gathering(gathering_id=made, actor=secretary, now=at)


def test_hands_are_no_more_than_those_who_are_there_and_may(council, secretary, now):
    made = scene.meeting(council, "representatives", secretary, now, came=9)
    motion, at = motion_of(made), now + DAYS
    entries = selectors.roll_of(made)
    services.recuse(
        motion_id=motion.pk, entry_id=entries[0].pk, reason="承包人", actor=secretary, now=at
    )
    services.open_vote(motion_id=motion.pk, actor=secretary, now=at)
    for counts in ({YES: 9}, {YES: 5, NO: 4}, {YES: -1}):
        with pytest.raises(WrongCount):
            services.count_up(motion_id=motion.pk, counts=counts, actor=secretary, now=at)
    services.count_up(motion_id=motion.pk, counts={YES: 5, NO: 3}, actor=secretary, now=at)
    assert services.close_vote(motion_id=motion.pk, actor=secretary, now=at)
    (row,) = selectors.page(secretary, made, now=at).motions
    assert row.votes_due == 11
    assert [why for _, why in row.recused] == ["承包人"]
    assert row.explained.majority[0][0].words == "同意 5 人，要超过到会 8 人的 1/2（至少 5 人）"
    with pytest.raises(WrongState):
        services.recuse(
            motion_id=motion.pk, entry_id=entries[1].pk, reason="晚了", actor=secretary, now=at
        )


def test_a_tie_is_lost_and_a_lost_motion_has_no_number(council, secretary, now):
    made = scene.meeting(council, "representatives", secretary, now, came=8)
    assert not hands(motion_of(made).pk, secretary, now + DAYS, yes=4, no=4)
    services.write_minutes(gathering_id=made, words="没有通过。", actor=secretary, now=now + DAYS)
    assert services.close_gathering(gathering_id=made, actor=secretary, now=now + DAYS) == "lost"
    assert motion_of(made).number == ""


def test_one_vote_at_a_time_and_none_is_left_over(council, secretary, now):
    agenda = (NewMotion("一", way=Way.HANDS), NewMotion("二", way=Way.HANDS), NewMotion("三"))
    made = scene.meeting(council, "representatives", secretary, now, came=9, agenda=agenda)
    at = now + DAYS
    first, second, third = models.Motion.objects.filter(gathering_id=made).order_by("position")
    services.open_vote(motion_id=first.pk, actor=secretary, now=at)
    with pytest.raises(OneAtATime):
        services.open_vote(motion_id=second.pk, actor=secretary, now=at)
    services.close_vote(motion_id=first.pk, actor=secretary, now=at)
    with pytest.raises(WrongWay):
        services.open_vote(motion_id=third.pk, actor=secretary, now=at)
    services.write_minutes(gathering_id=made, words="x", actor=secretary, now=at)
    with pytest.raises(NotYetDecided):
        services.close_gathering(gathering_id=made, actor=secretary, now=at)
    services.drop_motion(motion_id=second.pk, reason="下次再议", actor=secretary, now=at)
    assert services.close_gathering(gathering_id=made, actor=secretary, now=at) == "lost"


# --- reading --------------------------------------------------------------------------------------


def test_a_gathering_is_seen_by_its_place_and_by_its_members(areas, council, secretary, now):
    made = scene.meeting(council, "representatives", secretary, now, opened=False)
    outside = scene.secretary(areas, now, "100001")
    for actor in (outside, ANONYMOUS, Actor(kind="resident")):
        with pytest.raises(GatheringNotFound):
            selectors.page(actor, made, now=now)
        assert selectors.gatherings(actor)[0] == ()
    member = selectors.members(council, now=now)[0]
    page = selectors.page(Actor(kind="resident"), made, now=now, person=member.identity_id)
    assert [entry.mine for entry in page.roll].count(True) == 1
    assert not page.may_run


@pytest.mark.parametrize("points", [1, 3])
def test_the_page_costs_the_same_whatever_the_roll_and_agenda(
    areas, secretary, now, points, django_assert_num_queries
):
    made = scene.body("council", areas[scene.VILLAGE], now, members=points * 3)
    agenda = tuple(NewMotion(f"第{n}项", "字", Way.NAMED) for n in range(points))
    met = scene.meeting(made, "council", secretary, now, came=points * 3, agenda=agenda)
    selectors.page(secretary, met, now=now)
    selectors.gatherings(secretary)
    with unit_of_work(), django_assert_num_queries(12):
        selectors.page(secretary, met, now=now)
    with unit_of_work(), django_assert_num_queries(2):
        selectors.gatherings(secretary)
