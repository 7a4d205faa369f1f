"""Identifiers: row ids (UUIDv7), tracking codes, and the numbers that people read aloud."""

from __future__ import annotations

import secrets
from uuid import UUID

import uuid_utils

# Crockford's base32: no I, L, O, U, so a code can be read over a telephone.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 10
_READ_AS = str.maketrans({"I": "1", "L": "1", "O": "0", "U": "V"})


def new_id() -> UUID:
    """A UUIDv7: unique, made by the application, sorted by time of making."""
    return UUID(bytes=uuid_utils.uuid7().bytes)


def new_random_id() -> UUID:
    """A UUIDv4 from the secure source, for what must not betray its time (ballots)."""
    return UUID(bytes=secrets.token_bytes(16), version=4)


def _check_character(body: str) -> str:
    """A weighted sum modulo 31 (prime): catches every swap of two neighbours and every single
    wrong character, but for 0 written as Z or Z as 0."""
    total = sum((index + 2) * ALPHABET.index(char) for index, char in enumerate(body))
    return ALPHABET[total % 31]


def new_code() -> str:
    """A public tracking code: nine secure random characters and one check character."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH - 1))
    return body + _check_character(body)


def letters_of(raw: bytes, count: int) -> str:
    """The first `count` letters of these bytes, five bits each, highest first."""
    bits = int.from_bytes(raw)
    return "".join(ALPHABET[bits >> (len(raw) * 8 - 5 * (at + 1)) & 31] for at in range(count))


def code_of(raw: bytes) -> str:
    """The code that belongs to a digest: nine letters of it and the check character."""
    body = letters_of(raw, CODE_LENGTH - 1)
    return body + _check_character(body)


def read_code(text: str) -> str | None:
    """What a person typed, as a code: spaces and dashes dropped, I/L read as 1, O as 0.
    None if it cannot be a code (wrong length, wrong character, check character does not fit)."""
    code = "".join(text.split()).replace("-", "").upper().translate(_READ_AS)
    if len(code) != CODE_LENGTH or any(char not in ALPHABET for char in code):
        return None
    return code if _check_character(code[:-1]) == code[-1] else None


def show_code(code: str) -> str:
    """A code in groups, as printed for people: `ABCDE-FGHJK`."""
    return f"{code[:5]}-{code[5:]}"
