"""Conversations, registered people, shelves, appointments, sides: through the services."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from linli.files import services as files
from linli.jobs import services as jobs
from linli.kernel.actor import ANONYMOUS, SYSTEM
from linli.kernel.clock import LOCAL
from linli.kernel.stories import World
from linli.matters import selectors, services
from linli.matters.models import Enrolment, Remark
from linli.matters.stories import doing, scene, talking
from linli.matters.terms import (
    AlreadyEnded,
    CodeNotFound,
    MatterNotFound,
    NoConversation,
    NoShelf,
    NotAChild,
    NotEnrolled,
    NothingSaid,
    NotYourTurn,
    PhoneNeeded,
)
from linli.matters.tests import loops
from linli.messaging import selectors as messaging
from linli.people import selectors as people
from linli.procedures import selectors as procedures
from linli.procedures import services as steps
from linli.procedures.terms import BadAnswers
from linli.publicity import selectors as publicity

PHONE, MASKED = "13812345678", "138****5678"


@pytest.fixture
def world(db, shipped_method, now):
    loops.load(shipped_method, now)
    world = World(now=now)
    scene.estate(world, parent="炉峰社区", name="青云小区")
    scene.grid(world, parent="青云小区", name="青云1格")
    scene.holds(world, who="格员", place="青云1格", duty="网格员")
    scene.holds(world, who="另一格员", place="青云1格", duty="网格员")
    scene.holds(world, who="社区员", place="炉峰社区", duty="社区")
    scene.holds(world, who="外人", place="和平社区", duty="社区")
    return world


def ask(world, title="问"):
    talking.hand_in_known(
        world, phone=PHONE, place="青云1格", kind="在线咨询", words="医保怎么报", title=title
    )
    return world.things[title]


# --- conversations ------------------------------------------------------------------------------


def test_both_sides_write_and_read_in_order(world):
    opened = ask(world)
    talking.reply(world, who="格员", title="问", words="请问是哪种医保？")
    world.now += timedelta(minutes=5)
    talking.say(world, title="问", words="居民医保")
    lines = selectors.by_code(opened.code, now=world.now).remarks
    assert [(one.ours, one.words, one.who) for one in lines] == [
        (True, "请问是哪种医保？", ""),
        (False, "居民医保", ""),
    ]
    page = selectors.matter_for(scene.actor_named(world, "格员"), opened.matter_id)
    assert [one.who for one in page.remarks] == ["格员", ""]
    assert page.talks


def messages(world, later=timedelta(minutes=2)):
    """What the demonstration's telephone shows once the jobs have run."""
    while jobs.run_due(world.now + later):
        pass
    return [(one.phone, one.text) for one in messaging.mailbox()]


def test_each_side_is_told_of_the_other(world, settings):
    settings.LINLI_DEMONSTRATION = True
    opened = ask(world)
    talking.say(world, title="问", words="还有一句")
    talking.reply(world, who="格员", title="问", words="好的")
    sent = messages(world)
    assert any(phone == MASKED and "新的答复" in text for phone, text in sent), sent
    for who in ("格员", "另一格员"):
        later = world.now + timedelta(minutes=3)
        inbox = messaging.inbox(scene.actor_named(world, who), now=later).notices
        told = [one.url for one in inbox if one.template == "remark_to_staff"]
        assert told == [f"/matters/{opened.matter_id}"]


def test_only_who_has_the_step_answers(world):
    opened = ask(world)
    for who, refusal in (("社区员", NotYourTurn), ("外人", MatterNotFound)):
        with pytest.raises(refusal):
            services.say_as_staff(
                matter_id=opened.matter_id,
                words="插一句",
                actor=scene.actor_named(world, who),
                now=world.now,
            )


def test_what_a_conversation_refuses(world):
    opened = ask(world)
    doing.report(world, place="青云1格", words="路灯不亮", category="路灯", title="灯")
    with pytest.raises(NoConversation):
        talking.say(world, title="灯", words="有人吗")
    with pytest.raises(NothingSaid):
        talking.say(world, title="问", words="   ")
    with pytest.raises(CodeNotFound):
        services.say_as_reporter(code="AAAAAAAAAA", words="你好", actor=ANONYMOUS, now=world.now)
    services.withdraw(code=opened.code, actor=ANONYMOUS, now=world.now)
    with pytest.raises(AlreadyEnded):
        talking.say(world, title="问", words="再说一句")


def test_a_conversation_becomes_a_matter_with_its_words_and_its_person(world):
    opened = ask(world)
    talking.say(world, title="问", words="其实是楼下井盖坏了")
    talking.turn_into(world, who="格员", title="问", kind="群众报事", new="井盖")
    child = world.things["井盖"]
    page = selectors.matter_for(scene.actor_named(world, "格员"), child.matter_id)
    assert page.reports[0].words == "医保怎么报\n其实是楼下井盖坏了"
    assert page.reports[0].contact
    assert page.parent is not None
    talking.said(world, title="问", words="井盖")
    last = selectors.by_code(opened.code, now=world.now).remarks[-1]
    assert selectors.by_code(last.raised_code, now=world.now).number == child.number
    with pytest.raises(NotAChild):
        talking.turn_into(world, who="格员", title="问", kind="微心愿", new="别的")


