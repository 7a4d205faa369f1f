"""The method's `gatherings.toml`, as checked and stored, into frozen values. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from linli.deliberation.rules.reading import read_ways
from linli.deliberation.terms.bodies import BodyKind, GatheringKind, GuideStep
from linli.deliberation.terms.votes import VoteRule, Way
from linli.kernel.language import Words

Document = Mapping[str, Any]


def vote_rules(document: Document) -> tuple[VoteRule, ...]:
    return tuple(
        VoteRule(
            key=row["key"],
            name=row["name"]["zh"],
            quorum=read_ways(row["quorum"]),
            majority=read_ways(row["majority"]),
            basis=row["basis"],
            ways=tuple(Way(one) for one in row.get("ways", ("hands",))),
            notice=row.get("notice", ""),
            proxies=row.get("proxies", 0),
            since=date.fromisoformat(row["since"]) if "since" in row else date.min,
            until=date.fromisoformat(row["until"]) if "until" in row else None,
            area=row.get("area", ""),
        )
        for row in document.get("rules", ())
    )


def body_kinds(document: Document) -> dict[str, BodyKind]:
    return {row["key"]: _body(row) for row in document.get("bodies", ())}


def _body(row: Mapping[str, Any]) -> BodyKind:
    return BodyKind(
        key=row["key"],
        name=Words.of(row["name"]),
        convenes=tuple(row["convenes"]),
        at=tuple(row.get("at", ())),
        of=tuple(row.get("of", ())),
        years=row.get("years", 0),
        size=_pair(row.get("size")),
        represents=_pair(row.get("represents")),
        shares=tuple(
            (one["tag"], Fraction(one["least"]), one.get("basis", ""))
            for one in row.get("shares", ())
        ),
        tags=tuple((one["key"], Words.of(one["name"])) for one in row.get("tags", ())),
        age=row.get("age", 0),
        public=row.get("public", False),
        about=Words.of(row.get("about", "")),
    )


def _pair(value: list[int] | None) -> tuple[int, int] | None:
    return (value[0], value[1]) if value else None


def gathering_kinds(document: Document) -> dict[str, GatheringKind]:
    return {row["key"]: _gathering(row) for row in document.get("gatherings", ())}


def _gathering(row: Mapping[str, Any]) -> GatheringKind:
    return GatheringKind(
        key=row["key"],
        name=Words.of(row["name"]),
        body=row["body"],
        rule=row["rule"],
        among=row.get("among", ""),
        every=row.get("every", ""),
        months=tuple(row.get("months", ())),
        only=tuple(row.get("only", ())),
        times=row.get("times", 1),
        since=date.fromisoformat(row["since"]) if "since" in row else None,
        covers=tuple(row.get("covers", ())),
        agenda=tuple(Words.of(one) for one in row.get("agenda", ())),
        guide=tuple(
            GuideStep(
                Words.of(one["title"]),
                Words.of(one["words"]),
                one.get("do", ""),
                one.get("basis", ""),
            )
            for one in row.get("guide", ())
        ),
        basis=row.get("basis", ""),
        needs=row.get("needs", False),
        agenda_kinds=tuple(row.get("agenda_kinds", ())),
        undertakes=tuple(row.get("undertakes", ())),
    )
