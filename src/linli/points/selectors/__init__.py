"""Reads of points; outsiders import from here."""

from linli.points.selectors.balances import (
    account_of,
    accounts_of_person,
    balance,
    balances,
    deed_name,
    may_appeal,
    statement,
    transfer_amount,
)
from linli.points.selectors.catalogue import deed, deeds, price, revision, scheme, schemes, worth
from linli.points.selectors.claims import AppealRow, ClaimRow, appeals, claims, may_decide
from linli.points.selectors.proof import proof

__all__ = [
    "AppealRow",
    "ClaimRow",
    "account_of",
    "accounts_of_person",
    "appeals",
    "balance",
    "balances",
    "claims",
    "deed",
    "deed_name",
    "deeds",
    "may_appeal",
    "may_decide",
    "price",
    "proof",
    "revision",
    "scheme",
    "schemes",
    "statement",
    "transfer_amount",
    "worth",
]
