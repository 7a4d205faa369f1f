"""A period that a procedure opens and waits for; two workers that end one."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from xml.sax.saxutils import escape

import pytest
from django.db import connection

from linli.kernel.actor import ANONYMOUS, SYSTEM
from linli.kernel.clock import LOCAL
from linli.kernel.models import TrailLine
from linli.kernel.registry import Folder, effects
from linli.procedures import selectors as procedures
from linli.procedures import services as steps
from linli.procedures.models import Happening, Run
from linli.procedures.services import publishing
from linli.procedures.tests.factories import HEAD, TAIL, World, flow, lanes, task
from linli.procedures.tests.factories import publish as in_force
from linli.publicity import selectors, services
from linli.publicity.models import Period
from linli.publicity.terms import NothingChanged, NothingToPublish, PeriodState, Ruling

ENDS = datetime(2026, 3, 11, 17, 30, tzinfo=LOCAL).astimezone(UTC)
DAY = timedelta(days=1)
FORMS = """
[[forms]]
key = "resolved"
name = "决议"
[[forms.fields]]
key = "public_words"
label = "公示的话"
type = "longtext"
[[forms.fields]]
key = "public_title"
label = "公示的标题"
type = "text"
"""
GIVEN = {
    "kind": "decision", "days": "7 工作日", "basis": "村民自治章程", "text": "public_words",
    "title": "public_title", "duty": "社区", "level": "community",
}  # fmt: skip


def procedure(key="resolve", after="tests.park", **properties):
    """Resolve, publish, and then carry out or think again; `after` is set off when it holds."""
    inside = "".join(
        f'<linli:property name="{key}" value="{escape(value)}"/>'
        for key, value in properties.items()
    )
    return (
        HEAD.format(key=key, name="决议")
        + lanes(社区="begun decide shown which then do again ended over")
        + '<bpmn:startEvent id="begun"/>'
        + task("decide", "决议", 'form="resolved"', '<linli:outcome key="pass" name="通过"/>')
        + '<bpmn:serviceTask id="shown" name="公示"><bpmn:extensionElements>'
        f'<linli:effect name="publicity.open" awaited="true">{inside}</linli:effect>'
        "</bpmn:extensionElements></bpmn:serviceTask>"
        '<bpmn:exclusiveGateway id="which" default="f_which_again"/>'
        + '<bpmn:serviceTask id="then" name="然后"><bpmn:extensionElements>'
        f'<linli:effect name="{after}"/></bpmn:extensionElements></bpmn:serviceTask>'
        + task("do", "实施", "", '<linli:outcome key="done" name="办好"/>')
        + task("again", "再议", "", '<linli:outcome key="done" name="重议"/>')
        + '<bpmn:endEvent id="ended"/><bpmn:endEvent id="over"/>'
        + flow("begun", "decide") + flow("decide", "shown") + flow("shown", "which")
        + flow("which", "then", 'shown == "effective"') + flow("then", "do")
        + flow("which", "again") + flow("do", "ended") + flow("again", "over")
        + TAIL
    )  # fmt: skip


def folder(**properties):
    files = {
        "matters.toml": FORMS,
        "procedures/resolve.bpmn": procedure(**properties),
        "procedures/stuck.bpmn": procedure("stuck", "tests.refuse", **properties),
    }
    return Folder({name: text.encode() for name, text in files.items()})


@pytest.fixture
def stand_ins(monkeypatch):
    """The effects that the small county's own procedures name."""
    names = frozenset({"category", "urgency", "units"})
    monkeypatch.setitem(publishing._started, "matter", names)

    def close(call):
        return {"closed": True}

    def refuse(_call):
        raise NothingChanged

    close.outputs = ("closed",)
    ours = {"tests.close": close, "tests.park": lambda _call: {}, "tests.refuse": refuse}
    for name, effect in ours.items():
        effects.add(name, effect)
    yield
    for name in ours:
        effects._entries.pop(name)


