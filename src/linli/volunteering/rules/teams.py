"""Kinds of teams out of the method, and how a team stands to its size rules. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from linli.kernel.language import Words
from linli.volunteering.terms.teams import Make, SizeFinding, TeamKind, TeamRule, TeamTag

Document = Mapping[str, Any]


def team_kinds(document: Document) -> dict[str, TeamKind]:
    """`[[teams]]` of the method, as checked and stored, by key."""
    return {row["key"]: _kind(row) for row in document.get("teams", ())}


def _kind(row: Mapping[str, Any]) -> TeamKind:
    size = row.get("size", (0, 0))
    return TeamKind(
        key=row["key"],
        name=Words.of(row["name"]),
        about=Words.of(row.get("about", "")),
        units=tuple(row["units"]),
        of=tuple(row.get("of", ())),
        one_each=row.get("one_each", False),
        size=(size[0], size[1]),
        tags=tuple(
            TeamTag(
                one["key"],
                Words.of(one["name"]),
                one.get("majority", False),
                one.get("least", 0),
            )
            for one in row.get("tags", ())
        ),
        leads=row.get("leads", ""),
        basis=row.get("basis", ""),
    )


def size_findings(kind: TeamKind, make: Make) -> tuple[SizeFinding, ...]:
    """Every rule of the kind as this team stands to it; a kind without rules finds only whether
    somebody leads. A majority is more than half of those who are in it; of nobody it is not met."""
    found = []
    least, most = kind.size
    if least or most:
        within = make.members >= least and (not most or make.members <= most)
        found.append(SizeFinding(TeamRule.SIZE, make.members, least, most, within))
    tagged = dict(make.tagged)
    for tag in kind.tags:
        have = tagged.get(tag.key, 0)
        if tag.majority:
            wanted = make.members // 2 + 1
            met = have >= wanted
            found.append(SizeFinding(TeamRule.MAJORITY, have, wanted, 0, met, tag.name))
        if tag.least:
            met = have >= tag.least
            found.append(SizeFinding(TeamRule.LEAST, have, tag.least, 0, met, tag.name))
    met = make.leaders >= 1
    return (*found, SizeFinding(TeamRule.LEADER, make.leaders, 1, 0, met))


def has_room(kind: TeamKind, members: int) -> bool:
    """May one more join? A team may be short of members for a while; it may not have too many."""
    return not kind.most or members < kind.most
