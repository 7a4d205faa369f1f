"""Who is elected, over several positions and several polls. Pure.

A whole election is replayed from its polls: nothing of what was decided is kept anywhere else, so a
tie that is decided later also settles the positions that had to wait for it. Positions are decided
in the method's order, and whoever has a seat is out of all later ones (one person, one seat).

The woman's seat: where no woman is elected otherwise, one seat of the position that the method
names goes to the woman with most votes, if she meets the threshold; if none does, that seat stays
open for another ballot. Among all sets of people who could take the seats it is always the one with
most votes that wins; where several have equally many, another ballot is held among those that are
in some of them and not in all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil, floor

from linli.deliberation.rules.electing import Threshold, elect
from linli.deliberation.terms.elections import ElectionRule, PollKind, Share
from linli.deliberation.terms.votes import Bound

ANY = Threshold(Bound.AT_LEAST, Fraction(0))
Votes = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Tie:
    """`seats` are to be filled out of `among`; `woman`: one of them must go to a woman."""

    among: tuple[str, ...]
    seats: int
    woman: bool = False


@dataclass(frozen=True, slots=True)
class Chosen:
    """`reserved`: of the winners, who has the woman's seat; `open_seats` need another round."""

    winners: tuple[str, ...]
    ties: tuple[Tie, ...] = ()
    open_seats: int = 0
    reserved: str = ""


def choose(
    votes: Votes,
    *,
    seats: int,
    cast: int,
    threshold: Threshold,
    women: frozenset[str] = frozenset(),
    need: bool = False,
) -> Chosen:
    """Those who are elected to one position; with `need`, one of them a woman. Refuses
    (`ValueError`) what `elect` refuses."""
    plain = elect(votes, seats=seats, cast=cast, threshold=threshold)
    ties = (Tie(plain.tied, plain.open_seats),) if plain.tied else ()
    usual = Chosen(plain.winners, ties, 0 if plain.tied else plain.open_seats)
    if not need or women & set(plain.winners):
        return usual
    able = tuple(key for key in votes if key in women and threshold.met(votes[key], cast))
    if not able:
        held = 0 if usual.open_seats else 1  # an open seat waits for her, or one is held back
        return usual if not held else _without_last(votes, seats, cast, threshold)
    level = tuple(key for key in plain.tied if key in women)
    if level:
        return _among_level(usual, level)
    best = max(votes[key] for key in able)
    leaders = tuple(key for key in able if votes[key] == best)
    men = {key: count for key, count in votes.items() if key not in women}
    rest = _without_last(men, seats, cast, threshold)
    if len(leaders) == 1:
        return Chosen((*rest.winners, leaders[0]), rest.ties, 0, leaders[0])
    return Chosen(rest.winners, (*rest.ties, Tie(leaders, 1, True)))


def _without_last(votes: Votes, seats: int, cast: int, threshold: Threshold) -> Chosen:
    """One seat less is filled; it is left open."""
    if seats == 1:
        return Chosen((), (), 1)
    found = elect(votes, seats=seats - 1, cast=cast, threshold=threshold)
    if found.tied:
        return Chosen(found.winners, (Tie(found.tied, found.open_seats),), 1)
    return Chosen(found.winners, (), found.open_seats + 1)


def _among_level(usual: Chosen, level: tuple[str, ...]) -> Chosen:
    """Women stand at the edge, level with others, and none is above it."""
    (tie,) = usual.ties
    men = tuple(key for key in tie.among if key not in level)
    if len(men) < tie.seats:
        return usual  # whoever is taken, a woman is among them
    if tie.seats == 1 and len(level) > 1:
        return Chosen(usual.winners, (Tie(level, 1, True),))
    if len(level) > 1:
        return Chosen(usual.winners, (Tie(tie.among, tie.seats, True),))
    winners = (*usual.winners, level[0])
    left = tie.seats - 1
    return Chosen(winners, (Tie(men, left),) if left else (), 0, level[0])


# --- a whole election ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Slot:
    key: str
    seats: int
    woman: bool = False


@dataclass(frozen=True, slots=True)
class Cast:
    """A counted poll: `votes` by position; `cast` ballots taken back, `registered` on the roll."""

    kind: PollKind
    votes: Mapping[str, Votes]
    cast: int
    registered: int


@dataclass(frozen=True, slots=True)
class Won:
    position: str
    candidate: str
    poll: int
    reserved: bool = False


@dataclass(slots=True)
class Outcome:
    """How an election stands. `open_seats` by position, of those that are settled; `waiting`:
    positions whose votes can only be read when a tie above is decided; `valid`: of each poll, did
    enough take part."""

    won: list[Won] = field(default_factory=list)
    ties: list[tuple[str, Tie]] = field(default_factory=list)
    open_seats: dict[str, int] = field(default_factory=dict)
    waiting: dict[str, tuple[int, Votes, int, Threshold]] = field(default_factory=dict)
    valid: list[bool] = field(default_factory=list)
    next_poll: PollKind | None = PollKind.FIRST

    @property
    def is_decided(self) -> bool:
        return self.next_poll is None

    def seated(self) -> set[str]:
        return {one.candidate for one in self.won}


def as_threshold(share: Share) -> Threshold:
    return Threshold(share.bound, share.share)


def needed(share: Share, out_of: int) -> int:
    """The least whole number that meets it."""
    edge = share.share * out_of
    return floor(edge) + 1 if share.bound is Bound.MORE_THAN else ceil(edge)


