"""`[[elections]]`, `[[election_rules]]` and `[[disclosures]]`, as checked and stored, into frozen
values. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from linli.deliberation.terms.disclosures import DisclosureKind, Rhythm
from linli.deliberation.terms.elections import ElectionKind, ElectionRule, Position, Share
from linli.deliberation.terms.votes import Bound
from linli.kernel.language import Words

Document = Mapping[str, Any]
_SHARE = re.compile(r"(>=|>)\s*([0-9]+(?:/[0-9]+)?)")
_BOUNDS = {">": Bound.MORE_THAN, ">=": Bound.AT_LEAST}


def read_share(text: str) -> Share:
    """`> 1/2` or `>= 1/3`. Refuses (`ValueError`) anything else, and shares beyond 0 to 1."""
    found = _SHARE.fullmatch(text.strip())
    try:
        share = Fraction(found[2]) if found else Fraction(-1)
    except ZeroDivisionError:
        share = Fraction(-1)
    if found is None or not 0 <= share <= 1:
        raise ValueError(text)
    return Share(_BOUNDS[found[1]], share)


def election_kinds(document: Document) -> dict[str, ElectionKind]:
    return {row["key"]: _kind(row) for row in document.get("elections", ())}


def _kind(row: Mapping[str, Any]) -> ElectionKind:
    return ElectionKind(
        key=row["key"],
        name=Words.of(row["name"]),
        at=tuple(row["at"]),
        body=row["body"],
        rule=row["rule"],
        positions=tuple(_position(one) for one in row["positions"]),
        nominate=row.get("nominate", "listed"),
        secretary=_pair(row.get("secretary", ())),
        tags=tuple((one["key"], Words.of(one["name"])) for one in row.get("tags", ())),
    )


def _position(row: Mapping[str, Any]) -> Position:
    return Position(
        key=row["key"],
        name=Words.of(row["name"]),
        seats=row["seats"],
        head=row.get("head", False),
        woman=row.get("woman", False),
        tag=row.get("tag", ""),
        post=_pair(row.get("post", ())),
    )


def _pair(value: Iterable[str]) -> tuple[str, str]:
    found = (*value, "", "")
    return found[0], found[1]


def election_rules(document: Document) -> tuple[ElectionRule, ...]:
    return tuple(election_rule(row) for row in document.get("election_rules", ()))


def election_rule(row: Mapping[str, Any]) -> ElectionRule:
    """One rule, from the document or as a poll keeps it."""
    elected, turnout = row["elected"], row["turnout"]
    return ElectionRule(
        key=row["key"],
        name=row["name"]["zh"],
        turnout=read_share(turnout),
        elected=read_share(elected),
        rerun_turnout=read_share(row.get("rerun_turnout", turnout)),
        rerun=read_share(row.get("rerun", elected)),
        basis=row["basis"],
        spare=row.get("spare", 1),
        women=row.get("women", False),
        women_basis=row.get("women_basis", ""),
        rerun_basis=row.get("rerun_basis", row["basis"]),
        tie_basis=row.get("tie_basis", row["basis"]),
        roll_days=row.get("roll_days", 0),
        roll_basis=row.get("roll_basis", row["basis"]),
        result=row.get("result", ""),
        handover_days=row.get("handover_days", 0),
        handover_basis=row.get("handover_basis", row["basis"]),
        least=row.get("least", 1),
        since=date.fromisoformat(row["since"]) if "since" in row else date.min,
        until=date.fromisoformat(row["until"]) if "until" in row else None,
        area=row.get("area", ""),
    )


def disclosure_kinds(document: Document) -> dict[str, DisclosureKind]:
    return {row["key"]: _disclosure(row) for row in document.get("disclosures", ())}


def _disclosure(row: Mapping[str, Any]) -> DisclosureKind:
    return DisclosureKind(
        key=row["key"],
        name=Words.of(row["name"]),
        at=tuple(row["at"]),
        every=Rhythm(row["every"]),
        what=Words.of(row["what"]),
        basis=row["basis"],
        duty=row.get("duty", ""),
        length=row.get("length", "7 天"),
        remind=row.get("remind", 7),
        since=date.fromisoformat(row["since"]),
    )
