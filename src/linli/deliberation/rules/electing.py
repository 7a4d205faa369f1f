"""Who is elected. Pure: what each candidate got, how many seats, and the rule.

Organic Law of Villagers' Committees, article 15: more than half of the registered take part, and a
candidate needs more than half of the votes cast; if too few are elected, another round is held, in
which whoever has most is elected, with at least a third of the votes cast.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from linli.deliberation.terms.votes import Bound


@dataclass(frozen=True, slots=True)
class Threshold:
    """A share of the ballots cast."""

    bound: Bound
    share: Fraction

    def met(self, votes: int, cast: int) -> bool:
        edge = self.share * cast
        return cast > 0 and (votes > edge if self.bound is Bound.MORE_THAN else votes >= edge)


@dataclass(frozen=True, slots=True)
class Elected:
    """`winners` by votes; `tied` share the last seats, of which `open_seats` are left and which
    another ballot among them decides; without a tie `open_seats` need another round."""

    winners: tuple[str, ...]
    tied: tuple[str, ...]
    open_seats: int


def elect(votes: Mapping[str, int], *, seats: int, cast: int, threshold: Threshold) -> Elected:
    """Those who meet the threshold, most votes first, as many as there are seats. Refuses
    (`ValueError`) more votes for one than ballots, and seats below one."""
    if seats < 1 or any(not 0 <= one <= cast for one in votes.values()):
        raise ValueError("votes")
    able = [key for key, count in votes.items() if threshold.met(count, cast)]
    ranked = sorted(able, key=lambda key: -votes[key])
    if len(ranked) <= seats:
        return Elected(tuple(ranked), (), seats - len(ranked))
    last = votes[ranked[seats - 1]]
    sure = tuple(key for key in ranked if votes[key] > last)
    level = tuple(key for key in ranked if votes[key] == last)
    if len(sure) + len(level) == seats:
        return Elected(sure + level, (), 0)
    return Elected(sure, level, seats - len(sure))
