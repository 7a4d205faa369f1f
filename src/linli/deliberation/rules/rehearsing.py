"""The scenes of a rehearsal, in the order of a meeting. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from linli.deliberation.rules.agenda import way_fits
from linli.deliberation.terms.bodies import GuideStep
from linli.deliberation.terms.rehearsing import Practice, Turn
from linli.deliberation.terms.votes import VoteRule, Way

ORDER = tuple(Practice)
WAYS = (Way.HANDS, Way.NAMED, Way.SECRET)
# What is practised beside each step: the mistake, and what mends it.
_TURNS = {Practice.VOTE: (Turn.TOO_SOON, Turn.REST, Turn.VOTE)}
_SILENT = {Practice.MINUTES: (Turn.REST, Turn.MINUTES)}  # nothing is voted: still enough must come
_VOTING = (Practice.VOTE, Practice.COUNT)


def in_order(acts: Sequence[Practice]) -> bool:
    """Each at most once, and in the order of a meeting."""
    places = [ORDER.index(one) for one in acts]
    return all(one < other for one, other in pairwise(places))


def way_of(rule: VoteRule) -> Way | None:
    """How a sample motion is voted under that rule: the simplest way that it admits; None where
    nothing is voted."""
    return next((one for one in WAYS if way_fits(rule, one)), None)


def scenes(guide: Sequence[GuideStep], *, votes: bool) -> tuple[tuple[Turn, int | None], ...]:
    """(turn, step of the guide) of every page, in order. Steps of the guide with a `do` are done
    there, the others are read; what the guide leaves out comes at its place in the order of a
    meeting. Where nothing is voted those who come late sign in before it is closed all the same.
    """
    wanted = [one for one in ORDER if votes or one not in _VOTING]
    found: list[tuple[Turn, int | None]] = []
    for at, step in enumerate(guide):
        if not step.do:
            found.append((Turn.READ, at))
            continue
        act = Practice(step.do)
        if act not in wanted:
            continue
        while wanted and wanted[0] is not act:
            found += _turns(wanted.pop(0), None, votes=votes)
        wanted.pop(0)
        found += _turns(act, at, votes=votes)
    for act in wanted:
        found += _turns(act, None, votes=votes)
    return (*found, (Turn.END, None))


def _turns(act: Practice, at: int | None, *, votes: bool) -> list[tuple[Turn, int | None]]:
    turns = (_TURNS if votes else _SILENT).get(act, (Turn(act.value),))
    return [(turn, at if turn.value == act.value else None) for turn in turns]


def after(there: Sequence[tuple[Turn, int | None]], at: int, *, enough: bool) -> int:
    """The page after that one. With enough people there nothing is to be learnt from a vote that
    comes too soon, and nobody is waited for."""
    skipped: Iterable[Turn] = (Turn.TOO_SOON, Turn.REST) if enough else ()
    number = at + 1
    while there[number][0] in skipped:
        number += 1
    return number
