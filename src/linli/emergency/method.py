"""Our share of a method: `emergency.toml`, which may be missing."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from linli.emergency.rules import hours
from linli.emergency.terms import PART, VERSION
from linli.kernel.actor import Actor
from linli.kernel.language import Words
from linli.kernel.registry import Finding, Folder, PartContext
from linli.kernel.versions import bump

FILE = "emergency.toml"
_STRINGS, _WORDS = "strings", "words"
# section -> key -> (what it is, must it be there); "words" is shown to people in both languages
SCHEMA: dict[str, dict[str, tuple[Any, bool]]] = {
    "plans": {
        "key": (str, True), "name": (_WORDS, True), "over": (_STRINGS, True),
        "openers": (_STRINGS, True), "days": (int, False), "banner": (_WORDS, False),
        "award": (_WORDS, False), "award_at": (str, False),
    },
    "sinks": {
        "plan": (str, True), "from": (_STRINGS, True), "duty": (str, True), "each": (int, False),
    },
    "shifts": {
        "plan": (str, True), "key": (str, True), "name": (_WORDS, True), "hours": (str, True),
        "duties": (_STRINGS, True), "people": (int, False), "days": (int, False),
    },
    "calls": {"plan": (str, True), "name": (_WORDS, True), "number": (str, True)},
    "needs": {"plan": (str, True), "key": (str, True), "name": (_WORDS, True)},
    "criteria": {"plan": (str, True), "key": (str, True), "name": (_WORDS, True)},
}  # fmt: skip
MOST = 100  # people, days


def _error(place: str, code: str, message: str) -> Finding:
    return Finding("error", FILE, place, f"emergency.{code}", message)


def _fits(value: Any, wanted: Any) -> bool:
    if wanted == _STRINGS:
        return isinstance(value, list) and bool(value) and all(isinstance(v, str) for v in value)
    if wanted is int:
        return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= MOST
    return isinstance(value, str) and 0 < len(value) <= 200


def _row(section: str, index: int, raw: Any) -> tuple[dict[str, Any], list[Finding]]:
    shape = SCHEMA[section]
    if not isinstance(raw, dict):
        return {}, [_error(f"{section}[{index}]", "not_a_table", f"应写成 [[{section}]]")]
    place = f"{section}[{raw.get('key') or index}]"
    found: list[Finding] = []
    row: dict[str, Any] = {}
    for key, value in raw.items():
        if key not in shape:
            known = "、".join(shape)
            found.append(_error(place, "unknown_key", f"不认识“{key}”，可用：{known}"))
        elif not _fits(value, shape[key][0]):
            found.append(_error(f"{place}.{key}", "bad_value", f"“{key}”的值写得不对：{value!r}"))
        else:
            row[key] = Words(value).to_json() if shape[key][0] == _WORDS else value
    for key, (_, must) in shape.items():
        if must and key not in raw:
            found.append(_error(place, "missing_key", f"缺少“{key}”"))
    return row, found


class EmergencyPart:
    """Plans: who is sent where, shifts, numbers to call, needs at a door, criteria of an estate."""

    name = PART
    order = 70
    files = (FILE,)

    def documentation(self) -> str:
        """Every table and key, for docs/methods.md."""
        return (Path(__file__).parent / "emergency_file.md").read_text(encoding="utf-8").rstrip()

    def parse(self, folder: Folder) -> tuple[dict[str, Any], list[Finding]]:
        """The document, each section a list of tables; all empty where the county has no plans."""
        document: dict[str, Any] = {section: [] for section in SCHEMA}
        if FILE not in folder.files:
            return document, []
        try:
            raw = tomllib.loads(folder.text(FILE))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            return document, [_error("", "not_toml", f"不是正确的 TOML：{error}")]
        found: list[Finding] = []
        for section, rows in raw.items():
            if section not in SCHEMA or not isinstance(rows, list):
                known = "、".join(SCHEMA)
                found.append(
                    _error(section, "unknown_section", f"不认识“{section}”，可用：{known}")
                )
                continue
            for index, entry in enumerate(rows, start=1):
                row, faults = _row(section, index, entry)
                found += faults
                document[section].append(row)
        return document, found

    def check(self, document: Mapping[str, Any], context: PartContext) -> list[Finding]:
        """Do all names lead somewhere? Call only with a document parsed without errors."""
        organisations = context.documents.get("organisations", {})
        duties = {row["key"]: row for row in organisations.get("duties", ())}
        posts = {key for row in organisations.get("posts", ()) for key in row["duties"]}
        kinds = {row["key"] for row in context.documents.get("territory", {}).get("kinds", ())}
        return [
            *_twice(document),
            *_check_plans(document, set(duties), kinds),
            *_check_people(document, duties, posts),
        ]

    def publish(
        self,
        document: Mapping[str, Any],  # noqa: ARG002 - a part's shape
        revision: str,  # noqa: ARG002
        actor: Actor,  # noqa: ARG002
        now: datetime,  # noqa: ARG002
    ) -> None:
        """Nothing beyond the stored document; what pages keep of it is read anew."""
        bump(VERSION)


def _twice(document: Mapping[str, Any]) -> Iterator[Finding]:
    plans = {row["key"] for row in document["plans"]}
    for section, rows in document.items():
        seen: set[tuple[str, str]] = set()
        for row in rows:
            mark = (row.get("plan", ""), row.get("key", ""))
            if mark[1] and mark in seen:
                yield _error(f"{section}[{mark[1]}]", "key_twice", "重复的 key")
            seen.add(mark)
            if section != "plans" and row["plan"] not in plans:
                yield _error(f"{section}.plan", "unknown_name", f"没有叫“{row['plan']}”的预案")


def _check_plans(
    document: Mapping[str, Any], duties: set[str], kinds: set[str]
) -> Iterator[Finding]:
    for row in document["plans"]:
        place = f"plans[{row['key']}]"
        for kind in (*row["over"], *filter(None, [row.get("award_at")])):
            if kinds and kind not in kinds:
                yield _error(f"{place}.over", "unknown_name", f"没有叫“{kind}”的区域种类")
        for key in row["openers"]:
            if key not in duties:
                yield _error(f"{place}.openers", "unknown_name", f"没有叫“{key}”的职责")


def _check_people(
    document: Mapping[str, Any], duties: Mapping[str, Any], posts: set[str]
) -> Iterator[Finding]:
    for index, row in enumerate(document["sinks"], start=1):
        place = f"sinks[{index}]"
        for key in (*row["from"], row["duty"]):
            if key not in duties:
                yield _error(place, "unknown_name", f"没有叫“{key}”的职责")
        if row["duty"] in duties and row["duty"] not in posts:
            yield _error(f"{place}.duty", "no_post", f"没有岗位承担“{row['duty']}”")
        if duties.get(row["duty"], {}).get("administrator"):
            yield _error(f"{place}.duty", "administrator", "管理员的职责不能临时交给别人")
    for row in document["shifts"]:
        place = f"shifts[{row['key']}]"
        try:
            hours(row["hours"])
        except ValueError:
            yield _error(f"{place}.hours", "bad_hours", "hours 写成 08:00-20:00")
        for key in row["duties"]:
            if key not in duties:
                yield _error(f"{place}.duties", "unknown_name", f"没有叫“{key}”的职责")
