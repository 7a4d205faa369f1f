"""`[[lends]]`: what is lent, for how long, with what deposit, and what being late means."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from linli.kernel.method_file import NUMBERS, TEXT, WORDS, Row, Section, known
from linli.kernel.registry import Finding, PartContext
from linli.resources.method.sections import error, unknown
from linli.resources.terms.lending import LEND_DUE, LEND_LATE, LEND_READY

SHAPE = {
    "key": (str, True), "name": (WORDS, True), "days": (int, True), "books": (bool, False),
    "most": (int, False), "renewals": (int, False), "keep": (int, False), "remind": (int, False),
    "late": (NUMBERS, False), "pause": (int, False), "deposit": (int, False),
    "scheme": (str, False), "forgets": (int, False), "basis": (str, False), "about": (TEXT, False),
}  # fmt: skip
LONGEST_KEY, MOST_DAYS, MOST_AT_ONCE = 40, 366, 50


def _rules(row: Row, place: str) -> Iterator[Finding]:
    if len(row["key"]) > LONGEST_KEY:
        yield error(f"{place}.key", "key_too_long", f"key 最多 {LONGEST_KEY} 个字")
    for key, least, most in (
        ("days", 1, MOST_DAYS), ("keep", 1, 60), ("most", 1, MOST_AT_ONCE), ("forgets", 1, 3650),
    ):  # fmt: skip
        if not least <= row.get(key, least) <= most:
            yield error(f"{place}.{key}", "bad_number", f"{key} 在 {least} 到 {most} 之间")
    late = row.get("late", [])
    if late != sorted(set(late)) or 0 in late:
        yield error(f"{place}.late", "not_rising", "late 写过期后第几天提醒，从小到大，至少第 1 天")
    if row.get("remind", 0) >= row["days"]:
        yield error(f"{place}.remind", "bad_number", "remind 要比 days 小")
    if bool(row.get("deposit")) != bool(row.get("scheme")):
        yield error(f"{place}.deposit", "deposit_scheme", "deposit 和 scheme 要一起写")


def _check(
    row: Row,
    place: str,
    document: Mapping[str, Any],  # noqa: ARG001 - a shape
    context: PartContext,
) -> Iterator[Finding]:
    there = known(context, "notices", "templates")
    yield from unknown(place, "通知（notices.toml）", (LEND_READY, LEND_DUE, LEND_LATE), there)
    if row.get("scheme"):
        schemes = {
            one["key"]
            for one in context.documents.get("points", {}).get("schemes", ())
            if one.get("kind") == "deposit"
        }
        yield from unknown(f"{place}.scheme", "押分账户", (row["scheme"],), schemes)


SECTION = Section("lends", SHAPE, {}, _rules, _check)
SECTIONS = (SECTION,)
