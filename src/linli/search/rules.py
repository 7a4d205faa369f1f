"""Cutting texts and queries into tokens: one way for both databases, no dictionary.

A run of Chinese characters becomes overlapping pairs and its last character alone, so that any
two characters are one token, longer words are tokens side by side, and a single character is the
beginning of some token. Latin words and numbers are tokens as they are. Tokens hold letters and
digits only: nothing in them can mean anything to either database.
"""

from __future__ import annotations

import unicodedata

from linli.search.terms import Piece

MOST_TOKENS = 16_000  # PostgreSQL counts positions to 16,383
MOST_PIECES = 12
LONGEST_QUERY = 200
LONGEST_TOKEN = 64
PREFIX_FROM = 3  # a Latin word or number of three characters or more also finds its continuations


def _is_cjk(char: str) -> bool:
    code = ord(char)
    return (
        0x4E00 <= code <= 0x9FFF
        or 0x3400 <= code <= 0x4DBF
        or 0xF900 <= code <= 0xFAFF
        or 0x20000 <= code <= 0x3FFFF
        or code == 0x3007  # 〇
    )


def runs(text: str) -> tuple[str, ...]:
    """The text folded (NFKC, case) and cut where the script changes or anything but letters and
    digits stands.
    """
    found: list[str] = []
    current: list[str] = []
    chinese = False
    for char in unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold()):
        cjk = _is_cjk(char)
        if not (cjk or char.isalnum()) or (current and cjk != chinese):
            if current:
                found.append("".join(current))
            current = []
        if cjk or char.isalnum():
            current.append(char)
            chinese = cjk
    if current:
        found.append("".join(current))
    return tuple(found)


def bigrams(text: str) -> tuple[str, ...]:
    """The tokens of a text in order, with repetitions; at most `MOST_TOKENS`."""
    tokens: list[str] = []
    for run in runs(text):
        if _is_cjk(run[0]):
            tokens.extend(run[at : at + 2] for at in range(len(run)))
        else:
            tokens.append(run[:LONGEST_TOKEN])
        if len(tokens) >= MOST_TOKENS:
            return tuple(tokens[:MOST_TOKENS])
    return tuple(tokens)


def pieces(query: str) -> tuple[Piece, ...]:
    """A query as pieces that must all be found. Empty if there is nothing to look for."""
    found: list[Piece] = []
    for run in runs(query[:LONGEST_QUERY])[:MOST_PIECES]:
        if not _is_cjk(run[0]):
            found.append(Piece((run[:LONGEST_TOKEN],), prefix=len(run) >= PREFIX_FROM))
        elif len(run) == 1:
            found.append(Piece((run,), prefix=True))
        else:
            found.append(Piece(tuple(run[at : at + 2] for at in range(len(run) - 1))))
    return tuple(found)


def fts5_query(asked: tuple[Piece, ...]) -> str:
    """For SQLite's MATCH: `"漏水" AND "水了 了吗" AND "漏" *`."""
    return " AND ".join(f'"{" ".join(p.tokens)}"{" *" if p.prefix else ""}' for p in asked)


def ts_query(asked: tuple[Piece, ...]) -> str:
    """For PostgreSQL's tsquery: `'漏水' & ('水了' <-> '了吗') & '漏':*`."""
    return " & ".join(
        "(" + " <-> ".join(f"'{t}'{':*' if p.prefix else ''}" for t in p.tokens) + ")"
        for p in asked
    )


def ts_vector(tokens: tuple[str, ...]) -> str:
    """For PostgreSQL's tsvector: `'漏水':1 '水了':2`."""
    return " ".join(f"'{token}':{at}" for at, token in enumerate(tokens, start=1))