def build(now, **more):
    world = World(now)
    found = in_force(folder(**(GIVEN | more)), now, revision="2")
    assert not [one for one in found if one.level == "error"], found
    return world


@pytest.fixture
def world(db, stand_ins, now):
    return build(now)


def decide(world, words="联系人：王五。同意修水渠。", title="修水渠", key="resolve"):
    """Start, and pass the resolution: the run waits for its publicity."""
    run = steps.start(key=key, header=world.header(), data={}, actor=SYSTEM, now=world.now)
    steps.complete(
        step_id=run.opened[0].id, outcome="pass", actor=world.wang, now=world.now,
        answers={"public_words": words, "public_title": title},
    )  # fmt: skip
    return run


def stands(run):
    view = procedures.run_view(run.id)
    return [one.node for one in view.open], view.data


def test_a_procedure_opens_a_period_and_goes_on_when_it_holds(world):
    run = decide(world)
    (one,) = selectors.periods_of_subject("matter", run.header.subject_id)
    assert (one.title, one.kind, one.ends, one.by_procedure) == ("修水渠", "decision", ENDS, True)
    assert one.area_id == world.community.id
    assert one.opened_by == world.wang.account_id
    assert selectors.public_period(one.id, now=world.now).current.words == (
        "联系人：王○○。同意修水渠。"
    )
    assert stands(run)[0] == []
    services.end_due(ENDS)
    nodes, data = stands(run)
    assert nodes == ["do"]
    assert (data["shown"], data["restarts"], data["objections"]) == ("effective", 0, 0)


def test_and_thinks_again_when_it_falls(world):
    run = decide(world)
    (one,) = selectors.periods_of_subject("matter", run.header.subject_id)
    ticket = services.object_to(period_id=one.id, words="没通知", actor=ANONYMOUS, now=world.now)
    assert services.end_due(ENDS) == 0
    assert stands(run)[0] == []
    services.rule_on(
        objection_id=ticket.id, ruling=Ruling.UPHELD, reason="确实", actor=SYSTEM, now=ENDS
    )
    services.end_due(ENDS)
    nodes, data = stands(run)
    assert (nodes, data["shown"], data["objections"]) == (["again"], "upheld", 1)


def test_taking_it_back_is_an_answer_too(world):
    run = decide(world)
    (one,) = selectors.periods_of_subject("matter", run.header.subject_id)
    services.withdraw_period(period_id=one.id, reason="笔误", actor=SYSTEM, now=world.now)
    assert stands(run)[0] == ["again"]


def test_without_a_title_it_is_called_as_the_run(world):
    run = decide(world, title="")
    (one,) = selectors.periods_of_subject("matter", run.header.subject_id)
    assert one.title == run.header.title


@pytest.mark.django_db(transaction=True)
def test_without_words_the_step_is_refused_and_nothing_happened(stand_ins, now, transactional_db):
    with pytest.raises(NothingToPublish):
        decide(build(now), words="")
    assert not Period.objects.exists()
    assert [one.node for one in procedures.open_steps(Run.objects.get().pk)] == ["decide"]


