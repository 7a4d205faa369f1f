"""Writes of organisations: the tree, posts and terms, covering, what a method names."""

from linli.organisations.services.covering import cover, uncover
from linli.organisations.services.filling import appoint_many
from linli.organisations.services.keys import issue_key, revoke_key, use_key
from linli.organisations.services.publishing import arrange, publish
from linli.organisations.services.registering import (
    confirm_registration,
    count_part,
    decline_registration,
    register,
    withdraw_registration,
)
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
    "appoint_many",
    "arrange",
    "close_post",
    "confirm_registration",
    "count_part",
    "cover",
    "decline_registration",
    "dissolve",
    "end_holding",
    "found",
    "issue_key",
    "leave",
    "make_administrators",
    "open_post",
    "publish",
    "register",
    "rename",
    "return_early",
    "revoke_key",
    "uncover",
    "use_key",
    "withdraw_registration",
]
