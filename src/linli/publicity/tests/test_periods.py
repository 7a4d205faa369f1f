"""Periods through the services, on whatever database the suite runs."""

from __future__ import annotations

import hashlib
from datetime import datetime
from uuid import uuid4

import pytest

from linli.files.models import Upload
from linli.jobs.models import Job
from linli.kernel.actor import ANONYMOUS, SYSTEM
from linli.kernel.clock import LOCAL
from linli.kernel.errors import NotAllowed
from linli.kernel.models import TrailLine
from linli.kernel.registry import file_doorways
from linli.people import services as people
from linli.people.models import Account, Consent
from linli.publicity import models, selectors, services, terms
from linli.publicity.terms import PeriodState, Ruling, Waits
from linli.publicity.tests.factories import DAY, ENDS, SECOND, objects, rule, state

pytestmark = pytest.mark.django_db


def test_a_period_is_masked_counted_and_kept(show, now):
    one = show()
    assert one.ends == ENDS
    page = selectors.public_period(one.id, now=now)
    assert page.current.words == "联系人：王○○，电话***。拟修水渠 600 米。"
    assert "13800138000" not in str(list(models.Publication.objects.values()))
    assert (
        page.current.digest
        == hashlib.sha256(f"{page.current.title}\n\n{page.current.words}".encode()).hexdigest()
    )
    assert [each.day.day for each in page.days if each.number] == [3, 4, 5, 6, 9, 10, 11]
    assert (page.days_left, page.left.zh, page.open) == (7, "余 7 工作日", True)
    assert selectors.period_of_subject(*one.subject) == one
    assert selectors.period_of_subject(*one.subject, "finance") is None
    assert TrailLine.objects.get(name="publicity.period_opened").data["digest"] == (
        page.current.digest
    )


def test_it_ends_with_its_last_second_and_never_before(show, now):
    one = show()
    assert services.end_due(ENDS - SECOND) == 0
    assert state(one) is PeriodState.RUNNING
    assert services.end_due(ENDS) == 1
    assert services.end_due(ENDS + DAY) == 0
    found = selectors.period_of_subject(*one.subject)
    assert (found.state, found.ended_at, found.restarts) == ("effective", ENDS, 0)
    with pytest.raises(terms.PeriodOver):
        objects(one, ENDS)
    assert TrailLine.objects.filter(name="publicity.period_ended").count() == 1


def test_a_job_looks_at_it_the_moment_its_days_are_used_up(show):
    show()
    assert Job.objects.filter(handler="publicity.end_due", run_at=ENDS).count() == 1


def test_natural_days_run_over_weekends(show):
    one = show(length="5天")
    assert one.ends == datetime(2026, 3, 7, 23, 59, 59, tzinfo=LOCAL)
    assert one.length == "5 天"


def test_an_open_objection_holds_it(show, now, head):
    one = show()
    ticket = objects(one, now)
    assert services.end_due(ENDS) == 0
    assert selectors.public_period(one.id, now=ENDS).period.waits is Waits.RULING
    with pytest.raises(terms.TooLate):
        objects(one, ENDS)
    rule(ticket, head, ENDS + DAY)
    assert services.end_due(ENDS + DAY) == 1
    assert state(one) is PeriodState.EFFECTIVE


def test_an_upheld_objection_fells_a_text_that_is_not_changed(show, now, head):
    one = show()
    rule(objects(one, now), head, now, Ruling.UPHELD)
    assert services.end_due(ENDS) == 1
    assert state(one) is PeriodState.UPHELD


def test_a_partly_upheld_one_does_not(show, now, head):
    one = show()
    rule(objects(one, now), head, now, Ruling.PARTLY)
    services.end_due(ENDS)
    assert state(one) is PeriodState.EFFECTIVE


def test_a_changed_text_begins_the_clock_anew(show, now, clerk, head):
    one = show()
    rule(objects(one, now), head, now, Ruling.UPHELD)
    later = now + 4 * DAY  # Friday: seven working days after it end on Tuesday week
    changed = services.change_content(
        period_id=one.id, title="水渠修缮方案", words="拟修水渠 500 米。", reason="按意见核减",
        actor=clerk, now=later,
    )  # fmt: skip
    assert (changed.version, changed.restarts, changed.begins) == (2, 1, later)
    assert changed.ends == datetime(2026, 3, 17, 17, 30, tzinfo=LOCAL)
    assert services.end_due(ENDS) == 0
    page = selectors.public_period(one.id, now=later)
    assert [(each.number, each.reason, each.until) for each in page.versions] == [
        (1, "按意见核减", later), (2, "", None),
    ]  # fmt: skip
    assert "600 米" in page.versions[0].words
    services.end_due(changed.ends)
    assert state(one) is PeriodState.EFFECTIVE  # what was upheld was against the first text


