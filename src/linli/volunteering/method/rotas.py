"""`[[rotas]]` and `[[school_terms]]`: which shifts there are, whom they need, who makes a rota."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from linli.kernel.method_file import (
    DATE,
    NUMBERS,
    STRINGS,
    TABLES,
    TEXT,
    WORDS,
    Row,
    Section,
    known,
)
from linli.kernel.registry import Finding, PartContext
from linli.volunteering.method.sections import error, unknown
from linli.volunteering.terms.rotas import MOST_ON_ROTA, Days

SHAPE = {
    "key": (str, True), "name": (WORDS, True), "about": (TEXT, True), "managers": (STRINGS, True),
    "units": (STRINGS, True), "shifts": (TABLES, True), "roles": (TABLES, False),
    "weekly": (int, False), "rest": (int, False), "fairness": (int, False),
    "approved": (bool, False), "shown": (bool, False), "basis": (str, False),
}  # fmt: skip
SHIFT = {
    "key": (str, True), "name": (WORDS, True), "hours": (str, True), "people": (int, True),
    "days": (str, False), "weekdays": (NUMBERS, False), "weight": (int, False),
    "place": (WORDS, False), "needs": (STRINGS, False),
}  # fmt: skip
ROLE = {"key": (str, True), "name": (WORDS, True)}
TERM = {"key": (str, True), "since": (DATE, True), "until": (DATE, True)}
_HOURS = re.compile(r"([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d")
_NEED = re.compile(r"([^:]+)(?::([1-9]\d?))?")


def _rules(row: Row, place: str) -> Iterator[Finding]:
    if not 1 <= row.get("weekly", 7) <= 21:
        yield error(f"{place}.weekly", "not_a_number", "每人每周最多几班，写 1 到 21")
    if row.get("rest", 0) > 168:
        yield error(f"{place}.rest", "not_hours", "两班之间隔几小时，最多写 168")
    if row.get("fairness", 0) > 366:
        yield error(f"{place}.fairness", "not_days", "往前看几天算均匀，最多写 366")
    if not row["shifts"]:
        yield error(f"{place}.shifts", "no_shifts", "至少写一个班")
    roles = {one["key"] for one in row.get("roles", ())}
    keys: set[str] = set()
    for number, shift in enumerate(row["shifts"], start=1):
        at = f"{place}.shifts[{number}]"
        if shift["key"] in keys:
            yield error(f"{at}.key", "key_twice", f"“{shift['key']}”重复了")
        keys.add(shift["key"])
        yield from _shift(shift, at, roles)


def _shift(row: Row, place: str, roles: set[str]) -> Iterator[Finding]:
    if not _HOURS.fullmatch(row["hours"]) or row["hours"][:5] == row["hours"][6:]:
        yield error(f"{place}.hours", "not_hours", "写成 07:20-08:00；跨夜写 22:00-06:00")
    if not 1 <= row["people"] <= MOST_ON_ROTA:
        yield error(f"{place}.people", "not_people", f"一班几个人，写 1 到 {MOST_ON_ROTA}")
    if not 1 <= row.get("weight", 1) <= 9:
        yield error(f"{place}.weight", "not_a_weight", "算几班，写 1 到 9")
    if any(not 1 <= one <= 7 for one in row.get("weekdays", ())):
        yield error(f"{place}.weekdays", "not_weekdays", "写 1（周一）到 7（周日）")
    days = {one.value for one in Days}
    yield from unknown(f"{place}.days", "日子", [row["days"]] if "days" in row else [], days)
    needed = 0
    for one in row.get("needs", ()):
        found = _NEED.fullmatch(one)
        if found is None:
            yield error(f"{place}.needs", "not_a_need", "写成 角色 或 角色:人数")
            continue
        yield from unknown(f"{place}.needs", "角色", [found[1]], roles)
        needed = max(needed, int(found[2] or 1))
    if needed > row["people"]:
        yield error(f"{place}.needs", "needs_more", "要求的角色比一班的人还多")


def _check(
    row: Row, place: str, document: Mapping[str, Any], context: PartContext
) -> Iterator[Finding]:
    duties = known(context, "organisations", "duties")
    yield from unknown(f"{place}.managers", "职责", row["managers"], duties)
    kinds = known(context, "organisations", "kinds")
    yield from unknown(f"{place}.units", "组织种类", row["units"], kinds)
    schooled = any(one.get("days") == Days.SCHOOL for one in row["shifts"])
    if schooled and not document.get("school_terms"):
        yield error(place, "no_school_terms", "有上学日的班，要写 [[school_terms]] 学期的起止")


def _term(row: Row, place: str) -> Iterator[Finding]:
    if row["until"] < row["since"]:
        yield error(f"{place}.until", "not_a_span", "学期的结束早于开始")


SECTION = Section("rotas", SHAPE, {"shifts": SHIFT, "roles": ROLE}, _rules, _check)
TERMS = Section("school_terms", TERM, {}, _term)
