"""`[[kinds]]`, `[[services]]`, `[[uses]]` and `[[lists]]`: what places there are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from linli.kernel.method_file import (
    NUMBERS,
    STRINGS,
    TABLES,
    TEXT,
    WORDS,
    Row,
    Section,
    keys_of,
    known,
)
from linli.kernel.registry import Finding, PartContext
from linli.resources.method.sections import error, unknown
from linli.resources.terms.bookings import ROOM_BOOKED, ROOM_OFF
from linli.resources.terms.places import QUARTER, Booking
from linli.resources.terms.sittings import SITTING_CLOSED, SITTING_PLACE

KIND = {
    "key": (str, True), "name": (WORDS, True), "about": (TEXT, False),
    "services": (STRINGS, False), "least_services": (int, False), "uses": (STRINGS, False),
    "lists": (STRINGS, False), "booking": (str, False), "minutes": (NUMBERS, False),
    "ahead": (int, False), "most": (int, False), "meals": (bool, False),
    "sittings": (bool, False), "forgets": (int, False), "basis": (str, False),
}  # fmt: skip
NAMED = {"key": (str, True), "name": (WORDS, True)}
LIST = {
    "key": (str, True), "name": (WORDS, True), "number": (int, True), "items": (TABLES, False),
    "basis": (str, False),
}  # fmt: skip
ITEM = {"key": (str, True), "name": (WORDS, True), "look": (TEXT, False)}
LONGEST_KEY, MOST_AHEAD, MOST_KEPT = 40, 366, 3650


def _key(row: Row, place: str) -> Iterator[Finding]:
    if len(row["key"]) > LONGEST_KEY:
        yield error(f"{place}.key", "key_too_long", f"“{row['key']}”太长，最多 {LONGEST_KEY} 个字")


def _kind(row: Row, place: str) -> Iterator[Finding]:
    yield from _key(row, place)
    ways = [one.value for one in Booking]
    if row.get("booking", Booking.OFFICE) not in ways:
        yield error(f"{place}.booking", "unknown_booking", f"booking 只能是：{'、'.join(ways)}")
    span = row.get("minutes")
    if span is not None and not (
        len(span) == 2 and QUARTER <= span[0] <= span[1] and not any(one % QUARTER for one in span)
    ):
        words = "写成 [最短分钟, 最长分钟]，都是 15 的倍数"
        yield error(f"{place}.minutes", "not_quarters", words)
    if not 1 <= row.get("ahead", 30) <= MOST_AHEAD:
        yield error(f"{place}.ahead", "bad_days", f"ahead 在 1 到 {MOST_AHEAD} 天之间")
    if not 1 <= row.get("forgets", 1) <= MOST_KEPT:
        yield error(f"{place}.forgets", "bad_number", f"forgets 在 1 到 {MOST_KEPT} 之间")
    if "forgets" in row and not row.get("sittings"):
        yield error(f"{place}.forgets", "no_sittings", "forgets 只和 sittings = true 一起写")


def _kind_names(
    row: Row,
    place: str,
    document: Mapping[str, Any],
    context: PartContext,
) -> Iterator[Finding]:
    if row.get("sittings"):
        there = known(context, "notices", "templates")
        needed = (SITTING_PLACE, SITTING_CLOSED)
        yield from unknown(f"{place}.sittings", "通知（notices.toml）", needed, there)
    for key, what in (("services", "服务"), ("uses", "用途"), ("lists", "验收清单")):
        yield from unknown(f"{place}.{key}", what, row.get(key, []), keys_of(document, key))
    if row.get("booking") in {Booking.FREE, Booking.ASKED}:
        there = known(context, "notices", "templates")
        yield from unknown(place, "通知（notices.toml）", (ROOM_BOOKED, ROOM_OFF), there)


def _list(row: Row, place: str) -> Iterator[Finding]:
    yield from _key(row, place)
    items = row.get("items", [])
    if items and len(items) != row["number"]:
        words = f"number 是 {row['number']}，items 有 {len(items)} 项；还没定就先不写 items"
        yield error(f"{place}.items", "wrong_number", words)
    keys = [one["key"] for one in items]
    if len(set(keys)) != len(keys):
        yield error(f"{place}.items", "key_twice", "items 里有重复的 key")


SECTIONS = (
    Section("kinds", KIND, {}, _kind, _kind_names),
    Section("services", NAMED, {}, _key),
    Section("uses", NAMED, {}, _key),
    Section("lists", LIST, {"items": ITEM}, _list),
)
