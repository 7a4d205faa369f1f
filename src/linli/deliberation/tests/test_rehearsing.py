"""A meeting practised from the call to its end: real services, invented people, gone in a day."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db.models import Model

from linli.deliberation import models, selectors, services
from linli.deliberation.models import Body, Gathering, Member, Rehearsal, RollEntry, TextVersion
from linli.deliberation.terms import (
    KEPT,
    BadPractice,
    BodyNotFound,
    Choice,
    ElsewhereInRehearsal,
    MinutesMissing,
    NoticeTooShort,
    PlaceMissing,
    RehearsalNotFound,
    TooManyRehearsals,
    Turn,
    UnknownKind,
    WrongCount,
)
from linli.deliberation.tests import scene
from linli.jobs.models import Job
from linli.kernel.errors import NotAllowed
from linli.organisations import selectors as organisations

pytestmark = pytest.mark.django_db


@pytest.fixture
def areas(db, now):
    return scene.set_scene(now)


@pytest.fixture
def chair(areas, now):
    return scene.secretary(areas, now)


@pytest.fixture
def council(areas, now):
    return scene.body("council", areas[scene.VILLAGE], now, members=3)


@pytest.fixture
def branch(areas, now):
    village = areas[scene.VILLAGE]
    unit = organisations.unit_at(village.id, "村党支部")
    return scene.body("branch", village, now, members=3, organisation_id=unit.id)


class Practice:
    """Whoever practises, page by page."""

    def __init__(self, actor, body, kind, now):
        self.actor, self.now = actor, now
        self.id = services.rehearse(body_id=body, kind=kind, actor=actor, now=now)

    @property
    def page(self):
        return selectors.rehearsal_page(self.actor, self.id, now=self.now)

    def do(self, **given):
        services.practise(
            rehearsal_id=self.id,
            scene=self.page.number - 1,
            given=given,
            actor=self.actor,
            now=self.now,
        )
        return self.page.scene.turn

    def call(self, days=4, place="示例活动室"):
        meets_at = self.now + timedelta(days=days)
        return self.do(meets_at=meets_at, place=place, title="示例议题")

    def door(self, *, late=False):
        row = Rehearsal.objects.get(pk=self.id)
        return {one.pk for one in selectors.arrivals(row.gathering_id, late=late).here}

    def sign_in(self, *, late=False):
        return self.do(entries=frozenset(self.door(late=late)))


def counts(yes, no, abstain):
    return {Choice.YES: yes, Choice.NO: no, Choice.ABSTAIN: abstain}


def test_a_whole_meeting_with_its_mistake(council, chair, now):
    jobs, members = Job.objects.count(), Member.objects.filter(body_id=council).count()
    one = Practice(chair, council, "council", now)
    assert one.page.scene.turn is Turn.CALL
    assert one.page.total == 10
    assert one.call() is Turn.SIGN_IN
    assert one.page.at_the_door == ("示例1号", "示例2号")
    assert one.sign_in() is Turn.OPEN
    assert one.do() is Turn.TOO_SOON
    assert not one.page.page.quorum.valid
    assert one.do() is Turn.REST
    refusal = one.page.remarks[-1]
    assert refusal.was_meant
    assert refusal.refusal == "deliberation.no_quorum"
    assert "到会 2 人" in refusal.words
    assert one.page.excused == ("示例9号",)
    assert one.sign_in(late=True) is Turn.VOTE
    assert one.do() is Turn.COUNT
    assert one.do(counts=counts(6, 1, 1)) is Turn.MINUTES
    motion = one.page.page.motions[0]
    assert motion.passed is True
    assert motion.number == ""  # no resolution gets a number
    assert one.do(minutes="议了示例方案，同意。") is Turn.CLOSE
    assert one.do() is Turn.END
    page = one.page
    assert page.page.row.state == "held"
    assert page.slips == ()
    assert [each.refusal for each in page.remarks].count("deliberation.no_quorum") == 1
    with pytest.raises(ElsewhereInRehearsal):
        services.practise(
            rehearsal_id=one.id, scene=page.number - 1, given={}, actor=chair, now=now
        )
    assert Job.objects.count() == jobs  # nobody is told
    assert Member.objects.filter(body_id=council).count() == members


def test_mistakes_are_refused_by_the_real_rules_and_noted(areas, now):
    actor = scene.secretary(areas, now)
    body = scene.body("representatives", areas[scene.VILLAGE], now, members=3)
    one = Practice(actor, body, "representatives", now)
    with pytest.raises(NoticeTooShort):
        one.call(days=1)
    with pytest.raises(PlaceMissing):
        one.call(place=" ")
    with pytest.raises(BadPractice):
        one.do(place="村部", title="议题")
    assert one.call() is Turn.SIGN_IN
    with pytest.raises(BadPractice):
        one.do(entries=frozenset(one.door() | one.door(late=True)))  # somebody who is not there
    with pytest.raises(BadPractice):
        one.do(entries=frozenset())
    one.sign_in()
    one.do()
    one.do()
    with pytest.raises(BadPractice):
        one.do(entries=frozenset(list(one.door(late=True))[:1]))
    one.sign_in(late=True)
    one.do()
    with pytest.raises(WrongCount):
        one.do(counts=counts(9, 0, 0))
    with pytest.raises(BadPractice):
        one.do(counts=counts(7, 0, 0))  # eight are there
    one.do(counts=counts(4, 4, 0))
    assert one.page.page.motions[0].passed is False
    with pytest.raises(MinutesMissing):
        one.do(minutes=" ")
    one.do(minutes="没有通过。")
    one.do()
    assert [each.refusal for each in one.page.slips] == [
        "deliberation.notice_too_short", "deliberation.place_missing",
        "deliberation.bad_practice", "deliberation.bad_practice", "deliberation.bad_practice",
        "deliberation.bad_practice", "deliberation.wrong_count", "deliberation.bad_practice",
        "deliberation.minutes_missing",
    ]  # fmt: skip
    assert "通知时间不够" in one.page.slips[0].words


def test_the_guide_of_the_method_is_what_one_reads(branch, chair, now):
    one = Practice(chair, branch, "party_general", now)
    assert one.page.scene.title == "会前"
    one.call()
    assert one.page.scene.title == "签到"
    assert one.page.scene.basis == "《中国共产党支部工作条例（试行）》第十一条"
    day = Practice(chair, branch, "party_day", now)
    assert (day.page.scene.turn, day.page.scene.title) == (Turn.READ, "定主题")
    assert day.do() is Turn.CALL


def test_where_nothing_is_voted_enough_must_come_all_the_same(branch, chair, now):
    one = Practice(chair, branch, "party_lecture", now)
    assert one.page.votes is False
    one.call()
    one.sign_in()
    assert one.do() is Turn.REST
    assert one.sign_in(late=True) is Turn.MINUTES
    one.do(minutes="上了党课。")
    assert one.do() is Turn.END


def test_by_name_everybody_has_a_vote(areas, now):
    actor = scene.secretary(areas, now, "100001")
    owners = scene.body("owners", areas["100001e01"], now)
    scene.join(owners, 1, now, area=80)
    one = Practice(actor, owners, "owners_ordinary", now)
    one.call(days=20)
    one.sign_in()
    one.do()
    # The owners' quorum is of those who vote, not of those present: nothing is too soon there.
    while one.page.scene.turn is not Turn.COUNT:
        turn = one.page.scene.turn
        one.sign_in(late=True) if turn is Turn.REST else one.do()
    there = [each.id for each in one.page.page.roll if each.came == "room"]
    with pytest.raises(BadPractice):
        one.do(choices=dict.fromkeys(there[:1], Choice.YES))
    one.do(choices=dict.fromkeys(there, Choice.YES))
    assert one.page.page.motions[0].explained is not None


def test_in_secret_papers_are_handed_out_and_counted(areas, branch, chair, now):
    text = scene.FILE.read_text(encoding="utf-8").replace(
        'ways = ["hands", "named"]\nsince = 2015-07-22', 'ways = ["secret"]\nsince = 2015-07-22'
    )
    document, found = scene.read(text)
    assert not found
    from linli.kernel import parts

    parts.publish("gatherings", "t2", document, now)
    council = scene.body("council", areas[scene.VILLAGE], now, members=3)
    one = Practice(chair, council, "council", now)
    one.call()
    one.sign_in()
    one.do()
    one.do()
    one.sign_in(late=True)
    assert one.do() is Turn.COUNT
    one.do(counts=counts(8, 0, 0))
    found = one.page.page.motions[0]
    assert found.passed is True
    assert found.explained.tally == ()  # fewer than ten votes are not told


def rows():
    return {
        name: model.objects.count()
        for name in models.__all__
        if isinstance(model := getattr(models, name), type) and issubclass(model, Model)
    }


def test_nothing_of_it_is_kept_or_seen(areas, council, chair, now):
    before = rows()
    one = Practice(chair, council, "council", now)
    one.call()
    one.sign_in()
    one.do()
    one.do()
    one.sign_in(late=True)
    one.do()
    one.do(counts=counts(8, 0, 0))
    assert rows() != before
    assert {row.id for row in selectors.bodies(chair, now=now)} == {council}
    assert selectors.gatherings(chair, past=False, page=1) == ((), False)
    assert selectors.owed_by(chair, council, year=2026, now=now).lines[0].tally.held == 0
    assert selectors.items(chair, since=now, until=now + KEPT * 30, now=now) != ()
    assert not any(
        each.at for each in selectors.items(chair, since=now, until=now + KEPT * 30, now=now)
    )
    assert services.sweep_rehearsals(now=now + KEPT - timedelta(seconds=1)) == 0
    assert services.sweep_rehearsals(now=now + KEPT) == 1
    assert rows() == before
    with pytest.raises(RehearsalNotFound):
        assert one.page


def test_it_is_ones_own(areas, council, chair, now):
    one = Practice(chair, council, "council", now)
    account = scene.person("other", "别人", now)
    scene.appointed("乡镇", account, now, area_id=areas["100"].id)
    other = organisations.actor_for(account, now=now)
    with pytest.raises(RehearsalNotFound):
        selectors.rehearsal_page(other, one.id, now=now)
    with pytest.raises(RehearsalNotFound):
        services.practise(rehearsal_id=one.id, scene=0, given={}, actor=other, now=now)
    with pytest.raises(RehearsalNotFound):
        services.drop_rehearsal(rehearsal_id=one.id, actor=other, now=now)
    with pytest.raises(NotAllowed):
        services.rehearse(body_id=council, kind="council", actor=other, now=now)
    assert selectors.rehearsals(other) == ()
    assert [each.ended for each in selectors.rehearsals(chair)] == [False]
    services.drop_rehearsal(rehearsal_id=one.id, actor=chair, now=now)
    assert not Rehearsal.objects.exists()
    assert Body.objects.count() == 1
    assert not Gathering.objects.exists()
    assert not RollEntry.objects.exists()
    assert not TextVersion.objects.exists()


def test_what_cannot_be_practised(council, chair, now):
    with pytest.raises(UnknownKind):
        services.rehearse(body_id=council, kind="none", actor=chair, now=now)
    with pytest.raises(BodyNotFound):
        services.rehearse(body_id=council, kind="party_day", actor=chair, now=now)
    for _number in range(5):
        services.rehearse(body_id=council, kind="council", actor=chair, now=now)
    with pytest.raises(TooManyRehearsals):
        services.rehearse(body_id=council, kind="council", actor=chair, now=now)


def test_a_page_is_turned_once(council, chair, now):
    one = Practice(chair, council, "council", now)
    one.call()
    with pytest.raises(ElsewhereInRehearsal):
        services.practise(rehearsal_id=one.id, scene=0, given={}, actor=chair, now=now)
    with pytest.raises(ElsewhereInRehearsal):
        services.practise(rehearsal_id=one.id, scene=99, given={}, actor=chair, now=now)
    assert one.page.scene.turn is Turn.SIGN_IN
