"""Counting a selection: jury and public by exact weights, ties, sudden bursts. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any
from uuid import UUID

from linli.deliberation.terms.selections import BURST_LEAST, BURST_TIMES, SelectionKind
from linli.kernel.language import Words

Document = Mapping[str, Any]
TRIM_FROM = 5


@dataclass(frozen=True, slots=True)
class Entry:
    """A nominee with what came in: how many ballots name it, and the jury's scores."""

    key: UUID
    votes: int
    scores: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Placed:
    key: UUID
    votes: int
    jury: Fraction | None
    share: Fraction | None
    total: Fraction
    place: int
    awarded: bool
    tied: bool


def mean(scores: Sequence[int], *, trimmed: bool) -> Fraction:
    """The plain mean; without one highest and one lowest where it is trimmed and there are five."""
    kept = sorted(scores)
    if trimmed and len(kept) >= TRIM_FROM:
        kept = kept[1:-1]
    return Fraction(sum(kept), len(kept)) if kept else Fraction(0)


def count(kind: SelectionKind, entries: Sequence[Entry], ballots: int) -> tuple[Placed, ...]:
    """By total, best first: jury's mean times its weight, and the share of ballots that name it (of
    a hundred) times the public's. Equal totals share a place. The last seat goes to everybody who
    has its total: nobody is left out by a hair that nobody can see."""
    totals: dict[UUID, tuple[Fraction | None, Fraction | None, Fraction]] = {}
    for one in entries:
        jury = mean(one.scores, trimmed=kind.trimmed) if kind.jury else None
        share = (Fraction(one.votes, ballots) if ballots else Fraction(0)) if kind.public else None
        total = (jury or Fraction(0)) * kind.jury + (share or Fraction(0)) * 100 * kind.public
        totals[one.key] = (jury, share, total)
    ordered = sorted((total for _, _, total in totals.values()), reverse=True)
    last = ordered[min(kind.seats, len(ordered)) - 1] if ordered else Fraction(0)
    placed = [
        Placed(
            key=one.key,
            votes=one.votes,
            jury=totals[one.key][0],
            share=totals[one.key][1],
            total=totals[one.key][2],
            place=1 + sum(total > totals[one.key][2] for total in ordered),
            awarded=totals[one.key][2] >= last,
            tied=ordered.count(totals[one.key][2]) > 1,
        )
        for one in entries
    ]
    return tuple(sorted(placed, key=lambda one: (one.place, str(one.key))))


def sudden(counts: Mapping[datetime, int]) -> frozenset[datetime]:
    """Hours with at least twenty ballots and more than four times the mean of all the others."""
    found = set()
    for hour, count_ in counts.items():
        others = [n for at, n in counts.items() if at != hour]
        usual = Fraction(sum(others), len(others)) if others else Fraction(0)
        if count_ >= BURST_LEAST and len(others) > 0 and count_ > BURST_TIMES * usual:
            found.add(hour)
    return frozenset(found)


def selection_kinds(document: Document) -> dict[str, SelectionKind]:
    """`[[selections]]` of the method, as checked and stored, by key."""
    return {row["key"]: _kind(row) for row in document.get("selections", ())}


def _kind(row: Mapping[str, Any]) -> SelectionKind:
    jury = Fraction(row.get("jury", "0"))
    return SelectionKind(
        key=row["key"],
        name=Words.of(row["name"]),
        units=tuple(row["units"]),
        nominates=tuple(row["nominates"]),
        runs=tuple(row["runs"]),
        at=tuple(row["at"]),
        jury=jury,
        public=1 - jury,
        seats=row["seats"],
        picks=row.get("picks", 1),
        publicity=row["publicity"],
        basis=row["basis"],
        award=Words.of(row["award"]),
        trimmed=row.get("trimmed", False),
    )
