from datetime import timedelta
from uuid import uuid4

import pytest
from django.apps import apps
from django.core import mail
from django.db.transaction import atomic

from linli.jobs.selectors import listing
from linli.jobs.services import cancel, run_due
from linli.kernel import parts
from linli.kernel.actor import ANONYMOUS, SYSTEM, Actor, Grant
from linli.kernel.errors import NotAllowed
from linli.kernel.models import TrailLine
from linli.kernel.registry import EffectCall, effects
from linli.kernel.versions import bump, unit_of_work
from linli.messaging import selectors
from linli.messaging.models import ChannelSetting, Delivery, Notice
from linli.messaging.services import (
    add_channel,
    fan_out,
    mark_read,
    retry_delivery,
    sweep,
    switch_channel,
)
from linli.messaging.terms import (
    Audience,
    ChannelNotFound,
    DeliveryNotFound,
    NothingToRetry,
    UnknownTemplate,
    WrongAddress,
    WrongChannel,
    WrongMailAddress,
)
from linli.messaging.tests.telling import ABOUT, MINUTE, call, settle, staff, tell_step

pytestmark = pytest.mark.django_db


def test_telling_is_one_statement_and_waits_for_the_commit(account, now, django_assert_num_queries):
    to = Audience.of_accounts([account("zhang")])
    bump(parts.VERSION)
    with unit_of_work():
        selectors.templates()
        with django_assert_num_queries(1):
            tell_step(now, to)
    with pytest.raises(RuntimeError):  # noqa: PT012
        with atomic():
            tell_step(now, to)
            raise RuntimeError
    settle(now)
    assert Notice.objects.count() == 1


def test_a_notice_reads_in_words(account, now, django_assert_num_queries):
    me = account("zhang")
    bump(parts.VERSION)
    tell_step(now, Audience.of_accounts([me, me]))
    settle(now)
    with django_assert_num_queries(3):
        page = selectors.inbox(staff(me), now=now)
    assert [(n.title, n.text, n.url, n.read) for n in page.notices] == [
        ("待办：核实", "甲-2026-1 路灯不亮，请在 03-02 09:00 前办理。", "/matters/1", False)
    ]
    assert page.notices[0].about == ABOUT
    with django_assert_num_queries(1):
        assert selectors.unread(staff(me), now=now) == 1
    assert selectors.unread(ANONYMOUS, now=now) == 0


def test_those_who_hold_the_duty_are_told_and_nobody_else(county, hold, now):
    member, other = (
        hold("grid_member", county["100001g01"], "zhang"),
        hold("grid_member", county["100001g02"], "li"),
    )
    tell_step(now, Audience.duty_at("grid_member", area_id=county["100001g01"].id))
    settle(now)
    assert list(Notice.objects.values_list("account_id", flat=True)) == [member]
    assert selectors.unread(staff(other), now=now) == 0


def notified(now, told=None, data=(), notice=(), area=None, **properties):
    """What a procedure has messaging do."""
    effects.get("messaging.notify")(
        EffectCall(
            run_id=uuid4(), subject_kind="matter", subject_id=ABOUT[1], node="n",
            properties={"template": "step_opened", "to": "grid_member", **properties}
            | ({"told": str(told)} if told else {}),
            data=dict(data), actor=SYSTEM, now=now, area_id=area and area.id, notice=dict(notice),
        )
    )  # fmt: skip
    settle(now)


def test_a_notice_of_a_step_reaches_its_person_or_its_duty_once_a_telling(
    county, hold, account, now
):
    member, named = hold("grid_member", county["100001g01"], "zhang"), account("li")
    place = {"area_id": str(county["100001g01"].id), "organisation_id": "", "person_id": ""}
    first, notice = uuid4(), {"number": "甲-1", "title": "路灯", "url": "/steps/1"}
    for told in (first, first, uuid4()):
        notified(now, told, place, notice)
    notified(now, first, place | {"person_id": str(named)}, notice)
    told = Notice.objects.values_list("account_id", "url", "data__number")
    expected = [(member, "/steps/1", "甲-1")] * 2 + [(named, "/steps/1", "甲-1")]
    assert sorted(told, key=str) == sorted(expected, key=str)


def test_a_service_task_reaches_its_duty_where_that_is_held_for_the_run(county, hold, now):
    document = {"duties": [{"key": "督查", "name": {"zh": "督查"}, "level": "county", "verbs": []}]}
    parts.publish("organisations", "test", document, now)
    supervisor = hold("督查", county[""], "zhou")
    notified(now, area=county["100001g01"], to="督查", data={"category": "fire"})
    assert Notice.objects.get().account_id == supervisor


