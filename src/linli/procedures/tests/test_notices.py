"""Who is told of a step, by whichever way, and what the notice says."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.template import Context

from linli.jobs import services as jobs
from linli.kernel.registry import effects as registered
from linli.procedures import selectors, services
from linli.procedures.tests.factories import (
    HEAD,
    JOINT,
    ORDERS,
    TAIL,
    done,
    flow,
    lanes,
    method,
    publish,
    task,
)

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)

WATCHED = (
    HEAD.format(key="watched", name="清单")
    + lanes(网格员="begun fulfil ended", 县指挥中心="late tell told")
    + '<bpmn:startEvent id="begun" name="列入"/>'
    + task("fulfil", "履责", 'due="1 工作日"', '<linli:outcome key="done" name="办好"/>')
    + '<bpmn:boundaryEvent id="late" attachedToRef="fulfil" cancelActivity="false">'
    '<bpmn:timerEventDefinition id="late_timer"><bpmn:timeDuration>1 工作日</bpmn:timeDuration>'
    "</bpmn:timerEventDefinition></bpmn:boundaryEvent>"
    '<bpmn:serviceTask id="tell" name="追责"><bpmn:extensionElements>'
    '<linli:effect name="messaging.notify"><linli:property name="template" value="step_supervise"/>'
    '<linli:property name="to" value="县指挥中心"/></linli:effect>'
    "</bpmn:extensionElements></bpmn:serviceTask>"
    '<bpmn:endEvent id="ended"/><bpmn:endEvent id="told"/>'
    + flow("begun", "fulfil") + flow("fulfil", "ended") + flow("late", "tell")
    + flow("tell", "told")
    + TAIL
)  # fmt: skip


@pytest.fixture
def told(monkeypatch):
    """What was asked of messaging: (template, to, area, person, told, words)."""
    kept = []
    notify = registered.get("messaging.notify")

    def listening(call):
        kept.append(call)
        return notify(call)

    monkeypatch.setitem(registered._entries, "messaging.notify", listening)
    return kept


def settle(world, after=timedelta(minutes=1)):
    while jobs.run_due(world.now + after):
        pass


def texts(actor, now):
    from django.apps import apps

    rows = apps.get_model("messaging", "Notice").objects.filter(account_id=actor.account_id)
    return [row.data | {"url": row.url} for row in rows.order_by("made_at", "id")]


def test_whoever_holds_the_duty_reads_number_title_step_and_due(world, start):
    (step,) = start(header=world.header(number="甲-0001")).opened
    settle(world)
    (notice,) = texts(world.zhang, world.now)
    assert (notice["number"], notice["title"], notice["step_name"], notice["url"]) == (
        "甲-0001", "消防通道 · 清泉小区", "签收核实", f"/steps/{step.id}",
    )  # fmt: skip
    assert notice["due"] == step.due_at.isoformat()


def test_nothing_is_said_of_a_step_that_is_over(world, start, told):
    done(start().opened[0], world.zhang, world.now)
    gone = start().opened[0]
    services.withdraw(run_id=gone.run_id, reason="误报", actor=world.chief, now=world.now)
    settle(world)
    assert [call.node for call in told] == ["dispatch"]


def test_a_step_that_comes_back_is_told_again_and_a_job_that_runs_twice_is_not(
    world, start, told, settings
):
    zhao, wang = world.zhao, world.wang
    (step,) = done(start().opened[0], world.zhang, world.now).opened
    for minute, person in enumerate((wang, zhao, wang), start=1):
        services.reassign(
            step_id=step.id, duty="社区", person_id=person.account_id, reason="换人",
            actor=world.chief, now=world.now + timedelta(minutes=minute),
        )  # fmt: skip
        settle(world, timedelta(minutes=minute, seconds=30))
    assert (len(texts(wang, world.now)), len(texts(zhao, world.now))) == (2, 1)
    call = told[-1]
    registered.get("messaging.notify")(call)
    settle(world, timedelta(minutes=9))
    assert len(texts(wang, world.now)) == 2


def test_who_was_claiming_is_told_alone_and_a_ladder_says_its_number(world, start):
    zhao, wang = world.zhao, world.wang
    (step,) = done(
        start(header=world.header(number="乙-2")).opened[0], world.zhang, world.now
    ).opened
    services.claim(step_id=step.id, actor=wang, now=world.now)
    settle(world)
    assert (len(texts(wang, world.now)), texts(zhao, world.now)) == (1, [])
    (other,) = start(header=world.header(number="丙-3")).opened
    services.fire_due(world.now + 2 * HOUR)  # urges the step's duty and the community
    settle(world, 3 * HOUR)
    urged = [one for one in texts(zhao, world.now) if one["number"] == "丙-3"]
    assert {(one["step_name"], one["url"]) for one in urged} == {("签收核实", f"/steps/{other.id}")}


def test_a_service_task_tells_the_duty_of_the_runs_area(world, start):
    found = publish(method(orders=ORDERS, joint=JOINT, watched=WATCHED), world.now, "2")
    assert not [one for one in found if one.level == "error"], found
    run = start("watched", header=world.header(number="丁-4"))
    (step,) = run.opened
    services.fire_due(world.now + 3 * DAY)
    settle(world, 3 * DAY)
    (notice,) = texts(world.chief, world.now)
    assert (notice["number"], notice["title"], notice["step_name"], notice["due"]) == (
        "丁-4", "消防通道 · 清泉小区", "履责", step.due_at.isoformat(),
    )  # fmt: skip
    assert selectors.open_steps(run.id)[0].node == "fulfil"


def test_an_extension_moves_the_timer_that_stands_for_the_same_limit(world, start, told):
    publish(method(orders=ORDERS, joint=JOINT, watched=WATCHED), world.now, "2")
    (step,) = start("watched").opened
    until = step.due_at + DAY
    services.extend(step_id=step.id, until=until, reason="等配件", actor=world.chief, now=world.now)
    services.fire_due(step.due_at)
    assert [call.properties["template"] for call in told] == ["extended"]
    services.fire_due(until)
    assert [call.node for call in told[1:]] == ["tell"]


def test_who_would_have_been_told_is_told_after_a_completion_was_taken_back(world, start):
    (step,) = start().opened
    done(step, world.zhang, world.now + timedelta(seconds=5))
    settle(world, timedelta(seconds=11))  # the notice was due while the step was over
    assert texts(world.li, world.now) == []
    services.take_back(step_id=step.id, actor=world.zhang, now=world.now + timedelta(seconds=12))
    settle(world)
    assert len(texts(world.li, world.now)) == 1


def test_a_step_of_an_area_is_given_to_an_area_beside_it_on_its_card(world, start, rf):
    from linli.procedures.templatetags.steps import step_card
    from linli.procedures.web.steps import reassign

    (step,) = start().opened
    request = rf.get("/")
    request.actor = world.chief
    card = step_card(Context({"request": request, "now": world.now}), step)
    offered = {area: name for _above, pairs in card["areas"] for area, name in pairs}
    beside = world.areas["100001g02"]
    assert beside.id in offered
    assert world.grid.id not in offered
    assert (card["may_reassign"], card["units"]) == (True, ())
    for wrong in ("x", str(world.community.id)):
        _posted(rf, reassign, world.chief, step, area=wrong, reason="边界更正")
        assert selectors.open_steps(step.run_id)[0].area_id == world.grid.id
    _posted(rf, reassign, world.chief, step, area=str(beside.id), reason="边界更正")
    (moved,) = selectors.open_steps(step.run_id)
    assert (moved.duty, moved.area_id, moved.due_at) == ("网格员", beside.id, step.due_at)


def _posted(rf, view, actor, step, **data):
    from django.contrib.messages.storage.cookie import CookieStorage

    request = rf.post("/", data)
    request.actor = actor
    request._messages = CookieStorage(request)
    assert view(request, step.id).status_code == 302


def heard_of(actor, now, template):
    from django.apps import apps

    rows = apps.get_model("messaging", "Notice").objects.filter(account_id=actor.account_id)
    return rows.filter(template=template).count()


@pytest.mark.parametrize("way", ["claims", "does"])
def test_whoever_was_told_of_a_pool_step_hears_that_another_took_it(world, start, way):
    zhao, wang = world.zhao, world.wang
    (step,) = done(start().opened[0], world.zhang, world.now).opened
    settle(world)
    later = world.now + HOUR
    if way == "claims":
        services.claim(step_id=step.id, actor=wang, now=later)
    else:
        done(step, wang, later, "solve")
    settle(world, 2 * HOUR)
    assert heard_of(zhao, later, "taken_by_other") == 1
    assert heard_of(wang, later, "taken_by_other") == 0
    assert heard_of(world.li, later, "taken_by_other") == 0


def test_a_claim_before_anybody_was_told_or_taken_back_says_nothing_and_a_release_calls_again(
    world, start
):
    zhao, wang = world.zhao, world.wang
    (first,) = done(start().opened[0], world.zhang, world.now).opened
    services.claim(step_id=first.id, actor=wang, now=world.now)
    settle(world)
    assert heard_of(zhao, world.now, "taken_by_other") == 0
    (second,) = done(start().opened[0], world.zhang, world.now).opened
    settle(world, 2 * timedelta(minutes=1))
    at = world.now + HOUR
    services.claim(step_id=second.id, actor=wang, now=at)
    services.take_back(step_id=second.id, actor=wang, now=at + timedelta(seconds=5))
    settle(world, HOUR + timedelta(minutes=1))
    assert (heard_of(zhao, at, "taken_by_other"), heard_of(zhao, at, "step_opened")) == (0, 1)
    services.claim(step_id=second.id, actor=wang, now=at + timedelta(minutes=2))
    settle(world, HOUR + timedelta(minutes=3))
    services.release(step_id=second.id, actor=wang, now=at + timedelta(minutes=4))
    settle(world, HOUR + timedelta(minutes=5))
    assert (heard_of(zhao, at, "taken_by_other"), heard_of(zhao, at, "step_opened")) == (1, 2)


def test_whoever_has_a_step_hears_that_it_was_extended_but_not_who_extended_it(world, start):
    (step,) = start().opened
    until = step.due_at + HOUR
    services.extend(step_id=step.id, until=until, reason="等配件", actor=world.chief, now=world.now)
    settle(world)
    for actor, times in ((world.zhang, 1), (world.li, 1), (world.chief, 0), (world.wang, 0)):
        assert heard_of(actor, world.now, "extended") == times
    told = [one for one in texts(world.zhang, world.now) if one["due"] == until.isoformat()]
    assert {one["step_name"] for one in told} == {"签收核实"}
    services.reassign(
        step_id=step.id, duty="县指挥中心", person_id=world.chief.account_id, reason="亲自办",
        actor=world.chief, now=world.now,
    )  # fmt: skip
    services.extend(
        step_id=step.id, until=until + HOUR, reason="再等", actor=world.chief, now=world.now
    )
    settle(world)
    assert heard_of(world.chief, world.now, "extended") == 0


@pytest.mark.parametrize(
    ("properties", "says"),
    [
        ({"to": "部门"}, "organisation_id"),
        ({"to": "部门", "organisation": "which_unit"}, "which_unit"),
        ({"to": "报事人"}, "报事人"),
        ({"to": "皇帝"}, "皇帝"),
        ({"template": "nothing"}, "nothing"),
        ({"at": "nowhere"}, "nowhere"),
    ],
)
def test_the_gate_refuses_a_notice_that_nobody_would_get(world, properties, says):
    wanted = {"template": "step_supervise", "to": "县指挥中心", **properties}
    inside = "".join(f'<linli:property name="{k}" value="{v}"/>' for k, v in wanted.items())
    before, _, rest = WATCHED.partition('<linli:property name="template"')
    after = rest[rest.index("</linli:effect>") :]
    watched = before + inside + after
    found = publish(method(orders=ORDERS, joint=JOINT, watched=watched), world.now, "2")
    (error,) = [one for one in found if one.level == "error"]
    assert error.code == "procedures.effect_property"
    assert says in error.message
    assert error.place.endswith("tell")


def test_a_notice_to_a_unit_is_let_through_where_the_data_can_name_it(world):
    ours = WATCHED.replace(
        '<linli:property name="to" value="县指挥中心"/>',
        '<linli:property name="to" value="部门"/>'
        '<linli:property name="organisation" value="units"/>',
    )
    found = publish(method(orders=ORDERS, joint=JOINT, watched=ours), world.now, "2")
    assert not [one for one in found if one.level == "error"], found
