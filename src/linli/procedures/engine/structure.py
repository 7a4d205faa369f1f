"""What must hold of a single file by itself: flows join nodes that exist, in ways that exist."""

from __future__ import annotations

from linli.procedures.engine import definition as d
from linli.procedures.engine.findings import Finding
from linli.procedures.engine.messages import Message, msg
from linli.procedures.engine.xml import Sheet

_GATEWAYS = (d.ExclusiveGateway, d.ParallelGateway)


def examine(sheet: Sheet, definition: d.Definition, drawn: set[str]) -> None:
    """Complain of what is wrong; `drawn` are the elements that have a shape in the diagram."""
    _Examiner(sheet, definition).examine(drawn)


class _Examiner:
    def __init__(self, sheet: Sheet, definition: d.Definition) -> None:
        self.sheet = sheet
        self.definition = definition
        self.nodes = definition.nodes

    def say(
        self, at: d.Node | d.Flow | d.Lane, code: str, said: Message, warning: bool = False
    ) -> None:
        self.sheet.findings.append(Finding(self.sheet.file, at.id, at.line, code, said, warning))

    def examine(self, drawn: set[str]) -> None:
        self.flows()
        for node in self.nodes.values():
            self.degrees(node)
            if isinstance(node, d.ExclusiveGateway):
                self.exclusive(node)
            elif isinstance(node, d.BoundaryTimer | d.BoundaryMessage):
                self.boundary(node)
            elif isinstance(node, d.UserTask) and node.step.second:
                self.second(node)
            if drawn and node.id not in drawn:
                self.say(
                    node, "diagram", msg("图上没有画这个节点；请在设计器里补画。"), warning=True
                )
        if not drawn:
            start = self.nodes[self.definition.start]
            self.say(
                start, "diagram", msg("文件里没有流程图；请在设计器里画好再保存。"), warning=True
            )
        self.lanes()

    def flows(self) -> None:
        seen: set[str] = set()
        for flow in self.definition.flows:
            if flow.id in seen or flow.id in self.nodes:
                self.say(flow, "twice", msg("编号 %(id)s 用了两次，请改一个。", id=flow.id))
            seen.add(flow.id)
            for end in (flow.source, flow.target):
                if end not in self.nodes:
                    self.say(
                        flow, "dangling", msg("连线指向不存在的节点 %(end)s；请重新连接。", end=end)
                    )
            source = self.nodes.get(flow.source)
            if flow.condition is not None and not isinstance(source, d.ExclusiveGateway):
                self.say(flow, "condition", msg("只有排他网关的出线可以写条件；请加一个排他网关。"))

    def degrees(self, node: d.Node) -> None:
        incoming = len(self.definition.incoming(node.id))
        outgoing = len(self.definition.outgoing(node.id))
        event = isinstance(node, d.Start | d.BoundaryTimer | d.BoundaryMessage)
        if event and incoming:
            self.say(node, "incoming", msg("开始事件和边界事件不能有进线；请删去。"))
        elif not event and not incoming:
            self.say(node, "dangling", msg("这个节点没有进线；请连上，或删去。"))
        elif incoming > 1 and not isinstance(node, _GATEWAYS):
            self.say(
                node, "fake_join", msg("多条线直接进了这个节点；请先用排他网关（或并行网关）合并。")
            )
        if isinstance(node, d.End):
            if outgoing:
                self.say(node, "outgoing", msg("结束事件不能有出线；请删去。"))
        elif not outgoing:
            self.say(node, "dangling", msg("这个节点没有出线；请连到下一步或结束事件。"))
        elif outgoing > 1 and not isinstance(node, _GATEWAYS):
            self.say(node, "fake_split", msg("一个节点只能有一条出线；要分开，请加网关。"))

    def exclusive(self, node: d.ExclusiveGateway) -> None:
        flows = self.definition.outgoing(node.id)
        if node.default and node.default not in {flow.id for flow in flows}:
            self.say(
                node,
                "default",
                msg("默认出线 %(default)s 不是这个网关的出线，请改正。", default=node.default),
            )
        for flow in flows:
            if flow.id == node.default:
                if flow.condition is not None:
                    self.say(flow, "default", msg("默认出线不能再写条件；请删去条件。"))
            elif flow.condition is None and len(flows) > 1:
                self.say(flow, "condition", msg("这条出线没有条件；请写条件，或设为默认出线。"))

    def boundary(self, node: d.Boundary) -> None:
        host = self.nodes.get(node.host)
        fit = isinstance(host, d.UserTask) or (isinstance(host, d.ServiceTask) and host.awaited)
        if not fit:
            self.say(
                node,
                "host",
                msg(
                    "边界事件挂在 %(host)s 上；只能挂在用户任务或等待中的服务任务上。",
                    host=node.host or msg("空"),
                ),
            )

    def second(self, node: d.UserTask) -> None:
        other = self.nodes.get(node.step.second)
        if not isinstance(other, d.UserTask) or other is node:
            self.say(
                node,
                "second",
                msg("second 写的 %(second)s 不是另一个用户任务，请改正。", second=node.step.second),
            )

    def lanes(self) -> None:
        seen: set[str] = set()
        for lane in self.definition.lanes:
            for key in sorted(lane.nodes):
                if key not in self.nodes:
                    self.say(lane, "lane", msg("泳道里的 %(key)s 不存在；请删去。", key=key))
                elif key in seen:
                    self.say(lane, "lane", msg("%(key)s 同时在两条泳道里；请只留一条。", key=key))
                seen.add(key)
        for task in self.definition.user_tasks():
            if task.id not in seen:
                self.say(task, "lane", msg("用户任务要放在一条泳道里，泳道的名称就是职责。"))