def turned_out(rule: ElectionRule, poll: Cast) -> bool:
    share = rule.turnout if poll.kind is PollKind.FIRST else rule.rerun_turnout
    return share.met(poll.cast, poll.registered)


def outcome(
    slots: Sequence[Slot], polls: Sequence[Cast], women: frozenset[str], rule: ElectionRule
) -> Outcome:
    """How the election stands after these polls."""
    found = Outcome(open_seats={one.key: one.seats for one in slots})
    for number, poll in enumerate(polls, start=1):
        found.valid.append(turned_out(rule, poll))
        if not found.valid[-1]:
            continue
        if poll.kind is PollKind.TIE:
            _untie(found, slots, poll, number, women)
        else:
            share = rule.elected if poll.kind is PollKind.FIRST else rule.rerun
            for key, votes in poll.votes.items():
                found.waiting[key] = (number, votes, poll.cast, as_threshold(share))
        _settle(found, slots, women, rule)
    found.next_poll = _next(found, polls)
    return found


def _next(found: Outcome, polls: Sequence[Cast]) -> PollKind | None:
    if found.ties:
        return PollKind.TIE
    if not any(
        good and poll.kind is PollKind.FIRST for good, poll in zip(found.valid, polls, strict=True)
    ):
        return PollKind.FIRST
    return PollKind.RERUN if any(found.open_seats.values()) else None


def _untie(
    found: Outcome, slots: Sequence[Slot], poll: Cast, number: int, women: frozenset[str]
) -> None:
    before, found.ties = found.ties, []
    for key, tie in before:
        votes = {one: poll.votes.get(key, {}).get(one, 0) for one in tie.among}
        chosen = choose(
            votes, seats=tie.seats, cast=poll.cast, threshold=ANY, women=women, need=tie.woman
        )
        _seat(found, slots, key, chosen, number)


def _settle(
    found: Outcome, slots: Sequence[Slot], women: frozenset[str], rule: ElectionRule
) -> None:
    for slot in slots:
        if slot.key not in found.waiting:
            continue
        number, votes, cast, threshold = found.waiting[slot.key]
        seated = found.seated()
        left = {key: count for key, count in votes.items() if key not in seated}
        if _must_wait(found, slot, left, cast, threshold, women):
            return  # and so must all below: who is elected here is out of them
        del found.waiting[slot.key]
        seats = found.open_seats[slot.key]
        if seats:
            need = rule.women and slot.woman and not seated & women
            chosen = choose(
                left, seats=seats, cast=cast, threshold=threshold, women=women, need=need
            )
            _seat(found, slots, slot.key, chosen, number)


def _must_wait(
    found: Outcome,
    slot: Slot,
    votes: Votes,
    cast: int,
    threshold: Threshold,
    women: frozenset[str],
) -> bool:
    """Could somebody whose seat is not decided yet take one here; or the need for a woman?"""
    unsure = {one for _key, tie in found.ties for one in tie.among}
    if any(key in unsure and threshold.met(count, cast) for key, count in votes.items()):
        return True
    return slot.woman and bool(unsure & women) and not found.seated() & women


def _seat(found: Outcome, slots: Sequence[Slot], key: str, chosen: Chosen, number: int) -> None:
    found.won += [Won(key, one, number, reserved=one == chosen.reserved) for one in chosen.winners]
    found.ties += [(key, tie) for tie in chosen.ties]
    taken = sum(one.position == key for one in found.won)
    tied = sum(tie.seats for where, tie in found.ties if where == key)
    found.open_seats[key] = next(one.seats for one in slots if one.key == key) - taken - tied


def elected_at_once(
    slots: Sequence[Slot], polls: Sequence[Cast], women: frozenset[str], rule: ElectionRule
) -> bool:
    """一次选举成功: the first poll was valid and filled every seat."""
    return bool(polls) and outcome(slots, polls[:1], women, rule).is_decided


def runners(
    slot: Slot,
    polls: Sequence[Cast],
    found: Outcome,
    *,
    women: frozenset[str],
    rule: ElectionRule,
    standing: Iterable[str],
) -> tuple[str, ...]:
    """Who stands for the open seats of a position in another ballot: those with most votes among
    the unelected of its last valid poll, so many as seats are open and `spare` more, with all who
    are level at the edge, and the best woman where a woman's seat is open. Where nobody is left,
    whoever stands for it and has no seat."""
    seats, seated = found.open_seats[slot.key], found.seated()
    last: Votes = {}
    for good, poll in zip(found.valid, polls, strict=True):
        if good and poll.kind is not PollKind.TIE and slot.key in poll.votes:
            last = poll.votes[slot.key]
    able = set(standing) - seated
    ranked = sorted((key for key in last if key in able), key=lambda key: -last[key])
    if not ranked:
        return tuple(one for one in standing if one in able)
    edge = last[ranked[min(seats + rule.spare, len(ranked)) - 1]]
    taken = [key for key in ranked if last[key] >= edge]
    if rule.women and slot.woman and not (seated | set(taken)) & women:
        taken += [key for key in ranked if key in women][:1]
    return tuple(taken)


# --- do the papers fit ---------------------------------------------------------------------------


def ballots_fit(*, registered: int, handed: int, back: int, valid: int, invalid: int) -> bool:
    least = min(handed, back, valid, invalid)
    return least >= 0 and back <= handed <= registered and valid + invalid == back


def votes_fit(votes: Votes, *, seats: int, valid: int) -> bool:
    """Nobody has more votes than ballots are valid, and all have no more than seats allow."""
    counts = votes.values()
    return all(0 <= one <= valid for one in counts) and sum(counts) <= seats * valid
