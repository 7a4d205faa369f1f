"""A text as counts of its pieces of one to three characters: no dictionary, any local word."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator

LONGEST_GRAM = 3
LONGEST_TEXT = 2000
LONGEST_HEAD = 40
HEAD_TIMES = 2  # how a text begins is what it is about: its first sentence counts so often more
_SENTENCE = re.compile(r"[^\n。！？!?]+")


def normal(text: str) -> str:
    """Folded (NFKC, case); whatever is neither letter nor digit becomes one blank. No digit is
    another's equal in meaning, so all are written 0: numbers of houses and telephones teach
    nothing, and none of them is kept in a model."""
    folded = unicodedata.normalize("NFKC", text[:LONGEST_TEXT]).casefold()
    kept = (("0" if one.isdigit() else one) if one.isalnum() else " " for one in folded)
    return " ".join("".join(kept).split())


def places(normal_text: str) -> Iterator[tuple[int, str]]:
    """(where it begins, piece) of every piece that holds no blank."""
    for size in range(1, LONGEST_GRAM + 1):
        for at in range(len(normal_text) - size + 1):
            gram = normal_text[at : at + size]
            if " " not in gram:
                yield at, gram


def head(text: str) -> str:
    """The first line or sentence; "" if that is all there is."""
    found = _SENTENCE.match(text.lstrip())
    first = found.group() if found else ""
    return "" if len(first) >= len(text.strip()) else first[:LONGEST_HEAD]


def counts(text: str) -> Counter[str]:
    """How much each piece stands in the text."""
    found = Counter(gram for _at, gram in places(normal(text)))
    for _at, gram in places(normal(head(text))):
        found[gram] += HEAD_TIMES
    return found