def test_changing_takes_a_reason_and_a_change(show, now, clerk, stranger):
    one = show()
    given = {"period_id": one.id, "title": "水渠修缮方案", "actor": clerk, "now": now}
    same = "联系人：王五，电话13800138000。拟修水渠 600 米。"
    with pytest.raises(terms.NothingChanged):
        services.change_content(words=same, reason="重发", **given)
    with pytest.raises(terms.ChangeReasonMissing):
        services.change_content(words="新的", reason=" ", **given)
    with pytest.raises(terms.NothingToPublish):
        services.change_content(words="长" * 20_001, reason="改", **given)
    with pytest.raises(NotAllowed):
        services.change_content(words="新的", reason="改", **{**given, "actor": stranger})
    with pytest.raises(terms.PeriodNotFound):
        services.change_content(words="新的", reason="改", **{**given, "period_id": uuid4()})
    services.end_due(ENDS)
    with pytest.raises(terms.PeriodOver):
        services.change_content(words="新的", reason="改", **given)


def test_no_end_without_a_photo_of_the_present_text(show, now, clerk, photo):
    one = show(photos=True)
    services.add_place(
        period_id=one.id, kind="board", name="村部门口", photos=[photo()], actor=clerk, now=now
    )
    changed = services.change_content(
        period_id=one.id, title="方案", words="改过的", reason="改", actor=clerk, now=now
    )
    services.add_place(period_id=one.id, kind="chat", name="村民群", actor=clerk, now=now)
    assert services.end_due(changed.ends) == 0
    assert selectors.public_period(one.id, now=now).period.waits is Waits.PHOTO
    services.add_place(
        period_id=one.id, kind="board", name="村部门口", photos=[photo()], actor=clerk, now=now
    )
    assert services.end_due(changed.ends) == 1
    assert state(one) is PeriodState.EFFECTIVE


def test_photos_are_as_public_as_the_board(show, now, clerk, stranger, photo, monkeypatch):
    from linli.kernel import clock

    one = show(since=now + DAY)
    place = services.add_place(
        period_id=one.id, kind="board", name="村部", photos=[photo()], actor=clerk, now=now
    )
    door = file_doorways.get("shown_place")
    monkeypatch.setattr(clock, "now", lambda: now)
    assert [door(who, place, "") for who in (ANONYMOUS, stranger, clerk)] == [False, False, True]
    monkeypatch.setattr(clock, "now", lambda: now + DAY)
    assert door(ANONYMOUS, place, "")
    assert not door(ANONYMOUS, uuid4(), "")
    with pytest.raises(terms.PlaceEmpty):
        services.add_place(period_id=one.id, kind="board", name=" ", actor=clerk, now=now)
    with pytest.raises(NotAllowed):
        services.add_place(period_id=one.id, kind="board", name="村部", actor=stranger, now=now)
    assert Upload.objects.filter(owner_kind="shown_place", owner_id=place).count() == 1


def test_it_begins_when_it_is_said_to(show, now):
    one = show(since=now + DAY)
    assert one.ends == datetime(2026, 3, 12, 17, 30, tzinfo=LOCAL)
    with pytest.raises(terms.PeriodNotFound):
        selectors.public_period(one.id, now=now)
    with pytest.raises(terms.PeriodNotFound):
        objects(one, now)
    assert selectors.public_periods(now=now)[0] == ()
    assert len(selectors.public_periods(now=now + DAY)[0]) == 1


