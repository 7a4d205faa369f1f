"""Writes of points; outsiders import from here. Every call is idempotent by its `key`, joins the
caller's transaction, and locks the accounts before anything of its own."""

from linli.points.services.awarding import award, open_account
from linli.points.services.claiming import ask, authorise, refuse
from linli.points.services.correcting import appeal, claw_back, rule_appeal
from linli.points.services.expiring import expire_due, forget_person
from linli.points.services.looking import find_person, verify_ledger
from linli.points.services.spending import (
    capture,
    deduct,
    give,
    hold,
    release,
    release_due,
    spend,
)

__all__ = [
    "appeal",
    "ask",
    "authorise",
    "award",
    "capture",
    "claw_back",
    "deduct",
    "expire_due",
    "find_person",
    "forget_person",
    "give",
    "hold",
    "open_account",
    "refuse",
    "release",
    "release_due",
    "rule_appeal",
    "spend",
    "verify_ledger",
]
