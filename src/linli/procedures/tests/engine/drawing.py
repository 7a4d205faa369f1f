"""Small procedure files for tests."""

from __future__ import annotations

import itertools
from uuid import UUID

from linli.procedures.engine import bpmn, gate
from linli.procedures.engine.machine import advance
from linli.procedures.engine.state import Started, State

HEAD = (
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:linli="urn:linli:method:1" id="file">'
)


def user(key, outcomes="done", inside="", **step):
    ways = "".join(f'<linli:outcome key="{way}" name="{way}"/>' for way in outcomes.split())
    own = " ".join(f'{name}="{value}"' for name, value in step.items())
    return (
        f'<bpmn:userTask id="{key}" name="{key}"><bpmn:extensionElements><linli:step {own}>{ways}'
        f"</linli:step></bpmn:extensionElements>{inside}</bpmn:userTask>"
    )


def multi(collection, item="unit", until=""):
    condition = f"<bpmn:completionCondition>{until}</bpmn:completionCondition>" if until else ""
    return (
        '<bpmn:multiInstanceLoopCharacteristics isSequential="false"><bpmn:extensionElements>'
        f'<linli:over collection="{collection}" item="{item}"/></bpmn:extensionElements>'
        f"{condition}</bpmn:multiInstanceLoopCharacteristics>"
    )


def effect(key, name="test.note", awaited="false"):
    return (
        f'<bpmn:serviceTask id="{key}"><bpmn:extensionElements><linli:effect name="{name}" '
        f'awaited="{awaited}"/></bpmn:extensionElements></bpmn:serviceTask>'
    )


def decision(key, ref):
    return (
        f'<bpmn:businessRuleTask id="{key}"><bpmn:extensionElements><linli:decision ref="{ref}"/>'
        "</bpmn:extensionElements></bpmn:businessRuleTask>"
    )


def xor(key, default=""):
    own = f' default="{default}"' if default else ""
    return f'<bpmn:exclusiveGateway id="{key}"{own}/>'


def both(key):
    return f'<bpmn:parallelGateway id="{key}"/>'


def event(what):
    if what.startswith("message:"):
        return f'<bpmn:messageEventDefinition messageRef="{what[8:]}"/>'
    return (
        f"<bpmn:timerEventDefinition><bpmn:timeDuration>{what}</bpmn:timeDuration>"
        "</bpmn:timerEventDefinition>"
    )


def catch(key, what):
    return f'<bpmn:intermediateCatchEvent id="{key}">{event(what)}</bpmn:intermediateCatchEvent>'


def boundary(key, host, what, interrupting="true"):
    return (
        f'<bpmn:boundaryEvent id="{key}" attachedToRef="{host}" cancelActivity="{interrupting}">'
        f"{event(what)}</bpmn:boundaryEvent>"
    )


def drawn(*nodes, flows, messages=(), lanes=True, ends=("end",)):
    """A file. `flows`: `a > b > c` lines; `a > b if <condition> as <id>` for one flow."""
    nodes = ('<bpmn:startEvent id="start"/>', *nodes, *(f'<bpmn:endEvent id="{e}"/>' for e in ends))
    tasks = [node.split('id="')[1].split('"')[0] for node in nodes if "<bpmn:userTask" in node]
    refs = "".join(f"<bpmn:flowNodeRef>{task}</bpmn:flowNodeRef>" for task in tasks)
    lane = f'<bpmn:laneSet><bpmn:lane id="lane" name="worker">{refs}</bpmn:lane></bpmn:laneSet>'
    lines, count = [], 0
    for line in flows.strip().splitlines():
        path, _, key = line.strip().partition(" as ")
        path, _, condition = path.partition(" if ")
        stops = [stop.strip() for stop in path.split(">")]
        for source, target in itertools.pairwise(stops):
            count += 1
            inner = f"<bpmn:conditionExpression>{condition}</bpmn:conditionExpression>"
            lines.append(
                f'<bpmn:sequenceFlow id="{key or f"f{count}"}" sourceRef="{source}" '
                f'targetRef="{target}">{inner if condition else ""}</bpmn:sequenceFlow>'
            )
    named = "".join(f'<bpmn:message id="{name}" name="{name}"/>' for name in messages)
    body = "\n".join([lane if lanes and tasks else "", *nodes, *lines])
    text = f'{HEAD}\n{named}<bpmn:process id="test" name="试">\n{body}\n</bpmn:process>'
    return f"{text}</bpmn:definitions>".encode()


def definition(content, decisions=None):
    found, findings = bpmn.read(content, file="test.bpmn", decisions=decisions or {})
    assert found is not None, [str(finding) for finding in findings]
    return found


def codes(content):
    """Codes of the errors in the file."""
    _, findings = bpmn.read(content, file="test.bpmn")
    return {finding.code for finding in findings if not finding.warning}


def checked(content, decisions=None, **known):
    """What the gate says."""
    usual = {
        "known_duties": {"worker"},
        "known_effects": {"test.note": ()},
        "known_forms": {},
        "known_decisions": decisions or {},
        "known_ladders": (),
    }
    return gate.check(definition(content, decisions), file="test.bpmn", **{**usual, **known})


class Case:
    """A run in memory."""

    def __init__(self, content, data=None, decisions=None):
        self.definition = definition(content, decisions)
        self.count = 0
        self.state = State()
        self.commands = ()
        self.happen(Started(data or {}))

    def new_id(self):
        self.count += 1
        return UUID(int=self.count)

    def happen(self, happening):
        self.state, self.commands = advance(
            self.definition, self.state, happening, new_id=self.new_id
        )
        return self.commands

    def at(self, node, item=""):
        return next(
            token.id for token in self.state.live() if token.node == node and token.item == item
        )

    def places(self):
        return sorted(
            f"{token.node}{'/' + token.item if token.item else ''}" for token in self.state.live()
        )
