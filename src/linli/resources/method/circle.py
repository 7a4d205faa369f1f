"""`[[circles]]`: what has to be within a quarter of an hour on foot, and how that is reckoned."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from linli.kernel.method_file import (
    DECIMAL,
    STRINGS,
    TABLES,
    WORDS,
    Row,
    Section,
    keys_of,
    known,
)
from linli.kernel.registry import Finding, PartContext
from linli.resources.method.sections import error, unknown

SHAPE = {
    "key": (str, True), "name": (WORDS, True), "services": (TABLES, True),
    "homes": (STRINGS, True), "areas": (STRINGS, False), "minutes": (int, False),
    "speed": (int, False), "detour": (DECIMAL, False), "target": (int, False),
    "basis": (str, False),
}  # fmt: skip
SERVICE = {
    "key": (str, True), "name": (WORDS, True), "kinds": (STRINGS, False),
    "offers": (STRINGS, False),
}  # fmt: skip


def _rules(row: Row, place: str) -> Iterator[Finding]:
    if not row["services"]:
        yield error(f"{place}.services", "no_services", "至少写一项服务")
    keys = [one.get("key") for one in row["services"]]
    for index, one in enumerate(row["services"], start=1):
        if one.get("key") in keys[: index - 1]:
            yield error(f"{place}.services[{index}]", "key_twice", f"“{one['key']}”重复了")
        if not one.get("kinds") and not one.get("offers"):
            yield error(f"{place}.services[{index}]", "nothing_reached", "写 kinds 或 offers")
    if not row["homes"]:
        yield error(f"{place}.homes", "no_homes", "写哪几种区域的位置代表住户")
    for key, least, most in (("minutes", 1, 120), ("speed", 20, 150), ("target", 0, 100)):
        if key in row and not least <= row[key] <= most:
            yield error(f"{place}.{key}", "out_of_range", f"写 {least} 到 {most}")
    if "detour" in row and not 1 <= Decimal(row["detour"]) <= 3:
        yield error(f"{place}.detour", "out_of_range", "绕行系数写 1 到 3")


def _check(
    row: Row, place: str, document: Mapping[str, Any], context: PartContext
) -> Iterator[Finding]:
    kinds, offered = keys_of(document, "kinds"), keys_of(document, "services")
    for one in row["services"]:
        yield from unknown(f"{place}.services", "场所种类", one.get("kinds", []), kinds)
        yield from unknown(f"{place}.services", "服务", one.get("offers", []), offered)
    areas = known(context, "territory", "kinds")
    yield from unknown(f"{place}.homes", "区域种类", row["homes"], areas)


SECTION = Section("circles", SHAPE, {"services": SERVICE}, _rules, _check)
