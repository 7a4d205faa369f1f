"""The share of matters in a county method: kinds, categories, danger words, closing reasons."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from linli.kernel import registry
from linli.kernel.actor import Actor
from linli.kernel.registry import Finding, Folder, PartContext
from linli.matters.terms import ANSWERS, Urgency
from linli.procedures import selectors as procedures

FILE = "matters.toml"


@dataclass(frozen=True, slots=True)
class _Key:
    """One key of a table: its type, whether it is needed, whether a reader sees it."""

    type: type
    needed: bool = False
    words: bool = False
    help: str = ""


_TABLES: dict[str, dict[str, _Key]] = {
    "kinds": {
        "key": _Key(str, needed=True, help="稳定的英文标识"),
        "name": _Key(str, needed=True, words=True, help="名称"),
        "procedure": _Key(str, needed=True, help="procedures/ 中流程的 id"),
        "form": _Key(str, help="受理时的表单"),
        "help": _Key(str, words=True, help="给居民的一句说明"),
        "asks": _Key(str, words=True, help="请居民写的那一句，默认“发生了什么？”"),
        "anonymous": _Key(bool, help="居民可否不登录提交"),
        "openers": _Key(list, help="可以发起的职责"),
        "children": _Key(list, help="可以作为子事项的种类"),
        "conversation": _Key(bool, help="true：报事人和正在办的人可以一问一答，还可以转成子事项"),
        "contact": _Key(str, help="needed：居民必须留手机号"),
        "enrolled": _Key(str, help="只有登记为这个角色（[[roles]]）的居民可以提交"),
        "shelf": _Key(str, help="领办环节的 id：已公开、待认领的都列在 /shelf/<种类>"),
        "success": _Key(list, help="算作办成的结果（matters.close 的 as），成功率由此计算"),
        "agreement": _Key(str, help="协议书用的表单：最近一次填写的内容可打印"),
    },
    "roles": {
        "key": _Key(str, needed=True, help="稳定的英文标识；matters.enrol 的 role"),
        "name": _Key(str, needed=True, words=True, help="居民可以登记成为的角色"),
        "help": _Key(str, words=True, help="给居民的一句说明"),
    },
    "party_roles": {
        "kind": _Key(str, needed=True, help="事项种类"),
        "key": _Key(str, needed=True, help="稳定的英文标识"),
        "name": _Key(str, needed=True, words=True, help="当事人的一方"),
    },
    "categories": {
        "key": _Key(str, needed=True, help="稳定的英文标识"),
        "name": _Key(str, needed=True, words=True, help="名称"),
        "parent": _Key(str, help="上级类别"),
        "words": _Key(list, help="居民常用的说法，用于推荐类别"),
        "urgency": _Key(str, help="normal 或 urgent"),
    },
    "lists": {
        "key": _Key(str, needed=True, help="稳定的英文标识"),
        "name": _Key(str, needed=True, words=True, help="清单的名称"),
        "kind": _Key(str, needed=True, help="清单本身是哪种事项；它的 children 里要有 line"),
        "line": _Key(str, needed=True, help="清单里的每一项是哪种事项"),
        "begets": _Key(list, help="一项可以转成哪些清单（[[lists]] 的 key）里的项"),
        "link": _Key(str, words=True, help="这样转叫什么，如“形成任务”；有 begets 时必填"),
        "levels": _Key(list, help="各级的名称，编号 1、1.1、1.1.1；省略为一级"),
        "published": _Key(bool, help="可以公开：隐去个人信息，由有 publicity.publish 的人公开"),
        "claimers": _Key(list, help="双向认领：可以认领的职责（代表它所在的单位或区域）"),
        "keepers": _Key(list, help="双向认领的另一方：邀请、接受认领；有 claimers 时必填"),
    },
    "danger_words": {
        "words": _Key(list, needed=True, help="出现即提示的词"),
        "call": _Key(str, needed=True, help="119、110、120"),
        "told": _Key(str, needed=True, words=True, help="先给居民看的话"),
    },
    "closing_reasons": {
        "key": _Key(str, needed=True, help="稳定的英文标识"),
        "name": _Key(str, needed=True, words=True, help="名称"),
        "told": _Key(str, needed=True, words=True, help="报事人看到的话"),
    },
}


# What the values of a key are chosen from.
_AMONG = {
    "procedure": "procedures", "form": "forms", "openers": "duties", "children": "kinds",
    "parent": "categories",
}  # fmt: skip


def _fault(place: str, code: str, message: str) -> Finding:
    return Finding("error", FILE, place, code, message)


def _entry(
    table: str, index: int, raw: Mapping[str, Any], findings: list[Finding]
) -> dict[str, Any]:
    entry: dict[str, Any] = {}
    keys = _TABLES[table]
    place = f"{table}[{index}]"
    for name in raw:
        if name not in keys:
            findings.append(  # noqa: PERF401 - the loop reads better than a nested comprehension
                _fault(
                    f"{place}.{name}",
                    "matters.unknown_key",
                    _("不认识的键 %s，请删除或改正。") % name,
                )
            )
    for name, key in keys.items():
        if name not in raw:
            if key.needed:
                findings.append(_fault(place, "matters.key_missing", _("缺少 %s。") % name))
            continue
        value = raw[name]
        if not isinstance(value, key.type):
            findings.append(
                _fault(
                    f"{place}.{name}",
                    "matters.wrong_type",
                    _("%(name)s 应为 %(type)s。") % {"name": name, "type": key.type.__name__},
                )
            )
            continue
        entry[name] = {"zh": value} if key.words else value
    if isinstance(entry.get("levels"), list):
        entry["levels"] = [{"zh": str(one)} for one in entry["levels"]]
    return entry


class MattersPart:
    """`matters.toml` without its forms and ladders (those belong to procedures)."""

    name = "matters"
    order = 60

    def parse(self, folder: Folder) -> tuple[dict[str, Any], list[Finding]]:
        """Shape only; unknown keys, missing keys and wrong types are findings."""
        if FILE not in folder.files:
            return {}, [_fault("", "matters.file_missing", _("缺少 matters.toml。"))]
        try:
            raw = tomllib.loads(folder.text(FILE))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            return {}, [_fault("", "matters.not_toml", str(error))]
        findings: list[Finding] = []
        document: dict[str, Any] = {}
        for table in _TABLES:
            rows = raw.get(table, [])
            if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
                findings.append(_fault(table, "matters.not_a_table", _("应写成 [[%s]]。") % table))
                rows = []
            document[table] = [
                _entry(table, index, row, findings) for index, row in enumerate(rows, start=1)
            ]
        return document, findings

    def check(self, document: Mapping[str, Any], context: PartContext) -> list[Finding]:
        """Names: unique keys, known procedures, duties, parents, kinds of children."""
        findings: list[Finding] = []
        for table in ("kinds", "categories", "closing_reasons", "roles", "lists"):
            findings += _twice(table, document.get(table, ()))
        findings += _kinds(document, context)
        findings += _lists(document, context)
        findings += _sides(document)
        findings += _categories(document)
        findings += _answers(document, context)
        return findings

    def publish(
        self, document: Mapping[str, Any], revision: str, actor: Actor, now: datetime
    ) -> None:
        """Nothing beyond the stored document."""

    def shapes(self) -> Mapping[str, Mapping[str, Mapping[str, registry.KeyShape]]]:
        """The same tables for the forms of the method desk."""
        kinds = {str: "text", bool: "flag", int: "number", list: "list"}
        return {
            FILE: {
                table: {
                    name: registry.KeyShape(
                        kinds.get(key.type, "text"), key.needed, key.help, _AMONG.get(name, "")
                    )
                    for name, key in keys.items()
                }
                for table, keys in _TABLES.items()
            }
        }

    def documentation(self) -> str:
        """Every table and key of this part, for docs/methods.md."""
        lines = []
        for table, keys in _TABLES.items():
            lines.append(f"`[[{table}]]`\n")
            for name, key in keys.items():
                needed = "必填" if key.needed else "可省略"
                lines.append(f"- `{name}` ({key.type.__name__}, {needed}): {key.help}")
            lines.append("")
        return "\n".join(lines)


def _twice(table: str, rows: list[Mapping[str, Any]]) -> list[Finding]:
    seen: set[str] = set()
    findings = []
    for index, row in enumerate(rows, start=1):
        key = str(row.get("key", ""))
        if key in seen:
            findings.append(
                _fault(f"{table}[{index}].key", "matters.key_twice", _("%s 重复了。") % key)
            )
        seen.add(key)
    return findings


def _known(context: PartContext, part: str, table: str) -> set[str] | None:
    """The keys that another part defines; None if that part is not there to ask."""
    if part not in context.documents:
        return None
    rows = context.documents[part].get(table, ())
    if isinstance(rows, Mapping):
        return set(rows)
    return {str(row.get("key", "")) for row in rows}


def _pools(context: PartContext) -> dict[str, set[str]]:
    return procedures.pool_steps(context.documents.get("procedures", {}))


def _kinds(document: Mapping[str, Any], context: PartContext) -> list[Finding]:
    findings = []
    kinds = {row.get("key") for row in document.get("kinds", ())}
    procedures = _known(context, "procedures", "procedures")
    duties = _known(context, "organisations", "duties")
    forms = _known(context, "forms", "forms")
    roles = {str(row.get("key")) for row in document.get("roles", ())}
    pools = _pools(context)
    for index, row in enumerate(document.get("kinds", ()), start=1):
        place = f"kinds[{index}]"
        asked: list[tuple[str, list[str], set[str] | None]] = [
            ("procedure", [row.get("procedure", "")], procedures),
            ("openers", row.get("openers", []), duties),
            ("children", row.get("children", []), {str(kind) for kind in kinds}),
            ("form", [row["form"]] if row.get("form") else [], forms),
            ("agreement", [row["agreement"]] if row.get("agreement") else [], forms),
            ("enrolled", [row["enrolled"]] if row.get("enrolled") else [], roles),
            ("shelf", [row["shelf"]] if row.get("shelf") else [], pools.get(row.get("procedure"))),
        ]
        for key, names, known in asked:
            findings += [
                _fault(f"{place}.{key}", f"matters.unknown_{key}", _("没有 %s 这个名称。") % name)
                for name in names
                if known is not None and name not in known
            ]
    return findings


def _sides(document: Mapping[str, Any]) -> list[Finding]:
    """Sides are of known kinds; whose contact is needed is said in one word."""
    kinds = {row.get("key") for row in document.get("kinds", ())}
    findings = [
        _fault(
            f"party_roles[{index}].kind",
            "matters.unknown_kind",
            _("没有 %s 这个名称。") % row.get("kind", ""),
        )
        for index, row in enumerate(document.get("party_roles", ()), start=1)
        if row.get("kind") not in kinds
    ]
    return findings + [
        _fault(f"kinds[{index}].contact", "matters.unknown_contact", _("contact 只能是 needed。"))
        for index, row in enumerate(document.get("kinds", ()), start=1)
        if row.get("contact", "needed") != "needed"
    ]


def _lists(document: Mapping[str, Any], context: PartContext) -> list[Finding]:
    """A list's own kind may hold its lines; names are known; what needs a partner has one."""
    findings = []
    kinds = {str(row.get("key")): row.get("children", ()) for row in document.get("kinds", ())}
    keys = {str(row.get("key")) for row in document.get("lists", ())}
    duties = _known(context, "organisations", "duties")
    for index, row in enumerate(document.get("lists", ()), start=1):
        place = f"lists[{index}]"
        kind, line = str(row.get("kind", "")), str(row.get("line", ""))
        asked: list[tuple[str, list[str], set[str] | None]] = [
            ("kind", [kind], set(kinds)),
            ("line", [line], set(kinds)),
            ("begets", row.get("begets", []), keys),
            ("claimers", row.get("claimers", []), duties),
            ("keepers", row.get("keepers", []), duties),
        ]
        findings += [
            _fault(f"{place}.{key}", f"matters.unknown_{key}", _("没有 %s 这个名称。") % name)
            for key, names, known in asked
            for name in names
            if known is not None and name not in known
        ]
        parents = [kind, line] if len(row.get("levels", ())) > 1 else [kind]
        findings += [
            _fault(
                f"{place}.line",
                "matters.line_not_child",
                _("%(kind)s 的 children 里要有 %(line)s。") % {"kind": parent, "line": line},
            )
            for parent in parents
            if parent in kinds and line not in kinds[parent]
        ]
        findings += [
            _fault(place, "matters.key_missing", _("缺少 %s。") % missing)
            for given, missing in (("begets", "link"), ("claimers", "keepers"))
            if row.get(given) and not row.get(missing)
        ]
    return findings


