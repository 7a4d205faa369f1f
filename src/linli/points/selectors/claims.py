"""What waits for somebody's yes or no: claims and appeals, for those who may decide."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from linli.kernel.actor import Actor
from linli.kernel.fields import within_any
from linli.people import selectors as people
from linli.points.models import Appeal, Intent
from linli.points.selectors.balances import PAGE, deed_name
from linli.points.selectors.catalogue import scheme_or_key
from linli.points.terms import (
    CAUSES,
    CLAIMED_AT,
    GIVE,
    MANAGE,
    SEE,
    Cause,
    IntentState,
    Scheme,
)
from linli.territory import selectors as territory


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """A claim to decide: for whom (masked), for what, how much."""

    id: UUID
    scheme: Scheme
    deed: str
    title: str
    amount: int
    person: str
    place: str
    asked_at: datetime
    own: bool


@dataclass(frozen=True, slots=True)
class AppealRow:
    """An appeal to rule on: the words, and what was decided before, by whom is nobody's business
    but that it was somebody else."""

    id: UUID
    entry_id: UUID
    scheme: Scheme
    title: str
    cause: Cause
    refused: bool
    amount: int
    decided: str
    words: str
    person: str
    made_at: datetime
    own: bool

    @property
    def cause_name(self) -> object:
        return CAUSES[self.cause]


def _own(actor: Actor) -> UUID | None:
    return people.identity_of_account(actor.account_id) if actor.account_id else None


def claims(actor: Actor, *, page: int = 1) -> tuple[tuple[ClaimRow, ...], bool]:
    """Claims in the areas where the actor decides, oldest first; whether there are more."""
    paths = actor.area_paths(GIVE)
    rows = list(
        Intent.objects.filter(within_any("area_path", paths), state=IntentState.ASKED)
        .select_related("sink")
        .order_by("asked_at", "pk")[(page - 1) * PAGE : page * PAGE + 1]
    )
    names = people.masked({one.sink.identity_id for one in rows if one.sink.identity_id})
    own = _own(actor)
    places = {one.path: one.short_name for kind in CLAIMED_AT for one in territory.below("", kind)}
    return tuple(
        ClaimRow(
            id=one.pk,
            scheme=scheme_or_key(one.scheme),
            deed=deed_name(one.deed),
            title=one.title,
            amount=one.amount,
            person=names[one.sink.identity_id].name if one.sink.identity_id in names else "",
            place=places.get(one.area_path, ""),
            asked_at=one.asked_at,
            own=one.asked_by_id == actor.account_id
            or (own is not None and own == one.sink.identity_id),
        )
        for one in rows[:PAGE]
    ), len(rows) > PAGE


def appeals(actor: Actor) -> tuple[AppealRow, ...]:
    """Appeals in the areas where the actor may rule, oldest first, at most a page."""
    paths = actor.area_paths(MANAGE)
    rows = list(
        Appeal.objects.filter(within_any("intent__area_path", paths), upheld__isnull=True)
        .select_related("intent", "intent__sink", "intent__source")
        .order_by("made_at", "pk")[:PAGE]
    )
    whose = {one.pk: one.intent.source.identity_id or one.intent.sink.identity_id for one in rows}
    names = people.masked({one for one in whose.values() if one})
    own = _own(actor)
    return tuple(
        AppealRow(
            id=one.pk,
            entry_id=one.intent_id,
            scheme=scheme_or_key(one.intent.scheme),
            title=one.intent.title,
            cause=Cause(one.intent.cause),
            refused=one.intent.state == IntentState.REFUSED,
            amount=one.intent.amount,
            decided=one.intent.reason,
            words=one.words,
            person=names[whose[one.pk]].name if whose[one.pk] in names else "",  # type: ignore[index]
            made_at=one.made_at,
            own=one.intent.decided_by_id == actor.account_id
            or (own is not None and own == whose[one.pk]),
        )
        for one in rows
    )


def may_decide(actor: Actor) -> bool:
    return any(actor.may(verb) for verb in (SEE, GIVE, MANAGE))