def test_a_notice_to_nobody_stands_among_the_failed_jobs(county, hold, now):
    """A duty of a unit, and no datum that says which: the step goes on, the desk shows it."""
    document = {
        "duties": [{"key": "部门", "name": {"zh": "部门"}, "level": "organisation", "verbs": []}]
    }
    parts.publish("organisations", "test", document, now)
    notified(now, to="部门", area=county["100001g01"])
    at = now
    for _ in range(12):
        run_due(at)
        at += timedelta(hours=1, minutes=1)
    desk = Actor("staff", uuid4(), grants=(Grant("x", frozenset({"jobs.see"})),))
    (failed,) = listing(desk, state="failed")
    assert failed.handler == "messaging.fan_out"
    assert failed.last_error.startswith("NobodyMeant messaging.nobody_meant")
    assert Notice.objects.count() == 0


def test_the_undo_window(account, now):
    me = account("zhang")
    tell_step(now, Audience.of_accounts([me]), wait=timedelta(seconds=10), key="step:1")
    settle(now + timedelta(seconds=9))
    assert cancel(key="step:1")
    settle(now + MINUTE)
    assert Notice.objects.count() == 0


def test_running_twice_tells_nobody_twice(account, now):
    me = account("zhang")
    payload = {
        "told": str(uuid4()), "template": "step_opened", "to": Audience.of_accounts([me]).to_json(),
        "data": {}, "about": ["", ""], "url": "",
    }  # fmt: skip
    fan_out(payload, now)
    fan_out(payload, now)
    assert Notice.objects.count() == 1


def test_unknown_templates_are_refused(now):
    with pytest.raises(UnknownTemplate):
        tell_step(now, Audience(), template="nothing")


def test_only_ones_own_notices_are_marked_read(account, now):
    me, other = account("zhang"), account("li")
    tell_step(now, Audience.of_accounts([me, other]))
    settle(now)
    ids = list(Notice.objects.values_list("id", flat=True))
    assert mark_read(ids=ids, actor=staff(me), now=now) == 1
    assert selectors.unread(staff(other), now=now) == 1
    assert mark_read(ids=None, actor=staff(other), now=now) == 1
    assert selectors.inbox(staff(me), now=now, only_unread=True).notices == ()


# --- outside channels ----------------------------------------------------------------------------


@pytest.fixture
def group(robot, county, manager, publish, now):
    publish(
        {
            "key": "call",
            "channels": ["in_app", "group"],
            "title": {"zh": "吹哨"},
            "text": {"zh": "{number}"},
        }
    )
    return add_channel(
        kind="wecom", name="松林群", address=f"{robot.origin}/send?key=SECRET",
        area_id=county["100001"].id,
        actor=manager, now=now,
    )  # fmt: skip


def test_a_group_of_the_nearest_area_is_told(group, robot, county, now):
    call(now, county, "甲-1")
    call(now, county, "甲-2", where="100002")
    settle(now)
    assert robot.texts() == ["吹哨 甲-1"]
    assert robot.received[0][0] == "/send?key=SECRET"
    assert Delivery.objects.get().state == "sent"


@pytest.mark.parametrize("mood", ["down", "refusing", "odd", "redirecting"])
def test_a_failing_robot_delays_loses_nothing_and_then_is_told_once(
    group, robot, county, manager, mood, now
):
    robot.mood = mood
    for number in range(5):
        call(now, county, f"甲-{number}")
    settle(now)
    assert robot.received == []
    assert set(Delivery.objects.values_list("state", "attempts")) == {("waiting", 1)}
    assert selectors.delivery_counts(manager) == {"waiting": 5, "late": 5, "gave_up": 0}
    assert selectors.deliveries(manager)[0].target == "松林群"
    settle(now + timedelta(seconds=5))  # not before its time
    assert set(Delivery.objects.values_list("attempts", flat=True)) == {1}
    settle(now + MINUTE)
    assert set(Delivery.objects.values_list("attempts", flat=True)) == {2}
    robot.mood = "well"
    settle(now + 10 * MINUTE)
    settle(now + 20 * MINUTE)
    assert sorted("\n".join(robot.texts()).splitlines()) == [f"吹哨 甲-{n}" for n in range(5)]
    assert set(Delivery.objects.values_list("state", "error")) == {("sent", "")}


