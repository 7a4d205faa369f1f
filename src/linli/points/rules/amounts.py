"""How much, until when, and out of what: the arithmetic of a ledger. Amounts are whole numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from linli.points.terms import NotWorthMoney, Per, Scheme


def stepped(amount: int, scheme: Scheme) -> int:
    """The whole multiple of the scheme's step, rounded down: 50 minutes at a step of 30 are 30."""
    return amount - amount % scheme.step


def room(scheme: Scheme, balance: int) -> int | None:
    """How much more one may have; None where nothing limits it."""
    return max(scheme.most - balance, 0) if scheme.most else None


def price(scheme: Scheme, fen: int) -> int:
    """What goods worth `fen` cost in this scheme, rounded up to a whole step. At “10 points = 5
    yuan”, goods worth 5 yuan cost 10 points. Refuses `NotWorthMoney`."""
    worth = scheme.worth
    if worth is None or worth <= 0:
        raise NotWorthMoney(scheme=str(scheme.name))
    exact = fen / worth
    points = -(-exact.numerator // exact.denominator)
    return -(-points // scheme.step) * scheme.step


def worth(scheme: Scheme, amount: int) -> int:
    """Fen for so many points, rounded down; 0 where they are worth no money."""
    return int(scheme.worth * amount) if scheme.worth is not None else 0


def expires_on(scheme: Scheme, earned: date) -> date | None:
    """The first day on which what was earned that day is no longer there: the first of a month, or
    of the next year. None if it stays."""
    if scheme.year_end:
        return date(earned.year + 1, 1, 1)
    if not scheme.months:
        return None
    months = earned.year * 12 + earned.month + scheme.months  # the month after the last one
    return date(months // 12, months % 12 + 1, 1)


def span_start(per: Per, day: date) -> date | None:
    """The first day of the span in which `day` lies; None for ever."""
    if per is Per.WEEK:
        return day - timedelta(days=day.weekday())
    if per is Per.MONTH:
        return day.replace(day=1)
    if per is Per.YEAR:
        return day.replace(month=1, day=1)
    return day if per is Per.DAY else None


@dataclass(frozen=True, slots=True)
class Part:
    """What is left of one earning, and when it expires."""

    lot_id: UUID
    left: int
    expires_on: date


def drawn(parts: Sequence[Part], amount: int) -> tuple[tuple[UUID, int], ...]:
    """(lot, how much) for so much, what expires first goes first. `ValueError` if there is not so
    much: the account and its lots differ, which is a bug."""
    taken: list[tuple[UUID, int]] = []
    wanted = amount
    for one in sorted(parts, key=lambda part: (part.expires_on, part.lot_id)):
        if not wanted:
            break
        piece = min(one.left, wanted)
        if piece:
            taken.append((one.lot_id, piece))
            wanted -= piece
    if wanted:
        raise ValueError(f"lots lack {wanted} of {amount}")
    return tuple(taken)


def expiring(parts: Iterable[Part], today: date, free: int) -> Iterator[tuple[UUID, int]]:
    """(lot, how much) that is over today: never what is held, which expires when it is let go."""
    for one in sorted(parts, key=lambda part: (part.expires_on, part.lot_id)):
        piece = min(one.left, free)
        if one.expires_on > today or not piece:
            return
        yield one.lot_id, piece
        free -= piece