def test_it_ends_with_its_run(world):
    run = decide(world)
    assert services.end_due(world.now + DAY) == 0
    steps.withdraw(run_id=run.id, reason="不办了", actor=SYSTEM, now=world.now + DAY)
    assert services.end_due(world.now + DAY) == 1
    (one,) = selectors.periods_of_subject("matter", run.header.subject_id)
    assert one.state is PeriodState.WITHDRAWN


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"days": "3 小时"}, "7 工作日"),
        ({"days": ""}, "7 工作日"),
        ({"basis": " "}, "basis"),
        ({"text": ""}, "text"),
        ({"text": "nowhere"}, "nowhere"),
        ({"title": "nobody"}, "nobody"),
        ({"duty": "谁也不是"}, "谁也不是"),
        ({"photos": "true"}, "photos"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_the_gate_says_what_is_wrong(world, changed, said):
    found = in_force(folder(**(GIVEN | changed)), world.now, revision="3")
    assert [one for one in found if one.level == "error" and said in one.message], found


def test_the_gate_finds_nothing_wrong_with_what_is_right(world):
    both = GIVEN | {"photos": "yes", "second_person": "yes"}
    assert not [one for one in in_force(folder(**both), world.now, "3") if one.level == "error"]


# --- two workers ----------------------------------------------------------------------------------


def at_once(*works):
    """Each in a thread of its own with a connection of its own; what each gave or raised."""
    gate, answers = threading.Barrier(len(works)), [None] * len(works)

    def run(place, work):
        try:
            gate.wait(10)
            answers[place] = work()
        except Exception as error:  # noqa: BLE001 - the answer is what was raised
            answers[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(works)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(30)
    assert not any(one.is_alive() for one in threads), "a thread waits for ever"
    return answers


@pytest.mark.django_db(transaction=True)
def test_of_two_workers_one_ends_it(stand_ins, now, transactional_db):
    world = build(now)
    for _ in range(3):
        run = decide(world)
        ended = at_once(*([lambda: services.end_due(ENDS)] * 4))
        assert sorted(ended) == [0, 0, 0, 1], ended
        assert stands(run)[0] == ["do"]
        assert Happening.objects.filter(run_id=run.id, kind="resumed").count() == 1
    assert TrailLine.objects.filter(name="publicity.period_ended").count() == 3


@pytest.mark.django_db(transaction=True)
def test_a_procedure_that_refuses_to_go_on_keeps_no_other_from_its_end(
    stand_ins, now, transactional_db
):
    world = build(now)
    stuck, fine = decide(world, key="stuck"), decide(world)
    with pytest.raises(NothingChanged):
        services.end_due(ENDS)
    assert stands(fine)[0] == ["do"]
    (one,) = selectors.periods_of_subject("matter", stuck.header.subject_id)
    assert (one.state, one.ended_at) == (PeriodState.RUNNING, None)
    assert Happening.objects.filter(run_id=stuck.id, kind="resumed").count() == 0


@pytest.mark.django_db(transaction=True)
def test_an_objection_and_the_end_do_not_pass_each_other(stand_ins, now, transactional_db):
    """Either it was in time and holds the period, or the period had ended and it was refused."""
    world = build(now)
    just_before = ENDS - timedelta(seconds=1)
    for _ in range(4):
        run = decide(world)
        (one,) = selectors.periods_of_subject("matter", run.header.subject_id)
        objected, ended = at_once(
            lambda one=one: services.object_to(
                period_id=one.id, words="慢着", actor=ANONYMOUS, now=just_before
            ),
            lambda: services.end_due(ENDS),
        )
        (after,) = selectors.periods_of_subject("matter", run.header.subject_id)
        if ended:
            assert isinstance(objected, Exception)
            assert objected.code == "publicity.period_over"
            assert after.state is PeriodState.EFFECTIVE
        else:
            assert objected.code
            assert after.state is PeriodState.RUNNING
            services.withdraw_period(
                period_id=one.id, reason="下一轮", actor=SYSTEM, now=just_before
            )


@pytest.mark.django_db(transaction=True)
def test_a_change_and_the_end_do_not_pass_each_other(stand_ins, now, transactional_db):
    world = build(now)
    for _ in range(4):
        run = decide(world)
        (one,) = selectors.periods_of_subject("matter", run.header.subject_id)
        changed, _ended = at_once(
            lambda one=one: services.change_content(
                period_id=one.id, title="修水渠", words="改了", reason="改", actor=SYSTEM, now=ENDS
            ),
            lambda: services.end_due(ENDS),
        )
        (after,) = selectors.periods_of_subject("matter", run.header.subject_id)
        if isinstance(changed, Exception):
            assert (changed.code, after.version) == ("publicity.period_over", 1)
            assert after.state is PeriodState.EFFECTIVE
        else:
            assert (after.version, after.state) == (2, PeriodState.RUNNING)
            assert stands(run)[0] == []
