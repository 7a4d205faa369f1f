"""Is there a demonstration, and how does one sign in to it."""

from __future__ import annotations

from linli.demonstration.terms import PART, Login
from linli.kernel import parts
from linli.kernel.language import Words


def is_built() -> bool:
    """Was a demonstration built in this database?"""
    return bool(parts.current(PART)[1])


def logins() -> tuple[Login, ...]:
    """The accounts of the demonstration that have a password, in the order of its file."""
    document = parts.current(PART)[1]
    return tuple(
        Login(Words.of(one["role"]), one["username"], one["password"])
        for one in document.get("logins", ())
    )
