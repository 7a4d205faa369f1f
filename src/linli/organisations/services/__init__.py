"""Writes of organisations: the tree, posts and terms, covering, what a method names."""

from linli.organisations.services.covering import cover, uncover
from linli.organisations.services.publishing import arrange, publish
from linli.organisations.services.terms_of_office import (
    appoint,
    end_holding,
    leave,
    make_administrators,
    return_early,
)
from linli.organisations.services.tree import close_post, dissolve, found, open_post, rename

__all__ = [
    "appoint",
    "arrange",
    "close_post",
    "cover",
    "dissolve",
    "end_holding",
    "found",
    "leave",
    "make_administrators",
    "open_post",
    "publish",
    "rename",
    "return_early",
    "uncover",
]
