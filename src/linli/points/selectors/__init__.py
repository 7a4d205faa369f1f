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
from linli.points.selectors.catalogue import (
    deed,
    deeds,
    price,
    revision,
    scheme,
    scheme_or_key,
    schemes,
    worth,
)
from linli.points.selectors.claims import AppealRow, ClaimRow, appeals, claims, may_decide
from linli.points.selectors.desk import line_of_person, lines_of_person, seen_paths
from linli.points.selectors.mine import last_place, my_claims, my_entry
from linli.points.selectors.proof import proof
from linli.points.selectors.totals import (
    people_with_points,
    points_given,
    points_used,
    standing,
    totals,
)

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
    "last_place",
    "line_of_person",
    "lines_of_person",
    "may_appeal",
    "may_decide",
    "my_claims",
    "my_entry",
    "people_with_points",
    "points_given",
    "points_used",
    "price",
    "proof",
    "revision",
    "scheme",
    "scheme_or_key",
    "schemes",
    "seen_paths",
    "standing",
    "statement",
    "totals",
    "transfer_amount",
    "worth",
]