def test_pictures_of_a_conversation_have_the_doorway_of_the_matter(world):
    opened = ask(world)
    picture = files.receive(upload=doing.picture(), kind="image", actor=ANONYMOUS, now=world.now)
    services.say_as_reporter(
        code=opened.code, words="", pictures=(picture.id,), actor=ANONYMOUS, now=world.now
    )
    remark = Remark.objects.get(words="")
    sees = selectors.may_see_remark_files
    assert sees(ANONYMOUS, remark.pk, opened.code)
    assert not sees(ANONYMOUS, remark.pk, "")
    assert sees(scene.actor_named(world, "格员"), remark.pk, "")
    assert not sees(scene.actor_named(world, "外人"), remark.pk, "")
    assert not sees(SYSTEM, uuid4(), "")


def test_retention_takes_the_words_of_both_sides(world):
    opened = ask(world)
    talking.say(world, title="问", words="我叫张三")
    talking.reply(world, who="格员", title="问", words="张三您好")
    services.withdraw(code=opened.code, actor=ANONYMOUS, now=world.now)
    later = world.now + timedelta(days=10)
    assert services.erase_words(kept_for=timedelta(days=1), actor=SYSTEM, now=later) == 1
    assert set(Remark.objects.values_list("words", flat=True)) == {""}
    lines = selectors.by_code(opened.code, now=later).remarks
    assert all(one.erased for one in lines)


def test_a_copy_holds_what_the_reporter_said(world):
    ask(world)
    talking.say(world, title="问", words="后来说的话")
    identity = people.by_phone(PHONE)
    assert selectors.reports_of(identity)[0]["said"] == "后来说的话"


def test_the_completion_rate_counts_what_was_opened(world):
    ask(world)
    ask(world, "问二")
    doing.complete(world, who="格员", title="问", step="reply", outcome="answered")
    doing.rate(world, title="问", solved="解决了", satisfied="5")
    begin = world.now - timedelta(days=1)
    found = selectors.tally("question", since=begin, until=world.now + timedelta(days=1))
    assert (found.opened, found.closed, found.succeeded) == (2, 1, 1)
    none = selectors.tally("question", since=begin, until=begin)
    assert (none.opened, none.closed, none.succeeded) == (0, 0, 0)


# --- registered people --------------------------------------------------------------------------


def enrol(world, phone=PHONE):
    talking.hand_in_known(
        world, phone=phone, place="青云1格", kind="啄木鸟登记", words="我想当啄木鸟", title="登记"
    )
    doing.complete(world, who="社区员", title="登记", step="check", outcome="fit")


def clue(world, phone=PHONE, title="线索"):
    talking.hand_in_signed(
        world, phone=phone, place="青云1格", kind="啄木鸟线索", words="有人占道", title=title
    )


def test_only_the_registered_hand_in_clues_and_their_page_counts_them(world):
    with pytest.raises(NotEnrolled):
        clue(world)
    enrol(world)
    talking.registered(world, phone=PHONE, role="啄木鸟")
    clue(world)
    clue(world, title="线索二")
    doing.complete(world, who="社区员", title="线索", step="verify", outcome="verified")
    doing.complete(world, who="社区员", title="线索二", step="verify", outcome="unfounded")
    talking.counted(world, phone=PHONE, role="啄木鸟", opened="2", found="1")
    with pytest.raises(NotEnrolled):
        clue(world, phone="13900000001")


def test_a_registration_ends_with_its_days_and_begins_anew(world):
    enrol(world)
    world.now += timedelta(days=366)
    talking.not_registered(world, phone=PHONE, role="啄木鸟")
    with pytest.raises(NotEnrolled):
        clue(world)
    enrol(world)
    clue(world)
    assert Enrolment.objects.count() == 2


def test_a_role_is_left_at_once(world):
    enrol(world)
    matter = world.things["登记"].matter_id
    left = services.leave_role(matter_id=matter, role="woodpecker", actor=SYSTEM, now=world.now)
    assert left == 1
    talking.not_registered(world, phone=PHONE, role="啄木鸟")


def test_registering_needs_a_number(world):
    with pytest.raises(PhoneNeeded):
        talking.hand_in(world, place="青云1格", kind="啄木鸟登记", words="我想当", title="没留号")


# --- shelves ------------------------------------------------------------------------------------


