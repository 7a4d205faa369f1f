"""What people and groups are told in one piece, and when."""

from datetime import timedelta

import pytest
from django.apps import apps

from linli.kernel import parts
from linli.kernel.actor import ANONYMOUS
from linli.kernel.errors import NotAllowed
from linli.kernel.versions import bump, unit_of_work
from linli.messaging import selectors
from linli.messaging.models import Delivery, Notice
from linli.messaging.services import (
    add_channel,
    choose,
    fan_out,
    forget_old,
    make_digest,
    mark_read,
    sweep_digests,
)
from linli.messaging.terms import Audience, UnknownTemplate, WrongTime
from linli.messaging.tests.telling import MINUTE, call, settle, staff, tell_step

pytestmark = pytest.mark.django_db


def test_people_choose_digests_and_quiet_hours(account, publish, now):
    publish({"key": "weekly", "digest": True}, {"key": "fire", "urgent": True})
    eager, calm = account("zhang"), account("li")
    choose(daily={"weekly": False}, actor=staff(eager), now=now)
    choose(daily={"": True}, quiet=("08:00", "10:00"), actor=staff(calm), now=now)
    for key in ("weekly", "fire", "step_opened"):
        tell_step(now, Audience.of_accounts([eager, calm]), template=key)
    settle(now)
    assert selectors.unread(staff(eager), now=now) == 3
    assert selectors.unread(staff(calm), now=now) == 1  # the urgent one
    settle(now + timedelta(hours=1))  # 08:30 lies in the quiet hours, which end at ten
    assert selectors.unread(staff(calm), now=now + timedelta(hours=1)) == 2
    assert selectors.preferences(staff(calm)).quiet == ("08:00", "10:00")
    for bad in ({"quiet": ("8点", "9点")}, {"quiet": ("22:00", "")}):
        with pytest.raises(WrongTime):
            choose(daily={}, actor=staff(calm), now=now, **bad)
    with pytest.raises(UnknownTemplate):
        choose(daily={"nothing": True}, actor=staff(calm), now=now)
    with pytest.raises(NotAllowed):
        choose(daily={}, actor=ANONYMOUS, now=now)


def test_what_waits_becomes_one_notice_a_period(county, account, now, django_assert_num_queries):
    """Twelve before the morning, one late for it, one for the next day; Friday's on Monday."""
    me, other = account("zhang"), account("li")
    choose(daily={"": True}, actor=staff(me), now=now)
    friday, morning = now + timedelta(days=4), now + timedelta(days=6, hours=23, minutes=30)
    for _ in range(12):
        tell_step(friday, Audience.of_accounts([me, other]))
    settle(friday, rounds=20)
    assert selectors.unread(staff(me), now=friday) == 0
    assert selectors.inbox(staff(me), now=friday).notices == ()
    assert selectors.unread(staff(other), now=friday) == 12
    settle(morning - MINUTE)
    assert selectors.unread(staff(me), now=morning) == 0
    settle(morning)
    for _twice in range(2):
        make_digest(me, morning)
    bump(parts.VERSION)
    with unit_of_work(), django_assert_num_queries(5):  # versions, templates; page, listed, unread
        (digest,) = selectors.inbox(staff(me), now=morning).notices
    assert (digest.title, digest.more, digest.url) == ("通知汇总：12 条", 2, "")
    assert [(one.title, one.url) for one in digest.listed] == [("待办：核实", "/matters/1")] * 10
    assert len(selectors.inbox(staff(me), now=morning, digest=digest.id).notices) == 12
    assert selectors.inbox(staff(other), now=morning, digest=digest.id).notices == ()
    assert mark_read(ids=None, actor=staff(me), now=morning) == 1
    tell_step(morning - MINUTE, Audience.of_accounts([me]))
    fan_out_late(morning)
    assert selectors.unread(staff(me), now=morning + MINUTE) == 1  # the same one, unread again
    (digest,) = selectors.inbox(staff(me), now=morning + MINUTE).notices
    assert digest.title == "通知汇总：13 条"
    tell_step(morning, Audience.of_accounts([me]))
    settle(morning + MINUTE)
    assert len(selectors.inbox(staff(me), now=morning + MINUTE).notices) == 1
    settle(morning + timedelta(days=1))
    assert len(selectors.inbox(staff(me), now=morning + timedelta(days=1)).notices) == 2


def fan_out_late(morning):
    """What was told a minute before the digest, by a worker that comes a minute after it."""
    job = apps.get_model("jobs", "Job").objects.get(handler="messaging.fan_out", state="waiting")
    fan_out(job.payload, morning - MINUTE)
    job.delete()
    settle(morning + MINUTE)


def test_an_urgent_notice_does_not_wait_for_the_digest(account, publish, now):
    me = account("zhang")
    publish({"key": "fire", "urgent": True, "digest": True})
    choose(daily={"": True, "fire": True}, actor=staff(me), now=now)
    tell_step(now, Audience.of_accounts([me]), template="fire")
    settle(now)
    assert [one.template for one in selectors.inbox(staff(me), now=now).notices] == ["fire"]


def test_a_digest_that_no_job_waits_for_is_swept_up_and_goes_when_it_is_old(account, now):
    me = account("zhang")
    choose(daily={"": True}, actor=staff(me), now=now)
    tell_step(now, Audience.of_accounts([me]))
    settle(now)
    apps.get_model("jobs", "Job").objects.all().delete()
    morning = now + timedelta(days=1)
    assert (sweep_digests(now), sweep_digests(morning)) == (0, 1)
    settle(morning)
    assert selectors.unread(staff(me), now=morning) == 1
    assert sweep_digests(morning) == 0
    forget_old(morning + timedelta(days=91))
    assert Notice.objects.count() == 0


def test_a_groups_digest_is_one_message(robot, county, manager, publish, now):
    row = {
        "key": "call",
        "channels": ["group"],
        "title": {"zh": "吹哨"},
        "text": {"zh": "{number}"},
    }
    publish({**row, "digest": True})
    add_channel(
        kind="wecom", name="群", address=f"{robot.origin}/x", area_id=county["100001"].id,
        actor=manager, now=now,
    )  # fmt: skip
    for number in range(25):
        call(now, county, f"甲-{number}")
    settle(now, rounds=30)
    assert robot.received == []
    settle(now + timedelta(days=1))
    (text,) = robot.texts()
    assert text.splitlines()[:2] == ["吹哨 甲-0", "吹哨 甲-1"]
    assert text.splitlines()[10:] == ["另有 15 条，请登录查看。"]
    assert not Delivery.objects.exclude(state="sent").exists()
