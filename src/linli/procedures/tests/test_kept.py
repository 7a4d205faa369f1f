"""What a run keeps from its beginning, what effects find written, and who may read it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from linli.kernel import parts, texts
from linli.kernel.actor import ANONYMOUS, SYSTEM, Grant
from linli.kernel.errors import Invalid
from linli.organisations import selectors as organisations
from linli.organisations.terms import UnknownDuty
from linli.procedures import models, selectors, services, terms
from linli.procedures.services.placing import Asked, place
from linli.procedures.tests import factories
from linli.procedures.tests.factories import JOINT, MATTERS, ORDERS, done, method, publish

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def test_an_effect_finds_what_was_written_at_the_step_that_set_it_off(world, start, effects):
    closing = ORDERS.replace('told="请您评价。"', 'told="请您评价。" form="solved"')
    publish(method(orders=closing, joint=JOINT), world.now, "2")
    seen = []
    effects_close = factories_effect(seen)
    with effects_close:
        run = start()
        (rate,) = done(
            run.opened[0], world.zhang, world.now, "solve", answers={"done_what": "挪走了车"}
        ).opened
        services.answer_as_reporter(
            step_id=rate.id, outcome="solved", answers={"done_what": "谢谢你们"},
            actor=ANONYMOUS, now=world.now,
        )  # fmt: skip
    assert seen == ["谢谢你们"]
    note = models.Note.objects.get(answers__done_what="谢谢你们")
    assert note.happening.kind == "done"


def factories_effect(seen):
    """In place of the test's closing effect, one that reads the run's answers."""
    from linli.kernel.registry import effects as registered

    class Reading:
        def __enter__(self):
            self.before = registered._entries["tests.close"]
            registered._entries["tests.close"] = self.read

        def __exit__(self, *_):
            registered._entries["tests.close"] = self.before

        def read(self, call):
            seen.append(selectors.answer_of(call.run_id, "done_what"))
            return {"closed": True}

    return Reading()


def test_a_run_keeps_the_forms_and_ladders_with_which_it_began(world, start, monkeypatch):
    (step,) = start().opened
    longer = MATTERS.replace('label = "做了什么"', 'label = "改过的问题"').replace(
        "before 1 工作时", "before 30 分钟"
    )
    monkeypatch.setattr(factories, "MATTERS", longer)
    publish(method(orders=ORDERS, joint=JOINT), world.now, "2")
    (view,) = selectors.open_steps(step.run_id)
    assert (view.revision, selectors.method_revision()) == ("1", "2")
    assert str(selectors.forms_of(view)["solved"].fields[0].label) == "做了什么"
    assert selectors.ladder("standard", "1").rungs[0].limit == "1 工作时"
    (fresh,) = start().opened
    assert str(selectors.forms_of(fresh)["solved"].fields[0].label) == "改过的问题"
    services.fire_due(world.now + HOUR)
    lapses = {one.run_id: one.lapse for one in models.Step.objects.filter(state="open")}
    assert lapses[step.run_id] in {"warn", "urge"}
    assert models.Clock.objects.get(step_id=fresh.id, kind="due").rung == 0
    assert selectors.form("solved", "unknown") == selectors.form("solved")


def test_pages_survive_a_duty_that_a_later_method_dropped(world, start):
    run = start()
    revision, document = parts.current("organisations")
    kept = [one for one in document["duties"] if one["key"] != "网格员"]
    parts.publish("organisations", revision + "b", {**document, "duties": kept}, world.now)
    with pytest.raises(UnknownDuty):
        organisations.duty("网格员")
    assert str(organisations.duty_or_key("网格员").name) == "网格员"
    assert selectors.told(run.id, now=world.now)[0].text.zh.startswith("网格员")
    with pytest.raises(terms.NoSuchStep):
        selectors.reporter_step(run.id)
    with pytest.raises(terms.NotYours):
        done(run.opened[0], world.wang, world.now)
    (warning,) = selectors.left_behind(
        {
            "organisations": {"duties": kept},
            "procedures": {"procedures": [{"key": "orders"}, {"key": "joint"}]},
        }
    )
    assert (warning.level, warning.code, warning.place) == (
        "warning", "procedures.duty_in_use", "网格员",
    )  # fmt: skip
    gone = selectors.left_behind(
        {"organisations": document, "procedures": {"procedures": [{"key": "joint"}]}}
    )
    assert [(one.code, one.place) for one in gone] == [("procedures.procedure_in_use", "orders")]
    done(start("joint", units=[]).opened[0], world.wang, world.now, "seen")  # nobody stands there
    assert len(gone) == 1


@pytest.mark.parametrize(
    ("dropped", "held_by"), [("社区", "县指挥中心"), ("县指挥中心", "县指挥中心")]
)
def test_a_run_goes_on_through_a_lane_whose_duty_a_later_method_dropped(
    world, start, dropped, held_by
):
    """Its fallback answers for it, where there is one; else it waits to be reassigned."""
    run = start() if dropped == "社区" else start("joint", units=[])
    revision, document = parts.current("organisations")
    kept = [one for one in document["duties"] if one["key"] != dropped]
    assert len(kept) == len(document["duties"]) - 1
    parts.publish("organisations", revision + "b", {**document, "duties": kept}, world.now)
    if dropped == "社区":
        (step,) = done(run.opened[0], world.zhang, world.now).opened
        assert (step.duty, step.area_id) == (held_by, world.areas[""].id)
        assert done(step, world.chief, world.now, "solve").opened
    services.fire_due(world.now + 30 * DAY)  # its ladder names duties too
    assert selectors.troubles() == ()
    spot = place(Asked(dropped), world.grid.id, now=world.now, revision=run.revision)
    assert (spot.duty, spot.area_id) == (held_by, world.areas[""].id)
    with pytest.raises(UnknownDuty):
        place(Asked(dropped), world.grid.id, now=world.now, revision=revision + "b")


def visited(world, start):
    run = start("joint", units=["unit_1"])
    visit = next(step for step in run.opened if step.node == "visit")
    done(visit, world.wang, world.now, "seen", note="家访", answers={"health": "高血压"})
    return run


def line_for(actor, run):
    found = selectors.history(run.id, actor=actor)
    line = next(one for one in found if one.kind == "done" and one.node == "visit")
    return line.words, {str(label): text for label, text in line.answers}


def test_what_is_sealed_is_read_only_by_those_who_handle_it(world, start):
    run = visited(world, start)
    open_words = ("家访", {"身体情况": "高血压", "再访": "✗"})
    covered = ("（仅办理人可见）", {"身体情况": "（仅办理人可见）", "再访": "✗"})
    assert line_for(world.wang, run) == open_words  # did it
    assert line_for(world.zhao, run) == open_words  # holds the duty there
    assert line_for(world.chief, run) == covered  # only sees the run
    assert line_for(world.of_unit("unit_1", "one"), run) == covered
    reader = world.person("reader", "查阅", "县指挥中心", world.areas[""], "people.reveal")
    assert line_for(reader, run) == open_words
    elsewhere = world.person(
        "reader2", "查阅", "社区", world.areas["100200"], "people.reveal", "procedures.see"
    )
    assert line_for(elsewhere, run) == covered


def test_having_done_a_step_opens_the_run_while_it_is_running(world, start):
    run = start()
    (dispatch,) = done(run.opened[0], world.zhang, world.now).opened
    done(dispatch, world.wang, world.now, "solve")
    moved = replace(world.wang, grants=(Grant("社区", frozenset(), area_id=world.grid.id),))
    assert selectors.takes_part(moved, run.id)
    assert selectors.step_for(moved, dispatch.id).state == "done"
    rate = selectors.reporter_step(run.id)
    services.answer_as_reporter(
        step_id=rate.id, outcome="solved", actor=ANONYMOUS, now=world.now + DAY
    )
    assert not selectors.takes_part(moved, run.id)
    with pytest.raises(terms.NoSuchStep):
        selectors.step_for(moved, dispatch.id)
    for actor in (world.wang, world.zhao, world.chief):  # the duty at its place, or its area
        assert selectors.takes_part(actor, run.id)


def test_words_are_cleaned_and_never_cut(world, start):
    (step,) = start().opened
    moved = done(step, world.zhang, world.now, note="  要社区\x00出面\u202e\ud800 ")
    assert models.Note.objects.get(run_id=moved.run_id).text == "要社区出面"
    (dispatch,) = moved.opened
    with pytest.raises(terms.TooLong) as refused:
        done(dispatch, world.wang, world.now, "solve", note="长" * 4001)
    assert refused.value.data == {"limit": 4000, "length": 4001}
    with pytest.raises(terms.ReasonRequired):
        services.withdraw(run_id=moved.run_id, reason="\x00\x1b", actor=SYSTEM, now=world.now)


def test_one_way_to_clean_a_text():
    assert texts.clean(" 一\r\n二\t三\x7f ", 10) == "一\n二\t三"
    with pytest.raises(Invalid) as refused:
        texts.clean("三个字", 2, "place")
    assert (refused.value.code, refused.value.field) == ("kernel.too_long", "place")


def test_what_the_reporter_can_answer_is_known_from_the_document():
    document = {
        "procedures": [
            {
                "key": "orders",
                "steps": [
                    {"key": "sign_for", "lane": "网格员", "outcomes": [{"key": "solve"}]},
                    {"key": "rate", "lane": "reporter", "outcomes": [{"key": "a"}, {"key": "b"}]},
                ],
            },
            {"key": "joint", "steps": []},
        ]
    }
    found = selectors.reporter_outcomes(document)
    assert found == {"orders": {"rate": {"a", "b"}}, "joint": {}}
