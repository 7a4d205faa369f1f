"""A small county for tests, published through the same door as a real one.

    县 990101 甲县
    ├── 990101100 东山镇
    │   ├── 990101100001 松林居委会（松林社区）
    │   │   └── e01 清泉小区 ── g01 第1网格 ── b01 1号楼 ── s1 1单元 ── h101 101室
    │   │                    └─ g02 第2网格
    │   ├── 990101100002 柳河居委会
    │   └── 990101100200 王坑村委会
    └── 990101101 西河镇
        └── 990101101200 王坑村委会
The two grids share the edge at 117.01 E; the box is 117.0–117.02 E, 27.0–27.01 N.
"""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from linli.kernel import parts
from linli.kernel.actor import SYSTEM
from linli.kernel.registry import Finding, Folder, PartContext
from linli.territory import selectors, services
from linli.territory.method import CalendarPart, TerritoryPart
from linli.territory.terms import Area, AreaRow, Workdays

LAYOUT = """
frame = [116.9, 26.9, 117.1, 27.1]
[[kinds]]
key = "county"
name = "县"
digits = 6
rule = "县是最上一级"
[[kinds]]
key = "town"
name = "乡镇"
parents = ["county"]
digits = 9
rule = "乡镇只设在县之下"
[[kinds]]
key = "community"
name = "社区"
parents = ["town"]
digits = 12
ranges = [[1, 199], [400, 499]]
rule = "社区只设在乡镇之下"
[[kinds]]
key = "village"
name = "村"
parents = ["town"]
digits = 12
ranges = [[200, 399], [500, 599]]
rule = "村只设在乡镇之下"
[[kinds]]
key = "estate"
name = "小区"
parents = ["community"]
rule = "小区只设在社区之下"
[[kinds]]
key = "grid"
name = "网格"
parents = ["estate", "community", "village"]
addressed = false
rule = "网格只设在社区、村或小区之下"
[[kinds]]
key = "building"
name = "楼栋"
parents = ["grid"]
rule = "楼栋只设在网格之下"
[[kinds]]
key = "stairwell"
name = "楼道"
parents = ["building"]
rule = "楼道只设在楼栋之下"
[[kinds]]
key = "household"
name = "户"
parents = ["stairwell"]
private = true
rule = "户只设在楼道之下"
[[suffixes]]
kind = "town"
official = ["镇", "乡"]
[[suffixes]]
kind = "community"
official = ["居民委员会", "居委会", "社区"]
spoken = "社区"
[[suffixes]]
kind = "village"
official = ["村民委员会", "村委会", "村"]
spoken = "村"
[[suffixes]]
kind = "building"
official = ["号楼", "栋", "幢", "座"]
"""
AREAS = """code,name,kind,parent,valid_from,valid_to,aliases
990101,甲县,county,,2020-01-01,,
990101100,东山镇,town,990101,2020-01-01,,
990101100001,松林居委会,community,990101100,2020-01-01,,老街|松树林
990101100002,柳河居委会,community,990101100,2020-01-01,,
990101100200,王坑村委会,village,990101100,2020-01-01,,
990101101,西河镇,town,990101,2020-01-01,,
990101101200,王坑村委会,village,990101101,2020-01-01,,
"""
CALENDAR = """
[office]
spans = ["08:00-12:00", "14:30-17:30"]
[years]
national = [2025, 2026]
"""
SPANS = ((time(8), time(12)), (time(14, 30), time(17, 30)))
SINCE = date(2024, 1, 1)


def box(west: float, south: float, east: float, north: float) -> dict[str, Any]:
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def row(code: str, name: str, kind: str, parent: str, **more: Any) -> AreaRow:
    return AreaRow(code, name, kind, parent, more.pop("valid_from", SINCE), **more)


BELOW = (
    row("990101100001e01", "清泉小区", "estate", "990101100001"),
    row(
        "990101100001g01", "第1网格", "grid", "990101100001e01",
        boundary=box(117.0, 27.0, 117.01, 27.01), boundary_source="synthetic", synthetic=True,
    ),
    row(
        "990101100001g02", "第2网格", "grid", "990101100001e01",
        boundary=box(117.01, 27.0, 117.02, 27.01), boundary_source="synthetic", synthetic=True,
    ),
    row("990101100001g01b01", "1号楼", "building", "990101100001g01"),
    row("990101100001g01b01s1", "1单元", "stairwell", "990101100001g01b01"),
    row("990101100001g01b01s1h101", "101室", "household", "990101100001g01b01s1"),
)  # fmt: skip


def folder(layout: str = LAYOUT, areas: str = AREAS, calendar: str = CALENDAR) -> Folder:
    texts = {"territory.toml": layout, "areas.csv": areas, "calendar.toml": calendar}
    return Folder({name: text.encode() for name, text in texts.items()})


def findings(some: Folder) -> list[Finding]:
    """Everything that the two parts say about a folder."""
    found: list[Finding] = []
    for part in (TerritoryPart(), CalendarPart()):
        document, said = part.parse(some)
        found += [*said, *part.check(document, PartContext({}, {}))]
    return found


def publish(some: Folder, now: datetime) -> None:
    for part in (TerritoryPart(), CalendarPart()):
        document, _ = part.parse(some)
        parts.publish(part.name, "test", document, now)
        part.publish(document, "test", SYSTEM, now)


def small_county(now: datetime) -> dict[str, Area]:
    """Publish it; the areas by code without the county's digits (`100001g01`; the root is "")."""
    publish(folder(), now)
    services.publish_areas(rows=BELOW, actor=SYSTEM, now=now)
    root = selectors.root()
    public = selectors.below(root.path)
    return {area.code[6:]: area for area in (*public, *selectors.households(root.id))}


def workdays(**more: Any) -> Workdays:
    """A calendar value for tests without a database: Monday to Friday, 2025 and 2026 known."""
    return Workdays(
        days=more.pop("days", {}),
        spans=more.pop("spans", SPANS),
        known=more.pop("known", frozenset({2025, 2026})),
        **more,
    )
