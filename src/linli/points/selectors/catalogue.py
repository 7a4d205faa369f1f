"""Schemes and deeds of the method in force."""

from __future__ import annotations

from collections.abc import Mapping

from linli.kernel import parts
from linli.kernel.language import Words
from linli.kernel.versions import cached_by
from linli.points.rules import amounts, reading
from linli.points.terms import PART, Deed, Scheme, SchemeKind, UnknownDeed, UnknownScheme


@cached_by(parts.VERSION)
def _schemes() -> Mapping[str, Scheme]:
    rows = parts.current(PART)[1].get("schemes", ())
    return {row["key"]: reading.scheme(row) for row in rows}


@cached_by(parts.VERSION)
def _deeds() -> Mapping[str, Deed]:
    rows = parts.current(PART)[1].get("deeds", ())
    return {row["key"]: reading.deed(row) for row in rows}


def revision() -> str:
    """Of the method in force."""
    return parts.current(PART)[0]


def scheme(key: str) -> Scheme:
    """Refuses `UnknownScheme`."""
    found = _schemes().get(key)
    if found is None:
        raise UnknownScheme(scheme=key)
    return found


def scheme_or_key(key: str) -> Scheme:
    """For what is already in the ledger: a scheme that the method has dropped is called by its key,
    and nothing in it expires any more."""
    return _schemes().get(key) or Scheme(key, Words(key), SchemeKind.POINTS, Words(""))


def schemes(kind: str = "") -> tuple[Scheme, ...]:
    """All of the method, or those of one kind, in the method's order."""
    return tuple(one for one in _schemes().values() if not kind or one.kind == kind)


def deed(key: str) -> Deed:
    """Refuses `UnknownDeed`."""
    found = _deeds().get(key)
    if found is None:
        raise UnknownDeed(deed=key)
    return found


def deeds(scheme_key: str = "", *, claims: bool = False) -> tuple[Deed, ...]:
    """The deeds of a scheme; `claims`: only those that one may ask for oneself."""
    return tuple(
        one
        for one in _deeds().values()
        if (not scheme_key or one.scheme == scheme_key) and (one.claim or not claims)
    )


def price(scheme_key: str, fen: int) -> int:
    """What goods worth `fen` cost in this scheme, rounded up. Refuses `NotWorthMoney`."""
    return amounts.price(scheme(scheme_key), fen)


def worth(scheme_key: str, amount: int) -> int:
    """Fen for so many points, rounded down; 0 where they are worth no money."""
    return amounts.worth(scheme(scheme_key), amount)
