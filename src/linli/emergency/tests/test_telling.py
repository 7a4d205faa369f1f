"""Whoever is called is told once, of everything that falls to them; and so is who is free again."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from linli.emergency import models, selectors, services
from linli.emergency.rules import task
from linli.emergency.terms import NoSuchEmergency, Turn
from linli.emergency.tests.test_services import FILE, areas, duties, on, staff, who
from linli.jobs.services import run_due
from linli.messaging.models import Notice
from linli.messaging.selectors import inbox
from linli.organisations import selectors as organisations
from linli.organisations.tests.factories import appointed, person

__all__ = ["FILE", "areas", "on", "staff", "who"]
pytestmark = pytest.mark.django_db
SHANGHAI = ZoneInfo("Asia/Shanghai")


def told(template):
    return Counter(Notice.objects.filter(template=template).values_list("account_id", flat=True))


def test_each_who_is_called_is_told_once_where_as_what_and_when(staff, who, on, now):
    run_due(now)
    run_due(now)
    called = set(models.Shift.objects.values_list("account_id", flat=True))
    called |= set(models.Sent.objects.values_list("account_id", flat=True))
    assert called == {staff["office"], staff["town"]}
    assert told("emergency_on") == dict.fromkeys(called, 1)
    (notice,) = inbox(who("town"), now=now).notices
    assert notice.title == "应急：防汛应急"
    assert "第1网格 下沉干部；夜班 03-0" in notice.text
    assert "最迟到 03-09 09:00" in notice.text
    (notice,) = inbox(who("office"), now=now).notices
    assert "下沉干部" not in notice.text
    assert "白班 03-02 08:00–20:00" in notice.text
    assert notice.url == f"/emergency/{on}"


def test_who_is_free_again_is_told_once_and_nobody_else(staff, who, on, now):
    at = now + timedelta(hours=5)
    services.switch_off(emergency_id=on, actor=who("office"), now=at)
    run_due(at)
    run_due(at)
    assert told("emergency_off") == {staff["office"]: 1, staff["town"]: 1}


def test_nobody_is_told_whose_term_and_shifts_are_over(who, on, now):
    late = now + timedelta(days=8)
    services.switch_off(emergency_id=on, actor=who("office", late), now=late)
    run_due(late)
    assert not told("emergency_off")


def test_switched_on_and_off_at_the_same_instant_nothing_is_left_in_force(
    areas, staff, who, on, now
):
    services.switch_off(emergency_id=on, actor=who("office"), now=now)
    assert ("下沉干部", areas["100001g01"].id) not in duties(who("town"))
    assert not organisations.holders("下沉干部", area_id=areas["100001g01"].id, now=now)
    again = services.switch_on(
        area_id=areas["100001"].id, plan="flood", reason="又来了", actor=who("office"), now=now
    )
    assert models.Sent.objects.filter(emergency_id=again).count() == 1
    assert ("下沉干部", areas["100001g01"].id) in duties(who("town"))


def test_who_stands_a_shift_sees_the_page_though_their_duty_sees_no_places(areas, who, now):
    """A registered member has no verb over places; the notice leads to a page, not to a refusal."""
    member = person("member", "某党员", now)
    appointed("报到党员", member, now, areas["100001"].id)
    actor = organisations.actor_for(member, now=now)  # as if they had not been sent anywhere
    head = services.switch_on(
        area_id=areas["100001"].id, plan="flood", reason="暴雨", actor=who("office"), now=now
    )
    models.Sent.objects.all().delete()
    page = selectors.emergency_for(actor, head)
    assert member in {one.account_id for one in page.shifts}
    assert (page.doors, page.checks) == ((), ())
    models.Shift.objects.filter(account_id=member).delete()
    with pytest.raises(NoSuchEmergency):
        selectors.emergency_for(actor, head)


def test_a_task_names_the_first_shifts_and_says_that_there_are_more():
    first = datetime(2026, 3, 2, 0, 0, tzinfo=UTC)
    turns = [
        Turn("白班", first + timedelta(days=day), first + timedelta(days=day, hours=12))
        for day in (3, 1, 0, 2)
    ]
    assert task(["一网格 下沉干部"], turns[2:3], SHANGHAI) == (
        "一网格 下沉干部；白班 03-02 08:00–20:00"
    )
    said = task([], turns, SHANGHAI)
    assert said.startswith("白班 03-02 08:00–20:00；白班 03-03")
    assert said.endswith("03-04 08:00–20:00；…")
