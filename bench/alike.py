"""`bench/duplicates`: are two reports of one thing offered as one, and how often two reports of
different things? Real messages; the second reporter of each is made: half of the clauses in another
order, every tenth character lost. Nothing is known of who really meant the same.
"""

from __future__ import annotations

import argparse
import random
import re
import time
from collections import defaultdict
from pathlib import Path

from bench import section
from bench.advice import read
from linli.advice.rules import likeness
from linli.matters.terms import LEAST_ALIKE

SEED, PAIRS_A_CLASS = 20260302, 400
_CLAUSES = re.compile(r"[，。！？；,!?;\s]+")


def retold(text: str, dice: random.Random) -> str:
    """What a second reporter might write of the same."""
    clauses = [one for one in _CLAUSES.split(text) if one]
    some = dice.sample(clauses, max(1, len(clauses) // 2))
    return "，".join("".join(c for c in one if dice.random() >= 0.1) for one in some)


def table(texts: list[str], labels: list[str]) -> str:
    dice = random.Random(SEED)
    began = time.process_time()
    twins = [retold(text, dice) for text in texts]
    close = [likeness(text, twin) for text, twin in zip(texts, twins, strict=True)]
    by_label: dict[str, list[int]] = defaultdict(list)
    for number, label in enumerate(labels):
        by_label[label].append(number)
    others: list[float] = []
    for some in by_label.values():
        pairs = [dice.sample(some, 2) for _ in range(PAIRS_A_CLASS)]
        different = [(one, two) for one, two in pairs if texts[one] != texts[two]]
        others += [likeness(texts[one], twins[two]) for one, two in different]
    asked = len(close) + len(others)
    spent = (time.process_time() - began) / asked * 1e6
    first = sum(
        max(by_label[label], key=lambda other: likeness(texts[other], twins[number])) == number
        for number, label in enumerate(labels)
    )
    found = sum(one >= LEAST_ALIKE for one in close)
    wrong = sum(one >= LEAST_ALIKE for one in others)
    rows = (
        ("Offered, of one thing told twice", f"{found / len(close):.1%}", f"{len(close)} pairs"),
        ("Its twin is the first offered of its class", f"{first / len(close):.1%}", ""),
        ("Offered, of two things of one class", f"{wrong / len(others):.1%}",
         f"{len(others)} pairs; the same place and days are asked besides"),
        ("One comparison", f"{spent:.0f} µs", "of the processor"),
    )  # fmt: skip
    head = (
        "## Duplicates offered\n\n`bench/duplicates --messages PATH`\n\n"
        f"{len(texts)} messages, each retold by half of its clauses in another order with every\n"
        f"tenth character lost; offered from a likeness of {LEAST_ALIKE} on. A neighbour who has\n"
        "words of their own is harder to find: this is the easy end.\n\n"
        "| what | figure | |\n|---|---|---|\n"
    )
    return head + "\n".join(f"| {' | '.join(row)} |" for row in rows)


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench/duplicates", description=__doc__)
    parser.add_argument("--messages", type=Path, required=True)
    parser.add_argument("--write", action="store_true", help="write into docs/performance.md")
    asked = parser.parse_args()
    text = table(*read(asked.messages))
    print(text)
    if asked.write:
        section.put("duplicates", text)


if __name__ == "__main__":
    main()
