"""How residents see a pledge, and whether its days are right. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from linli.deliberation.terms.pledges import FEWEST_VOICES, PledgeKind, Said, Seen, Voices
from linli.kernel.language import Words

Document = Mapping[str, Any]


def seen(voices: Voices) -> Seen:
    """Of those who could tell (kept, partly, not): more than half of one word is the word. Below
    five who could tell nothing is said, so that no single neighbour decides it."""
    kept, not_kept = voices.of(Said.KEPT), voices.of(Said.NOT_KEPT)
    told = kept + not_kept + voices.of(Said.PARTLY)
    if told < FEWEST_VOICES:
        return Seen.FEW
    if 2 * kept > told:
        return Seen.KEPT
    return Seen.NOT_KEPT if 2 * not_kept > told else Seen.DIVIDED


def percent(part: int, whole: int) -> int | None:
    """Whole percent, half upwards; None below five voices."""
    if whole < FEWEST_VOICES:
        return None
    return int(Fraction(100 * part, whole) + Fraction(1, 2))


def days_fit(kind: PledgeKind, since: date, until: date, today: date) -> bool:
    """Both ends count; it cannot begin in the past."""
    least, most = kind.days
    return since >= today and least <= (until - since).days + 1 <= most


def pledge_kinds(document: Document) -> dict[str, PledgeKind]:
    """`[[pledges]]` of the method, as checked and stored, by key."""
    return {row["key"]: _kind(row) for row in document.get("pledges", ())}


def _kind(row: Mapping[str, Any]) -> PledgeKind:
    days = row.get("days", (1, 366))
    return PledgeKind(
        key=row["key"],
        name=Words.of(row["name"]),
        kept=Words.of(row["kept"]),
        members=tuple(row.get("members", ())),
        units=tuple(row.get("units", ())),
        writers=tuple(row.get("writers", ())),
        points=tuple(Words.of(one) for one in row.get("points", ())),
        days=(days[0], days[1]),
        asks=row.get("asks", 15),
        anonymous=row.get("anonymous", False),
        basis=row.get("basis", ""),
    )
