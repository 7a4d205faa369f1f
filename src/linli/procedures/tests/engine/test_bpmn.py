import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.procedures.engine import bpmn
from linli.procedures.engine import definition as d
from linli.procedures.tests.engine.drawing import (
    HEAD,
    both,
    boundary,
    catch,
    codes,
    decision,
    definition,
    drawn,
    effect,
    multi,
    user,
    xor,
)

STEP = "start > a > end"


def around(node, flows=STEP, **options):
    return codes(drawn(node, flows=flows, **options))


def test_a_step_is_read_whole():
    inside = '<linli:stage key="sign" name="签收" due="30 分钟"/>'
    node = (
        '<bpmn:userTask id="a" name="核实"><bpmn:extensionElements><linli:step due="2 工作时" '
        'ladder="standard" form="f" evidence="2" second="b" organisation="=unit" pool="claim" '
        f'told="到{{due}}" told_done="好了">{inside}'
        '<linli:outcome key="up" name="上报" reason="required" evidence="required" form="g" '
        'style="danger"/></linli:step></bpmn:extensionElements></bpmn:userTask>'
    )
    found = definition(drawn(node, user("b"), flows="start > a > b > end"))
    task = found.nodes["a"]
    assert isinstance(task, d.UserTask)
    assert (task.name, task.lane, task.line) == ("核实", "worker", 5)
    assert task.step == d.StepSpec(
        due="2 工作时",
        ladder="standard",
        form="f",
        evidence=2,
        second="b",
        organisation="=unit",
        pool="claim",
        told="到{due}",
        told_done="好了",
        stages=(d.Stage("sign", "签收", "30 分钟"),),
        outcomes=(d.Outcome("up", "上报", True, True, "g", "danger"),),
    )


def test_a_step_without_outcomes_can_be_done():
    found = definition(drawn('<bpmn:userTask id="a"/>', flows=STEP))
    assert [outcome.key for outcome in found.user_tasks()[0].step.outcomes] == ["done"]


def test_events_and_tasks_are_read():
    found = definition(
        drawn(
            user("a", inside=multi("units", until='any_of(a, "done")')),
            boundary("late", "a", "P3D", "false"),
            boundary("gone", "a", "message:gone"),
            effect("note", awaited="true"),
            catch("pause", "=limit"),
            catch("call", "message:called"),
            ends=("end", "e2", "e3"),
            messages=("gone", "called"),
            flows="start > a > note > pause > call > end\nlate > e2\ngone > e3",
        )
    )
    nodes = found.nodes
    assert nodes["a"].multi.collection == "units"
    assert nodes["a"].multi.until.names == {"a"}
    assert (nodes["late"].limit, nodes["late"].interrupting) == ("P3D", False)
    assert (nodes["gone"].message, nodes["gone"].interrupting) == ("gone", True)
    assert (nodes["note"].effect, nodes["note"].awaited) == ("test.note", True)
    assert nodes["pause"].limit == "=limit"
    assert found.messages == {"gone", "called"}
    assert [event.id for event in found.boundaries("a")] == ["late", "gone"]


@pytest.mark.parametrize(
    "node",
    [
        '<bpmn:scriptTask id="a"><bpmn:script>print(1)</bpmn:script></bpmn:scriptTask>',
        '<bpmn:inclusiveGateway id="a"/>',
        '<bpmn:eventBasedGateway id="a"/>',
        '<bpmn:subProcess id="a"/>',
        '<bpmn:callActivity id="a" calledElement="b"/>',
        '<bpmn:sendTask id="a"/>',
        '<bpmn:dataObject id="a"/>',
        '<bpmn:intermediateThrowEvent id="a"/>',
        '<script xmlns="http://www.w3.org/1999/xhtml">1</script>',
    ],
)
def test_elements_outside_the_subset(node):
    content = drawn(node, flows="start > end")
    _, findings = bpmn.read(content, file="bad.bpmn")
    found = [finding for finding in findings if finding.code == "element"]
    assert found
    assert found[0].file == "bad.bpmn"
    assert found[0].line == 5
    assert "请" in found[0].message


@pytest.mark.parametrize(
    ("node", "code"),
    [
        (user("a", wish="1"), "attribute"),
        ('<bpmn:userTask id="a" isForCompensation="true"/>', "attribute"),
        ('<bpmn:userTask id="a" xmlns:c="urn:c" c:assignee="x"/>', "attribute"),
        (user("a", due="two hours"), "limit"),
        (user("a", evidence="many"), "evidence"),
        (user("a", organisation="unit"), "organisation"),
        (user("a", pool="all"), "value"),
        (user("a", "x x"), "twice"),
        (user("a", second="a"), "second"),
        (user("a", second="nobody"), "second"),
        (user("a", inside=multi("units", until="open('x')")), "expression"),
        (user("a", inside=multi("x.y")), "name"),
        (user("a", inside=multi("u").replace('"false"', '"true"')), "sequential"),
        (user("a", inside="<bpmn:standardLoopCharacteristics/>"), "element"),
        (user("a", inside="<bpmn:multiInstanceLoopCharacteristics/>"), "over"),
        ('<bpmn:serviceTask id="a"/>', "effect"),
        ('<bpmn:businessRuleTask id="a"/>', "decision"),
        (catch("a", "soon"), "timer"),
        (catch("a", "R3/P1D"), "timer"),
        (catch("a", "message:nobody"), "message"),
        (catch("a", "P1D").replace("timeDuration", "timeCycle"), "element"),
        ('<bpmn:intermediateCatchEvent id="a"/>', "event"),
        (
            (
                '<bpmn:userTask id="a"><bpmn:extensionElements><x:y xmlns:x="urn:x"/>'
                "</bpmn:extensionElements></bpmn:userTask>"
            ),
            "element",
        ),
    ],
)
def test_nodes_that_are_refused(node, code):
    assert code in around(node)