def test_opening_is_refused(show, now, stranger):
    for wrong, refusal in (
        ({"title": " "}, terms.NothingToPublish),
        ({"words": ""}, terms.NothingToPublish),
        ({"title": "长" * 61}, terms.NothingToPublish),
        ({"basis": " "}, terms.BasisMissing),
        ({"length": "很久"}, terms.BadLength),
        ({"length": "3 小时"}, terms.BadLength),
        ({"length": "2 工作时"}, terms.BadLength),
        ({"actor": stranger}, NotAllowed),
        ({"actor": ANONYMOUS}, NotAllowed),
    ):
        with pytest.raises(refusal):
            show(**wrong)
    assert not models.Period.objects.exists()
    subject = ("gathering", uuid4())
    show(subject=subject)
    with pytest.raises(terms.RunningAlready):
        show(subject=subject)
    show(subject=subject, kind="finance")
    assert len(selectors.periods_of_subject(*subject)) == 2


def test_withdrawing(show, now, clerk, head):
    one = show()
    with pytest.raises(terms.ReasonMissing):
        services.withdraw_period(period_id=one.id, reason="", actor=clerk, now=now)
    found = services.withdraw_period(period_id=one.id, reason="李四女士要求", actor=clerk, now=now)
    assert (found.state, found.reason) == ("withdrawn", "李○○女士要求")
    with pytest.raises(terms.PeriodOver):
        services.withdraw_period(period_id=one.id, reason="再", actor=clerk, now=now)
    two = show()
    assert len(selectors.public_period(two.id, now=now).days) == 9
    assert selectors.public_period(one.id, now=now).days == ()  # it had none
    rule(objects(two, now), head, now, Ruling.UPHELD)
    found = services.withdraw_period(period_id=two.id, reason="重议", actor=clerk, now=now)
    assert found.state is PeriodState.UPHELD


def test_whoever_objects_does_not_rule(show, now, clerk, head, stranger):
    one = show()
    mine = objects(one, now, actor=head)
    with pytest.raises(terms.OwnObjection):
        rule(mine, head, now)
    phone = "13800138001"
    identity = people.remember(phone=phone, actor=SYSTEM, now=now)
    Account.objects.filter(pk=head.account_id).update(identity_id=identity)
    by_phone = objects(one, now, phone=phone, consent=True)
    with pytest.raises(terms.OwnObjection):
        rule(by_phone, head, now)
    with pytest.raises(NotAllowed):
        rule(by_phone, stranger, now)
    rule(by_phone, clerk, now)
    with pytest.raises(terms.RuledAlready):
        rule(by_phone, clerk, now)
    written = objects(one, now, actor=clerk, in_person=True)
    rule(written, clerk, now)  # whoever wrote it down did not object
    with pytest.raises(terms.ObjectionNotFound):
        services.rule_on(objection_id=uuid4(), ruling="denied", reason="无", actor=clerk, now=now)
    for ruling, reason in (("denied", " "), ("perhaps", "不知道"), ("denied", "长" * 501)):
        with pytest.raises(terms.RulingEmpty):
            rule(mine, clerk, now, ruling, reason)


def test_another_than_whoever_opened_it_rules_where_that_is_asked(show, now, clerk, head):
    ticket = objects(show(second_person=True), now)
    with pytest.raises(terms.SecondPersonRules):
        rule(ticket, clerk, now)
    rule(ticket, head, now)


def test_objecting(show, now, clerk, stranger):
    one = show()
    for words in ("", " ", "长" * 2001):
        with pytest.raises(terms.ObjectionEmpty):
            objects(one, now, words)
    with pytest.raises(terms.ConsentMissing):
        objects(one, now, phone="13800138000")
    with pytest.raises(NotAllowed):
        objects(one, now, actor=stranger, in_person=True)
    first = objects(one, now, client_key="k1")
    again = objects(one, now, client_key="k1")
    assert (again.id, again.code, again.again) == (first.id, first.code, True)
    with pytest.raises(terms.PeriodNotFound):
        services.object_to(period_id=uuid4(), words="不同意", actor=ANONYMOUS, now=now)
    left = objects(one, now, phone="13800138000", consent=True)
    row = models.Objection.objects.get(pk=left.id)
    assert Consent.objects.get(identity_id=row.identity_id).purpose == "contact"
    assert selectors.desk_page(clerk, one.id, now=now).objections[-1].contact == "138****8000"


def test_a_flood_from_the_page_does_not_keep_people_from_the_door(show, now, clerk, monkeypatch):
    monkeypatch.setattr("linli.publicity.services.objections.MOST_UNANSWERED", 2)
    one = show()
    objects(one, now)
    objects(one, now)
    with pytest.raises(terms.PeriodsFull):
        objects(one, now)
    assert objects(one, now, actor=clerk, in_person=True).code
