"""The office's view of one person's entries, of those places alone where the office sees."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet

from linli.kernel.actor import Actor
from linli.kernel.errors import NotAllowed
from linli.kernel.fields import within_any
from linli.organisations import selectors as organisations
from linli.people import selectors as people
from linli.points.models import Intent, Transfer
from linli.points.selectors.balances import PAGE, appeals_against, deed_name
from linli.points.selectors.catalogue import scheme_or_key
from linli.points.terms import (
    EARNED,
    MANAGE,
    SEE,
    Cause,
    DeskLine,
    EntryNotFound,
    Grade,
    IntentState,
)
from linli.territory import selectors as territory


def seen_paths(actor: Actor) -> tuple[str, ...]:
    """Where the actor sees points: whoever manages or gives there sees, too."""
    return tuple(dict.fromkeys((*actor.area_paths(SEE), *actor.area_paths(MANAGE))))


def seen(actor: Actor, column: str) -> Q:
    """A condition on where entries belong. What was given at no place is the county's."""
    paths = seen_paths(actor)
    if actor.kind == "system" or territory.root().path in paths:
        return Q()
    return within_any(column, paths)


def _of(actor: Actor, person: UUID) -> QuerySet[Transfer]:
    """Refuses `NotAllowed` who sees nowhere, `EntryNotFound` for nobody."""
    if not (actor.kind == "system" or seen_paths(actor)):
        raise NotAllowed(verb=SEE)
    if not people.is_known(person):
        raise EntryNotFound
    mine = Q(source__identity_id=person) | Q(sink__identity_id=person)
    found = Transfer.objects.filter(mine, seen(actor, "intent__area_path"))
    return found.select_related("intent", "sink").order_by("-number")


def lines_of_person(
    actor: Actor, person: UUID, *, page: int = 1
) -> tuple[tuple[DeskLine, ...], bool]:
    """What was posted for a person at places where the actor sees, newest first; whether there is
    more. Refuses `NotAllowed`, `EntryNotFound`."""
    rows = list(_of(actor, person)[(page - 1) * PAGE : page * PAGE + 1])
    return _lines(actor, person, rows[:PAGE]), len(rows) > PAGE


def line_of_person(actor: Actor, person: UUID, entry_id: UUID) -> DeskLine:
    """The doorway to one of them. Refuses `NotAllowed`, `EntryNotFound`."""
    rows = list(_of(actor, person).filter(intent_id=entry_id)[:1])
    if not rows:
        raise EntryNotFound
    return _lines(actor, person, rows)[0]


def _lines(actor: Actor, person: UUID, rows: list[Transfer]) -> tuple[DeskLine, ...]:
    ids = [one.intent_id for one in rows]
    taken = set(
        Intent.objects.filter(reverses_id__in=ids, cause=Cause.CLAW_BACK).values_list(
            "reverses_id", flat=True
        )
    )
    against = appeals_against(ids)
    own = actor.account_id is not None and people.identity_of_account(actor.account_id) == person
    units = organisations.units_by_id(
        {one.intent.given_by_id for one in rows if one.intent.given_by_id}
    )
    return tuple(
        _line(
            one,
            inward=one.sink.identity_id == person,
            taken=one.intent_id in taken,
            appealed=one.intent_id in against,
            by=units[one.intent.given_by_id].name if one.intent.given_by_id in units else "",
            mine=own or actor.account_id in (one.intent.decided_by_id, one.intent.asked_by_id),
        )
        for one in rows
    )


def _line(
    one: Transfer, *, inward: bool, taken: bool, appealed: bool, by: str, mine: bool
) -> DeskLine:
    row = one.intent
    earned = row.cause in EARNED and row.state == IntentState.POSTED and inward
    return DeskLine(
        entry_id=row.pk,
        at=one.at,
        scheme=scheme_or_key(one.scheme),
        title=row.title,
        cause=Cause(row.cause),
        deed=deed_name(row.deed),
        amount=one.amount if inward else -one.amount,
        by=by,
        grade=Grade(row.grade),
        reason=row.reason,
        taken=taken,
        appealed=appealed,
        may_take=earned and not taken and not mine,
        own=earned and not taken and mine,
    )
