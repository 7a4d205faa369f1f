"""Answering: labels with probabilities, and what in the text speaks for them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from linli.advice.rules.features import LONGEST_GRAM, counts, normal, places
from linli.advice.rules.learning import softmax, vector
from linli.advice.terms import Answer, Floats, Guess, Model

MOST_REASONS = 3
_LONGEST_REASON = 12
_LOOKED_AT = 600  # reasons are looked for in so many characters
_STRONG = 0.35  # of the strongest character


def probabilities(model: Model, text: str) -> np.ndarray:
    """One for each of the model's labels."""
    at, much = vector(counts(text), model.vocabulary, model.rarity)
    return _chances(model, at, much)


def _chances(model: Model, at: np.ndarray, much: Floats) -> np.ndarray:
    # Without the matrix library: it takes more stack than a thread of a server has.
    spoken = model.weights[at].astype(np.float32) * much[:, None]
    scores = spoken.sum(axis=0) + model.bias
    found: np.ndarray = softmax((scores / model.temperature)[None, :].astype(np.float64))[0]
    return found


def predict(model: Model, text: str, *, most: int = 3, version: str = "") -> Answer:
    """The likeliest labels. A text of which no piece is known has no answer at all."""
    counted = counts(text)
    at, much = vector(counted, model.vocabulary, model.rarity)
    if not at.size:
        return Answer((), sure=False, version=version)
    chances = _chances(model, at, much)
    order = np.argsort(-chances)[:most]
    spoke = model.weights[at].astype(np.float32) * much[:, None]
    spoke -= spoke.mean(axis=1, keepdims=True)  # for this label more than for the others
    said = _Said.of(text, model, at)
    guesses = tuple(
        Guess(model.labels[one], float(chances[one]), said.reasons(spoke[:, one])) for one in order
    )
    return Answer(guesses, sure=guesses[0].probability >= model.sure_from, version=version)


@dataclass(frozen=True, slots=True)
class _Said:
    """The beginning of a text with its known pieces: where each stands, which it is (a row of the
    text's vector), how long it is, and how often it occurs there."""

    text: str
    at: np.ndarray
    which: np.ndarray
    size: np.ndarray
    often: np.ndarray

    @classmethod
    def of(cls, text: str, model: Model, known: np.ndarray) -> _Said:
        folded = normal(text[:_LOOKED_AT])
        row = {piece: number for number, piece in enumerate(known.tolist())}
        found = [
            (at, row[model.vocabulary[gram]], len(gram))
            for at, gram in places(folded)
            if gram in model.vocabulary and model.vocabulary[gram] in row
        ]
        table = np.array(found, np.int64).reshape(-1, 3)
        often = np.bincount(table[:, 1], minlength=len(known))
        return cls(folded, table[:, 0], table[:, 1], table[:, 2], often)

    def reasons(self, spoke: np.ndarray) -> tuple[str, ...]:
        """The stretches whose characters carry most: every piece shares what it says among the
        characters under it, and neighbours that say much are one stretch."""
        weight = np.zeros(len(self.text))
        share = spoke[self.which] / (self.size * self.often[self.which])
        for offset in range(LONGEST_GRAM):
            under = self.size > offset
            np.add.at(weight, self.at[under] + offset, share[under])
        if not len(weight) or weight.max() <= 0:
            return ()
        strong = weight > weight.max() * _STRONG
        found: dict[str, float] = {}
        for start, end in _runs(strong):
            stretch = self.text[start:end].strip()
            if len(stretch) > 1 and "0" not in stretch:
                found[stretch] = found.get(stretch, 0) + float(weight[start:end].sum())
        return tuple(sorted(found, key=lambda one: -found[one])[:MOST_REASONS])


def _runs(strong: np.ndarray) -> Iterator[tuple[int, int]]:
    """(start, end) of unbroken stretches, the long ones cut."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], strong.astype(np.int8), [0]))))
    for start, end in edges.reshape(-1, 2).tolist():
        for cut in range(start, end, _LONGEST_REASON):
            yield cut, min(cut + _LONGEST_REASON, end)


def likeness(one: str, other: str) -> float:
    """How alike two texts are, from 0 to 1: the pairs of characters that both have, as a share of
    those of the shorter one and of the longer one (their geometric mean)."""
    first, second = ({gram for gram in counts(text) if len(gram) == 2} for text in (one, other))
    if not first or not second:
        return 0.0
    return float(len(first & second) / np.sqrt(len(first) * len(second)))
