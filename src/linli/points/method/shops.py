"""`[[shops]]`: what points and hours buy, within which limits, and who runs it. The shop itself is
of the context of resources, which reads this table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from linli.kernel.method_file import STRINGS, TEXT, WORDS, Row, Section, known
from linli.kernel.registry import Finding, PartContext
from linli.points.method.sections import error, unknown

SHAPE = {
    "key": (str, True), "name": (WORDS, True), "scheme": (str, True), "hours": (str, False),
    "money": (str, False), "keep_days": (int, False), "remind_days": (int, False),
    "orders_a_month": (int, False), "spent_a_month": (int, False), "merchants": (STRINGS, False),
    "office": (STRINGS, False), "runs": (STRINGS, True), "signs": (STRINGS, False),
    "about": (TEXT, False),
}  # fmt: skip

KINDS = {"scheme": "points", "hours": "minutes", "money": "money"}


def _rules(row: Row, place: str) -> Iterator[Finding]:
    keep = row.get("keep_days", 7)
    if not 1 <= keep <= 90:
        yield error(f"{place}.keep_days", "bad_days", "保留天数写 1 到 90")
    if row.get("remind_days", 0) >= keep and "remind_days" in row:
        yield error(f"{place}.remind_days", "bad_days", "提醒要在保留期之内：少于 keep_days")
    if not row.get("merchants") and not row.get("office"):
        yield error(
            place, "nobody_offers", "merchants（商户）和 office（自办）的组织种类至少写一个"
        )
    if row.get("money") and not row.get("signs"):
        yield error(place, "nobody_signs", "有结算（money）就要写谁签认（signs）")
    if row.get("money") and not row.get("merchants"):
        yield error(place, "no_merchants", "有结算（money）就要写和谁结算（merchants：组织种类）")


def _check(
    row: Row, place: str, document: Mapping[str, Any], context: PartContext
) -> Iterator[Finding]:
    schemes = {one["key"]: one.get("kind") for one in document.get("schemes", ()) if "key" in one}
    for key, kind in KINDS.items():
        name = row.get(key)
        if not name:
            continue
        fitting = {scheme for scheme, what in schemes.items() if what == kind}
        yield from unknown(f"{place}.{key}", f" {kind} 类的账户", [name], fitting)
    worth = {
        one["key"]: one.get("points", 0) for one in document.get("schemes", ()) if "key" in one
    }
    if row["scheme"] in worth and not worth[row["scheme"]]:
        yield error(
            f"{place}.scheme", "worth_nothing", "这种积分没有写折算（points 和 fen），不能定价"
        )
    duties = known(context, "organisations", "duties")
    for key in ("runs", "signs"):
        yield from unknown(f"{place}.{key}", "职责", row.get(key, []), duties)
    kinds = known(context, "organisations", "kinds")
    for key in ("merchants", "office"):
        yield from unknown(f"{place}.{key}", "组织种类", row.get(key, []), kinds)


SECTION = Section("shops", SHAPE, {}, _rules, _check)
