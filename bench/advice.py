"""`bench/triage`: how well the shipped learner tells classes of messages apart, in the same folds
as a character 1-3-gram TF-IDF with a linear SVM; how honest its probabilities are; how fast it is.
"""

from __future__ import annotations

import argparse
import csv
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from bench import section
from linli.advice import rules

FOLDS, ROUNDS = 5, 3
Names = tuple[list[str], list[str]]  # texts, and the class of each
HEAD = "## Suggested categories\n\n`bench/triage --messages PATH`"


@dataclass
class Figures:
    """What each fold gave, in the order of the folds."""

    baseline: list[float] = field(default_factory=list)
    ours: list[float] = field(default_factory=list)
    accuracy: list[float] = field(default_factory=list)
    chances: list[float] = field(default_factory=list)
    hits: list[bool] = field(default_factory=list)
    sure: list[bool] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    training: list[float] = field(default_factory=list)


def read(path: Path) -> tuple[list[str], list[str]]:
    """Texts and labels of a CSV file with title, body and label."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    texts = [f"{row['title']}\n{row['body']}" for row in rows]
    return texts, [row["label"] for row in rows]


def read_taxonomy(path: Path, labels: Sequence[str]) -> Names:
    """Names of these classes as texts: what a county without closed matters has."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in list(csv.reader(file))[1:] if row[0] in set(labels)]
    return [" ".join(row[:3]) for row in rows], [row[0] for row in rows]


def folds(labels: Sequence[str], seed: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """(training, testing): every label spread evenly over the folds."""
    dice = np.random.default_rng(seed)
    fold = np.zeros(len(labels), int)
    known = np.array(labels)
    for label in sorted(set(labels)):
        rows = dice.permutation(np.flatnonzero(known == label))
        fold[rows] = (np.arange(len(rows)) + dice.integers(FOLDS)) % FOLDS
    for one in range(FOLDS):
        yield np.flatnonzero(fold != one), np.flatnonzero(fold == one)


def matrix(
    counted: Sequence[Counter[str]], vocabulary: dict[str, int], rarity: np.ndarray
) -> np.ndarray:
    """TF-IDF as most libraries have it by default: raw counts, smoothed rarity, length one."""
    rows = np.zeros((len(counted), len(vocabulary)), np.float32)
    for row, one in enumerate(counted):
        for gram, times in one.items():
            if gram in vocabulary:
                rows[row, vocabulary[gram]] = times * rarity[vocabulary[gram]]
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)


def linear_svm(train: np.ndarray, truth: np.ndarray, test: np.ndarray, labels: int) -> np.ndarray:
    """One label against the rest, squared hinge, C = 1: liblinear's dual coordinate descent."""
    gram = train @ train.T + 1.0
    other = test @ train.T + 1.0
    scores = np.zeros((len(test), labels))
    dice = np.random.default_rng(0)
    for label in range(labels):
        side = np.where(truth == label, 1.0, -1.0)
        alpha, margin = np.zeros(len(side)), np.zeros(len(side))
        for _pass in range(60):
            for row in dice.permutation(len(side)):
                slope = side[row] * margin[row] - 1 + alpha[row] * 0.5
                new = max(alpha[row] - slope / (gram[row, row] + 0.5), 0.0)
                if new != alpha[row]:
                    margin += (new - alpha[row]) * side[row] * gram[row]
                    alpha[row] = new
        scores[:, label] = other @ (alpha * side)
    return scores.argmax(axis=1)


def baseline(
    texts: Sequence[str], truth: np.ndarray, train: np.ndarray, test: np.ndarray, labels: int
) -> np.ndarray:
    """A character 1-3-gram TF-IDF with a linear SVM: every run of characters as it is written."""
    counted = [
        Counter(text[at : at + size] for size in (1, 2, 3) for at in range(len(text) - size + 1))
        for text in (" ".join(one.lower().split()) for one in texts)
    ]
    spread: Counter[str] = Counter()
    for row in train:
        spread.update(counted[row].keys())
    vocabulary = {gram: at for at, gram in enumerate(sorted(spread))}
    rarity = np.array([np.log((1 + len(train)) / (1 + spread[g])) + 1 for g in vocabulary])
    rows = [matrix([counted[one] for one in part], vocabulary, rarity) for part in (train, test)]
    return linear_svm(rows[0], truth[train], rows[1], labels)


def measure(texts: list[str], labels: list[str], names_of: Names) -> Figures:
    """Every round, every fold, both learners on the same rows. As in a county, linli has read the
    names of its classes besides; never a message of the fold it is asked about."""
    names = sorted(set(labels))
    truth = np.array([names.index(one) for one in labels])
    found = Figures()
    for seed in range(ROUNDS):
        for train, test in folds(labels, seed):
            said = baseline(texts, truth, train, test, len(names))
            found.baseline.append(rules.macro_f1(truth[test].tolist(), said.tolist(), len(names)))
            _ours(texts, labels, train, test, names_of, found)
        print(f"round {seed + 1} of {ROUNDS} done", file=sys.stderr)
    return found


