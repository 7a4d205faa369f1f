"""Words of advice: frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt
from django.utils.translation import gettext_lazy as _

from linli.kernel.errors import Invalid, Refused
from linli.kernel.language import Words

Floats = npt.NDArray[np.float32]

CATEGORY, UNIT = "category", "unit"  # what is suggested


class Fate(StrEnum):
    """What became of a suggestion. Empty: nobody has decided yet."""

    WAITING = ""
    ACCEPTED = "accepted"
    CHANGED = "changed"
    IGNORED = "ignored"


@dataclass(frozen=True, slots=True)
class Model:
    """What was learnt: one column of weights a label. `temperature` makes scores probabilities,
    `sure_from` is the probability below which the answer is "not sure"; both were found on answers
    that the model gave to texts it had not seen."""

    labels: tuple[str, ...]
    vocabulary: Mapping[str, int]
    rarity: Floats
    weights: Floats
    bias: Floats
    temperature: float
    sure_from: float


@dataclass(frozen=True, slots=True)
class Fit:
    """How well a model knew the texts that were kept from it, one by one."""

    texts: int
    labels: int
    accuracy: float
    macro_f1: float
    calibration_error: float
    sure: float  # share of answers at or above `sure_from`
    sure_accuracy: float


@dataclass(frozen=True, slots=True)
class Guess:
    """A label with its probability and the stretches of the text that speak for it most."""

    label: str
    probability: float
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """The likeliest labels, the first one first. Not `sure`: say so, and let a person choose."""

    guesses: tuple[Guess, ...]
    sure: bool
    version: str = ""


@dataclass(frozen=True, slots=True)
class Tally:
    """How often people took what was suggested."""

    made: int
    accepted: int
    changed: int
    ignored: int


# --- what a county's method says -----------------------------------------------------------------

PART = "triage"


@dataclass(frozen=True, slots=True)
class Barred:
    """Work of these categories that may not be handed down: not to a unit of one of these `kinds`,
    not by one of these `outcomes` (`procedure.step.outcome`). `basis` is what forbids it."""

    categories: tuple[str, ...]
    basis: Words
    kinds: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HotSpotRule:
    """`count` matters of one category in one area of that `level` within `days` are a hot spot, for
    which a matter of this `kind` is proposed. No categories: any."""

    kind: str
    level: str
    count: int
    days: int
    categories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TriageRules:
    """How a county triages. `joint`: categories of which a stranger may be told that somebody near
    has reported the same; none by default."""

    joint: frozenset[str] = frozenset()
    barred: tuple[Barred, ...] = ()
    hot_spots: tuple[HotSpotRule, ...] = ()
    alike_days: int = 14
    alike_metres: int = 200
    repeated: int = 3
    repeated_days: int = 90

    def barred_for(self, category: str) -> tuple[Barred, ...]:
        return tuple(one for one in self.barred if category in one.categories)


class HandedDown(Refused):
    code = "advice.handed_down"
    text = _("这类事不能派给%(to)s办：%(basis)s")


class PrecedentIncomplete(Invalid):
    code = "advice.precedent_incomplete"
    text = _("请写明是什么样的事、归谁办、依据是什么。")
