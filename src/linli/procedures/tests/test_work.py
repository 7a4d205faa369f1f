"""The work list: who sees what, in which order, and what it costs."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from linli.kernel import versions
from linli.kernel.actor import ANONYMOUS, SYSTEM
from linli.kernel.errors import Invalid
from linli.procedures import models, selectors, services, terms
from linli.procedures.selectors import work
from linli.procedures.terms import WorkQuery

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def listed(actor, now, **query):
    return selectors.work_list(actor, query=WorkQuery(**query), now=now)


def test_my_work_is_what_i_may_act_on_soonest_first(world, start):
    late, soon = start(now=world.now - 72 * HOUR), start(now=world.now)
    start(header=world.header("100001g02"))
    page = listed(world.zhang, world.now)
    assert [item.step.run_id for item in page.items] == [late.id, soon.id]
    assert [item.late for item in page.items] == [True, False]
    assert (page.counts.late, page.counts.today, page.counts.week) == (1, 1, 1)
    assert page.items[0].key == "orders"
    for actor in (world.wang, ANONYMOUS):
        assert listed(actor, world.now).items == ()


def test_what_somebody_else_claimed_is_not_on_my_list(world, start):
    run = start()
    (step,) = services.complete(
        step_id=run.opened[0].id, outcome="pass_up", note="x", actor=world.zhang, now=world.now
    ).opened
    assert len(listed(world.wang, world.now).items) == len(listed(world.zhao, world.now).items) == 1
    services.claim(step_id=step.id, actor=world.wang, now=world.now)
    assert len(listed(world.wang, world.now).items) == 1
    assert listed(world.zhao, world.now).items == ()
    (item,) = listed(world.chief, world.now, scope="area").items
    assert item.claimed_name == "王五"


def test_units_see_their_own(world, start):
    run = start("joint", units=["unit_1", "unit_2"])
    ones = world.of_unit("unit_1", "one")
    for scope in ("mine", "unit"):
        assert [i.step.id for i in listed(ones, world.now, scope=scope).items] == [run.opened[0].id]
    assert listed(world.zhang, world.now, scope="unit").items == ()


def test_the_area_list_needs_the_verb_and_stays_inside_its_area(world, start):
    start()
    start(header=world.header("100200", category="noise"))
    assert len(listed(world.chief, world.now, scope="area").items) == 2
    assert listed(world.zhang, world.now, scope="area").items == ()
    clerk = world.person("clerk", "文员", "社区", world.community, "procedures.see")
    page = listed(clerk, world.now, scope="area")
    assert [i.step.header.category for i in page.items] == ["fire_lane"]
    assert len(listed(clerk, world.now, scope="area", area_path=world.grid.path).items) == 1
    outside = world.areas["100200"].path
    assert listed(clerk, world.now, scope="area", area_path=outside).items == ()
    assert len(listed(clerk, world.now, scope="area", area_path=world.areas[""].path).items) == 1


def test_filters(world, start):
    start()
    start(header=world.header(category="noise", urgency="urgent", title="夜间施工"))
    chief = {"scope": "area"}
    for query in (
        {"categories": ("noise",)}, {"categories": ("noise", "none")}, {"urgency": "urgent"},
        {"text": "施工"},
    ):  # fmt: skip
        page = listed(world.chief, world.now, **chief, **query)
        assert [i.step.header.title for i in page.items] == ["夜间施工"], query
    assert listed(world.chief, world.now, **chief, due_before=world.now + HOUR).items == ()
    assert len(listed(world.chief, world.now, **chief, duty="网格员").items) == 2
    assert listed(world.chief, world.now, **chief, duty="社区").items == ()


def test_pages_follow_one_another_without_gap_or_repetition(world, start):
    ids = {start().opened[0].id for _ in range(53)}
    first = listed(world.zhang, world.now)
    second = listed(world.zhang, world.now, after=first.next)
    assert (len(first.items), len(second.items), second.next) == (50, 3, "")
    assert {item.step.id for item in (*first.items, *second.items)} == ids
    for cursor in ("x", "2026-01-01_y", "2026-01-01T00:00:00_" + str(first.items[0].step.id)):
        with pytest.raises(Invalid):
            listed(world.zhang, world.now, after=cursor)


@pytest.mark.parametrize("many", [1, 3])
def test_a_page_costs_the_same_for_one_and_for_three(world, start, many, django_assert_num_queries):
    for _ in range(many):
        start()
    listed(world.zhang, world.now)
    with versions.unit_of_work():
        with django_assert_num_queries(4):
            assert len(listed(world.zhang, world.now).items) == many


def test_the_doorways(world, start):
    run = start()
    step_id = run.opened[0].id
    for actor in (world.zhang, world.chief, SYSTEM):
        assert selectors.step_for(actor, step_id).id == step_id
        assert selectors.run_for(actor, run.id).id == run.id
    for actor in (world.wang, ANONYMOUS):
        with pytest.raises(terms.NoSuchStep):
            selectors.step_for(actor, step_id)
        with pytest.raises(terms.NoSuchRun):
            selectors.run_for(actor, run.id)
    assert selectors.may_act(world.zhang, run.opened[0])
    assert not selectors.may_act(world.chief, run.opened[0])
    with pytest.raises(terms.NoSuchStep):
        selectors.reporter_step(run.id)
    parked = models.Step.objects.filter(duty="")
    assert not parked.exists()


def pages_of(actor, now, **query):
    """The steps of all pages, in the order shown."""
    found, after = [], ""
    for _page in range(9):
        page = listed(actor, now, after=after, **query)
        found += [item.step for item in page.items]
        after = page.next
        if not after:
            return found
    raise AssertionError("the pages do not end")


@pytest.mark.parametrize(
    ("sort", "value"),
    [
        ("age", lambda step: step.opened_at),
        ("category", lambda step: step.header.category),
        ("place", lambda step: step.header.area_path),
    ],
)
def test_another_order_is_stable_and_its_pages_leave_nothing_out(
    world, start, monkeypatch, sort, value
):
    for n in range(7):
        header = replace(world.header(), category=("road", "light", "noise")[n % 3])
        start(header=header, now=world.now - (n * 5 % 7) * HOUR)
    usual = [step.id for step in pages_of(world.zhang, world.now)]
    monkeypatch.setattr(work, "PAGE", 2)
    for direction, down in (("", False), ("-", True)):
        found = pages_of(world.zhang, world.now, sort=f"{direction}{sort}")
        assert sorted(step.id for step in found) == sorted(usual)
        assert found == sorted(
            sorted(found, key=lambda step: usual.index(step.id)), key=value, reverse=down
        )


def test_an_order_that_is_not_offered_is_the_usual_one(world, start):
    late, soon = start(now=world.now - 72 * HOUR), start(now=world.now)
    for sort in ("title", "run__data", "-", "due_at", "--age"):
        page = listed(world.zhang, world.now, sort=sort)
        assert [item.step.run_id for item in page.items] == [late.id, soon.id]


def test_a_page_does_not_skip_what_slid_forward_meanwhile(world, start, monkeypatch):
    for n in range(5):
        start(now=world.now - n * HOUR)
    monkeypatch.setattr(work, "PAGE", 2)
    first = listed(world.zhang, world.now, sort="-age")
    gone = first.items[0].step.id
    rest = [step.id for step in pages_of(world.zhang, world.now, sort="-age")][2:]
    services.complete(step_id=gone, outcome="pass_up", note="x", actor=world.zhang, now=world.now)
    after = listed(world.zhang, world.now, sort="-age", after=first.next)
    assert [item.step.id for item in after.items] == rest[:2]


def test_only_the_soonest_are_sorted_and_the_page_says_so(world, start, monkeypatch):
    late = start(now=world.now - 72 * HOUR)
    start(now=world.now)
    monkeypatch.setattr(work, "MOST_SORTED", 1)
    page = listed(world.zhang, world.now, sort="place")
    assert ([item.step.run_id for item in page.items], page.cut) == ([late.id], True)
    assert not listed(world.zhang, world.now).cut


@pytest.mark.parametrize("cursor", ["x", "a_b_c", "_", "2026-03-02T00:00:00+00:00_x"])
def test_a_cursor_of_a_sorted_list_that_is_not_ours_is_refused(world, start, cursor):
    start()
    with pytest.raises(Invalid):
        listed(world.zhang, world.now, sort="age", after=cursor)


@pytest.mark.parametrize("count", [1, 3])
def test_a_sorted_list_takes_one_statement_more(world, start, count, django_assert_num_queries):
    for _n in range(count):
        start()
    listed(world.zhang, world.now, sort="place")
    with versions.unit_of_work():
        with django_assert_num_queries(5):
            listed(world.zhang, world.now, sort="place")


def test_marks_are_what_is_mine_and_items_keep_the_order_asked(world, start):
    late, soon = start(now=world.now - 72 * HOUR), start(now=world.now)
    start(header=world.header("100001g02"))
    query = WorkQuery()
    marks = selectors.work_marks(world.zhang, query=query, most=9)
    assert [mark.step_id for mark in marks] == [late.opened[0].id, soon.opened[0].id]
    assert len(selectors.work_marks(world.zhang, query=query, most=1)) == 1
    ids = [soon.opened[0].id, late.opened[0].id]
    shown = selectors.work_items(world.zhang, query=query, ids=ids, now=world.now)
    assert [item.step.id for item in shown] == ids
    assert selectors.work_items(world.wang, query=query, ids=ids, now=world.now) == ()