def wish(world, *, agreed=True):
    world.table = ({"填写": "可以公开", "内容": "是"},) if agreed else ()
    talking.hand_in_known(
        world, phone=PHONE, place="青云1格", kind="微心愿", words="张三想要拐杖", title="愿"
    )
    world.table = ({"填写": "公开的心愿", "内容": "老人想要一根拐杖，电话 13812345678"},)
    doing.complete(world, who="社区员", title="愿", step="review", outcome="good")
    world.table = ()


def test_a_wish_stands_on_the_shelf_masked_until_somebody_claims_it(world):
    wish(world)
    _kind, lines = selectors.shelf("wish", actor=ANONYMOUS, now=world.now)
    assert len(lines) == 1
    assert PHONE not in lines[0].words
    assert lines[0].step_id is None  # residents read, they do not claim
    mine = selectors.shelf("wish", actor=scene.actor_named(world, "格员"), now=world.now)[1]
    assert mine[0].step_id is not None
    doing.claim(world, who="格员", title="愿", step="grant")
    talking.not_on_shelf(world, kind="微心愿", words="拐杖")


def test_without_consent_a_wish_is_worked_on_and_not_shown(world):
    wish(world, agreed=False)
    assert selectors.shelf("wish", actor=ANONYMOUS, now=world.now)[1] == ()
    assert doing.open_named(world, "愿", "grant")


def test_thanks_reach_the_claimer_and_the_public(world):
    wish(world)
    doing.claim(world, who="格员", title="愿", step="grant")
    world.table = ({"填写": "照片", "内容": "1"},)
    doing.complete(world, who="格员", title="愿", step="grant", outcome="granted")
    world.table = ()
    talking.thank(world, title="愿", words="谢谢好心人")
    opened = world.things["愿"]
    page = selectors.matter_for(scene.actor_named(world, "格员"), opened.matter_id)
    assert any(one.words == "谢谢好心人" for one in page.history)
    shown = publicity.of_subject("matter", opened.matter_id)[0]
    assert (shown.state, shown.words) == ("open", "谢谢好心人")


def test_there_is_no_shelf_of_what_is_not_claimed(world):
    for kind in ("report", "none"):
        with pytest.raises(NoShelf):
            selectors.shelf(kind, actor=ANONYMOUS, now=world.now)


# --- appointments -------------------------------------------------------------------------------


def errand(world, **said):
    world.table = tuple({"填写": label, "内容": text} for label, text in said.items())
    talking.hand_in_known(
        world, phone=PHONE, place="青云1格", kind="红色代办", words="走不动", title="代办"
    )
    world.table = ()


def test_an_appointment_is_when_it_says_with_reminders_before(world):
    errand(world, 办哪些事="养老认证、代买药", 约定的时间="2026-03-05T15:30")
    (step,) = doing.open_named(world, "代办", "keep")
    assert step.due_at == datetime(2026, 3, 5, 15, 30, tzinfo=LOCAL)
    early = datetime(2026, 3, 4, 15, 0, tzinfo=LOCAL)
    steps.fire_due(early)
    assert not procedures.step_view(step.id).lapse
    steps.fire_due(datetime(2026, 3, 4, 15, 31, tzinfo=LOCAL))
    steps.fire_due(datetime(2026, 3, 5, 14, 31, tzinfo=LOCAL))
    reminded = [one for one in procedures.history(step.run_id) if one.kind == "remind"]
    assert [one.data["duty"] for one in reminded] == ["报事人", ""]
    assert not procedures.step_view(step.id).lapse  # a reminder is no lapse
    messages(world, timedelta(days=4))
    inbox = messaging.inbox(scene.actor_named(world, "格员"), now=world.now + timedelta(days=4))
    assert "step_remind" in [one.template for one in inbox.notices]


def test_the_reporter_is_reminded_by_message(world, settings):
    settings.LINLI_DEMONSTRATION = True
    errand(world, 办哪些事="代买药", 约定的时间="2026-03-05T15:30")
    steps.fire_due(datetime(2026, 3, 4, 15, 31, tzinfo=LOCAL))
    sent = messages(world, timedelta(days=3))
    assert any(phone == MASKED and "约在" in text for phone, text in sent), sent


def test_services_bundled_in_one_order_have_a_step_each(world):
    errand(world, 办哪些事="养老认证、代买药")
    doing.complete(world, who="格员", title="代办", step="run", outcome="done")
    talking.steps_of(world, title="代办", count="2", step="serve")
    opened = world.things["代办"]
    page = selectors.matter_for(scene.actor_named(world, "格员"), opened.matter_id)
    assert page.asked == (("办哪些事", "养老认证、代买药"),)
    for _ in range(2):
        doing.complete(world, who="格员", title="代办", step="serve", outcome="done")
    assert selectors.state_of(opened.matter_id) == ("closed", "solved")


@pytest.mark.parametrize("when", ["2026-03-01T09:00", "明天", "2026-03-05", "2026-13-01T09:00"])
def test_what_is_no_appointment(world, when):
    with pytest.raises(BadAnswers):
        errand(world, 办哪些事="代买药", 约定的时间=when)
