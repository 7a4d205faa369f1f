"""Conditions as people write them: `present >= 2/3 of due and yes > 1/2 of present by area`.

    ways      := way ("or" way)*
    way       := condition ("and" condition)*
    condition := count (">" | ">=") share "of" count ["by" weight] ["among" tag]

Pure. A share is a fraction between 0 and 1 (`1/2`, `4/5`, `1`), never a decimal.
"""

from __future__ import annotations

import re
from fractions import Fraction

from linli.deliberation.terms.votes import Bound, Condition, Count, Ways, Weight

_CONDITION = re.compile(
    r"(?P<count>[a-z]+) *(?P<bound>>=|>) *(?P<share>[0-9]{1,3}(?:/[0-9]{1,3})?) +of +(?P<of>[a-z]+)"
    r"(?: +by +(?P<weight>[a-z]+))?(?: +among +(?P<among>[\w-]{1,40}))?"
)
_BOUNDS = {">": Bound.MORE_THAN, ">=": Bound.AT_LEAST}
_WHOLES = (Count.DUE, Count.PRESENT, Count.CAST, Count.VOTING)
# What is a part of what: nothing else can be counted out of it.
_PARTS: dict[Count, tuple[Count, ...]] = {
    Count.PRESENT: (Count.DUE,),
    Count.CAST: (Count.DUE, Count.PRESENT),
    Count.VOTING: (Count.DUE, Count.PRESENT, Count.CAST),
    Count.YES: _WHOLES,
    Count.NO: _WHOLES,
    Count.ABSTAIN: (Count.DUE, Count.PRESENT, Count.CAST),
}
LONGEST = 400


class Unreadable(ValueError):
    """What of the text could not be read."""


def read_ways(text: str) -> Ways:
    """Ways out of words; refuses (`Unreadable`, with the part at fault) what is not in the grammar,
    what counts something out of what it is no part of, and shares above one."""
    if len(text) > LONGEST:
        raise Unreadable(text[:40])
    return tuple(
        tuple(read_condition(part.strip()) for part in re.split(r"\band\b", way))
        for way in re.split(r"\bor\b", text.strip())
    )


def read_condition(text: str) -> Condition:
    found = _CONDITION.fullmatch(text)
    if found is None:
        raise Unreadable(text)
    try:
        count, of = Count(found["count"]), Count(found["of"])
        weight = Weight(found["weight"] or Weight.HEADS)
        share = Fraction(found["share"])
    except (ValueError, ZeroDivisionError) as error:
        raise Unreadable(text) from error
    bound = _BOUNDS[found["bound"]]
    whole = share == 1 and bound is Bound.AT_LEAST
    if of not in _PARTS.get(count, ()) or not (0 < share < 1 or whole):
        raise Unreadable(text)
    return Condition(count, of, bound, share, weight, found["among"] or "")


def write_condition(one: Condition) -> str:
    """The words that `read_condition` reads back."""
    sign = ">" if one.bound is Bound.MORE_THAN else ">="
    by = "" if one.weight is Weight.HEADS else f" by {one.weight}"
    among = f" among {one.among}" if one.among else ""
    return f"{one.count} {sign} {one.share} of {one.of}{by}{among}"
