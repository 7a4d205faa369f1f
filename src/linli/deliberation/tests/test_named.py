"""Votes by name: owners by area and heads, those who are absent, proxies."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from linli.deliberation import models, selectors, services
from linli.deliberation.terms import (
    AlreadyVoted,
    Came,
    Choice,
    MayNotVote,
    Medium,
    NewMotion,
    NoProxies,
    NotPresent,
    VoteNotOpen,
    Way,
)
from linli.deliberation.tests import scene
from linli.kernel.actor import SYSTEM, Actor

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


def motion_of(gathering_id):
    return models.Motion.objects.filter(gathering_id=gathering_id).order_by("position").first()


@pytest.fixture
def owners(areas, now):
    """Three owners: 100, 60 and 40 square metres."""
    made = scene.body("owners", areas["100001e01"], now)
    for number, area in enumerate((100, 60, 40)):
        scene.join(made, number, now, area=Decimal(area))
    return made


def test_owners_vote_by_area_and_heads_online_and_on_paper(owners, now):
    agenda = (NewMotion("用维修资金换电梯", "两部电梯", Way.NAMED),)
    made = scene.meeting(owners, "owners_special", SYSTEM, now, agenda=agenda, online=True)
    motion, at = motion_of(made), now + DAYS
    one, two, three = selectors.roll_of(made)
    services.sign_in(gathering_id=made, entry_id=three.pk, came=Came.ROOM, actor=SYSTEM, now=at)
    person = models.Member.objects.get(pk=one.member_id).identity_id
    resident = Actor(kind="resident")
    services.open_vote(motion_id=motion.pk, actor=SYSTEM, now=at)
    vote = {"motion_id": motion.pk, "now": at}
    services.vote(entry_id=one.pk, choice=YES, actor=resident, person=person, **vote)
    with pytest.raises(AlreadyVoted):
        services.vote(entry_id=one.pk, choice=NO, actor=SYSTEM, medium=Medium.PAPER, **vote)
    with pytest.raises(MayNotVote):
        services.vote(entry_id=two.pk, choice=YES, actor=resident, person=person, **vote)
    services.vote(entry_id=three.pk, choice=YES, actor=SYSTEM, medium=Medium.PAPER, **vote)
    assert services.close_vote(motion_id=motion.pk, actor=SYSTEM, now=at)
    (row,) = selectors.page(SYSTEM, made, now=at).motions
    assert [line.words for line in row.explained.quorum[0]] == [
        "投票 140 平方米，要达到应到 200 平方米的 2/3（至少 133.33 平方米）",
        "投票 2 人，要达到应到 3 人的 2/3（至少 2 人）",
    ]
    assert [line.words for line in row.explained.majority[0]] == [
        "同意 140 平方米，要达到投票 140 平方米的 3/4（至少 105 平方米）",
        "同意 2 人，要达到投票 2 人的 3/4（至少 2 人）",
    ]


def test_who_is_not_there_does_not_vote(council, secretary, now):
    agenda = (NewMotion("修路", way=Way.NAMED),)
    made = scene.meeting(council, "representatives", secretary, now, came=8, agenda=agenda)
    absent = selectors.roll_of(made)[10]
    motion, at = motion_of(made), now + DAYS
    of = {"motion_id": motion.pk, "entry_id": absent.pk, "choice": YES, "actor": SYSTEM, "now": at,
          "medium": Medium.PAPER}  # fmt: skip
    with pytest.raises(VoteNotOpen):
        services.vote(**of)
    services.open_vote(motion_id=motion.pk, actor=secretary, now=at)
    with pytest.raises(NotPresent):
        services.vote(**of)
    person = models.Member.objects.get(pk=absent.member_id).identity_id
    with pytest.raises(NotPresent):  # the meeting is not online
        services.vote(
            motion_id=motion.pk, entry_id=absent.pk, choice=YES, actor=Actor(kind="resident"),
            person=person, now=at,
        )  # fmt: skip


def test_a_proxy_is_somebody_who_came_for_as_many_as_the_rule_admits(areas, secretary, now):
    text = scene.FILE.read_text(encoding="utf-8").replace(
        'name = "协商议事"', 'name = "协商议事"\nproxies = 1'
    )
    scene.parts.publish("gatherings", "t2", scene.read(text)[0], now)
    made = scene.body("council", areas[scene.VILLAGE], now, members=4)
    agenda = (NewMotion("修路", way=Way.NAMED),)
    met = scene.meeting(made, "council", secretary, now, came=1, agenda=agenda)
    at = now + DAYS
    here, away, other, fourth = selectors.roll_of(met)

    def stand_in(entry, holder):
        services.sign_in(
            gathering_id=met, entry_id=entry.pk, came=Came.PROXY, proxy_id=holder and holder.pk,
            actor=secretary, now=at,
        )  # fmt: skip

    for entry, holder in ((away, away), (away, fourth), (away, None)):
        with pytest.raises(NoProxies):
            stand_in(entry, holder)
    stand_in(away, here)
    with pytest.raises(NoProxies):
        stand_in(other, here)
    assert selectors.page(secretary, met, now=at).attendance.present == 2
    services.sign_in(gathering_id=met, entry_id=other.pk, came=Came.ROOM, actor=secretary, now=at)
    motion = motion_of(met)
    services.open_vote(motion_id=motion.pk, actor=secretary, now=at)
    person = models.Member.objects.get(pk=here.member_id).identity_id
    services.vote(
        motion_id=motion.pk, entry_id=away.pk, choice=YES, actor=Actor(kind="resident"),
        person=person, now=at,
    )  # fmt: skip
    assert models.Ballot.objects.filter(motion=motion, entry=away).exists()
