"""Reads of the time bank: one's own page, family, moves."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum

from linli.kernel import parts
from linli.kernel.actor import Actor
from linli.kernel.versions import cached_by
from linli.organisations import selectors as organisations
from linli.people import selectors as people
from linli.points import selectors as ledger
from linli.points.terms import Balance, Holder
from linli.resources import selectors as shop
from linli.resources.terms import OfferRow
from linli.volunteering.models import FamilyLink, MoveFact, OrderFor, RecordMove
from linli.volunteering.rules.bank import relations
from linli.volunteering.selectors.hours import (
    hours_of,
    hours_rules,
    records_of,
    unit_scope,
    unit_target,
)
from linli.volunteering.terms import (
    LEAD,
    PART,
    SEE,
    BankLine,
    FamilyRow,
    HourBalance,
    LinkState,
    MoveFactRow,
    MoveNotFound,
    MoveRow,
    MoveState,
    MyHours,
    Relation,
)

MOVES_SHOWN = 200


@cached_by(parts.VERSION)
def family_relations() -> dict[str, Relation]:
    """Who counts as family in the method in force, by key."""
    return relations(parts.current(PART)[1])


def hour_balance(person: UUID) -> HourBalance:
    """What one served by grade, and what the ledger says of it."""
    served, scheme = hours_of(person), hours_rules().scheme
    if not scheme:
        return HourBalance(served.credit, served.honour)
    there: Balance = ledger.balance(scheme, Holder.person(person))
    return HourBalance(
        served.credit, served.honour, there.amount, there.held, served.total - there.amount
    )


def my_hours(person: UUID) -> MyHours:
    """One's own page."""
    return MyHours(
        balance=hour_balance(person),
        records=records_of(person),
        family=family_of(person),
        moves=tuple(one for one in moves_of(person) if one.may_answer),
        scheme=hours_rules().scheme,
    )


def my_statement(
    person: UUID, *, now: datetime, page: int = 1
) -> tuple[tuple[BankLine, ...], bool]:
    """Every minute in and out, as the ledger tells it, and for whom; nothing without a ledger."""
    scheme = hours_rules().scheme
    if not scheme:
        return (), False
    lines, more = ledger.statement(scheme, Holder.person(person), now=now, page=page)
    orders = [one.about[1] for one in lines if one.about[1] is not None]
    named, known = (
        dict(
            OrderFor.objects.filter(order_id__in=orders, identity_id=person).values_list(
                "order_id", "relation"
            )
        ),
        family_relations(),
    )
    names = {order: str(known.get(key, key)) for order, key in named.items()}
    return tuple(
        BankLine(one, names.get(one.about[1], "") if one.about[1] else "") for one in lines
    ), more


def classes_for(person: UUID, *, now: datetime) -> tuple[OfferRow, ...]:
    """What the shop has for saved hours today; nothing where there is no shop."""
    scheme = hours_rules().scheme
    if not scheme or not shop.shops():
        return ()
    rows = shop.window(now=now, person=person).rows
    return tuple(one for one in rows if one.scheme == scheme)


def family_of(person: UUID) -> tuple[FamilyRow, ...]:
    """Links that one asked for or was asked for, newest first; two statements. Whoever asked reads
    the other's name once they agreed: else a number that one types would tell whose it is."""
    rows = list(
        FamilyLink.objects.filter(Q(giver_id=person) | Q(receiver_id=person))
        .exclude(state=LinkState.ENDED)
        .order_by("-asked_at", "-id")
    )
    others = {one.receiver_id if one.giver_id == person else one.giver_id for one in rows}
    masked, known = people.masked(others) if others else {}, family_relations()
    return tuple(
        FamilyRow(
            id=one.pk,
            other=masked[other].name if told else "",
            other_phone=masked[other].phone,
            relation=str(known[one.relation].name) if one.relation in known else one.relation,
            state=LinkState(one.state),
            mine=one.giver_id == person,
            asked_at=one.asked_at,
        )
        for one in rows
        for other in [one.receiver_id if one.giver_id == person else one.giver_id]
        for told in [one.receiver_id == person or one.state == LinkState.CONFIRMED]
    )