def test_drawings_that_are_refused():
    assert "id" in codes(drawn(user("核实"), flows="start > 核实 > end"))
    assert "twice" in codes(drawn(user("a"), user("a"), flows=STEP))
    assert "dangling" in codes(drawn(user("a"), user("b"), flows=STEP))
    assert "dangling" in codes(drawn(user("a"), flows="start > a > nowhere"))
    assert "fake_join" in codes(drawn(both("s"), user("a"), flows="start > s > a > end\ns > a"))
    assert "fake_split" in codes(drawn(user("a"), flows=STEP + "\na > e2", ends=("end", "e2")))
    assert "lane" in codes(drawn(user("a"), flows=STEP, lanes=False))
    assert "start" in codes(drawn('<bpmn:startEvent id="s2"/>', flows="start > end"))
    assert "host" in codes(
        drawn(effect("a"), boundary("b", "a", "P1D"), flows=STEP + "\nb > e", ends=("end", "e"))
    )


def test_conditions_stand_on_exclusive_gateways_only():
    assert "condition" in codes(drawn(user("a"), flows="start > a\na > end if 1 == 1"))
    ways = "start > g\ng > m as one\ng > m{} as two\nm > end"
    assert "condition" in codes(drawn(xor("g"), xor("m"), flows=ways.format("")))
    assert codes(drawn(xor("g", "one"), xor("m"), flows=ways.format(" if 1 == 1"))) == set()
    assert "default" in codes(drawn(xor("g", "two"), xor("m"), flows=ways.format(" if 1 == 1")))
    assert "default" in codes(drawn(xor("g", "f9"), xor("m"), flows=ways.format(" if 1 == 1")))
    bad = ways.format(" if ().__class__")
    assert "expression" in codes(drawn(xor("g", "one"), xor("m"), flows=bad))


def test_a_missing_diagram_is_a_warning():
    _, findings = bpmn.read(drawn(user("a"), flows=STEP), file="t.bpmn")
    assert [(finding.code, finding.warning) for finding in findings] == [("diagram", True)]


def test_only_decisions_in_use_are_kept():
    content = drawn(decision("a", "route"), flows=STEP)
    assert definition(content).decisions == {}


BILLION = (
    '<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><lolz>&c;</lolz>'
)


@pytest.mark.parametrize(
    "content",
    [
        BILLION.encode(),
        BILLION.encode("utf-16"),
        b'<!DOCTYPE a SYSTEM "http://127.0.0.1:1/a.dtd"><a/>',
        b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
        b'<?xml version="1.0" encoding="UTF-7"?>+ADw-+ACE-DOCTYPE a+AD4-<a/>',
        b"<a>" * 200 + b"</a>" * 200,
        b"<a>" * 100_000,
        b"<a>" + b" " * 2_000_000 + b"</a>",
        b"<a>" + b"<b/>" * 30_000 + b"</a>",
        b"<?php echo 1 ?><a><?php echo 1 ?></a>",
        b"",
        b"\xff\xfe\x00",
        b"PK\x03\x04",
        b"<a>&amp;&undefined;</a>",
    ],
)
def test_hostile_files(content):
    found, findings = bpmn.read(content, file="bad.bpmn")
    assert found is None
    assert {finding.code for finding in findings} <= {"xml", "element"}
    assert findings


def test_the_namespace_is_asked_for():
    assert codes(drawn(user("a"), flows=STEP).replace(b"20100524", b"20110101")) == {"element"}
    assert codes(f"{HEAD}</bpmn:definitions>".encode()) == {"process"}


@given(st.binary(max_size=200))
def test_any_bytes_are_findings(content):
    found, findings = bpmn.read(content, file="bad.bpmn")
    assert found is None
    assert findings


GOOD = drawn(user("a"), xor("g", "x"), user("b"), flows="start > a > g\ng > b as x\nb > end")


@given(st.integers(0, len(GOOD) - 1), st.integers(1, 40))
def test_files_with_a_piece_cut_out_are_read_or_refused(start, length):
    found, findings = bpmn.read(GOOD[:start] + GOOD[start + length :], file="cut.bpmn")
    assert (found is None) is any(not finding.warning for finding in findings)
