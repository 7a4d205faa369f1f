"""The work list: who sees what, in which order, and what it costs."""

from __future__ import annotations

from datetime import timedelta

import pytest

from linli.kernel import versions
from linli.kernel.actor import ANONYMOUS, SYSTEM
from linli.kernel.errors import Invalid
from linli.procedures import models, selectors, services, terms
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
        with django_assert_num_queries(6):
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
