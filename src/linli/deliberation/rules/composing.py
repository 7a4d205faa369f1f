"""Who may be in a body, and what its composition lacks. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from linli.deliberation.terms.bodies import BodyKind


@dataclass(frozen=True, slots=True)
class Lack:
    """`what`: `few`, `many`, `share` (of members with `tag`), `represents`; with its figures."""

    what: str
    have: int
    need: int
    tag: str = ""
    basis: str = ""


def lacks(kind: BodyKind, members: Sequence[tuple[frozenset[str], int]]) -> tuple[Lack, ...]:
    """What is missing, given each voting member's tags and households. A share is of all members;
    nothing is a share of nobody."""
    found: list[Lack] = []
    total = len(members)
    if kind.size and total < kind.size[0]:
        found.append(Lack("few", total, kind.size[0]))
    if kind.size and total > kind.size[1]:
        found.append(Lack("many", total, kind.size[1]))
    for tag, least, basis in kind.shares:
        having = sum(tag in tags for tags, _ in members)
        if having < least * total:
            found.append(Lack("share", having, _ceil(least * total), tag, basis))
    if kind.represents:
        low, high = kind.represents
        outside = sum(1 for _, households in members if not low <= households <= high)
        if outside:
            found.append(Lack("represents", outside, 0))
    return tuple(found)


def _ceil(value: Fraction) -> int:
    return -(-value.numerator // value.denominator)
