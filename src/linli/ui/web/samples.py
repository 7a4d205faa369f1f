"""Texts and shapes for the style guide: as long and as awkward as real ones. All invented."""

# ruff: noqa: E501 - sample texts are as long as they are

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any, Final

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Row:
    number: str
    title: str
    place: str
    step: str
    state: str
    due_at: datetime
    left: str
    used: float


@dataclass(frozen=True, slots=True)
class Point:
    state: str
    what: str
    when: str
    note: str = ""


LONG: Final = (
    "小区东门外的人行道从去年冬天起就有三块地砖松动，下雨天一踩一身水，我母亲七十六岁了，上周差点在那里摔倒，"
    "物业说是市政的，市政说是物业的，打了两次电话都没有下文，希望这次能有人来看一看到底归谁管"
)


def matters(now: datetime) -> tuple[Row, ...]:
    """Rows of a work list: late, soon, calm, and one very long."""
    hour = timedelta(hours=1)
    return (
        Row(
            "2026-000123",
            "消防通道被占，三辆车长期停放",
            "水际网格3",
            "派单",
            "late",
            now - 27 * hour,
            "超 1 工作日",
            1.2,
        ),
        Row(
            "2026-000131",
            "路灯不亮",
            "炉峰网格2",
            "核查",
            "soon",
            now + 2 * hour,
            "余 2 工作时",
            0.8,
        ),
        Row(
            "2026-000134",
            LONG,
            "水际网格1",
            "签收核实",
            "open",
            now + 30 * hour,
            "余 1 工作日",
            0.2,
        ),
        Row(
            "2026-000119",
            "楼道堆物",
            "杉城网格7",
            "回访",
            "done",
            now + 90 * hour,
            "余 3 工作日",
            0.1,
        ),
    )


def timeline() -> tuple[Point, ...]:
    """A matter's way so far and its next promise, in a reporter's words."""
    return (
        Point("done", str(_("收到您的反映")), "周五 2月27日 16:40"),
        Point(
            "done",
            str(_("网格员到了现场")),
            "周六 2月28日 09:15",
            str(_("已联系三位车主，两位当天挪走。")),
        ),
        Point(
            "now",
            str(_("城管部门正在处理第三辆车")),
            "周一 3月2日 09:00",
            str(_("最迟 周三 3月4日 17:30 答复您。")),
        ),
        Point("next", str(_("请您看看解决了没有")), ""),
    )


NAVIGATION: Final = ("工作台", "事项", "清单", "会议", "志愿", "人与组织", "数据")
DIAGRAM_STEPS: Final = (
    (_("网格员签收核实"), ("done", _("已完成"))),
    (_("社区派单"), ("open", _("进行中"))),
    (_("群众评价"), ("waiting", _("未开始"))),
)
MAP_ROWS: Final = (
    ("g1", "水际网格1", "/styleguide", _("3 件在办")),
    ("g2", "水际网格2", "/styleguide", _("1 件超期")),
    ("g3", "水际网格3", "/styleguide", _("没有在办的事")),
)


def _square(key: str, name: str, state: str, at: tuple[int, int], url: str) -> dict[str, Any]:
    west, south, side = 117.17 + at[0] * 0.004, 26.90 + at[1] * 0.003, 0.0035
    ring = [
        [west, south],
        [west + side, south],
        [west + side, south + side * 0.75],
        [west, south + side * 0.7],
    ]
    return {
        "type": "Feature",
        "id": key,
        "properties": {"name": name, "state": state, "url": url},
        "geometry": {"type": "Polygon", "coordinates": [[*ring, ring[0]]]},
    }


def shapes(url: str) -> dict[str, Any]:
    """Three grids and a point, as `/territory/shapes` gives them."""
    point = {
        "type": "Feature",
        "id": "p1",
        "properties": {"name": "消防通道被占", "state": "late"},
        "geometry": {"type": "Point", "coordinates": [117.1755, 26.9015]},
    }
    squares = [
        _square("g1", "水际网格1", "soon", (0, 0), url),
        _square("g2", "水际网格2", "late", (1, 0), url),
        _square("g3", "水际网格3", "done", (0, 1), url),
        _square("g4", "水际网格4", "", (1, 1), url),
    ]
    return {"type": "FeatureCollection", "features": [*squares, point]}


def _node(kind: str, key: str, name: str) -> str:
    return f'<bpmn:{kind} id="{key}" name="{name}"/>'


def _shape(key: str, x: int, y: int, width: int, height: int) -> str:
    return (
        f'<bpmndi:BPMNShape id="{key}_di" bpmnElement="{key}">'
        f'<dc:Bounds x="{x}" y="{y}" width="{width}" height="{height}"/></bpmndi:BPMNShape>'
    )


def _flow(source: str, target: str) -> str:
    return f'<bpmn:sequenceFlow id="{source}_{target}" sourceRef="{source}" targetRef="{target}"/>'


def _edge(source: str, target: str, start: int, end: int) -> str:
    return (
        f'<bpmndi:BPMNEdge id="{source}_{target}_di" bpmnElement="{source}_{target}">'
        f'<di:waypoint x="{start}" y="140"/><di:waypoint x="{end}" y="140"/></bpmndi:BPMNEdge>'
    )


_NODES: Final = (
    ("startEvent", "begin", "群众反映", 82, 122, 36, 36),
    ("userTask", "sign_for", "签收核实", 170, 100, 110, 80),
    ("userTask", "dispatch", "社区派单", 340, 100, 110, 80),
    ("userTask", "rate", "群众评价", 510, 100, 110, 80),
    ("endEvent", "close", "办结", 682, 122, 36, 36),
)
_FLOWS: Final = tuple((a[1], b[1], a[3] + a[5], b[3]) for a, b in pairwise(_NODES))
BPMN: Final = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"'
    ' xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"'
    ' xmlns:di="http://www.omg.org/spec/DD/20100524/DI" id="sample" targetNamespace="urn:linli:sample">'
    '<bpmn:process id="three_orders" isExecutable="false">'
    + "".join(_node(kind, key, name) for kind, key, name, *_rest in _NODES)
    + "".join(_flow(source, target) for source, target, *_rest in _FLOWS)
    + '</bpmn:process><bpmndi:BPMNDiagram id="picture"><bpmndi:BPMNPlane id="plane" bpmnElement="three_orders">'
    + "".join(_shape(key, *box) for _kind, key, _name, *box in _NODES)
    + "".join(_edge(*flow) for flow in _FLOWS)
    + "</bpmndi:BPMNPlane></bpmndi:BPMNDiagram></bpmn:definitions>"
)
