"""Figures by which a model is judged."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from linli.advice.terms import Floats


def macro_f1(truth: Sequence[int], said: Sequence[int], labels: int) -> float:
    """The mean over labels of F1: a rare label counts as much as a common one."""
    right, given = np.asarray(truth), np.asarray(said)
    scores = []
    for label in range(labels):
        hits = int(np.sum((right == label) & (given == label)))
        total = int(np.sum(right == label)) + int(np.sum(given == label))
        if total:
            scores.append(2 * hits / total)
    return float(np.mean(scores)) if scores else 0.0


def calibration_error(chance: Floats, hit: Sequence[bool], bins: int = 10) -> float:
    """Expected calibration error: how far, on the mean, the probability said is from the share that
    was right, in bins of equal width."""
    said, right = np.asarray(chance, np.float64), np.asarray(hit, np.float64)
    if not said.size:
        return 0.0
    bin_of = np.minimum((said * bins).astype(int), bins - 1)
    return float(
        sum(
            abs(said[bin_of == one].mean() - right[bin_of == one].mean()) * np.mean(bin_of == one)
            for one in range(bins)
            if np.any(bin_of == one)
        )
    )
