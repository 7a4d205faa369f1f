"""A line is rewritten by who drew up the list; what it said is kept, and its procedure follows."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from linli.files import services as uploads
from linli.jobs.services import run_due
from linli.kernel import trail
from linli.kernel.actor import SYSTEM
from linli.matters import selectors, services
from linli.matters.models import Condition, LineVersion, ListLine, Report
from linli.matters.stories import doing, scene
from linli.matters.terms import (
    AlreadyEnded,
    ConditionShown,
    DueNeeded,
    DuePassed,
    LineChanged,
    LineEdit,
    LineNotFound,
    MayNotEditLine,
    NewCondition,
    PersonNotThere,
)
from linli.matters.tests.checklists import opened, place, put
from linli.matters.tests.test_web import browser, hire, world
from linli.messaging.models import Notice
from linli.organisations import services as organising
from linli.organisations.models import Holding
from linli.procedures import selectors as procedures
from linli.procedures import services as working
from linli.procedures.terms import NotYours
from linli.search import selectors as search

__all__ = ["place", "world"]  # the fixtures
LAMP = (NewCondition("灯亮", 1), NewCondition("住户签字", 2))


def day(place, number):
    return place.now.date().replace(day=number)


@pytest.fixture
def line(place):
    """A task of the housing bureau's Lin, due on the 20th, with two closing conditions."""
    hire(place, "孙住建", "住建局", "部门")
    return put(
        place, opened(place), unit="住建局", person=place.things["account:林住建"],
        due_on=day(place, 20), conditions=LAMP,
    )  # fmt: skip


def edit(place, line, who="李社区", **changes):
    row = ListLine.objects.get(pk=line)
    now_so = {
        "words": Report.objects.get(matter_id=line).words,
        "version": LineVersion.objects.filter(line_id=line).count(),
        "person": row.person_id,
        "due_on": row.due_on,
        "conditions": tuple(
            NewCondition(one.words, one.evidence)
            for one in Condition.objects.filter(line_id=line).order_by("number")
        ),
    }
    actor = scene.actor_named(place, who)
    edited = LineEdit(**{**now_so, **changes})
    services.edit_line(line_id=line, edit=edited, actor=actor, now=place.now)


def step_of(line):
    (step,) = procedures.open_steps(procedures.run_of("matter", line))
    return step


# --- the named person --------------------------------------------------------------------------


def test_the_step_lies_with_the_person_whom_the_line_names(place, line):
    step = step_of(line)
    assert step.person_id == place.things["account:林住建"]
    given = {"step_id": step.id, "outcome": "hand_back", "note": "不归我们", "now": place.now}
    with pytest.raises(NotYours):
        working.complete(**given, actor=scene.actor_named(place, "孙住建"))
    at = place.now + timedelta(minutes=30)
    run_due(at)
    told = Notice.objects.filter(template="step_opened", url=f"/steps/{step.id}")
    assert list(told.values_list("account_id", flat=True)) == [place.things["account:林住建"]]
    working.complete(**given, actor=scene.actor_named(place, "林住建"))


def test_a_colleague_of_the_unit_takes_it_over_and_nobody_else(place, line):
    step, page = step_of(line), reverse("matter", args=[line])
    address = reverse("step-reassign", args=[step.id])
    assert "由我接办" in browser(place, "孙住建").get(page).content.decode()
    assert "由我接办" not in browser(place, "林住建").get(page).content.decode()
    taking = {"take": "1", "reason": "他出差了"}
    browser(place, "周交警").post(address, taking)
    browser(place, "孙住建").post(address, {"take": "1"})  # without a reason
    assert step_of(line).person_id == place.things["account:林住建"]
    browser(place, "孙住建").post(address, taking)
    assert step_of(line).person_id == place.things["account:孙住建"]


def test_the_step_is_the_units_without_a_person_and_when_that_person_lacks_the_duty(place):
    line = put(place, opened(place), unit="住建局", due_on=day(place, 20))
    assert step_of(line).person_id is None
    lin = place.things["account:林住建"]
    line = put(place, opened(place), unit="住建局", person=lin, due_on=day(place, 20))
    step = step_of(line)
    hire(place, "赵住建", "住建局", "部门")
    done = {"step_id": step.id, "outcome": "finish", "now": place.now}
    working.complete(
        **done, answers={"done_what": "换了"}, actor=scene.actor_named(place, "林住建")
    )
    organising.end_holding(
        holding_id=Holding.objects.get(account_id=lin).pk, actor=SYSTEM, now=place.now
    )
    desk = scene.actor_named(place, "李社区")
    working.complete(
        step_id=step_of(line).id, outcome="rework", note="再看", actor=desk, now=place.now
    )
    assert step_of(line).person_id is None  # Lin is gone: whoever stands there does it
    assert procedures.may_act(scene.actor_named(place, "赵住建"), step_of(line))


# --- rewriting ---------------------------------------------------------------------------------


def test_what_it_said_before_is_kept_as_a_version(place, line):
    edit(place, line, words="换楼道灯和门灯", due_on=day(place, 25))
    edit(place, line, words="换楼道灯、门灯和路灯")
    page = selectors.line_page(SYSTEM, line, now=place.now)
    assert page.line.words == "换楼道灯、门灯和路灯"
    first, second = page.versions
    assert (first.words, first.due_on, first.person, first.by) == (
        "换楼道灯", day(place, 20), "林住建", "李社区",
    )  # fmt: skip
    assert (second.words, second.due_on) == ("换楼道灯和门灯", day(place, 25))
    assert first.conditions == ("灯亮", "住户签字")
    written = [one for one in trail.lines_of("matter", line) if one.name == "matters.line_edited"]
    assert [one.data["fields"] for one in written] == [["words", "due_on"], ["words"]]
    assert "门灯" not in str([one.data for one in written])
    assert written[-1].data["digest"] == Report.objects.get(matter_id=line).digest
    assert [one.id for one in search.find(SYSTEM, "路灯", verb="search.use")] == [line]


