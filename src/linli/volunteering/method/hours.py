"""`[[hours]]`: how hours of service are counted, proved and shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from linli.kernel.method_file import STRINGS, WORDS, Row, Section, known
from linli.kernel.registry import Finding, PartContext
from linli.volunteering.method.sections import error, unknown
from linli.volunteering.terms import MOST_MINUTES

SHAPE = {
    "key": (str, True), "name": (WORDS, True), "scheme": (str, False), "units": (STRINGS, True),
    "claim_days": (int, False), "helped_most": (int, False), "publicity": (str, False),
    "basis": (str, False),
}  # fmt: skip


def _rules(row: Row, place: str) -> Iterator[Finding]:
    if not 1 <= row.get("claim_days", 30) <= 366:
        yield error(f"{place}.claim_days", "not_days", "写 1 到 366 天")
    if row.get("helped_most", 240) > MOST_MINUTES:
        yield error(f"{place}.helped_most", "not_minutes", f"写 0 到 {MOST_MINUTES} 分钟")


def _check(
    row: Row, place: str, document: Mapping[str, Any], context: PartContext
) -> Iterator[Finding]:
    if len(document.get("hours", ())) > 1:
        yield error(place, "one_way_of_counting", "一个县只写一种记时长的办法")
    kinds = known(context, "organisations", "kinds")
    yield from unknown(f"{place}.units", "组织种类", row["units"], kinds)
    schemes = context.documents.get("points", {}).get("schemes", ())
    minutes = {one["key"] for one in schemes if one.get("kind") == "minutes"}
    wanted = [row["scheme"]] if "scheme" in row else []
    yield from unknown(f"{place}.scheme", "以分钟计的积分账户", wanted, minutes)
    for one in schemes:
        if one["key"] in minutes and one["key"] in wanted:
            yield from _no_trade(one, f"{place}.scheme")


def _no_trade(scheme: Mapping[str, Any], place: str) -> Iterator[Finding]:
    """Hours are never traded: no price in money, gifts to family alone."""
    if scheme.get("points") or scheme.get("yuan"):
        yield error(
            place, "hours_have_a_price", "志愿时间不能折算成钱，请去掉账户的 points 和 yuan"
        )
    if scheme.get("gifts", "family") != "family":
        yield error(place, "hours_for_anybody", "志愿时间只能赠予家人，gifts 写 family")


SECTION = Section("hours", SHAPE, {}, _rules, _check)
