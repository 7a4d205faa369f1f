"""`[[elections]]` and `[[election_rules]]`: 换届, and when who is elected, with dates and basis."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from linli.deliberation.method.sections import (
    DATE,
    STRINGS,
    TABLES,
    WORDS,
    Row,
    Section,
    error,
    keys_of,
    known,
    unknown,
)  # fmt: skip
from linli.deliberation.rules.election_documents import read_share
from linli.kernel.registry import Finding, PartContext
from linli.territory.terms import Limit, Unit, UnknownLimit

NOMINATE = ("listed", "direct")
SHAPE = {
    "key": (str, True), "name": (WORDS, True), "at": (STRINGS, True), "body": (str, True),
    "rule": (str, True), "positions": (TABLES, True), "nominate": (str, False),
    "secretary": (STRINGS, False), "tags": (TABLES, False),
}  # fmt: skip
INNER = {
    "positions": {
        "key": (str, True), "name": (WORDS, True), "seats": (int, True), "head": (bool, False),
        "woman": (bool, False), "tag": (str, False), "post": (STRINGS, False),
    },
    "tags": {"key": (str, True), "name": (WORDS, True)},
}  # fmt: skip
RULE_SHAPE = {
    "key": (str, True), "name": (WORDS, True), "turnout": (str, True), "elected": (str, True),
    "rerun_turnout": (str, False), "rerun": (str, False), "basis": (str, True),
    "spare": (int, False), "women": (bool, False), "women_basis": (str, False),
    "rerun_basis": (str, False), "tie_basis": (str, False), "roll_days": (int, False),
    "roll_basis": (str, False), "result": (str, False), "handover_days": (int, False),
    "handover_basis": (str, False), "least": (int, False), "since": (DATE, False),
    "until": (DATE, False), "area": (str, False),
}  # fmt: skip


def _rules(row: Row, place: str) -> Iterator[Finding]:
    positions = row["positions"]
    keys = [one["key"] for one in positions]
    if not positions or len(set(keys)) < len(keys):
        yield error(f"{place}.positions", "positions", "至少写一个职位，每个职位的 key 只写一次")
    if any(not 0 < one["seats"] <= 100 for one in positions):
        yield error(f"{place}.positions", "seats", "seats 写 1 到 100")
    if sum(one.get("head", False) for one in positions) > 1:
        yield error(f"{place}.positions", "heads", "head（主任）只写在一个职位上")
    if sum(one.get("woman", False) for one in positions) > 1:
        yield error(f"{place}.positions", "women", "woman（妇女名额）只写在一个职位上")
    pairs = [one["post"] for one in positions if "post" in one]
    pairs += [row["secretary"]] if "secretary" in row else []
    if any(len(pair) != 2 for pair in pairs):
        yield error(place, "not_a_post", "post 和 secretary 写成 [岗位, 组织种类]")
    if row.get("nominate", "listed") not in NOMINATE:
        yield error(f"{place}.nominate", "unknown_way", f"可用：{'、'.join(NOMINATE)}")
    needs = {"secretary"} if "secretary" in row else set()
    tags = {one["key"] for one in row.get("tags", ())}
    if needs - tags:
        yield error(f"{place}.tags", "tag_missing", "写了 secretary，就要有 secretary 这个身份")
    if any(one.get("woman") for one in positions) and "women" not in tags:
        yield error(f"{place}.tags", "tag_missing", "写了妇女名额，就要有 women 这个身份")


def _check(
    row: Row, place: str, document: Mapping[str, Any], context: PartContext
) -> Iterator[Finding]:
    yield from unknown(f"{place}.body", "议事组织", [row["body"]], keys_of(document, "bodies"))
    rules = keys_of(document, "election_rules")
    yield from unknown(f"{place}.rule", "选举规则", [row["rule"]], rules)
    areas = known(context, "territory", "kinds")
    yield from unknown(f"{place}.at", "区域种类", row["at"], areas)
    empty: Row = {}
    body = next((one for one in document.get("bodies", ()) if one["key"] == row["body"]), empty)
    if body.get("age") or body.get("represents"):
        yield error(
            f"{place}.body", "asks_too_much", "换届产生的组织不写 age、represents：名单已经核对过"
        )
    tags = {one["key"] for one in body.get("tags", ())}
    for one in row["positions"]:
        if one.get("tag"):
            yield from unknown(f"{place}.positions[{one['key']}].tag", "身份", [one["tag"]], tags)
    posts = context.documents.get("organisations", {}).get("posts", ())
    there = {(post.get("title"), kind) for post in posts for kind in post.get("kinds", ())}
    pairs = [one["post"] for one in row["positions"] if "post" in one]
    for title, kind in [*pairs, *([row["secretary"]] if "secretary" in row else [])]:
        if (title, kind) not in there:
            yield error(place, "unknown_post", f"“{kind}”没有岗位“{title}”")


def _law(row: Row, place: str) -> Iterator[Finding]:
    for key in ("turnout", "elected", "rerun_turnout", "rerun"):
        try:
            read_share(row.get(key, "> 0"))
        except ValueError:
            yield error(f"{place}.{key}", "not_a_share", "写成“> 1/2”或“>= 1/3”这样")
    if row.get("women") and not row.get("women_basis"):
        yield error(f"{place}.women_basis", "basis_missing", "写了 women，就要写依据 women_basis")
    if "since" in row and "until" in row and row["until"] <= row["since"]:
        yield error(f"{place}.until", "ends_before", "until 要晚于 since")
    if "result" in row and not days_fit(row["result"]):
        yield error(f"{place}.result", "not_days", "写成“5 天”或“5 工作日”")


def days_fit(text: str) -> bool:
    """Is it a length of publicity: whole natural or working days?"""
    try:
        return Limit.parse(text).unit in (Unit.DAY, Unit.WORK_DAY)
    except UnknownLimit:
        return False


def _overlap(
    row: Row,
    place: str,
    document: Mapping[str, Any],
    context: PartContext,  # noqa: ARG001 - a shape
) -> Iterator[Finding]:
    last = "9999-12-31"
    for other in document["election_rules"]:
        same = other["key"] == row["key"] and other.get("area") == row.get("area")
        both = row.get("since", "") < other.get("until", last) and other.get("since", "") < row.get(
            "until", last
        )
        if other is not row and same and both and row.get("since", "") <= other.get("since", ""):
            yield error(place, "overlap", f"“{row['key']}”有两条同时生效，请用 since、until 分开")


SECTION = Section("elections", SHAPE, INNER, _rules, _check)
RULES = Section("election_rules", RULE_SHAPE, rules=_law, check=_overlap, unique=False)
