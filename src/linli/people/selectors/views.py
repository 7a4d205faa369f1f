"""Filters that members of staff keep under names of their own."""

from __future__ import annotations

from linli.kernel.actor import Actor
from linli.people import rules
from linli.people.models import SavedView as Row
from linli.people.terms import SavedView, ViewList


def saved_views(actor: Actor, shown_on: ViewList) -> tuple[SavedView, ...]:
    """The actor's own views of one list, in the order in which they were saved."""
    if actor.account_id is None:
        return ()
    rows = Row.objects.filter(account_id=actor.account_id, shown_on=shown_on).order_by("id")
    return tuple(SavedView(row.id, row.name, row.query) for row in rows)


def view_query(query: str) -> str:
    """What is kept of a list's query string: what filters and sorts, in one order."""
    return rules.clean_view_query(query)
