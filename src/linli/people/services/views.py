"""Keeping the filter of a list under a name. Only its owner sees, renames or deletes a view."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError

from linli.kernel import trail
from linli.kernel.actor import Actor
from linli.kernel.database import locked, transaction
from linli.kernel.errors import NotAllowed
from linli.people.models import Account, SavedView
from linli.people.rules import clean_view_name, clean_view_query
from linli.people.terms import (
    MOST_VIEWS,
    NoSuchAccount,
    NoSuchView,
    NothingToSave,
    TooManyViews,
    ViewList,
    ViewNameTaken,
)


def save_view(*, shown_on: str, name: str, query: str, actor: Actor, now: datetime) -> UUID:
    """Keep what filters and sorts in `query` (a query string) as a view of the list `shown_on`.
    Refuses `NotAllowed` for all but staff, `BadViewName`, `NothingToSave`, `ViewNameTaken` and
    `TooManyViews`.
    """
    account_id = _owner(actor)
    if shown_on not in set(ViewList):
        raise NothingToSave
    cleaned, kept = clean_view_name(name), clean_view_query(query)
    if not kept:
        raise NothingToSave
    try:
        with transaction():
            _hold(account_id)
            mine = SavedView.objects.filter(account_id=account_id)
            if mine.filter(name=cleaned).exists():
                raise ViewNameTaken(field="name")
            if mine.count() >= MOST_VIEWS:
                raise TooManyViews(most=MOST_VIEWS)
            row = SavedView.objects.create(
                account_id=account_id, shown_on=shown_on, name=cleaned, query=kept, saved_at=now
            )
            _noted("people.view_saved", row, actor, now)
    except IntegrityError as error:
        raise ViewNameTaken(field="name") from error
    return row.id


def rename_view(*, view_id: UUID, name: str, actor: Actor, now: datetime) -> None:
    """Refuses `NoSuchView` for what is not the actor's own, `BadViewName`, `ViewNameTaken`."""
    account_id, cleaned = _owner(actor), clean_view_name(name)
    try:
        with transaction():
            row = _mine(account_id, view_id)
            if row.name == cleaned:
                return
            others = SavedView.objects.filter(account_id=account_id, name=cleaned)
            if others.exists():
                raise ViewNameTaken(field="name")
            row.name = cleaned
            row.save(update_fields=["name"])
            _noted("people.view_renamed", row, actor, now)
    except IntegrityError as error:
        raise ViewNameTaken(field="name") from error


def delete_view(*, view_id: UUID, actor: Actor, now: datetime) -> None:
    """Refuses `NoSuchView` for what is not the actor's own."""
    account_id = _owner(actor)
    with transaction():
        row = _mine(account_id, view_id)
        _noted("people.view_deleted", row, actor, now)
        row.delete()


def _owner(actor: Actor) -> UUID:
    if not actor.is_staff or actor.account_id is None:
        raise NotAllowed
    return actor.account_id


def _hold(account_id: UUID) -> None:
    """One after another for one person, so that the limit holds."""
    if locked(Account.objects.filter(pk=account_id)).first() is None:
        raise NoSuchAccount


def _mine(account_id: UUID, view_id: UUID) -> SavedView:
    row = locked(SavedView.objects.filter(pk=view_id, account_id=account_id)).first()
    if row is None:
        raise NoSuchView
    return row


def _noted(name: str, row: SavedView, actor: Actor, now: datetime) -> None:
    """Names and filters may hold personal words: the trail gets the list alone."""
    trail.record(name, actor=actor, now=now, subject=("view", row.id), data={"list": row.shown_on})
