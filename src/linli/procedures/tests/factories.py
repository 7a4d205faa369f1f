"""A small county with duties, and small procedures, for tests of steps and runs."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

from linli.kernel import parts, versions
from linli.kernel.actor import SYSTEM, Actor, Grant
from linli.kernel.registry import Folder, PartContext
from linli.organisations import selectors as organisation_reads
from linli.organisations import services as organisations
from linli.organisations.method import OrganisationsPart
from linli.people.tests.factories import account
from linli.procedures import services
from linli.procedures.method import FormsPart, ProceduresPart
from linli.procedures.terms import Header
from linli.territory.terms import CALENDAR_VERSION
from linli.territory.tests.factories import small_county

ORGANISATIONS = """
[[kinds]]
key = "department"
name = "部门"
form = "government"
[[duties]]
key = "网格员"
level = "grid"
fallback = "社区"
[[duties]]
key = "社区"
level = "community"
fallback = "县指挥中心"
[[duties]]
key = "县指挥中心"
level = "county"
[[duties]]
key = "部门"
level = "organisation"
[[duties]]
key = "报事人"
level = "reporter"
"""
UNITS = "".join(
    f'[[units]]\nkey = "unit_{n}"\nname = "第{n}单位"\nkind = "department"\n' for n in range(1, 9)
)
MATTERS = """
[[forms]]
key = "solved"
name = "办理情况"
[[forms.fields]]
key = "done_what"
label = "做了什么"
type = "longtext"
required = true
[[forms.fields]]
key = "hours"
label = "用时"
type = "number"
keep = true
[[forms]]
key = "visit"
name = "走访"
[[forms.fields]]
key = "health"
label = "身体情况"
type = "text"
sensitive = true
[[forms.fields]]
key = "again"
label = "再访"
type = "boolean"
keep = true
[[ladders]]
key = "standard"
ceiling = "20 工作时"
extensions = 2
[[ladders.rungs]]
when = "before 1 工作时"
act = "warn"
[[ladders.rungs]]
when = "at"
act = "urge"
[[ladders.rungs]]
when = "at"
act = "urge"
duty = "社区"
[[ladders.rungs]]
when = "after 1 工作日"
act = "supervise"
duty = "县指挥中心"
"""
HEAD = (
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"'
    ' xmlns:linli="urn:linli:method:1" id="file_{key}" targetNamespace="urn:test">'
    '<bpmn:process id="{key}" name="{name}" isExecutable="true"><bpmn:extensionElements>'
    '<linli:procedure subject="matter"/></bpmn:extensionElements>'
)
TAIL = "</bpmn:process></bpmn:definitions>"


def lanes(**nodes: str) -> str:
    rows = "".join(
        f'<bpmn:lane id="lane_{i}" name="{duty}">'
        + "".join(f"<bpmn:flowNodeRef>{one}</bpmn:flowNodeRef>" for one in names.split())
        + "</bpmn:lane>"
        for i, (duty, names) in enumerate(nodes.items())
    )
    return f'<bpmn:laneSet id="lanes">{rows}</bpmn:laneSet>'


def flow(source: str, target: str, condition: str = "", name: str = "") -> str:
    inside = ""
    if condition:
        text = condition.replace("<", "&lt;").replace('"', "&quot;")
        inside = (
            '<bpmn:conditionExpression xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
            f' xsi:type="bpmn:tFormalExpression">{text}</bpmn:conditionExpression>'
        )
    ident = name or f"f_{source}_{target}"
    return (
        f'<bpmn:sequenceFlow id="{ident}" sourceRef="{source}" targetRef="{target}">{inside}'
        "</bpmn:sequenceFlow>"
    )


def task(key: str, name: str, step: str, inside: str = "", multi: str = "") -> str:
    return (
        f'<bpmn:userTask id="{key}" name="{name}"><bpmn:extensionElements><linli:step {step}>'
        f"{inside}</linli:step></bpmn:extensionElements>{multi}</bpmn:userTask>"
    )


ORDERS = (
    HEAD.format(key="orders", name="三单制")
    + lanes(网格员="begun sign_for which ended closed", 社区="dispatch merged", 报事人="rate")
    + '<bpmn:startEvent id="begun" name="点单"/>'
    + task(
        "sign_for", "签收核实",
        'due="2 工作时" ladder="standard" told="网格员{due}前到现场。" told_done="已核实。"',
        '<linli:stage key="contact" name="联系" due="1 工作时"/>'
        '<linli:outcome key="solve" name="就地解决" form="solved" style="primary"/>'
        '<linli:outcome key="pass_up" name="上报社区" reason="required"/>',
    )
    + '<bpmn:exclusiveGateway id="which" default="f_which_dispatch"/>'
    + task(
        "dispatch", "派单", 'due="1 工作日" second="sign_for" pool="claim"',
        '<linli:outcome key="solve" name="办好"/>',
    )
    + '<bpmn:exclusiveGateway id="merged"/>'
    + task(
        "rate", "评价", 'told="请您评价。"',
        '<linli:outcome key="solved" name="解决了"/>'
        '<linli:outcome key="not_solved" name="没解决"/>',
    )
    + '<bpmn:serviceTask id="closed" name="办结"><bpmn:extensionElements>'
    '<linli:effect name="tests.close"/></bpmn:extensionElements></bpmn:serviceTask>'
    '<bpmn:endEvent id="ended"/>'
    + flow("begun", "sign_for") + flow("sign_for", "which")
    + flow("which", "merged", 'sign_for == "solve"') + flow("which", "dispatch")
    + flow("dispatch", "merged") + flow("merged", "rate") + flow("rate", "closed")
    + flow("closed", "ended")
    + TAIL
)  # fmt: skip
JOINT = (
    HEAD.format(key="joint", name="联合会商")
    + lanes(县指挥中心="begun split both ended parked", 部门="respond", 社区="visit")
    + '<bpmn:startEvent id="begun" name="呼叫"/><bpmn:parallelGateway id="split"/>'
    + task(
        "respond", "回应", 'due="4 工作时"', '<linli:outcome key="done" name="已办"/>',
        '<bpmn:multiInstanceLoopCharacteristics isSequential="false"><bpmn:extensionElements>'
        '<linli:over collection="units" item="unit"/></bpmn:extensionElements>'
        "</bpmn:multiInstanceLoopCharacteristics>",
    )
    + task(
        "visit", "走访", 'due="3 天" form="visit"', '<linli:outcome key="seen" name="看过"/>'
    )
    + '<bpmn:parallelGateway id="both"/>'
    '<bpmn:serviceTask id="parked" name="公示"><bpmn:extensionElements>'
    '<linli:effect name="tests.park" awaited="true"/></bpmn:extensionElements></bpmn:serviceTask>'
    '<bpmn:boundaryEvent id="too_long" attachedToRef="parked" cancelActivity="true">'
    '<bpmn:timerEventDefinition id="too_long_timer"><bpmn:timeDuration>2 天</bpmn:timeDuration>'
    "</bpmn:timerEventDefinition></bpmn:boundaryEvent>"
    '<bpmn:endEvent id="ended"/><bpmn:endEvent id="late"/>'
    + flow("begun", "split") + flow("split", "respond") + flow("split", "visit")
    + flow("respond", "both") + flow("visit", "both") + flow("both", "parked")
    + flow("parked", "ended") + flow("too_long", "late")
    + TAIL
)  # fmt: skip


def method(**procedures: str) -> Folder:
    files = {"matters.toml": MATTERS.encode()}
    for key, xml in procedures.items():
        files[f"procedures/{key}.bpmn"] = xml.encode()
    return Folder(files)


def publish(folder: Folder, now: datetime, revision: str = "1") -> list:
    """Parse, check and publish our two parts of a method; the findings."""
    found, documents = [], {"organisations": parts.current("organisations")[1]}
    both = (FormsPart(), ProceduresPart())
    for part in both:
        documents[part.name], faults = part.parse(folder)
        found += faults
    for part in both:
        found += part.check(documents[part.name], PartContext(documents, {}))
    if not any(one.level == "error" for one in found):
        for part in both:
            parts.publish(part.name, revision, documents[part.name], now)
            part.publish(documents[part.name], revision, SYSTEM, now)
    return found


class World:
    """The county, its procedures, and who works in it."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.areas = small_county(now)
        versions.bump(CALENDAR_VERSION)  # a county has a calendar: it is read once, not each time
        document, faults = OrganisationsPart().parse(
            Folder({"organisations.toml": (ORGANISATIONS + UNITS).encode()})
        )
        assert not faults, faults
        parts.publish("organisations", "1", document, now)
        organisations.publish(document=document, revision="1", actor=SYSTEM, now=now)
        self.findings = publish(method(orders=ORDERS, joint=JOINT), now)
        assert not [one for one in self.findings if one.level == "error"], self.findings
        self.grid = self.areas["100001g01"]
        self.community = self.areas["100001"]
        self.zhang = self.person("zhang.san", "张三", "网格员", self.grid)
        self.li = self.person("li.si", "李四", "网格员", self.grid)
        self.wang = self.person("wang.wu", "王五", "社区", self.community)
        self.zhao = self.person("zhao.liu", "赵六", "社区", self.community)
        verbs = [f"procedures.{v}" for v in ("see", "extend", "reassign", "move")]
        self.chief = self.person("chief", "主任", "县指挥中心", self.areas[""], *verbs)
        chen = self.person("chen.qi", "陈七", "网格员", self.areas["100001g02"])
        for one in (self.zhang, self.li, self.wang, self.zhao, self.chief, chen):
            self.hold(one)

    def person(self, username, name, duty, area, *verbs: str) -> Actor:
        grant = Grant(duty, frozenset(verbs), area_id=area.id, area_path=area.path)
        identity = account(username, name, now=self.now)
        return Actor("staff", identity, name, (grant,))

    def hold(self, actor: Actor) -> None:
        """Give somebody a real post with the duty of their grant."""
        (grant,) = actor.grants
        post = organisations.open_post(
            organisation_id=organisation_reads.unit("unit_8").id, title=actor.name,
            duties=[grant.duty], area_id=grant.area_id, actor=SYSTEM, now=self.now,
        )  # fmt: skip
        organisations.appoint(post_id=post, account_id=actor.account_id, actor=SYSTEM, now=self.now)

    def of_unit(self, key: str, username: str) -> Actor:
        unit = organisation_reads.unit(key)
        grant = Grant("部门", frozenset(), organisation_id=unit.id, organisation_path=unit.path)
        return Actor("staff", account(username, "单位人员", now=self.now), username, (grant,))

    def header(self, area="100001g01", **more) -> Header:
        place = self.areas[area]
        values = {"title": "消防通道 · 清泉小区", "category": "fire_lane", "urgency": "normal"}
        return Header("matter", uuid4(), **(values | more), area_id=place.id, area_path=place.path)


def done(step, actor, now, outcome="pass_up", **more):
    """Complete a step; handing on carries the reason that it needs."""
    values = {"note": "要社区出面"} if outcome == "pass_up" else {}
    return services.complete(
        step_id=step.id, outcome=outcome, actor=actor, now=now, **(values | more)
    )
