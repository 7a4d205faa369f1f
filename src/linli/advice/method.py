"""The share of triage in a county method: `triage.toml`. Without the file nothing is barred, no
hot spot is looked for, and nobody is told of anybody else's report."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from linli.advice.terms import PART
from linli.kernel import registry
from linli.kernel.actor import Actor
from linli.kernel.registry import Finding, Folder, KeyShape, PartContext

FILE = "triage.toml"
# table -> key -> (type, needed, help)
_TABLES: dict[str, dict[str, tuple[type, bool, str]]] = {
    "joint": {
        "categories": (list, True, "可以几个人一起报的类别：邻近的人报事前会看到已有人报过"),
    },
    "alike": {
        "days": (int, False, "多少天内算可能是同一件，省略为 14"),
        "metres": (int, False, "多少米内算同一个地方，省略为 200"),
        "repeated": (int, False, "同一个人第几次反映同类的事要标出来，省略为 3"),
        "repeated_days": (int, False, "在多少天内，省略为 90"),
    },
    "hot_spots": {
        "kind": (str, True, "据此发起的主动治理是哪种事项"),
        "level": (str, True, "按哪一级区域归并"),
        "count": (int, True, "几件算热点"),
        "days": (int, True, "在多少天内"),
        "categories": (list, False, "哪些类别，省略为全部"),
    },
    "barred": {
        "categories": (list, True, "哪些类别"),
        "basis": (str, True, "不得下放的依据，写明条款"),
        "kinds": (list, False, "不得派给哪些种类的单位"),
        "outcomes": (list, False, "不得选的结果：流程.环节.结果"),
    },
}
_SINGLE = ("joint", "alike")


def _fault(place: str, code: str, message: str) -> Finding:
    return Finding("error", FILE, place, code, message)


class TriagePart:
    """`[joint]`, `[alike]`, `[[hot_spots]]`, `[[barred]]`; all of it may be left out."""

    name = PART
    order = 65
    files = (FILE,)

    def parse(self, folder: Folder) -> tuple[dict[str, Any], list[Finding]]:
        """Shape only: unknown and missing keys and wrong types are findings."""
        empty: dict[str, Any] = {}
        if FILE not in folder.files:
            return empty, []
        try:
            raw = tomllib.loads(folder.text(FILE))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            return empty, [_fault("", "advice.not_toml", str(error))]
        findings = [
            _fault(name, "advice.unknown_key", _("不认识的键 %s，请删除或改正。") % name)
            for name in raw
            if name not in _TABLES
        ]
        document: dict[str, Any] = {}
        for table in _TABLES:
            rows = raw.get(table, {} if table in _SINGLE else [])
            rows = [rows] if table in _SINGLE and table in raw else rows
            if not isinstance(rows, (list, dict)) or not all(isinstance(r, dict) for r in rows):
                findings.append(_fault(table, "advice.not_a_table", _("应写成表 %s。") % table))
                continue
            kept = [_entry(table, at, row, findings) for at, row in enumerate(rows, start=1)]
            document[table] = (kept[0] if kept else {}) if table in _SINGLE else kept
        return document, findings

    def check(self, document: Mapping[str, Any], context: PartContext) -> list[Finding]:
        """Names: known categories, kinds, levels, kinds of units, outcomes; counts above one."""
        matters = context.documents.get("matters", {})
        asked = {
            "categories": _keys(matters.get("categories")),
            "kind": _keys(matters.get("kinds")),
            "level": _keys(context.documents.get("territory", {}).get("kinds")),
            "kinds": _keys(context.documents.get("organisations", {}).get("kinds")),
        }
        findings = []
        rows = [("joint", document.get("joint") or {})]
        for table in ("hot_spots", "barred"):
            rows += [(f"{table}[{n}]", row) for n, row in enumerate(document.get(table, ()), 1)]
        for place, row in rows:
            findings += _unknown(place, row, asked)
        for number, row in enumerate(document.get("barred", ()), start=1):
            if not row.get("kinds") and not row.get("outcomes"):
                findings.append(
                    _fault(
                        f"barred[{number}]",
                        "advice.bars_nothing",
                        _("kinds 和 outcomes 至少写一个。"),
                    )
                )
        return findings + _counts(document)

    def publish(
        self, document: Mapping[str, Any], revision: str, actor: Actor, now: datetime
    ) -> None:
        """Nothing beyond the stored document."""

    def shapes(self) -> Mapping[str, Mapping[str, Mapping[str, KeyShape]]]:
        """The tables for the forms of the method desk."""
        kinds = {str: "text", int: "number", list: "list"}
        return {
            FILE: {
                table: {
                    name: KeyShape(kinds[kind], needed, text)
                    for name, (kind, needed, text) in keys.items()
                }
                for table, keys in _TABLES.items()
            }
        }

    def documentation(self) -> str:
        """Every table and key of this part, for docs/methods.md."""
        lines = ["可省略的文件 `triage.toml`。\n"]
        for table, keys in _TABLES.items():
            lines.append(f"`[{table}]`\n" if table in _SINGLE else f"`[[{table}]]`\n")
            for name, (kind, needed, text) in keys.items():
                lines.append(
                    f"- `{name}` ({kind.__name__}, {'必填' if needed else '可省略'}): {text}"
                )
            lines.append("")
        return "\n".join(lines)


def _entry(
    table: str, number: int, row: Mapping[str, Any], findings: list[Finding]
) -> dict[str, Any]:
    place = table if table in _SINGLE else f"{table}[{number}]"
    keys, entry = _TABLES[table], {}
    for name, value in row.items():
        if name not in keys:
            text = _("不认识的键 %s，请删除或改正。") % name
            findings.append(_fault(f"{place}.{name}", "advice.unknown_key", text))
        elif not isinstance(value, keys[name][0]) or isinstance(value, bool):
            text = _("%(name)s 应为 %(type)s。") % {"name": name, "type": keys[name][0].__name__}
            findings.append(_fault(f"{place}.{name}", "advice.wrong_type", text))
        else:
            entry[name] = [str(one) for one in value] if isinstance(value, list) else value
            if name == "basis":
                entry[name] = {"zh": value}
    for name, (_type, needed, _help) in keys.items():
        if needed and name not in row:
            findings.append(_fault(place, "advice.key_missing", _("缺少 %s。") % name))
    return entry


def _keys(rows: Any) -> set[str] | None:
    """The keys that another part defines; None if that part is not there to ask."""
    if rows is None:
        return None
    if isinstance(rows, Mapping):
        return {str(one) for one in rows}
    return {str(row.get("key", "")) if isinstance(row, Mapping) else str(row) for row in rows}


def _unknown(
    place: str, row: Mapping[str, Any], asked: Mapping[str, set[str] | None]
) -> list[Finding]:
    found = []
    for key, known in asked.items():
        names = row.get(key, ())
        for name in [names] if isinstance(names, str) else names:
            if known is not None and name not in known:
                text = _("没有 %s 这个名称。") % name
                found.append(_fault(f"{place}.{key}", "advice.unknown_name", text))
    return found


def _counts(document: Mapping[str, Any]) -> list[Finding]:
    rows = [("alike", document.get("alike") or {})]
    rows += [(f"hot_spots[{n}]", row) for n, row in enumerate(document.get("hot_spots", ()), 1)]
    return [
        _fault(f"{place}.{key}", "advice.too_small", _("%s 太小。") % key)
        for place, row in rows
        for key, value in row.items()
        if isinstance(value, int) and value < (2 if key in {"count", "repeated"} else 1)
    ]


def register() -> None:
    registry.method_parts.add("triage", TriagePart())