def _ours(
    texts: list[str], labels: list[str], train: np.ndarray, test: np.ndarray, names_of: Names,
    found: Figures,
) -> None:  # fmt: skip
    began = time.perf_counter()
    learnt = rules.train(
        [*(texts[one] for one in train), *names_of[0]],
        [*(labels[one] for one in train), *names_of[1]],
        judged=len(train),
    )
    found.training.append(time.perf_counter() - began)
    model = rules.unpacked(rules.packed(learnt.model))  # as it is used: from the store
    said = []
    for row in test:
        began = time.process_time()
        answer = rules.predict(model, texts[row])
        found.seconds.append(time.process_time() - began)
        best = answer.guesses[0]
        said.append(best.label)
        found.chances.append(best.probability)
        found.hits.append(best.label == labels[row])
        found.sure.append(answer.sure)
    names = sorted(set(labels))
    right = [names.index(labels[row]) for row in test]
    found.ours.append(rules.macro_f1(right, [names.index(one) for one in said], len(names)))
    hits = [one == labels[row] for one, row in zip(said, test, strict=True)]
    found.accuracy.append(float(np.mean(hits)))


def corrected_t(better: Sequence[float]) -> float:
    """Nadeau and Bengio: folds of one set overlap, so their spread alone would say too much."""
    known = np.asarray(better)
    spread = known.var(ddof=1) * (1 / len(known) + 1 / (FOLDS - 1))
    return float(known.mean() / np.sqrt(spread)) if spread else float("inf")


def table(found: Figures, texts: int, labels: int) -> str:
    """The figures as Markdown."""
    ours, other = np.array(found.ours), np.array(found.baseline)
    per_round = ours.reshape(ROUNDS, FOLDS).mean(axis=1)
    other_round = other.reshape(ROUNDS, FOLDS).mean(axis=1)
    sure, hits = np.array(found.sure), np.array(found.hits)
    error = rules.calibration_error(np.array(found.chances, np.float32), found.hits)
    wins, draws = int(np.sum(ours > other)), int(np.sum(ours == other))
    clear = corrected_t((ours - other).tolist())
    slow = float(np.quantile(found.seconds, 0.99))
    rows = [
        ("Macro-F1, TF-IDF 1–3-gram, linear SVM", f"{other.mean():.3f}",
         "rounds " + ", ".join(f"{one:.3f}" for one in other_round)),
        ("Macro-F1, linli", f"{ours.mean():.3f}",
         "rounds " + ", ".join(f"{one:.3f}" for one in per_round)),
        ("Difference in the same folds", f"{(ours - other).mean():+.3f}",
         f"better in {wins}, equal in {draws} of {len(ours)} folds; corrected t {clear:.2f}"),
        ("Accuracy, linli", f"{np.mean(found.accuracy):.3f}", ""),
        ("Expected calibration error", f"{error:.3f}", "ten bins, unseen texts"),
        ("Called sure", f"{sure.mean():.0%}", f"of these right: {hits[sure].mean():.0%}"
         if sure.any() else "none"),
        ("Not sure", f"{(~sure).mean():.0%}", f"of these right: {hits[~sure].mean():.0%}"
         if (~sure).any() else "none"),
        ("One answer, with reasons", f"{np.median(found.seconds) * 1000:.1f} ms",
         f"99 %: {slow * 1000:.1f} ms; budget 20 ms of a processor"),
        ("One training", f"{np.mean(found.training):.1f} s", f"{texts * 4 // 5} texts"),
    ]  # fmt: skip
    head = (
        f"{texts} messages, {labels} classes, {FOLDS} folds × {ROUNDS} rounds.\n\n"
        "| what | figure | |\n|---|---|---|\n"
    )
    return head + "\n".join(f"| {what} | {figure} | {more} |" for what, figure, more in rows)


def cold(texts: list[str], labels: list[str], names_of: Names) -> str:
    """A model that has read names of classes alone."""
    model = rules.train(*names_of).model
    names = sorted(set(labels))
    said = [
        answer.guesses[0].label if (answer := rules.predict(model, text)).guesses else ""
        for text in texts
    ]
    score = rules.macro_f1(
        [names.index(one) for one in labels],
        [names.index(one) if one in names else -1 for one in said],
        len(names),
    )
    return f"| Macro-F1, names of classes alone | {score:.3f} | no message read |"


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench/triage", description=__doc__)
    parser.add_argument("--messages", type=Path, required=True)
    parser.add_argument("--taxonomy", type=Path, help="names of classes, one path a line")
    parser.add_argument("--write", action="store_true", help="write into docs/performance.md")
    asked = parser.parse_args()
    texts, labels = read(asked.messages)
    names_of = read_taxonomy(asked.taxonomy, labels) if asked.taxonomy else ([], [])
    text = table(measure(texts, labels, names_of), len(texts), len(set(labels)))
    if asked.taxonomy:
        text += "\n" + cold(texts, labels, names_of)
    print(text)
    if asked.write:
        section.put("triage", f"{HEAD}\n\n{text}")


if __name__ == "__main__":
    main()
