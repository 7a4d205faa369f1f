"""Our share of a method: `visits.toml` — kinds of visit, what is a finding, groups."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from linli.kernel import registry
from linli.kernel.actor import Actor
from linli.kernel.language import Words
from linli.kernel.registry import Finding, Folder, PartContext
from linli.visits.rules import SHIFT
from linli.visits.terms import PART, SubjectKind

FILE = "visits.toml"
_STRINGS = "strings"
# section -> key -> (what it is, must it be there); "words" is shown to people in both languages
SCHEMA: dict[str, dict[str, tuple[Any, bool]]] = {
    "kinds": {
        "key": (str, True), "name": ("words", True), "subject": (str, True), "form": (str, True),
        "duties": (_STRINGS, True), "every_days": (int, False), "a_day": (int, False),
        "again_days": (int, False), "shifts": (_STRINGS, False), "team": (str, False),
        "groups": (_STRINGS, False),
        "findings": (list, False), "help": ("words", False),
    },
    "findings": {
        "question": (str, True), "answers": (_STRINGS, False), "matter": (str, False),
        "category": (str, False),
    },
    "groups": {"key": (str, True), "name": ("words", True), "sees": (_STRINGS, True)},
}  # fmt: skip
_SECTIONS = ("kinds", "groups")


def _fault(place: str, code: str, message: str) -> Finding:
    return Finding("error", FILE, place, code, message)


def _fits(value: Any, wanted: Any) -> bool:
    if wanted == _STRINGS:
        return isinstance(value, list) and all(isinstance(one, str) and one for one in value)
    if wanted == "words":
        return isinstance(value, str) and 0 < len(value) <= 200
    if wanted is int:
        return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 3_660
    if wanted is str:
        return isinstance(value, str) and 0 < len(value) <= 60
    return isinstance(value, wanted)


def _row(section: str, place: str, raw: Any) -> tuple[dict[str, Any], list[Finding]]:
    """One table of the file, cleaned; what is wrong with it."""
    if not isinstance(raw, dict):
        return {}, [_fault(place, "visits.not_a_table", "应写成 [[…]] 表")]
    shape, found, row = SCHEMA[section], [], dict[str, Any]()
    for key, value in raw.items():
        if key not in shape:
            known = "、".join(shape)
            found.append(
                _fault(f"{place}.{key}", "visits.unknown_key", f"不认识“{key}”，可用：{known}")
            )
        elif not _fits(value, shape[key][0]):
            found.append(
                _fault(f"{place}.{key}", "visits.bad_value", f"“{key}”的值写得不对：{value!r}")
            )
        else:
            row[key] = Words(value).to_json() if shape[key][0] == "words" else value
    missing = [key for key, (_, must) in shape.items() if must and key not in raw]
    found += [_fault(place, "visits.missing_key", f"缺少“{key}”") for key in missing]
    return row, found


class VisitsPart:
    """Kinds of visit with their forms, duties, findings and shifts; groups of people."""

    name = PART
    order = 65
    files = (FILE,)

    def documentation(self) -> str:
        """Every table and key, for docs/methods.md."""
        return (Path(__file__).parent / "visits_file.md").read_text(encoding="utf-8").rstrip()

    def parse(self, folder: Folder) -> tuple[dict[str, Any], list[Finding]]:
        """The document; a method without the file has no visits."""
        if FILE not in folder.files:
            return {}, []
        try:
            raw = tomllib.loads(folder.text(FILE))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            return {}, [_fault(str(error), "visits.not_toml", f"不是正确的 TOML：{error}")]
        document: dict[str, Any] = {section: [] for section in _SECTIONS}
        found: list[Finding] = []
        for section, rows in raw.items():
            if section not in _SECTIONS or not isinstance(rows, list):
                known = "、".join(_SECTIONS)
                found.append(
                    _fault(section, "visits.unknown_section", f"不认识“{section}”，可用：{known}")
                )
                continue
            for index, entry in enumerate(rows, start=1):
                row, faults = _row(section, f"{section}[{index}]", entry)
                found += faults
                if section == "kinds":
                    found += _rules_of(row, f"{section}[{index}]")
                document[section].append(row)
            found += _twice(document[section], section)
        return document, found

    def check(self, document: Mapping[str, Any], context: PartContext) -> list[Finding]:
        """Do all names lead somewhere: forms and their questions, duties, kinds of matter,
        categories, groups? Call only with a document parsed without errors.
        """
        groups = {row["key"] for row in document.get("groups", ())}
        found: list[Finding] = []
        for index, row in enumerate(document.get("kinds", ()), start=1):
            found += _check_kind(row, f"kinds[{index}]", groups, context)
        for index, row in enumerate(document.get("groups", ()), start=1):
            duties = _known(context, "organisations", "duties")
            found += _unknown(f"groups[{index}].sees", "职责", row["sees"], duties)
        return found

    def publish(
        self, document: Mapping[str, Any], revision: str, actor: Actor, now: datetime
    ) -> None:
        """Nothing beyond the stored document."""


def _twice(rows: list[dict[str, Any]], section: str) -> list[Finding]:
    keys = [row.get("key") for row in rows]
    return [
        _fault(f"{section}[{index}].key", "visits.key_twice", f"“{key}”重复了")
        for index, key in enumerate(keys, start=1)
        if key in keys[: index - 1]
    ]


def _rules_of(row: dict[str, Any], place: str) -> list[Finding]:
    """The `findings` of one kind, cleaned in place; its shifts and what it visits."""
    found: list[Finding] = []
    rules = []
    for index, entry in enumerate(row.get("findings", ()), start=1):
        rule, faults = _row("findings", f"{place}.findings[{index}]", entry)
        rules.append(rule)
        found += faults
    row["findings"] = rules
    known = [one.value for one in SubjectKind]
    if "subject" in row and row["subject"] not in known:
        words = "、".join(known)
        found.append(_fault(f"{place}.subject", "visits.unknown_subject", f"只能是：{words}"))
    found += [
        _fault(f"{place}.shifts", "visits.bad_shift", f"班次应写成 19:00-22:00：{one}")
        for one in row.get("shifts", ())
        if not SHIFT.fullmatch(one)
    ]
    return found


def _known(context: PartContext, part: str, table: str) -> set[str] | None:
    """The keys that another part defines; None if that part is not there to ask."""
    if part not in context.documents:
        return None
    return {str(row.get("key", "")) for row in context.documents[part].get(table, ())}


def _unknown(place: str, what: str, names: Iterable[str], known: set[str] | None) -> list[Finding]:
    return [
        _fault(place, "visits.unknown_name", f"没有叫“{name}”的{what}")
        for name in names
        if known is not None and name not in known
    ]


def _check_kind(
    row: Mapping[str, Any], place: str, groups: set[str], context: PartContext
) -> list[Finding]:
    forms = {one["key"]: one for one in context.documents.get("forms", {}).get("forms", ())}
    found = [
        *_unknown(
            f"{place}.duties", "职责", row["duties"], _known(context, "organisations", "duties")
        ),
        *_unknown(f"{place}.form", "表单", [row["form"]], set(forms)),
        *_unknown(f"{place}.groups", "人群", row.get("groups", ()), groups),
        *_check_team(row, place, context),
    ]
    fields = {one["key"]: one for one in forms.get(row["form"], {}).get("fields", ())}
    for index, rule in enumerate(row.get("findings", ()), start=1):
        here = f"{place}.findings[{index}]"
        found += _unknown(f"{here}.question", "问题", [rule["question"]], set(fields))
        choices = {one["key"] for one in fields.get(rule["question"], {}).get("choices", ())}
        found += _unknown(f"{here}.answers", "选项", rule.get("answers", ()), choices)
        matter, category = rule.get("matter"), rule.get("category")
        kinds = _known(context, "matters", "kinds")
        found += _unknown(f"{here}.matter", "事项种类", [matter] if matter else [], kinds)
        known = _known(context, "matters", "categories")
        found += _unknown(f"{here}.category", "类别", [category] if category else [], known)
    return found


def _check_team(row: Mapping[str, Any], place: str, context: PartContext) -> list[Finding]:
    team = row.get("team")
    if not team:
        return []
    kinds = _known(context, "organisations", "kinds")
    found = _unknown(f"{place}.team", "组织种类", [team], kinds)
    if not row.get("shifts"):
        found.append(
            _fault(f"{place}.team", "visits.team_without_shifts", "写了 team，也要写 shifts")
        )
    return found


def register() -> None:
    registry.method_parts.add(PART, VisitsPart())
