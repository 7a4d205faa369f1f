"""Forms, ladders and procedures as a county writes them: read, checked, published, rolled back."""

from __future__ import annotations

import re

import pytest
from django.utils import translation

from linli.kernel.actor import SYSTEM
from linli.kernel.errors import NotAllowed
from linli.kernel.registry import Folder
from linli.procedures import models, selectors, services, terms
from linli.procedures.method import FormsPart, ProceduresPart
from linli.procedures.rules import validate
from linli.procedures.rules.forms import parse_forms
from linli.procedures.rules.ladders import read_when
from linli.procedures.tests.factories import JOINT, ORDERS, method, publish

FIELDS = """
[[forms]]
key = "all"
name = "各种"
[[forms.fields]]
key = "{type}"
label = "问"
type = "{type}"
choices = ["a", "b"]
"""


def a_form(kind):
    text = FIELDS.format(type=kind)
    if not kind.startswith("choice"):
        text = text.replace('choices = ["a", "b"]\n', "")
    document, found = FormsPart().parse(Folder({"matters.toml": text.encode()}))
    assert not found, found
    return parse_forms(document)["all"]


@pytest.mark.parametrize(
    ("kind", "given", "clean"),
    [
        ("text", " 你好 ", "你好"),
        ("longtext", "一\n二", "一\n二"),
        ("choice", "a", "a"),
        ("choices", ["b", "a", "b"], ["b", "a"]),
        ("number", "１２", 12),
        ("number", 1.5, 1.5),
        ("date", "2026-03-02", "2026-03-02"),
        ("boolean", "on", True),
        ("boolean", None, False),
        ("unit", "u1", "u1"),
        ("units", ["u1", "u2"], ["u1", "u2"]),
        ("phone", "138 0000 0000", "13800000000"),
        ("person", "0198B0A8-0000-7000-8000-000000000001", "0198b0a8-0000-7000-8000-000000000001"),
    ],
)
def test_answers_are_cleaned(kind, given, clean):
    assert validate(a_form(kind), {kind: given}, units={"u1", "u2"})[0] == {kind: clean}


@pytest.mark.parametrize(
    ("kind", "given", "code"),
    [
        ("text", "x" * 201, "answer_too_long"),
        ("text", {"a": 1}, "answer_missing"),
        ("choice", "c", "not_a_choice"),
        ("choices", ["a", "c"], "not_a_choice"),
        ("number", "NaN", "not_a_number"),
        ("number", True, "not_a_number"),
        ("date", "2026-02-30", "not_a_date"),
        ("boolean", "maybe", "not_a_boolean"),
        ("unit", "u9", "not_a_unit"),
        ("units", ["u1", "u9"], "not_a_unit"),
        ("phone", "12345", "not_a_phone"),
        ("person", "张三", "not_a_person"),
    ],
)
def test_a_bad_answer_has_its_own_refusal(kind, given, code):
    with pytest.raises(terms.BadAnswers) as refused:
        validate(a_form(kind), {kind: given}, units={"u1", "u2"})
    assert {k: one.code for k, one in refused.value.wrong.items()} == {kind: f"procedures.{code}"}


def test_what_was_not_asked_is_refused():
    with pytest.raises(terms.BadAnswers) as refused:
        validate(None, {"x": "1"})
    assert isinstance(refused.value.wrong["x"], terms.NotAsked)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("at", (0, "")),
        ("before 2 工作时", (-1, "2 工作时")),
        ("after  1 工作日", (1, "1 工作日")),
        ("before", None), ("later", None),
    ],
)  # fmt: skip
def test_when_a_rung_rings(text, read):
    assert read_when(text) == read


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (('type = "number"', 'type = "nummer"'), "unknown_type"),
        (('"longtext"\nrequired', '"longtext"\nkeep = true\nrequired'), "keeps_words"),
        (('act = "warn"', 'act = "shout"'), "bad_act"),
        (('"before 1 工作时"', '"before 1 光年"'), "bad_limit"),
        (('"at"', '"sometimes"'), "bad_when"),
        (('key = "visit"', 'key = "solved"'), "twice"),
        (('key = "hours"', 'key = "用时"'), "bad_key"),
        (("ceiling =", "limit ="), "unknown_key"),
    ],
)  # fmt: skip
def test_a_wrong_forms_file_is_refused_with_its_place(change, code):
    text = method().text("matters.toml")
    assert change[0] in text
    _, found = FormsPart().parse(Folder({"matters.toml": text.replace(*change, 1).encode()}))
    assert f"procedures.{code}" in {one.code for one in found}
    assert all(one.place for one in found)


def test_a_procedure_that_the_gate_refuses_is_not_published(world):
    for change in (
        ('name="tests.close"', 'name="tests.nothing"'),
        ('name="社区"', 'name="街道"'),
        ('ladder="standard"', 'ladder="steep"'),
        ('form="solved"', 'form="lost"'),
        ('targetRef="ended"', 'targetRef="nowhere"'),
    ):
        assert change[0] in ORDERS
        found = publish(method(orders=ORDERS.replace(*change)), world.now, "2")
        assert [one.level for one in found].count("error") >= 1, change
        assert {one.file for one in found if one.level == "error"} == {"procedures/orders.bpmn"}
    assert selectors.current("orders").revision == "1"