def _facts(ids: Iterable[UUID]) -> dict[UUID, tuple[MoveFactRow, ...]]:
    rows = list(MoveFact.objects.filter(move_id__in=list(ids)).order_by("at", "id"))
    names = people.account_names(one.by_id for one in rows if one.by_id)
    found: dict[UUID, tuple[MoveFactRow, ...]] = {}
    for one in rows:
        by = names.get(one.by_id, "") if one.by_id else ""
        fact = MoveFactRow(MoveState(one.state), one.at, by)
        found[one.move_id] = (*found.get(one.move_id, ()), fact)
    return found


def _move_rows(rows: QuerySet[RecordMove], answers: set[UUID] | None = None) -> tuple[MoveRow, ...]:
    """As they are listed; `answers`: those that wait for whoever looks (None: the volunteer)."""
    listed = list(
        rows.annotate(n=Count("lines"), minutes=Sum("lines__record__minutes")).order_by(
            "-asked_at", "-id"
        )[:MOVES_SHOWN]
    )
    masked = people.masked(one.identity_id for one in listed if one.identity_id)
    facts = _facts(one.pk for one in listed)
    return tuple(
        MoveRow(
            id=one.pk,
            who=masked[one.identity_id].name if one.identity_id else "",
            origin=organisations.unit_by_id(one.origin_id).name,
            target=organisations.unit_by_id(one.target_id).name,
            records=getattr(one, "n", 0),
            minutes=getattr(one, "minutes", 0) or 0,
            reason=one.reason,
            state=MoveState(one.state),
            asked_at=one.asked_at,
            facts=facts.get(one.pk, ()),
            may_answer=one.state == MoveState.ASKED if answers is None else one.pk in answers,
        )
        for one in listed
    )


def moves_of(person: UUID) -> tuple[MoveRow, ...]:
    """Moves of one's own records, newest first."""
    return _move_rows(RecordMove.objects.filter(identity_id=person))


def _desk_moves(actor: Actor) -> QuerySet[RecordMove]:
    rows = RecordMove.objects.filter(identity__isnull=False)
    if actor.kind == "system":
        return rows
    ids, paths = actor.organisation_ids(SEE), actor.area_paths(SEE)
    return rows.filter(
        Q(origin_id__in=ids)
        | Q(target_id__in=ids)
        | unit_scope("origin", paths)
        | unit_scope("target", paths)
    )


def desk_moves(actor: Actor) -> tuple[MoveRow, ...]:
    """Moves from and to the organisations that the actor sees, newest first."""
    rows = _desk_moves(actor)
    waiting = rows.filter(state=MoveState.CONSENTED).exclude(asked_by_id=actor.account_id)
    answers = {
        one.pk
        for one in waiting
        if actor.may(LEAD, unit_target(one.target_id if one.asked_by_origin else one.origin_id))
    }
    return _move_rows(rows, answers)


def desk_move(actor: Actor, move_id: UUID) -> UUID:
    """The doorway: the id of a move that the actor sees. Refuses `MoveNotFound`."""
    if not _desk_moves(actor).filter(pk=move_id).exists():
        raise MoveNotFound
    return move_id


def bank_of_person(person: UUID) -> list[dict[str, str]]:
    """Family links and moves of a person, for their own copy."""
    links = [
        {
            "relation": one.relation,
            "other": one.other,
            "state": one.state.value,
            "at": one.asked_at.isoformat(),
        }
        for one in family_of(person)
    ]
    moves = [
        {
            "origin": one.origin,
            "target": one.target,
            "state": one.state.value,
            "at": one.asked_at.isoformat(),
        }
        for one in moves_of(person)
    ]
    return [*links, *moves]
