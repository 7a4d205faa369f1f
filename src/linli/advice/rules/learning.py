"""Learning: weighted ridge regression onto the labels over TF-IDF, solved in closed form.

The same solution answers, for every text, what a model that had never seen that text would have
said (leave-one-out). So probabilities are calibrated on answers to unseen texts, at no extra cost.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass

import numpy as np

from linli.advice.rules.features import counts
from linli.advice.rules.figures import calibration_error, macro_f1
from linli.advice.terms import Fit, Floats, Model

MOST_TEXTS = 3000  # the solution takes the cube of this: a few seconds
MOST_PIECES = 60_000
RIDGE = 0.5
WANTED = 0.9  # of the answers called sure, so many should be right
LEAST_SURE = 0.35
_BLOCK = 2048


ROOM = 64 << 20  # bytes of stack
_starting = threading.Lock()  # the size is the process's, for threads that start meanwhile


@dataclass(frozen=True, slots=True)
class Learnt:
    """A model and how well it knew what it had not seen."""

    model: Model
    fit: Fit


def train(texts: Sequence[str], labels: Sequence[str], *, judged: int | None = None) -> Learnt:
    """Learn from texts and their labels; two labels at least, else `ValueError`. Of the texts the
    first `judged` (all, unless given) are what people will write: by these, not by names of classes
    among the others, probabilities are calibrated and the model is judged. The matrix library takes
    more stack than a thread of a server has, and ends the process where it finds less: this runs in
    a thread with room."""
    found: Future[Learnt] = Future()

    def work() -> None:
        try:
            found.set_result(_train(texts, labels, judged))
        except Exception as fault:  # noqa: BLE001 - it is the caller's
            found.set_exception(fault)

    with _starting:
        usual = threading.stack_size(ROOM)
        try:
            thread = threading.Thread(target=work, name="linli-learning", daemon=True)
            thread.start()
        finally:
            threading.stack_size(usual)
    return found.result()


def _train(texts: Sequence[str], labels: Sequence[str], judged: int | None) -> Learnt:
    names = tuple(sorted(set(labels)))
    if len(names) < 2 or len(texts) != len(labels):
        raise ValueError("two labels at least, and one for every text")
    truth = np.array([names.index(one) for one in labels])
    counted = [counts(text) for text in texts]
    vocabulary, rarity = _vocabulary(counted)
    rows = [vector(one, vocabulary, rarity) for one in counted]
    gram = np.full((len(texts), len(texts)), 1.0)  # the constant is the bias
    for _start, block in _blocks(rows, len(vocabulary)):
        gram += block @ block.T
    dual, unseen = _solve(gram, truth, len(names))
    weights = np.zeros((len(vocabulary), len(names)), np.float32)
    for start, block in _blocks(rows, len(vocabulary)):
        weights[start : start + block.shape[1]] = block.T @ dual
    unseen, truth = unseen[:judged], truth[:judged]
    temperature = _temperature(unseen, truth)
    chances = softmax(unseen / temperature)
    sure_from = _sure_from(chances, truth)
    model = Model(
        labels=names,
        vocabulary=vocabulary,
        rarity=rarity,
        weights=weights,
        bias=dual.sum(axis=0).astype(np.float32),
        temperature=temperature,
        sure_from=sure_from,
    )
    return Learnt(model, _fit(chances, truth, len(names), sure_from))


def _vocabulary(counted: Sequence[Counter[str]]) -> tuple[dict[str, int], Floats]:
    """Pieces that stand in two texts at least, and how rare each is."""
    spread: Counter[str] = Counter()
    for one in counted:
        spread.update(one.keys())
    least = 2 if len(counted) > 1 else 1
    kept = sorted(gram for gram, texts in spread.most_common(MOST_PIECES) if texts >= least)
    rarity = [np.log((1 + len(counted)) / (1 + spread[gram])) + 1 for gram in kept]
    return {gram: at for at, gram in enumerate(kept)}, np.array(rarity, np.float32)


def vector(
    counted: Counter[str], vocabulary: Mapping[str, int], rarity: Floats
) -> tuple[np.ndarray, Floats]:
    """(which pieces, how much of each), of length one; repetitions count less and less."""
    known = [(vocabulary[gram], times) for gram, times in counted.items() if gram in vocabulary]
    known.sort()
    at = np.array([where for where, _times in known], np.int64)
    much = (1 + np.log([times for _where, times in known])) * rarity[at] if known else np.zeros(0)
    length = float(np.sqrt((much**2).sum()))
    return at, (much / length if length else much).astype(np.float32)


def _blocks(rows: Sequence[tuple[np.ndarray, Floats]], pieces: int) -> Iterator[tuple[int, Floats]]:
    """The whole matrix, some columns at a time: it would not fit in memory at once."""
    for start in range(0, pieces, _BLOCK):
        block = np.zeros((len(rows), min(_BLOCK, pieces - start)), np.float32)
        for row, (at, much) in enumerate(rows):
            first, last = np.searchsorted(at, (start, start + _BLOCK))
            block[row, at[first:last] - start] = much[first:last]
        yield start, block


def _solve(gram: np.ndarray, truth: np.ndarray, labels: int) -> tuple[np.ndarray, np.ndarray]:
    """(dual weights, scores of each text by a model without it). A rare label weighs more."""
    wanted = np.where(truth[:, None] == np.arange(labels)[None, :], 1.0, -1.0)
    common = np.bincount(truth, minlength=labels)
    weight = np.sqrt(len(truth) / (labels * common[truth]))
    inverse = np.linalg.inv(gram + np.diag(RIDGE / weight))
    dual = inverse @ wanted
    return dual, wanted - dual / np.diag(inverse)[:, None]


def softmax(scores: np.ndarray) -> np.ndarray:
    raised: np.ndarray = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares: np.ndarray = raised / raised.sum(axis=1, keepdims=True)
    return shares


def _temperature(unseen: np.ndarray, truth: np.ndarray) -> float:
    """The one number that makes the probabilities of unseen texts likeliest."""
    rows = np.arange(len(truth))
    steps = np.exp(np.linspace(np.log(0.02), np.log(2.0), 60))
    losses = [-np.log(softmax(unseen / one)[rows, truth] + 1e-12).mean() for one in steps]
    return float(steps[int(np.argmin(losses))])


def _sure_from(chances: np.ndarray, truth: np.ndarray) -> float:
    """The lowest probability from which on enough of the answers were right."""
    said, chance = chances.argmax(axis=1), chances.max(axis=1)
    order = np.argsort(-chance)
    right = np.cumsum(said[order] == truth[order]) / np.arange(1, len(order) + 1)
    enough = np.flatnonzero(right >= WANTED)
    if not enough.size:
        return 1.0  # never sure
    return max(LEAST_SURE, float(chance[order[enough[-1]]]))


def _fit(chances: np.ndarray, truth: np.ndarray, labels: int, sure_from: float) -> Fit:
    said, chance = chances.argmax(axis=1), chances.max(axis=1)
    hit, sure = said == truth, chance >= sure_from
    return Fit(
        texts=len(truth),
        labels=labels,
        accuracy=float(hit.mean()),
        macro_f1=macro_f1(truth.tolist(), said.tolist(), labels),
        calibration_error=calibration_error(chance, hit.tolist()),
        sure=float(sure.mean()),
        sure_accuracy=float(hit[sure].mean()) if sure.any() else 0.0,
    )