def test_nothing_changed_makes_no_version(place, line):
    edit(place, line)
    assert not LineVersion.objects.exists()


def test_the_promise_and_the_step_follow_the_line(place, line):
    before = step_of(line).due_at
    edit(place, line, due_on=day(place, 27), person=place.things["account:孙住建"])
    step = step_of(line)
    assert (step.due_at - before).days == 7
    assert step.person_id == place.things["account:孙住建"]
    run_due(place.now + timedelta(minutes=30))
    told = Notice.objects.filter(template="step_opened", url=f"/steps/{step.id}")
    assert list(told.values_list("account_id", flat=True)) == [place.things["account:孙住建"]]
    edit(place, line, person=None)
    assert step_of(line).person_id is None


def test_who_was_given_the_step_by_hand_keeps_it(place, line):
    step = step_of(line)
    working.reassign(
        step_id=step.id, duty=step.duty, organisation_id=step.organisation_id,
        person_id=place.things["account:周交警"], reason="借调", actor=SYSTEM, now=place.now,
    )  # fmt: skip
    edit(place, line, person=place.things["account:孙住建"])
    assert step_of(line).person_id == place.things["account:周交警"]


def test_a_condition_with_evidence_stays_as_it_is(place, line):
    first = Condition.objects.get(number=1)
    lin = scene.actor_named(place, "林住建")
    photo = uploads.receive(upload=doing.picture(), kind="image", actor=lin, now=place.now)
    services.meet_condition(condition_id=first.pk, evidence=[photo.id], actor=lin, now=place.now)
    with pytest.raises(ConditionShown):
        edit(place, line, conditions=(NewCondition("灯很亮"), LAMP[1]))
    edit(place, line, conditions=(LAMP[0], NewCondition("物业签字", 3)))
    rows = Condition.objects.order_by("number").values_list("number", "words", "evidence")
    assert list(rows) == [(1, "灯亮", 1), (3, "物业签字", 3)]
    assert Condition.objects.get(number=1).met_at is not None


# --- what is refused ---------------------------------------------------------------------------


def test_who_may_edit_and_what(place, line):
    for who in ("林住建", "吴核查"):
        with pytest.raises(MayNotEditLine):
            edit(place, line, who, words="别的")
    with pytest.raises(LineNotFound):
        edit(place, line, "周交警", words="别的")
    with pytest.raises(DueNeeded):
        edit(place, line, due_on=None)
    with pytest.raises(DuePassed):
        edit(place, line, due_on=place.now.date())
    with pytest.raises(PersonNotThere):
        edit(place, line, person=place.things["account:周交警"])
    with pytest.raises(LineChanged):
        edit(place, line, words="别的", version=3)
    assert not LineVersion.objects.exists()


def test_an_ended_line_and_a_closed_list_are_not_edited(place, line):
    reason = next(iter(selectors.catalogue().reasons))
    actor, list_id = scene.actor_named(place, "李社区"), ListLine.objects.get().list_id
    other = put(place, list_id, "补路")
    services.annul(matter_id=other, reason=reason, note="", actor=actor, now=place.now)
    with pytest.raises(AlreadyEnded):
        edit(place, other, words="别的")
    assert not selectors.line_page(actor, other, now=place.now).may_edit
    services.annul(matter_id=line, reason=reason, note="", actor=actor, now=place.now)
    services.annul(matter_id=list_id, reason=reason, note="", actor=actor, now=place.now)
    with pytest.raises(AlreadyEnded):
        edit(place, line, words="别的")


def test_versions_are_erased_with_the_words(place, line):
    edit(place, line, words="换王大妈家的灯")
    reason = next(iter(selectors.catalogue().reasons))
    actor = scene.actor_named(place, "李社区")
    services.annul(matter_id=line, reason=reason, note="", actor=actor, now=place.now)
    later = place.now + timedelta(days=900)
    services.erase_words(kept_for=timedelta(days=1), actor=SYSTEM, now=later)
    assert list(LineVersion.objects.values_list("words", "conditions")) == [("", [])]


# --- the page ----------------------------------------------------------------------------------


def test_editing_on_the_page(place, line):
    page, address = reverse("list-line", args=[line]), reverse("list-line-edit", args=[line])
    desk = browser(place, "李社区")
    assert address in desk.get(page).content.decode()
    shown = desk.get(address).content.decode()
    assert "林住建" in shown
    assert "住户签字" in shown
    assert 'value="2026-03-20"' in shown
    given = {
        "words": "换声控灯", "person": "孙住建", "due_on": "2026-03-25",
        "conditions": "灯亮\r\n住户签字", "evidence": "1", "version": "0",
    }  # fmt: skip
    assert desk.post(address, {**given, "person": "没有的人"}).status_code == 422
    assert desk.post(address, given).url == page
    after = desk.get(page).content.decode()
    assert "改过的记录" in after
    assert "换楼道灯" in after
    assert "换声控灯" in after
    stale = desk.post(address, {**given, "words": "又改"})
    assert stale.status_code == 422
    assert "已经有人改过" in stale.content.decode()
    unit = browser(place, "林住建")
    assert address not in unit.get(page).content.decode()
    assert unit.get(address).status_code == 403
    assert browser(place, "周交警").get(address).status_code == 404
