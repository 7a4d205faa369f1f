"""Pure decisions about matters: no Django, no clock, no rows."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from datetime import date, datetime

from linli.kernel.language import Words
from linli.kernel.texts import clean
from linli.matters.terms import (
    LONGEST_PLACE,
    LONGEST_WORDS,
    Catalogue,
    Category,
    Danger,
    NothingSaid,
    PlaceMissing,
    Suggestion,
    TooLong,
    UnknownCategory,
    Urgency,
)

# Two-letter words say little alone; each further letter makes a hit clearer.
_WEIGHT = {1: 0.5, 2: 1.0, 3: 1.6}


def clean_words(words: str, *, pictures: int) -> str:
    """What was reported. A picture may speak alone; neither words nor picture is refused."""
    cleaned = clean(words, LONGEST_WORDS, "words", refusal=TooLong)
    if not cleaned and not pictures:
        raise NothingSaid(field="words")
    return cleaned


def clean_place(words: str, *, known: bool) -> str:
    """The place in words; needed if neither area nor point is known."""
    cleaned = clean(words, LONGEST_PLACE, "place_words", refusal=TooLong).replace("\n", " ")
    if not cleaned and not known:
        raise PlaceMissing(field="place")
    return cleaned


def category_for(catalogue: Catalogue, key: str) -> str:
    """The category if it can be chosen; "" stays "" (triage will say)."""
    if key and key not in {one.key for one in catalogue.leaves()}:
        raise UnknownCategory(category=key, field="category")
    return key


def urgency_for(catalogue: Catalogue, category: str, asked: str, dangers: Iterable[Danger]) -> str:
    """Urgent if the words are dangerous, if staff say so, or if the category always is."""
    if any(True for _ in dangers) or asked == Urgency.URGENT:
        return Urgency.URGENT
    known = catalogue.categories.get(category)
    return str(known.urgency) if known else Urgency.NORMAL


def dangers_in(words: str, catalogue: Catalogue) -> tuple[Danger, ...]:
    """The dangers whose words stand in the text, in the method's order."""
    folded = unicodedata.normalize("NFKC", words).casefold()
    return tuple(
        danger
        for danger in catalogue.dangers
        if any(word.casefold() in folded for word in danger.words)
    )


def _score(category: Category, folded: str) -> tuple[float, tuple[str, ...]]:
    hits = tuple(word for word in (category.name.zh, *category.words) if word.casefold() in folded)
    longest_only = tuple(
        word
        for word in dict.fromkeys(hits)
        if not any(word != other and word in other for other in hits)
    )
    return sum(_WEIGHT.get(len(word), 2.2) for word in longest_only), longest_only


def suggest(words: str, catalogue: Catalogue, most: int = 3) -> tuple[Suggestion, ...]:
    """Categories that the text speaks for, clearest first, with the words that say so. Scores are
    only comparable within one call; nothing found is an empty answer, never a guess."""
    folded = unicodedata.normalize("NFKC", words).casefold()
    found = []
    for order, category in enumerate(catalogue.leaves()):
        score, because = _score(category, folded)
        if score:
            found.append((-score, order, Suggestion(category.key, category.name, score, because)))
    return tuple(one for _, _, one in sorted(found, key=lambda entry: entry[:2])[:most])


def title(kind_name: Words, category_name: Words | None, place: str, line: str = "") -> str:
    """What the matter is called in lists: its category (else its kind), the number of a line on its
    list, and its place. Never the reporter's own words: those may hold names."""
    what = category_name.zh if category_name else kind_name.zh
    what = f"{what} {line}" if line else what
    return f"{what} · {place}"[:200] if place else what[:200]


def shown_number(prefix: str, year: int, counted: int) -> str:
    """The number people read aloud: 泰宁-2026-000123. Not a key."""
    return f"{prefix}-{year}-{counted:06d}"


# --- lists ---------------------------------------------------------------


def line_number(above: str, sort_above: str, counted: int) -> tuple[str, str]:
    """(number, sort) of the `counted`th line below `above` ("" at the first level): 3, 3.1, 3.1.2;
    the other one sorts 2 before 10."""
    number = f"{above}.{counted}" if above else str(counted)
    return number, f"{sort_above}{counted:04d}."


def level_of(number: str) -> int:
    """1 for `3`, 2 for `3.1`."""
    return number.count(".") + 1


def is_late(due_on: date | None, due_at: datetime | None, *, now: datetime, today: date) -> bool:
    """Past its day, or past the promise of its open step."""
    return (due_on is not None and due_on < today) or (due_at is not None and due_at < now)
