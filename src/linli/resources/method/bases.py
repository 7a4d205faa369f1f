"""`[[bases]]`: kinds of training base, their themes, days and questionnaire."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from linli.kernel.method_file import NUMBERS, TABLES, WORDS, Row, Section, known
from linli.kernel.registry import Finding, PartContext
from linli.resources.method.sections import error, unknown
from linli.resources.terms.bases import BASE_ASKED, BASE_CONFIRMED, MOST_DAYS, QuestionKind

SHAPE = {
    "key": (str, True), "name": (WORDS, True), "themes": (TABLES, True), "desk": (str, True),
    "days": (NUMBERS, False), "ahead": (int, False), "asks": (int, False),
    "questions": (TABLES, False), "basis": (str, False),
}  # fmt: skip
THEME = {"key": (str, True), "name": (WORDS, True)}
QUESTION = {**THEME, "kind": (str, False), "required": (bool, False)}


def _rules(row: Row, place: str) -> Iterator[Finding]:
    days = row.get("days", [1, MOST_DAYS])
    if not (len(days) == 2 and 1 <= days[0] <= days[1] <= MOST_DAYS):
        yield error(
            f"{place}.days", "not_a_span", f"写成 [最少天数, 最多天数]，1 到 {MOST_DAYS} 天"
        )
    if not row["themes"]:
        yield error(f"{place}.themes", "no_theme", "至少写一个主题")
    for table in ("themes", "questions"):
        keys = [one["key"] for one in row.get(table, [])]
        if len(set(keys)) < len(keys):
            yield error(f"{place}.{table}", "key_twice", "key 重复了")
    kinds = [one.value for one in QuestionKind]
    for one in row.get("questions", []):
        if one.get("kind", QuestionKind.SCORE) not in kinds:
            words = f"kind 只能是：{'、'.join(kinds)}"
            yield error(f"{place}.questions[{one['key']}]", "unknown_kind", words)


def _check(
    row: Row,
    place: str,
    document: Mapping[str, Any],  # noqa: ARG001 - a shape
    context: PartContext,
) -> Iterator[Finding]:
    there = known(context, "notices", "templates")
    yield from unknown(place, "通知（notices.toml）", (BASE_ASKED, BASE_CONFIRMED), there)
    duties = known(context, "organisations", "duties")
    yield from unknown(f"{place}.desk", "职责", (row["desk"],), duties)


SECTION = Section("bases", SHAPE, {"themes": THEME, "questions": QUESTION}, _rules, _check)
SECTIONS = (SECTION,)
