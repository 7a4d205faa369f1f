"""`[[schemes]]`: the ledgers of a county, and `[[deeds]]`: what earns in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from linli.kernel.method_file import (
    DECIMAL,
    STRINGS,
    TABLES,
    TEXT,
    WORDS,
    Row,
    Section,
    keys_of,
)
from linli.kernel.registry import Finding, PartContext
from linli.points.method.sections import error, unknown
from linli.points.terms import Per, SchemeKind

HOLDERS = ("person", "organisation")
LIMIT = {"per": (str, True), "most": (int, True)}
SCHEMES_SHAPE = {
    "key": (str, True), "name": (WORDS, True), "kind": (str, True), "unit": (WORDS, True),
    "who": (STRINGS, False), "points": (int, False), "yuan": (DECIMAL, False),
    "months": (int, False), "year_end": (bool, False), "spend_from": (int, False),
    "most": (int, False), "step": (int, False), "gifts": (str, False), "opening": (int, False),
    "may_owe": (int, False), "appeal_days": (int, False), "about": (TEXT, False),
    "limits": (TABLES, False),
}  # fmt: skip
DEEDS_SHAPE = {
    "key": (str, True), "name": (WORDS, True), "scheme": (str, True), "points": (int, False),
    "minus": (int, False), "who": (str, False), "claim": (bool, False), "basis": (str, False),
    "about": (TEXT, False), "limits": (TABLES, False),
}  # fmt: skip


def _limits(row: Row, place: str) -> Iterator[Finding]:
    spans = {one.value for one in Per}
    for one in row.get("limits", ()):
        yield from unknown(f"{place}.limits", "期间", [one.get("per", "")], spans)
        if not one.get("most"):
            yield error(f"{place}.limits", "no_limit", "most 要大于 0")


def _scheme(row: Row, place: str) -> Iterator[Finding]:
    yield from unknown(f"{place}.kind", "种类", [row["kind"]], {one.value for one in SchemeKind})
    yield from unknown(f"{place}.who", "对象", row.get("who", []), set(HOLDERS))
    yield from _limits(row, place)
    if ("points" in row) != ("yuan" in row):
        yield error(place, "half_a_rate", "points 和 yuan 要一起写：多少分值多少元")
    elif "points" in row and not row["points"]:
        yield error(f"{place}.points", "half_a_rate", "points 要大于 0")
    if row["kind"] != SchemeKind.POINTS and "yuan" in row:
        yield error(place, "traded", "只有积分（points）能折算成钱；志愿时间不得买卖、不得折算")
    if row.get("gifts", "family") != "family":
        yield error(
            f"{place}.gifts", "bad_value", "gifts 只能写 family（家人），不写就不能转给别人"
        )
    if row["kind"] == SchemeKind.MONEY and "gifts" in row:
        yield error(f"{place}.gifts", "traded", "结算款不能赠予")
    if row.get("months") and row.get("year_end"):
        yield error(place, "two_expiries", "months 和 year_end 只写一个")
    if row.get("may_owe") and row.get("who") != ["organisation"]:
        yield error(
            f"{place}.may_owe", "person_owes", '只有单位的账户可以为负，who 要写 ["organisation"]'
        )
    if row.get("step", 1) < 1:
        yield error(f"{place}.step", "bad_value", "step 至少为 1")


def _deed(row: Row, place: str) -> Iterator[Finding]:
    who = row.get("who", "person")
    yield from unknown(f"{place}.who", "对象", [who], set(HOLDERS))
    yield from _limits(row, place)
    if bool(row.get("points")) == bool(row.get("minus")):
        yield error(place, "worth_nothing", "points（得分）和 minus（扣分）写一个，要大于 0")
    if row.get("minus") and who == "person":
        yield error(f"{place}.minus", "person_loses", "居民只得分、不扣分；minus 只用于单位")
    if row.get("claim") and who != "person":
        yield error(f"{place}.claim", "unit_claims", "只有居民自己申请，单位的分由办事流程来记")


def _deed_names(
    row: Row,
    place: str,
    document: Mapping[str, Any],
    context: PartContext,  # noqa: ARG001 - a shape
) -> Iterator[Finding]:
    schemes = {one["key"]: one for one in document.get("schemes", ()) if "key" in one}
    yield from unknown(f"{place}.scheme", "积分账户", [row["scheme"]], keys_of(document, "schemes"))
    ledger = schemes.get(row["scheme"])
    if ledger is None:
        return
    who = row.get("who", "person")
    if who not in ledger.get("who", ["person"]):
        yield error(f"{place}.who", "not_admitted", f"“{row['scheme']}”不给这类对象开户")
    if 0 < row.get("points", 0) < ledger.get("step", 1):
        yield error(f"{place}.points", "less_than_step", "得分不足一份（step），记不进账")
    if ledger["kind"] == SchemeKind.MONEY:
        yield error(f"{place}.scheme", "money_is_paid", "结算款由结算产生，不能是积分项目")


SCHEMES = Section("schemes", SCHEMES_SHAPE, {"limits": LIMIT}, _scheme)
DEEDS = Section("deeds", DEEDS_SHAPE, {"limits": LIMIT}, _deed, _deed_names)
