"""Whether a drawing can go wrong: all markings are explored, whatever the data may say.

Tokens lie on flows. A gateway moves at once; a step, effect or catch may be completed at any time,
or left by a boundary event. An exclusive gateway may take any flow. Sound means: never two tokens
in one place, from everywhere a way to the end, nothing left in a join, every node reachable.

The branch of a boundary event that does not interrupt runs beside the main line and may be begun
any number of times, so it is explored by itself, and must not enter a join of the main line.
"""

from __future__ import annotations

from collections.abc import Iterator

from linli.procedures.engine import definition as d
from linli.procedures.engine.findings import Finding
from linli.procedures.engine.messages import Message, msg

# Far above what a drawing that people can read has; 20,000 markings take about half a second.
MOST_MARKINGS = 20_000

Marking = frozenset[str]


class _TooMany(Exception):
    pass


class _Unsafe(Exception):
    def __init__(self, node: d.Node) -> None:
        super().__init__(node.id)
        self.node = node


def unsound(definition: d.Definition, file: str = "") -> list[Finding]:
    """The findings; none if the drawing is sound."""
    return _Explorer(definition, file).findings()


class _Explorer:
    def __init__(self, definition: d.Definition, file: str) -> None:
        self.definition = definition
        self.file = file
        self.flows = {flow.id: flow for flow in definition.flows}
        self.reached: set[str] = set()

    def finding(self, node: d.Node, code: str, said: Message) -> Finding:
        return Finding(self.file, node.id, node.line, code, said)

    def findings(self) -> list[Finding]:
        definition = self.definition
        found = self.line(definition.start)
        main = self.joins(set(self.reached))
        begun: set[str] = set()
        while sides := [event for event in self.sides() if event.id not in begun]:
            for event in sides:
                begun.add(event.id)
                outside = set(self.reached)
                self.reached = set()
                found += self.line(event.id)
                shared = self.joins(self.reached) & main
                self.reached |= outside
                if shared:
                    found.append(
                        self.finding(
                            event,
                            "side_join",
                            msg(
                                "不中断的边界事件的支路进了主线的并行汇合 %(join)s；"
                                "请让支路单独结束，或改为中断。",
                                join=min(shared),
                            ),
                        )
                    )
        # A fault further up leaves the rest unexplored: that comes first.
        found = found or [
            self.finding(node, "unreachable", msg("流程永远走不到这里；请连上，或删去。"))
            for node in definition.nodes.values()
            if node.id not in self.reached
        ]
        return list(dict.fromkeys(found))

    def joins(self, nodes: set[str]) -> set[str]:
        return {key for key in nodes if self.is_join(key)}

    def is_join(self, key: str) -> bool:
        return (
            isinstance(self.definition.nodes[key], d.ParallelGateway)
            and len(self.definition.incoming(key)) > 1
        )

    def sides(self) -> list[d.Boundary]:
        return [
            event
            for host in self.definition.nodes
            if host in self.reached
            for event in self.definition.boundaries(host)
            if not event.interrupting
        ]

    def line(self, begin: str) -> list[Finding]:
        """Explore from a start or boundary event."""
        node = self.definition.nodes[begin]
        try:
            steps = self.explore(begin)
        except _TooMany:
            return [
                self.finding(
                    node,
                    "too_many",
                    msg(
                        "并行分支的组合超过 %(most)s 种，无法检查；请减少并行的步骤。",
                        most=MOST_MARKINGS,
                    ),
                )
            ]
        except _Unsafe as unsafe:
            return [
                self.finding(
                    unsafe.node,
                    "unsafe",
                    msg(
                        "同一个地方会同时出现两次（并行分开后没有汇合，或循环里又分开）；请用并行网关汇合。"
                    ),
                )
            ]
        return self.stuck(steps)

    def explore(self, begin: str) -> dict[Marking, set[Marking]]:
        """Every marking that can be reached, with those that follow from it."""
        self.reached.add(begin)
        first = self.put(frozenset(), begin)
        steps: dict[Marking, set[Marking]] = {}
        todo = [first]
        while todo:
            marking = todo.pop()
            if marking in steps:
                continue
            if len(steps) >= MOST_MARKINGS:
                raise _TooMany
            steps[marking] = set(self.following(marking))
            todo.extend(steps[marking])
        return steps

    def put(self, marking: Marking, node: str, only: d.Flow | None = None) -> Marking:
        """The marking after the node is left by all its flows, or by `only` one."""
        flows = (only,) if only else self.definition.outgoing(node)
        for flow in flows:
            if flow.id in marking:
                raise _Unsafe(self.definition.nodes[flow.target])
            marking |= {flow.id}
        return marking

    def following(self, marking: Marking) -> Iterator[Marking]:
        """Gateways move first and alone: nothing else that moves can hinder them."""
        waiting: list[tuple[str, d.Node]] = []
        for key in sorted(marking):
            node = self.definition.nodes[self.flows[key].target]
            self.reached.add(node.id)
            if isinstance(node, d.End):
                yield marking - {key}
                return
            if isinstance(node, d.ExclusiveGateway):
                for flow in self.definition.outgoing(node.id):
                    yield self.put(marking - {key}, node.id, flow)
                return
            if isinstance(node, d.ParallelGateway):
                needed = {flow.id for flow in self.definition.incoming(node.id)}
                if needed <= marking:
                    yield self.put(marking - needed, node.id)
                    return
            else:
                waiting.append((key, node))
        for key, node in waiting:
            yield self.put(marking - {key}, node.id)
            for event in self.definition.boundaries(node.id):
                if event.interrupting:
                    self.reached.add(event.id)
                    yield self.put(marking - {key}, event.id)

    def stuck(self, steps: dict[Marking, set[Marking]]) -> list[Finding]:
        """Markings from which there is no way to the end."""
        behind: dict[Marking, list[Marking]] = {marking: [] for marking in steps}
        for marking, follow in steps.items():
            for other in follow:
                behind[other].append(marking)
        good: set[Marking] = set()
        todo = [marking for marking in steps if not marking]
        while todo:
            marking = todo.pop()
            if marking not in good:
                good.add(marking)
                todo.extend(behind[marking])
        found: dict[str, Finding] = {}
        for marking in sorted((m for m in steps if m not in good), key=sorted):
            for key in sorted(marking):
                node = self.definition.nodes[self.flows[key].target]
                if steps[marking]:
                    text = msg("从这里开始没有办法走到结束；请加一条通向结束的出路。")
                    found.setdefault(node.id, self.finding(node, "no_end", text))
                elif self.is_join(node.id):
                    text = msg("这个并行汇合会一直等不到其他分支；排他分开的要用排他网关合并。")
                    found[node.id] = self.finding(node, "deadlock", text)
        dead = [finding for finding in found.values() if finding.code == "deadlock"]
        return dead or list(found.values())