def test_a_server_that_is_not_there_is_given_up_in_the_end_and_retried_by_hand(
    group, robot, county, manager, now
):
    robot.mood = "down"
    call(now, county, "甲-1")
    at = now
    for _ in range(16):
        settle(at, rounds=2)
        at += timedelta(hours=1, minutes=1)
    row = Delivery.objects.get()
    assert (row.state, row.attempts, row.error) == ("gave_up", 16, "status 500")
    with pytest.raises(NotAllowed):
        retry_delivery(delivery_id=row.id, actor=ANONYMOUS, now=at)
    with pytest.raises(DeliveryNotFound):
        retry_delivery(delivery_id=uuid4(), actor=manager, now=at)
    robot.mood = "well"
    retry_delivery(delivery_id=row.id, actor=manager, now=at)
    settle(at)
    assert len(robot.received) == 1
    with pytest.raises(NothingToRetry):
        retry_delivery(delivery_id=row.id, actor=manager, now=at)


def test_messages_wait_for_the_end_of_the_night(group, robot, county, now):
    night = now + timedelta(hours=14)  # 23:00
    call(night, county, "甲-1")
    settle(night)
    assert robot.received == []
    settle(night + timedelta(hours=9))  # 08:00
    assert len(robot.received) == 1


def test_what_no_job_waits_for_is_swept_up(group, robot, county, now):
    call(now, county, "甲-1")
    run_due(now, limit=1)
    apps.get_model("jobs", "Job").objects.all().delete()
    assert sweep(now) == 1
    settle(now)
    assert len(robot.received) == 1
    assert sweep(now) == 0


def test_a_channel_that_is_switched_off_takes_no_more(group, robot, county, manager, now):
    switch_channel(channel_id=group, active=False, actor=manager, now=now)
    call(now, county, "甲-1")
    settle(now)
    assert Delivery.objects.count() == 0
    assert [one.active for one in selectors.channels(manager)] == [False]
    with pytest.raises(ChannelNotFound):
        switch_channel(channel_id=uuid4(), active=True, actor=manager, now=now)


def test_the_address_is_sealed_and_checked_at_every_sending(group, robot, county, settings, now):
    row = ChannelSetting.objects.get()
    assert b"SECRET" not in bytes(row.address_sealed)
    assert "SECRET" not in str(TrailLine.objects.get(name="messaging.channel_added").data)
    settings.LINLI_ROBOT_HOSTS = ["qyapi.weixin.qq.com"]
    call(now, county, "甲-1")
    settle(now)
    assert robot.received == []
    assert Delivery.objects.get().error == "address not allowed"


def test_channels_are_set_by_those_who_may_there(county, manager, now):
    good = {"kind": "wecom", "name": "群", "address": "https://qyapi.weixin.qq.com/x", "now": now}
    here = county["100001"].id
    add_channel(**good, area_id=here, actor=manager)
    with pytest.raises(NotAllowed):
        add_channel(**good, area_id=here, actor=ANONYMOUS)
    for wrong, refusal in (
        ({"address": "http://169.254.169.254/"}, WrongAddress),
        ({"kind": "mail", "address": "nobody"}, WrongMailAddress),
        ({"name": " "}, WrongChannel),
        ({"kind": "pigeon"}, WrongChannel),
    ):
        with pytest.raises(refusal):
            add_channel(**{**good, **wrong}, area_id=here, actor=manager)
    with pytest.raises(WrongChannel):
        add_channel(**good, actor=manager)


def test_mail_to_a_shared_mailbox(county, manager, publish, now):
    publish(
        {"key": "call", "channels": ["group"], "title": {"zh": "吹哨"}, "text": {"zh": "{number}"}}
    )
    add_channel(
        kind="mail",
        name="邮箱",
        address="a@example.org",
        area_id=county[""].id,
        actor=manager,
        now=now,
    )
    call(now, county, "甲-1")
    settle(now)
    assert [(m.subject, m.to) for m in mail.outbox] == [("吹哨 甲-1", ["a@example.org"])]


def test_the_effect_of_a_procedure(county, hold, now):
    member = hold("grid_member", county["100001g01"], "zhang")
    effects.get("messaging.notify")(
        EffectCall(
            run_id=uuid4(), subject_kind="matter", subject_id=ABOUT[1], node="n",
            properties={"template": "step_opened", "to": "grid_member"},
            data={"area_id": str(county["100001g01"].id), "number": "甲-1"}, actor=SYSTEM, now=now,
        )
    )  # fmt: skip
    settle(now)
    assert Notice.objects.get().account_id == member
    assert Notice.objects.get().about_id == ABOUT[1]