CHINESE = re.compile(r"[\u4e00-\u9fff]")
WRONG = [  # change of a file, what English must say, how it says to mend it
    (('ladder="standard"', 'ladder="steep"'), "no ladder “steep”", "add it in matters.toml"),
    (('name="社区"', 'name="street"'), "no duty “street”", "rename the lane"),
    (('name="tests.close"', 'name="tests.nothing"'), "“tests.nothing”", "use the name of one"),
    (('targetRef="ended"', 'targetRef="nowhere"'), "ends at nowhere", "connect it again"),
    (('due="2 工作时"', 'due="soon"'), "The limit (due) “soon”", "write it as “2 工作时”"),
    (("<bpmn:startEvent", "<bpmn:scriptTask"), "<scriptTask>", "Here there may be: bpmn:"),
    (('isExecutable="true"', 'isExecutable="true" colour="red"'), "colour", "It may have: "),
    (("</bpmn:definitions>", ""), "not well-formed XML", "Line 1"),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("change", "what", "mend"), WRONG)
def test_the_gate_says_in_english_what_is_wrong_where_and_how_to_mend_it(world, change, what, mend):
    assert change[0] in ORDERS
    with translation.override("en"):
        found = publish(method(orders=ORDERS.replace(*change)), world.now, "2")
    errors = [one for one in found if one.level == "error"]
    assert [one for one in errors if what in one.message and mend in one.message], errors
    known = re.compile(r"“\d+ \S+”|=\S+")  # limits are written in Chinese in the file itself
    for one in errors:
        assert not CHINESE.search(known.sub("", one.message)), one.message
        assert one.place or "XML" in one.message


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (('type = "number"', 'type = "nummer"'), "The type nummer is not known; there are: "),
        (('key = "visit"', 'key = "solved"'), "solved is there twice; change one."),
    ],
)
def test_forms_are_refused_in_english_too(change, words):
    text = method().text("matters.toml").replace(*change, 1)
    with translation.override("en"):
        _, found = FormsPart().parse(Folder({"matters.toml": text.encode()}))
    assert [one for one in found if one.message.startswith(words)], found


@pytest.mark.django_db
def test_a_decision_file_and_an_expression_are_refused_in_english(world):
    begin = ORDERS.index(">", ORDERS.index("<bpmn:conditionExpression")) + 1
    end = ORDERS.index("</bpmn:conditionExpression>")
    broken = ORDERS[:begin] + "open(1)" + ORDERS[end:]
    with translation.override("en"):
        _, found = ProceduresPart().parse(method(orders=broken))
        _, tables = ProceduresPart().parse(Folder({"decisions/d.dmn": b"<definitions/>"}))
    said = "The expression “open(1)” cannot be used: only these functions may be used: "
    assert [one for one in found if one.message.startswith(said)], found
    assert [one.message for one in tables] == [
        "Not a DMN 1.3 file: the outermost element should be <definitions>."
    ]


@pytest.mark.django_db
def test_a_run_keeps_its_revision_and_an_unchanged_file_keeps_its_row(world, start):
    run = start()
    changed = ORDERS.replace("签收核实", "签收")
    publish(method(orders=changed, joint=JOINT), world.now, "2")
    assert [(one.key, one.revision) for one in selectors.procedures()] == [
        ("joint", "1"), ("orders", "2"),
    ]  # fmt: skip
    assert str(selectors.open_steps(run.id)[0].name) == "签收核实"
    assert str(start().opened[0].name) == "签收"
    assert models.Definition.objects.count() == 3
    publish(method(orders=ORDERS), world.now, "3")  # rolled back, one procedure dropped
    assert [(one.key, one.revision) for one in selectors.procedures()] == [("orders", "1")]
    with pytest.raises(terms.NoSuchProcedure):
        start("joint", units=[])


@pytest.mark.django_db
def test_a_revision_in_use_is_never_changed(world, start):
    start()
    with pytest.raises(terms.RevisionTaken):
        publish(method(orders=ORDERS.replace("签收核实", "签")), world.now, "1")


@pytest.mark.django_db
def test_a_run_moves_to_a_newer_revision_by_an_explicit_map(world, start):
    run = start()
    renamed = ORDERS.replace("sign_for", "accept")
    publish(method(orders=renamed, joint=JOINT), world.now, "2")
    values = {"run_id": run.id, "revision": "2", "reason": "新办法", "now": world.now}
    with pytest.raises(NotAllowed):
        services.move(node_map={"sign_for": "accept"}, actor=world.zhang, **values)
    for wrong in ({}, {"sign_for": "sign_for"}, {"sign_for": "which"}):
        with pytest.raises(terms.BadNodeMap):
            services.move(node_map=wrong, actor=world.chief, **values)
    services.move(node_map={"sign_for": "accept"}, actor=world.chief, **values)
    view = selectors.run_view(run.id)
    (step,) = view.open
    assert (view.revision, step.node, step.due_at) == ("2", "accept", run.opened[0].due_at)
    moved = services.complete(
        step_id=step.id, outcome="pass_up", note="x", actor=world.zhang, now=world.now
    )
    assert [one.node for one in moved.opened] == ["dispatch"]


def test_texts_wait_for_their_english():
    document, found = ProceduresPart().parse(method(orders=ORDERS))
    assert [one.code for one in found] == ["procedures.diagram"]
    (one,) = document["procedures"]
    assert one["name"] == {"zh": "三单制"}
    assert one["steps"][0]["outcomes"][1] == {"key": "pass_up", "name": {"zh": "上报社区"}}
    assert (one["subject"], document["decisions"]) == ("matter", {})


def test_system_may_everything_but_do_a_step(world, start):
    with pytest.raises(terms.NotYours):
        services.complete(
            step_id=start().opened[0].id, outcome="pass_up", note="x", actor=SYSTEM, now=world.now
        )
