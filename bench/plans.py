"""Query plans: printed for people, and refused where one walks through a big table."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

BIG = (
    "procedures_step", "procedures_run", "procedures_clock", "procedures_happening",
    "matters_matter", "matters_report", "matters_rating", "search_entry", "kernel_trailline",
)  # fmt: skip


def explain(sql: str, params: Any) -> tuple[str, list[str]]:
    """(the plan as text, the big tables that it walks through)."""
    from django.db import connection  # noqa: PLC0415 - after set-up

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", params)
            found = cursor.fetchone()[0]
            top = (json.loads(found) if isinstance(found, str) else found)[0]["Plan"]
            nodes = list(_nodes(top, 0))
            scanned = [
                one["Relation Name"]
                for _, one in nodes
                if one["Node Type"] in {"Seq Scan", "Parallel Seq Scan"}
                and one["Relation Name"] in BIG
            ]
            return "\n".join(_line(depth, one) for depth, one in nodes), scanned
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params)
        lines = [str(row[3]) for row in cursor.fetchall()]
        return "\n".join(lines), list(_walked(lines, limited="LIMIT" in sql))


def _nodes(node: dict[str, Any], depth: int) -> Iterator[tuple[int, dict[str, Any]]]:
    yield depth, node
    for below in node.get("Plans", ()):
        yield from _nodes(below, depth + 1)


def _line(depth: int, node: dict[str, Any]) -> str:
    told = [node["Node Type"], node.get("Relation Name", ""), node.get("Index Name", "")]
    return "  " * depth + " ".join(one for one in told if one) + f" (rows {node['Plan Rows']})"


def _walked(lines: Sequence[str], *, limited: bool) -> Iterator[str]:
    """`SCAN t` reads all of t; along an index it is right only for the first few of an order."""
    for line in lines:
        scan = re.match(r"SCAN (\w+)( USING .*INDEX)?", line)
        if scan and scan[1] in BIG and not (scan[2] and limited):
            yield scan[1]


def check(seen: Sequence[tuple[str, Any]], *, small: bool) -> tuple[str, list[str]]:
    """Plans of all reads among the statements, as one text, and the big tables walked through.
    `small`: on few rows PostgreSQL rightly walks; then it is asked what it could do instead.
    """
    from django.db import connection  # noqa: PLC0415 - after set-up

    postgres = connection.vendor == "postgresql"
    texts, faults = [], []
    if small and postgres:
        with connection.cursor() as cursor:
            cursor.execute("SET enable_seqscan = off")
    for sql, params in seen:
        if not sql.startswith("SELECT"):
            continue
        plan, walked = explain(sql, params)
        texts.append(f"{sql}\n{plan}\n")
        faults += walked
    if small and postgres:
        with connection.cursor() as cursor:
            cursor.execute("RESET enable_seqscan")
    return "\n".join(texts), faults
