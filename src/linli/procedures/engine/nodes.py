"""Reads the nodes of a procedure file: one small function for each kind of element."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from linli.procedures.engine import definition as d
from linli.procedures.engine import expressions, xml
from linli.procedures.engine.errors import BadExpression
from linli.procedures.engine.messages import Message, msg

# As `territory.Limit` reads them, and ISO 8601 durations for natural time.
LIMIT = re.compile(r"[1-9]\d{0,4} ?(?:分钟|小时|天|工作时|工作日)")
ISO = re.compile(
    r"P(?=.)(?:\d+Y)?(?:\d+M)?(?:\d+W)?(?:\d+D)?(?:T(?=\d)(?:\d+H)?(?:\d+M)?(?:\d+S)?)?"
)
_NAMED = re.compile(r"= ?[A-Za-z][A-Za-z0-9_]*")

_AROUND = {"bpmn:incoming", "bpmn:outgoing", "bpmn:documentation"}
_STEP = {
    "due",
    "ladder",
    "form",
    "evidence",
    "second",
    "organisation",
    "person",
    "pool",
    "told",
    "told_done",
}
_STYLES = {"primary", "plain", "danger"}


def is_limit(text: str) -> bool:
    """`2 工作时`, `3 天` …, or `=name` of a datum."""
    return bool(LIMIT.fullmatch(text) or _NAMED.fullmatch(text))


def is_timer(text: str) -> bool:
    """A limit, or an ISO duration such as `P3D`."""
    return is_limit(text) or bool(ISO.fullmatch(text))


class Reader:
    """`messages` maps message ids to names, `lanes` node ids to duty keys."""

    def __init__(
        self, sheet: xml.Sheet, messages: Mapping[str, str], lanes: Mapping[str, str]
    ) -> None:
        self.sheet = sheet
        self.messages = messages
        self.lanes = lanes

    def node(self, tag: str, element: xml.Element) -> d.Node:
        return NODES[tag](self, element)

    def base(self, element: xml.Element, *allowed: str) -> dict[str, Any]:
        own = self.sheet.attributes(element, {"name", *allowed}, ["id"])
        key = own.get("id", "")
        return {
            "id": key,
            "name": own.get("name", ""),
            "lane": self.lanes.get(key, ""),
            "line": xml.line_of(element),
        }

    def parts(self, element: xml.Element, *allowed: str) -> list[tuple[str, xml.Element]]:
        """The children that mean something; what surrounds them is left out."""
        found = self.sheet.children(element, {*_AROUND, *allowed})
        return [(tag, child) for tag, child in found if tag not in _AROUND]

    def extension(self, parts: list[tuple[str, xml.Element]], wanted: str) -> xml.Element | None:
        """The one `linli:` element of the node, if it is there."""
        found: list[xml.Element] = []
        for tag, child in parts:
            if tag == "bpmn:extensionElements":
                found += [inner for _, inner in self.sheet.children(child, {wanted})]
        if len(found) > 1:
            self.sheet.complain(
                found[1], "twice", msg("<%(wanted)s> 只能写一个，请合并。", wanted=wanted)
            )
        return found[0] if found else None

    def limit(self, element: xml.Element, text: str, what: Message) -> str:
        if text and not is_limit(text):
            self.sheet.complain(
                element,
                "limit",
                msg(
                    "%(what)s “%(text)s”看不懂；"
                    "请写成“2 工作时”“3 工作日”“30 分钟”“24 小时”“7 天”或 =名称。",
                    what=what,
                    text=text,
                ),
            )
        return text

    def flag(self, element: xml.Element, text: str, yes: str, name: str) -> bool:
        if text not in ("", yes):
            self.sheet.complain(
                element, "value", msg("%(name)s 只能写 %(yes)s，或删去。", name=name, yes=yes)
            )
        return text == yes

    # --- events

    def start(self, element: xml.Element) -> d.Node:
        base = self.base(element, "isInterrupting")
        self.parts(element)
        return d.Start(**base)

    def end(self, element: xml.Element) -> d.Node:
        base = self.base(element)
        self.parts(element)
        return d.End(**base)

    def catch(self, element: xml.Element) -> d.Node:
        base = self.base(element, "parallelMultiple")
        limit, message = self.event(element)
        if message is not None:
            return d.CatchMessage(**base, message=message)
        return d.CatchTimer(**base, limit=limit)

    def boundary(self, element: xml.Element) -> d.Node:
        base = self.base(element, "attachedToRef", "cancelActivity", "parallelMultiple")
        base["host"] = str(element.get("attachedToRef") or "")
        base["interrupting"] = element.get("cancelActivity", "true") in ("true", "1")
        limit, message = self.event(element)
        if message is not None:
            return d.BoundaryMessage(**base, message=message)
        return d.BoundaryTimer(**base, limit=limit)

    def event(self, element: xml.Element) -> tuple[str, str | None]:
        """(limit, None) of a timer or ("", name) of a message."""
        parts = self.parts(element, "bpmn:timerEventDefinition", "bpmn:messageEventDefinition")
        if len(parts) != 1:
            self.sheet.complain(element, "event", msg("事件要有且只有一个定义：定时或消息。"))
            return "", None
        tag, inner = parts[0]
        if tag == "bpmn:messageEventDefinition":
            reference = self.sheet.attributes(inner, {"id"}, ["messageRef"]).get("messageRef", "")
            self.sheet.children(inner, ())
            if reference not in self.messages:
                self.sheet.complain(
                    inner,
                    "message",
                    msg("没有消息 %(reference)s，请加 <message>。", reference=reference),
                )
            return "", self.messages.get(reference, "")
        self.sheet.attributes(inner, {"id"})
        durations = self.sheet.children(inner, {"bpmn:timeDuration"})
        text = xml.text_of(durations[0][1]) if durations else ""
        if not is_timer(text):
            self.sheet.complain(
                inner,
                "timer",
                msg(
                    "时长“%(text)s”看不懂；"
                    "请在 <timeDuration> 里写“1 工作日”这样的时限、P3D 或 =名称。",
                    text=text,
                ),
            )
        return text, None

    # --- tasks

    def user_task(self, element: xml.Element) -> d.Node:
        base = self.base(element)
        parts = self.parts(
            element, "bpmn:extensionElements", "bpmn:multiInstanceLoopCharacteristics"
        )
        multis = [child for tag, child in parts if tag != "bpmn:extensionElements"]
        step = self.extension(parts, "linli:step")
        multi = self.multi(multis[0]) if multis else None
        return d.UserTask(**base, step=self.step(step), multi=multi)

    def step(self, element: xml.Element | None) -> d.StepSpec:
        if element is None:
            return d.StepSpec()
        own = self.sheet.attributes(element, _STEP)
        evidence = own.pop("evidence", "") or "0"
        if not re.fullmatch(r"\d{1,2}", evidence):
            self.sheet.complain(element, "evidence", msg("evidence 要写 0 到 99 的数字。"))
            evidence = "0"
        self.limit(element, own.get("due", ""), msg("时限 due"))
        for key in ("organisation", "person"):
            if own.get(key) and not _NAMED.fullmatch(own[key]):
                self.sheet.complain(element, key, msg("%(key)s 要写成 =名称。", key=key))
        self.flag(element, own.get("pool", ""), "claim", "pool")
        stages: list[d.Stage] = []
        outcomes: list[d.Outcome] = []
        for tag, child in self.sheet.children(element, {"linli:stage", "linli:outcome"}):
            if tag == "linli:stage":
                stages.append(self.stage(child))
            else:
                outcomes.append(self.outcome(child))
        for keys in ([s.key for s in stages], [o.key for o in outcomes]):
            if len(set(keys)) < len(keys):
                self.sheet.complain(element, "twice", msg("阶段或办理结果的 key 重复，请改一个。"))
        return d.StepSpec(
            **own,
            evidence=int(evidence),
            stages=tuple(stages),
            outcomes=tuple(outcomes) or (d.DONE,),
        )

    def stage(self, element: xml.Element) -> d.Stage:
        own = self.sheet.attributes(element, {"due"}, ["key", "name"])
        self.sheet.children(element, ())
        due = self.limit(element, own.get("due", ""), msg("阶段时限 due"))
        return d.Stage(own.get("key", ""), own.get("name", ""), due)

    def outcome(self, element: xml.Element) -> d.Outcome:
        own = self.sheet.attributes(
            element, {"reason", "evidence", "form", "style"}, ["key", "name"]
        )
        self.sheet.children(element, ())
        style = own.get("style", "plain")
        if style not in _STYLES:
            self.sheet.complain(
                element,
                "value",
                msg("style 只能写 %(styles)s。", styles="、".join(sorted(_STYLES))),
            )
        return d.Outcome(
            own.get("key", ""),
            own.get("name", ""),
            self.flag(element, own.get("reason", ""), "required", "reason"),
            self.flag(element, own.get("evidence", ""), "required", "evidence"),
            own.get("form", ""),
            style,
        )

    def multi(self, element: xml.Element) -> d.Multi:
        own = self.sheet.attributes(element, {"id", "isSequential"})
        if own.get("isSequential", "false") not in ("false", "0"):
            self.sheet.complain(
                element, "sequential", msg('不支持逐个多实例；请改为并行（isSequential="false"）。')
            )
        parts = self.parts(element, "bpmn:extensionElements", "bpmn:completionCondition")
        over = self.extension(parts, "linli:over")
        if over is None:
            self.sheet.complain(
                element, "over", msg('多实例要写 <linli:over collection="…" item="…"/>。')
            )
            return d.Multi("", "")
        names = self.sheet.attributes(over, (), ["collection", "item"])
        self.sheet.children(over, ())
        for name in names.values():
            if name.strip() and not expressions.NAME.fullmatch(name):
                self.sheet.complain(
                    over, "name", msg("“%(name)s”不是名称；请用英文字母和下划线。", name=name)
                )
        until = [child for tag, child in parts if tag == "bpmn:completionCondition"]
        condition = self.condition(until[0]) if until else None
        return d.Multi(names.get("collection", ""), names.get("item", ""), condition)

    def condition(self, element: xml.Element) -> expressions.Expression | None:
        self.sheet.children(element, ())
        try:
            return expressions.parse(xml.text_of(element))
        except BadExpression as error:
            self.sheet.complain(
                element, error.code, msg("%(error)s请照表达式的写法改正。", error=error.said)
            )
            return None

    def service_task(self, element: xml.Element) -> d.Node:
        base = self.base(element)
        effect = self.extension(self.parts(element, "bpmn:extensionElements"), "linli:effect")
        if effect is None:
            self.sheet.complain(element, "effect", msg('服务任务要写 <linli:effect name="…"/>。'))
            return d.ServiceTask(**base)
        own = self.sheet.attributes(effect, {"awaited"}, ["name"])
        if own.get("awaited", "false") not in ("true", "false"):
            self.sheet.complain(effect, "value", msg("awaited 只能写 true 或 false。"))
        properties = {}
        for _, child in self.sheet.children(effect, {"linli:property"}):
            pair = self.sheet.attributes(child, {"value"}, ["name"])
            properties[pair.get("name", "")] = pair.get("value", "")
        awaited = own.get("awaited") == "true"
        return d.ServiceTask(
            **base, effect=own.get("name", ""), awaited=awaited, properties=properties
        )

    def decision_task(self, element: xml.Element) -> d.Node:
        base = self.base(element)
        found = self.extension(self.parts(element, "bpmn:extensionElements"), "linli:decision")
        if found is None:
            self.sheet.complain(
                element, "decision", msg('决策任务要写 <linli:decision ref="…"/>。')
            )
            return d.DecisionTask(**base)
        ref = self.sheet.attributes(found, (), ["ref"]).get("ref", "")
        return d.DecisionTask(**base, decision=ref)

    # --- gateways

    def exclusive(self, element: xml.Element) -> d.Node:
        base = self.base(element, "default", "gatewayDirection")
        self.parts(element)
        return d.ExclusiveGateway(**base, default=str(element.get("default") or ""))

    def parallel(self, element: xml.Element) -> d.Node:
        base = self.base(element, "gatewayDirection")
        self.parts(element)
        return d.ParallelGateway(**base)


NODES: dict[str, Callable[[Reader, xml.Element], d.Node]] = {
    "bpmn:startEvent": Reader.start,
    "bpmn:endEvent": Reader.end,
    "bpmn:intermediateCatchEvent": Reader.catch,
    "bpmn:boundaryEvent": Reader.boundary,
    "bpmn:userTask": Reader.user_task,
    "bpmn:serviceTask": Reader.service_task,
    "bpmn:businessRuleTask": Reader.decision_task,
    "bpmn:exclusiveGateway": Reader.exclusive,
    "bpmn:parallelGateway": Reader.parallel,
}
