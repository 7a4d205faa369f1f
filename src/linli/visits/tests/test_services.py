"""Visits as they are planned, made, sent twice, disputed, triaged and forgotten."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile

from linli.files import services as files
from linli.kernel import clock
from linli.kernel.actor import SYSTEM
from linli.kernel.errors import NotAllowed
from linli.kernel.versions import unit_of_work
from linli.matters import services as matters
from linli.matters.stories import doing
from linli.people import services as people
from linli.procedures.terms import BadAnswers
from linli.territory import services as territory
from linli.territory.terms import BadCoordinates, PathChange
from linli.visits import selectors, services
from linli.visits.models import Finding, Plan, Subject, Visit
from linli.visits.terms import (
    BadItem,
    Conflict,
    FindingNotFound,
    FindingSettled,
    FindingState,
    InTheFuture,
    LabelMissing,
    LabelTaken,
    NewSubject,
    NoConflict,
    NoMatterFor,
    NoteMissing,
    NothingChosen,
    SubjectKind,
    SubjectNotFound,
    UnknownGroup,
    VisitItem,
    VisitNotFound,
    WrongKind,
)

HOME, HARD, SHOP = "3号楼302室", "1号楼101室", "青云超市"
WELL = {"mood": "well"}


def listed(actor, now, name):
    return [one for one in selectors.today(actor, now=now) if one.subject.label == name]


def an_item(world, actor, name=HOME, answers=WELL, kind="household", **changes):
    plan = next((p for p in listed(actor, world.now, name) if p.kind.key == kind), None)
    stamp = selectors.stamp_of(selectors.catalogue().kinds[kind])
    values = {
        "client_key": uuid.uuid4().hex, "kind": kind, "at": world.now, "answers": answers,
        "subject_id": world.things[f"subject:{name}"], "plan_id": plan.id if plan else None,
        "form_stamp": stamp,
    }  # fmt: skip
    return VisitItem(**{**values, **changes})


def made(world, actor, name=HOME, answers=WELL, **more):
    item = an_item(world, actor, name, answers, **more)
    return services.record_visit(item=item, actor=actor, now=world.now)


# --- the plan ------------------------------------------------------------------------------------


def test_everybody_gets_their_own_list_and_twice_planned_is_once(world, who):
    wang = [
        (one.kind.key, one.subject.label) for one in selectors.today(who("王网格"), now=world.now)
    ]
    assert sorted(wang) == [
        ("door", HARD),
        ("household", HARD),
        ("household", HOME),
        ("safety", SHOP),
    ]
    assert selectors.today(who("别网格"), now=world.now) == ()
    before = Plan.objects.count()
    assert services.plan_day(now=world.now) == 0
    assert Plan.objects.count() == before


def test_a_day_holds_no_more_than_it_may_and_the_longest_unvisited_come_first(world, who, now):
    area = Subject.objects.first().area_id
    for number in range(12):
        new = NewSubject(kind=SubjectKind.HOUSEHOLD, area_id=area, label=f"9号楼{number}室")
        services.add_subject(new=new, actor=SYSTEM, now=now)
    services.plan_day(now=now)
    assert Plan.objects.filter(kind="household", state="open").count() == 8
    services.plan_day(now=now)
    assert Plan.objects.filter(kind="household", state="open").count() == 8, "not a second portion"
    made(world, who("王网格"))
    services.plan_day(now=now + timedelta(days=1))
    again = Plan.objects.filter(kind="household", state="open", subject__label=HOME)
    assert not again.exists(), "visited within the cycle"


def test_who_is_due_again_is_planned_again(world, who, now):
    made(world, who("王网格"))
    services.plan_day(now=now + timedelta(days=29))
    assert not Plan.objects.filter(state="open", kind="household", subject__label=HOME).exists()
    services.plan_day(now=now + timedelta(days=30))
    assert Plan.objects.filter(state="open", kind="household", subject__label=HOME).exists()


def test_shifts_are_walked_or_missed(world, who, now):
    area = Subject.objects.first().area_id
    new = NewSubject(
        kind=SubjectKind.POINT, area_id=area, label="菜市场口", longitude=117.17, latitude=26.9
    )
    world.things["subject:菜市场口"] = services.add_subject(new=new, actor=SYSTEM, now=now)
    services.plan_day(now=now)
    assert [one.shift for one in listed(who("王网格"), now, "菜市场口")] == [
        "08:00-11:00",
        "19:00-22:00",
    ]
    answers = {"team": ["member", "police"], "seen": ["dark"]}
    assert made(world, who("王网格"), "菜市场口", answers, kind="patrol").findings == 1
    services.plan_day(now=now + timedelta(days=1))
    states = sorted(Plan.objects.filter(kind="patrol").values_list("state", flat=True))
    assert states == ["done", "missed", "open", "open"]


def test_a_named_helper_alone_visits_the_firm(world, who, now):
    area = Subject.objects.first().area_id
    helper = world.things["account:陈消防"]
    new = NewSubject(
        kind=SubjectKind.ENTERPRISE, area_id=area, label="青云机械厂", helper_id=helper
    )
    world.things["subject:青云机械厂"] = services.add_subject(new=new, actor=SYSTEM, now=now)
    services.plan_day(now=now)
    assert listed(who("陈消防"), now, "青云机械厂")
    assert not listed(who("李社区"), now, "青云机械厂")
    done = made(world, who("陈消防"), "青云机械厂", {"problems": ["hiring"]}, kind="enterprise")
    assert done.findings == 1


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"label": "  "}, LabelMissing), ({"label": "长" * 61}, LabelMissing),
        ({"label": HOME}, LabelTaken), ({"group": "nobody"}, UnknownGroup),
        ({"longitude": 10.0, "latitude": 10.0}, BadCoordinates),
        ({"longitude": float("nan"), "latitude": 26.9}, BadCoordinates),
        ({"helper_id": uuid.uuid4()}, Exception),
    ],
)  # fmt: skip
def test_a_subject_is_looked_at_before_it_is_kept(world, who, now, changes, refusal):
    area = Subject.objects.first().area_id
    values = {"kind": SubjectKind.HOUSEHOLD, "area_id": area, "label": "新户", **changes}
    before = Subject.objects.count()
    with pytest.raises(refusal):
        services.add_subject(new=NewSubject(**values), actor=who("李社区"), now=now)
    assert Subject.objects.count() == before
    with pytest.raises(NotAllowed):
        services.add_subject(
            new=NewSubject(SubjectKind.HOUSEHOLD, area, "新户"), actor=who("王网格"), now=now
        )


# --- recording -----------------------------------------------------------------------------------


def test_sent_twice_is_stored_once(world, who):
    wang = who("王网格")
    item = an_item(world, wang)
    first = services.record_visit(item=item, actor=wang, now=world.now)
    again = services.record_visit(item=item, actor=wang, now=world.now + timedelta(hours=1))
    assert (first.again, again.again, again.visit_id) == (False, True, first.visit_id)
    assert Visit.objects.count() == 1
    with pytest.raises(BadItem):
        services.record_visit(item=item, actor=who("陈网格"), now=world.now)
    assert listed(wang, world.now, HOME) == []


def test_the_second_to_record_a_planned_visit_loses_nothing(world, who):
    chen_item = an_item(world, who("陈网格"), answers={"mood": "hard", "asks": "换灯泡"})
    made(world, who("王网格"))
    kept = services.record_visit(item=chen_item, actor=who("陈网格"), now=world.now)
    assert (kept.conflict, kept.findings) == (Conflict.OTHER, 0)
    assert Finding.objects.count() == 0
    waiting = selectors.conflicts(who("李社区"))
    assert [one.id for one in waiting] == [kept.visit_id]
    assert selectors.conflicts(who("张社区")) == ()
    settle = {"visit_id": kept.visit_id, "counts": True, "now": world.now}
    with pytest.raises(VisitNotFound):
        services.settle_conflict(**settle, note="看过", actor=who("张社区"))
    with pytest.raises(NoteMissing):
        services.settle_conflict(**settle, note=" ", actor=who("李社区"))
    services.settle_conflict(**settle, note="两人都去了", actor=who("李社区"))
    assert Finding.objects.get().question == "asks"
    with pytest.raises(NoConflict):
        services.settle_conflict(**settle, note="再看", actor=who("李社区"))


def test_answers_to_a_form_that_changed_are_kept_as_they_were(world, who):
    wang = who("王网格")
    old = an_item(world, wang, answers={"mood": "so-so", "old_question": "旧话"}, form_stamp="0ld")
    kept = services.record_visit(item=old, actor=wang, now=world.now)
    assert kept.conflict == Conflict.FORM
    page = selectors.visit_for(who("李社区"), kept.visit_id)
    assert ("old_question", "旧话") in [(str(q), text) for q, text in page.answers]
    row = Visit.objects.get()
    assert row.answers == {}
    assert "旧话".encode() not in bytes(row.sealed)
    assert listed(wang, world.now, HOME), "it is still to be visited"
    same = an_item(world, wang, answers={"mood": "so-so"})
    with pytest.raises(BadAnswers):
        services.record_visit(item=same, actor=wang, now=world.now)


def test_who_has_no_duty_there_records_nothing(world, who):
    item = an_item(world, who("王网格"))
    for stranger in ("别网格", "张社区"):
        with pytest.raises(SubjectNotFound):
            services.record_visit(item=item, actor=who(stranger), now=world.now)
    with pytest.raises(WrongKind):
        made(world, who("王网格"), SHOP, WELL, kind="household")
    with pytest.raises(InTheFuture):
        made(world, who("王网格"), at=world.now + timedelta(hours=1))
    assert Visit.objects.count() == 0


def test_nobody_there_comes_up_again_tomorrow(world, who, now):
    wang = who("王网格")
    assert made(world, wang, answers={}, met=False).findings == 0
    assert listed(wang, now, HOME) == []
    assert listed(wang, now + timedelta(days=1), HOME)
    line = next(c for c in selectors.coverage(who("李社区"), now=now) if c.kind.key == "household")
    assert (line.subjects, line.covered, line.week, line.met) == (2, 0, 1, 0)


def test_photos_belong_to_the_visit_and_to_those_who_may_see_it(world, who):
    wang = who("王网格")
    photo = files.receive(upload=doing.picture(), kind="image", actor=wang, now=world.now)
    item = an_item(world, wang, HARD, {"needs": ["meals"]}, kind="door")
    done = services.record_visit(item=item, photos=[photo.id], actor=wang, now=world.now)
    assert selectors.may_see_files(who("李社区"), done.visit_id, "")
    for other in ("张社区", "别网格", "赵中心"):
        assert not selectors.may_see_files(who(other), done.visit_id, ""), other


# --- groups, sealing, forgetting ---------------------------------------------------------------


def test_only_who_needs_it_sees_people_in_hardship(world, who, now):
    done = made(world, who("王网格"), HARD, {"needs": ["meals"], "health": "咳嗽"}, kind="door")
    assert listed(who("李社区"), now, HARD) == [], "done already"
    for name in ("李社区", "王网格"):
        page = selectors.visit_for(who(name), done.visit_id)
        assert "咳嗽" in [text for _, text in page.answers]
    for name in ("赵中心", "张社区", "陈网格"):
        with pytest.raises(VisitNotFound):
            selectors.visit_for(who(name), done.visit_id)
    assert HARD not in {row.label for row in selectors.register(who("赵中心"))[0]}
    assert HARD in {row.label for row in selectors.register(who("李社区"))[0]}
    assert [x for x in selectors.triage_list(who("赵中心")) if x.label == HARD] == []
    finding = selectors.triage_list(who("李社区"))[0]
    with pytest.raises(FindingNotFound):
        services.settle(finding_ids=[finding.id], note="好", actor=who("赵中心"), now=now)
    shown = next(row for row in selectors.register(who("李社区"))[0] if row.label == HARD)
    assert shown.person == "林○○" or shown.person.startswith("林○")


def test_what_was_said_is_sealed_and_goes_with_the_person(world, who, now):
    made(world, who("王网格"), HARD, {"needs": ["meals"], "health": "咳嗽"}, kind="door")
    row = Visit.objects.get()
    assert "needs" not in row.answers, "sensitive by the form"
    assert "咳嗽".encode() not in bytes(row.sealed)
    subject = Subject.objects.get(label=HARD)
    identity = subject.identity_id
    assert "咳嗽" in str(selectors.of_identity(identity))
    people.erase(identity_id=identity, actor=SYSTEM, now=now)
    subject.refresh_from_db()
    row.refresh_from_db()
    assert (subject.key_sealed, subject.label, subject.group, subject.identity_id) == (
        None,
        "",
        "",
        None,
    )
    assert (row.sealed, row.answers) == (None, {})
    assert len(row.digest) == 64
    assert selectors.of_identity(identity) == []


def test_retention_erases_what_is_old(world, who, now, settings):
    made(world, who("王网格"), answers={"mood": "hard", "remarks": "旧事"})
    assert services.erase_old(now + timedelta(days=1)) == 0
    assert services.erase_old(now + settings.LINLI_KEEP_WORDS + timedelta(days=1)) == 1
    row = Visit.objects.get()
    assert (row.answers, row.sealed, row.erased_at is not None) == ({}, None, True)


# --- findings ----------------------------------------------------------------------------------


def test_a_hazard_is_inspected_again_and_cleared(world, who, now):
    wang = who("王网格")
    made(world, wang, SHOP, {"hazards": ["exit", "wires"], "told": "马上清"}, kind="safety")
    finding = selectors.triage_list(who("李社区"))[0]
    assert finding.answer == "安全出口不畅、电线乱拉"
    on = clock.local(now).date() + timedelta(days=7)
    assert finding.again_on == on
    world.now = now + timedelta(days=7)
    assert [one.again for one in listed(wang, world.now, SHOP)] == [True]
    made(world, wang, SHOP, {"told": "已经清了"}, kind="safety")
    assert Finding.objects.get().cleared_at == world.now


def test_triage_settles_passes_on_and_makes_matters(world, who, now):
    wang, li = who("王网格"), who("李社区")
    made(world, wang, answers={"mood": "hard", "trouble": ["lamp"], "asks": "修门"})
    made(world, wang, HARD, {"needs": ["repairs"]}, kind="door")
    made(world, wang, SHOP, {"hazards": ["gas"]}, kind="safety")
    by_question = {one.question.zh: one for one in selectors.triage_list(li)}
    assert set(by_question) == {"看到什么问题", "想请我们办的事", "需要什么", "有哪些隐患"}
    chosen = [by_question["看到什么问题"].id, by_question["需要什么"].id]
    opened = matters.from_findings(finding_ids=chosen, actor=li, now=now)
    assert len(opened) == 2
    stored = {one.question: one for one in Finding.objects.all()}
    assert stored["trouble"].matter_id == opened[0].matter_id
    council = by_question["想请我们办的事"].id
    assert services.to_council(finding_ids=[council], note="请定", actor=li, now=now) == 1
    with pytest.raises(FindingSettled):
        services.to_council(finding_ids=[council], actor=li, now=now)
    with pytest.raises(NoteMissing):
        services.settle(finding_ids=[council], note="", actor=li, now=now)
    with pytest.raises(NothingChosen):
        services.settle(finding_ids=[], note="好", actor=li, now=now)
    services.settle(finding_ids=[council], note="会商定了", actor=li, now=now)
    with pytest.raises(FindingSettled):
        services.settle(finding_ids=[council], note="再定", actor=li, now=now)
    assert selectors.counts(li) == {FindingState.OPEN: 1, FindingState.COUNCIL: 0}
    with pytest.raises(FindingNotFound):
        matters.from_findings(
            finding_ids=[by_question["有哪些隐患"].id], actor=who("张社区"), now=now
        )


def test_a_matter_about_a_person_in_hardship_says_neither_door_nor_name(world, who, now):
    made(world, who("王网格"), HARD, {"needs": ["repairs"], "health": "咳嗽"}, kind="door")
    finding = selectors.triage_list(who("李社区"))[0]
    opened = matters.from_findings(finding_ids=[finding.id], actor=who("李社区"), now=now)
    from linli.matters import selectors as reads

    page = reads.matter_for(who("赵中心"), opened[0].matter_id)
    text = str(page)
    assert "1号楼101室" not in text
    assert "林" not in text
    assert "咳嗽" not in text


def test_all_or_none_of_a_bulk(world, who, now, monkeypatch):
    wang, li = who("王网格"), who("李社区")
    made(world, wang, answers={"mood": "hard", "trouble": ["lamp"], "asks": "修门"})
    ids = [one.id for one in selectors.triage_list(li)]
    Finding.objects.filter(question="asks").update(matter_kind="")
    with pytest.raises(NoMatterFor):
        matters.from_findings(finding_ids=ids, actor=li, now=now)


def test_what_lies_in_a_merged_area_follows(world, who, now):
    path = Subject.objects.first().area_path
    change = PathChange(Subject.objects.first().area_id, path, "350429.999.")
    territory.follow_paths([change], actor=SYSTEM, now=now)
    assert set(Subject.objects.values_list("area_path", flat=True)) == {"350429.999."}


def test_counts_of_statements_do_not_grow_with_the_list(world, who, django_assert_max_num_queries):
    wang, li = who("王网格"), who("李社区")
    made(world, wang, answers={"mood": "hard", "trouble": ["lamp"], "asks": "修门"})
    made(world, wang, SHOP, {"hazards": ["gas"]}, kind="safety")
    with unit_of_work():
        selectors.today(wang, now=world.now)
        with django_assert_max_num_queries(4):
            assert len(selectors.today(wang, now=world.now)) == 2
        with django_assert_max_num_queries(5):
            assert len(selectors.triage_list(li)) == 3


def test_a_file_that_is_no_picture_stops_the_visit_before_it_is_stored(world, who):
    with pytest.raises(Exception, match="files"):
        files.receive(
            upload=ContentFile(b"<svg/>", name="a.jpg"), kind="image", actor=who("王网格"),
            now=world.now,
        )  # fmt: skip