def _categories(document: Mapping[str, Any]) -> list[Finding]:
    findings = []
    known = {row.get("key") for row in document.get("categories", ())}
    for index, row in enumerate(document.get("categories", ()), start=1):
        if row.get("parent") and row["parent"] not in known:
            findings.append(
                _fault(
                    f"categories[{index}].parent",
                    "matters.unknown_parent",
                    _("没有 %s 这个上级类别。") % row["parent"],
                )
            )
        if row.get("urgency", "normal") not in set(Urgency):
            findings.append(
                _fault(
                    f"categories[{index}].urgency",
                    "matters.unknown_urgency",
                    _("urgency 只能是 normal 或 urgent。"),
                )
            )
    return findings


def _answers(document: Mapping[str, Any], context: PartContext) -> list[Finding]:
    """Reporters answer `solved` or `not_solved`: a procedure that asks them must take both."""
    asked = procedures.reporter_outcomes(context.documents.get("procedures", {}))
    carried = {row.get("procedure") for row in document.get("kinds", ())}
    return [
        Finding(
            "error",
            f"procedures/{key}.bpmn",
            step,
            "matters.answers_missing",
            _("报事人的环节要有 solved 和 not_solved 两个结果。"),
        )
        for key, steps in asked.items()
        if key in carried
        for step, outcomes in steps.items()
        if not outcomes >= ANSWERS
    ]


def register() -> None:
    registry.method_parts.add("matters", MattersPart())
