"""The share of messaging in a county method: `notices.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from linli.kernel.actor import Actor
from linli.kernel.registry import Finding, Folder, KeyShape, PartContext
from linli.messaging import rules
from linli.messaging.terms import CARRIERS, PART

FILE = "notices.toml"
_KEYS: dict[str, tuple[type, bool]] = {  # key -> (type, needed)
    "key": (str, True),
    "title": (str, True),
    "text": (str, True),
    "channels": (list, False),
    "digest": (bool, False),
    "urgent": (bool, False),
}


def _fault(place: str, code: str, message: str) -> Finding:
    return Finding("error", FILE, place, code, message)


class NoticesPart:
    """`[[templates]]`: key, title, text, channels (of in_app, group, sms), digest, urgent."""

    name = PART
    order = 70

    def parse(self, folder: Folder) -> tuple[dict[str, Any], list[Finding]]:
        """Shape only: unknown and missing keys and wrong types are findings. No file, no templates
        beyond the platform's own.
        """
        if FILE not in folder.files:
            return {"templates": []}, []
        try:
            raw = tomllib.loads(folder.text(FILE))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            return {"templates": []}, [_fault("", "messaging.not_toml", str(error))]
        findings = [
            _fault(name, "messaging.unknown_key", _("不认识的键 %s，请删除或改正。") % name)
            for name in raw
            if name != "templates"
        ]
        rows = raw.get("templates", [])
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            return {"templates": []}, [
                *findings,
                _fault("templates", "messaging.not_a_table", _("应写成 [[templates]]。")),
            ]
        entries = []
        for index, row in enumerate(rows, start=1):
            faults = _faults(f"templates[{index}]", row)
            findings += faults
            if not faults:
                words = {"title": {"zh": row["title"]}, "text": {"zh": row["text"]}}
                entries.append({**row, **words})
        return {"templates": entries}, findings

    def check(self, document: Mapping[str, Any], context: PartContext) -> list[Finding]:  # noqa: ARG002
        """Keys once each, channels known, a template that goes by SMS short enough."""
        findings: list[Finding] = []
        seen: set[str] = set()
        for index, row in enumerate(document.get("templates", ()), start=1):
            place = f"templates[{index}]"
            if row["key"] in seen:
                findings.append(_fault(place, "messaging.twice", _("%s 写了两次。") % row["key"]))
            seen.add(row["key"])
            if not rules.carriers_known(row.get("channels", ["in_app"])):
                message = _("channels 只能是：%s。") % "、".join(CARRIERS)
                findings.append(_fault(f"{place}.channels", "messaging.unknown_channel", message))
        return findings

    def publish(
        self, document: Mapping[str, Any], revision: str, actor: Actor, now: datetime
    ) -> None:
        """Nothing beyond the stored document."""

    def shapes(self) -> Mapping[str, Mapping[str, Mapping[str, KeyShape]]]:
        """The same table for the forms of the method desk."""
        kinds = {str: "text", bool: "flag", list: "list"}
        keys = {name: KeyShape(kinds[kind], needed) for name, (kind, needed) in _KEYS.items()}
        return {FILE: {"templates": {**keys, "text": KeyShape("long", needed=True)}}}

    def documentation(self) -> str:
        """The table of this part, for docs/methods.md."""
        lines = ["`[[templates]]`\n"]
        lines += [
            f"- `{name}` ({kind.__name__}{', needed' if needed else ''})"
            for name, (kind, needed) in _KEYS.items()
        ]
        return "\n".join(lines) + "\n"


def _faults(place: str, row: Mapping[str, Any]) -> list[Finding]:
    found = [
        _fault(
            f"{place}.{name}", "messaging.unknown_key", _("不认识的键 %s，请删除或改正。") % name
        )
        for name in row
        if name not in _KEYS
    ]
    for name, (kind, needed) in _KEYS.items():
        if name not in row:
            if needed:
                found.append(_fault(place, "messaging.key_missing", _("缺少 %s。") % name))
        elif not isinstance(row[name], kind):
            message = _("%(name)s 应为 %(type)s。") % {"name": name, "type": kind.__name__}
            found.append(_fault(f"{place}.{name}", "messaging.wrong_type", message))
    return found
