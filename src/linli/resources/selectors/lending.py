"""Reads of lending at the desk, and the rows that the other rooms of lending share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from linli.kernel import parts
from linli.kernel.actor import Actor
from linli.kernel.clock import local
from linli.kernel.fields import within_any
from linli.kernel.language import Words
from linli.kernel.versions import cached_by
from linli.people import selectors as people
from linli.resources.models import (
    Damage,
    LendTurn,
    LentCopy,
    LentTitle,
    Loan,
    Place,
    StockSeen,
    StockTake,
)
from linli.resources.rules.lending import days_late, lend_kinds, read_barcode
from linli.resources.selectors.places import may_run_place
from linli.resources.selectors.places_desk import place_at
from linli.resources.terms import PART, RUN, SEE, PlaceState
from linli.resources.terms.lend_refusals import LentNotFound, UnknownLendKind
from linli.resources.terms.lending import (
    HERE_STILL,
    Condition,
    CopyPage,
    CopyRow,
    CopyState,
    DamageRow,
    DamageState,
    LendDesk,
    LendKind,
    LoanRow,
    MyTurn,
    StockRow,
    TurnState,
)

LOANS_SHOWN, PAST_SHOWN, COPIES_A_PAGE = 500, 20, 100


@cached_by(parts.VERSION)
def lend_kinds_defined() -> dict[str, LendKind]:
    """What is lent by the method in force, by key, in its order."""
    return lend_kinds(parts.current(PART)[1])


def lend_kind(key: str) -> LendKind:
    """Refuses `UnknownLendKind`."""
    found = lend_kinds_defined().get(key)
    if found is None:
        raise UnknownLendKind(kind=key[:40], field="kind")
    return found


def kind_of(key: str, kinds: Mapping[str, LendKind] | None = None) -> LendKind:
    """As it is now; one that the method no longer has keeps its key as its name. Lists read
    `kinds` once."""
    known = lend_kinds_defined() if kinds is None else kinds
    return known.get(key) or LendKind(key, Words(key), 30, renewals=0)


def lending_places(actor: Actor, *, run: bool = False) -> tuple[Place, ...]:
    """Places that the actor may run; and, without `run`, those with something to lend that they
    may see. By area."""
    rows = Place.objects.exclude(state=PlaceState.CLOSED).order_by("area_path", "name")
    if actor.kind != "system":
        rows = rows.filter(
            within_any("area_path", actor.area_paths(SEE))
            | Q(organisation_id__in=actor.organisation_ids(SEE))
        )
    lends = set() if run else set(LentCopy.objects.values_list("place_id", flat=True).distinct())
    return tuple(one for one in rows if one.pk in lends or may_run_place(actor, one))


def masked_names(ids: Iterable[UUID | None]) -> dict[UUID | None, str]:
    """Masked name and phone as one text, by identity id; one statement, none for nobody."""
    wanted = {one for one in ids if one is not None}
    found = people.masked(wanted) if wanted else {}
    return {key: f"{one.name} {one.phone}".strip() for key, one in found.items()}


def copy_at(actor: Actor, copy_id: UUID) -> LentCopy:
    """The doorway: a copy at a place that the actor may see. Refuses `LentNotFound`."""
    copy = LentCopy.objects.select_related("title", "place").filter(pk=copy_id).first()
    if copy is None:
        raise LentNotFound
    place_at(actor, copy.place_id)
    return copy


def find_copy(actor: Actor, barcode: str) -> UUID:
    """By what was scanned or typed. Refuses `BadBarcode`, `LentNotFound`."""
    copy = LentCopy.objects.filter(barcode=read_barcode(barcode)).first()
    if copy is None:
        raise LentNotFound
    return copy_at(actor, copy.pk).pk


def copy_row(one: LentCopy, kinds: Mapping[str, LendKind] | None = None) -> CopyRow:
    """`title` and `place` were selected with it."""
    return CopyRow(
        id=one.pk,
        title_id=one.title_id,
        name=one.title.name,
        maker=one.title.maker,
        isbn=one.title.isbn,
        kind=kind_of(one.title.kind, kinds),
        barcode=one.barcode,
        place_id=one.place_id,
        place=one.place.name,
        state=CopyState(one.state),
        condition=Condition(one.condition),
        seen_on=local(one.seen_at).date() if one.seen_at else None,
    )


def loans() -> QuerySet[Loan]:
    return Loan.objects.select_related("copy", "copy__title", "copy__place")


def loan_rows(
    rows: Iterable[Loan], today: date, *, desk: bool = False, waited: frozenset[UUID] = frozenset()
) -> tuple[LoanRow, ...]:
    """As listed; with `desk` masked names (one more statement). `waited`: titles somebody waits
    for, which are not renewed."""
    listed = list(rows)
    names = masked_names(one.borrower_id for one in listed) if desk else {}
    kinds = lend_kinds_defined() if listed else {}
    return tuple(_loan(one, today, names.get(one.borrower_id, ""), waited, kinds) for one in listed)


def _loan(
    one: Loan, today: date, who: str, waited: frozenset[UUID], kinds: Mapping[str, LendKind]
) -> LoanRow:
    kind = kind_of(one.kind, kinds)
    open_ = one.back_at is None
    left = max(kind.renewals - one.renewals, 0)
    late = days_late(one.due_on, today) if open_ else 0
    return LoanRow(
        id=one.pk,
        title_id=one.copy.title_id,
        copy_id=one.copy_id,
        name=one.copy.title.name,
        barcode=one.copy.barcode,
        place=one.copy.place.name,
        out_on=local(one.out_at).date(),
        due_on=one.due_on,
        late=late,
        renewals=one.renewals,
        renewals_left=left,
        deposit=one.deposit,
        who=who,
        paper=one.paper,
        may_renew=open_ and left > 0 and not late and one.copy.title_id not in waited,
        back_on=local(one.back_at).date() if one.back_at else None,
        condition=Condition(one.condition) if one.condition else None,
    )


def turn_rows(rows: Iterable[LendTurn]) -> tuple[MyTurn, ...]:
    """With what number each is; two statements for all of them."""
    listed = list(rows)
    ahead: dict[tuple[UUID, UUID], list[UUID]] = {}
    waiting = LendTurn.objects.filter(
        title_id__in={one.title_id for one in listed}, state=TurnState.WAITING
    ).order_by("at", "id")
    for pk, title, place in waiting.values_list("pk", "title_id", "place_id"):
        ahead.setdefault((title, place), []).append(pk)
    return tuple(
        MyTurn(
            id=one.pk,
            title_id=one.title_id,
            name=one.title.name,
            place=one.place.name,
            address=one.place.address,
            state=TurnState(one.state),
            number=_number(one.pk, ahead.get((one.title_id, one.place_id), [])),
            keep_until=one.keep_until,
            barcode=one.copy.barcode if one.copy else "",
        )
        for one in listed
    )


def _number(pk: UUID, queue: list[UUID]) -> int:
    return queue.index(pk) + 1 if pk in queue else 1


def turns() -> QuerySet[LendTurn]:
    return LendTurn.objects.select_related("title", "place", "copy")


def damage_rows(
    rows: Iterable[Damage], actor: Actor | None = None, *, named: bool = False
) -> tuple[DamageRow, ...]:
    """For the desk with the colleague's name, and with the masked ones of borrowers where `named`;
    for the borrower with neither (`actor` None)."""
    listed = list(rows)
    names = masked_names(one.loan.borrower_id for one in listed) if named else {}
    by = people.account_names([one.by_id for one in listed if one.by_id]) if actor else {}
    return tuple(
        DamageRow(
            id=one.pk,
            name=one.loan.copy.title.name,
            barcode=one.loan.copy.barcode,
            place_id=one.loan.copy.place_id,
            who=names.get(one.loan.borrower_id, one.loan.paper),
            found=Condition(one.found),
            words=one.words,
            charge=one.charge,
            deposit=one.loan.deposit,
            state=DamageState(one.state),
            at=one.at,
            by=by.get(one.by_id, "") if one.by_id else "",
            own=bool(actor and actor.account_id and actor.account_id == one.by_id),
            reason=one.reason,
            entry_id=one.entry_id,
            appeal=one.appeal,
            upheld=one.upheld,
            ruling=one.ruling,
        )
        for one in listed
    )


def damages() -> QuerySet[Damage]:
    return Damage.objects.select_related("loan", "loan__copy", "loan__copy__title")


def _waiting() -> QuerySet[Damage]:
    """Those that wait for a second word, or for a third after an appeal."""
    return damages().filter(Q(state=DamageState.OPEN) | (~Q(appeal="") & Q(upheld__isnull=True)))


def copy_page(actor: Actor, copy_id: UUID, *, now: datetime) -> CopyPage:
    """The doorway of a copy at the desk; who has it is told to those who run the place. Refuses
    `LentNotFound`, `PlaceNotFound`."""
    one, today = copy_at(actor, copy_id), local(now).date()
    runs = may_run_place(actor, one.place)
    open_ = loans().filter(copy=one, back_at__isnull=True)
    past = loans().filter(copy=one, back_at__isnull=False).order_by("-back_at")[:PAST_SHOWN]
    kept = list(turns().filter(copy=one, state=TurnState.READY))
    who = masked_names(one.person_id for one in kept if runs)
    return CopyPage(
        row=copy_row(one),
        loan=next(iter(loan_rows(open_, today, desk=runs)), None),
        turn=next(iter(turn_rows(kept)), None),
        turn_who=next(iter(who.values()), ""),
        past=loan_rows(past, today),  # who had it before is nobody's business at the desk
        may_run=runs,
    )


def lend_desk(actor: Actor, place_id: UUID, *, now: datetime) -> LendDesk:
    """The desk of one place. Who has what is told to those who run it, and to nobody who only
    looks. Refuses `PlaceNotFound`."""
    place, today = place_at(actor, place_id), local(now).date()
    runs = may_run_place(actor, place)
    out = loans().filter(copy__place=place, back_at__isnull=True).order_by("due_on", "id")
    rows = loan_rows(out[:LOANS_SHOWN], today, desk=runs)
    kept = list(
        turns().filter(copy__place=place, state=TurnState.READY).order_by("keep_until", "id")
    )
    names = masked_names(one.person_id for one in kept if runs)
    waiting = _waiting().filter(loan__copy__place=place).order_by("at")
    return LendDesk(
        place_id=place.pk,
        place=place.name,
        copies=LentCopy.objects.filter(place=place, state__in=HERE_STILL).count(),
        out=len(rows) if len(rows) < LOANS_SHOWN else out.count(),
        ready=tuple(
            (turn, names.get(one.person_id, ""))
            for one, turn in zip(kept, turn_rows(kept), strict=True)
        ),
        late=tuple(one for one in rows if one.late),
        loans=tuple(one for one in rows if not one.late),
        damages=damage_rows(waiting, actor, named=runs),
        stock=open_stock(place.pk),
        may_run=runs,
    )


def open_stock(place_id: UUID) -> StockRow | None:
    """The stock-take that goes on there."""
    row = StockTake.objects.filter(place_id=place_id, closed_at__isnull=True).first()
    if row is None:
        return None
    return StockRow(
        id=row.pk,
        begun_at=row.begun_at,
        closed_at=None,
        expected=expected_here(place_id).count(),
        seen=StockSeen.objects.filter(take=row).count(),
    )


def expected_here(place_id: UUID) -> QuerySet[LentCopy]:
    """What ought to stand there."""
    return LentCopy.objects.filter(
        place_id=place_id, state__in=[CopyState.SHELF, CopyState.KEPT, CopyState.REPAIR]
    )


def last_stock(actor: Actor, place_id: UUID) -> StockRow | None:
    """The last one that was closed, with what was not seen. Refuses `PlaceNotFound`."""
    place_at(actor, place_id)
    row = StockTake.objects.filter(place_id=place_id, closed_at__isnull=False)
    last = row.order_by("-closed_at").first()
    if last is None:
        return None
    kinds = lend_kinds_defined()
    gone = LentCopy.objects.select_related("title", "place").filter(pk__in=last.missing)
    return StockRow(
        id=last.pk,
        begun_at=last.begun_at,
        closed_at=last.closed_at,
        expected=last.expected,
        seen=last.seen,
        missing=tuple(copy_row(one, kinds) for one in gone.order_by("title__name", "barcode")),
    )


def copies_at(
    actor: Actor, place_id: UUID, *, q: str = "", page: int = 0
) -> tuple[tuple[CopyRow, ...], bool]:
    """All that stands on the books of a place, by name; 100 a page from 1, or all of it for page
    0. Refuses `PlaceNotFound`."""
    place = place_at(actor, place_id)
    rows = LentCopy.objects.select_related("title", "place").filter(place=place)
    rows = rows.exclude(state=CopyState.GONE).order_by("title__name", "barcode")
    if q:
        rows = rows.filter(title__name__icontains=q)
    kinds = lend_kinds_defined()
    if not page:
        return tuple(copy_row(one, kinds) for one in rows), False
    start = (page - 1) * COPIES_A_PAGE
    found = [copy_row(one, kinds) for one in rows[start : start + COPIES_A_PAGE + 1]]
    return tuple(found[:COPIES_A_PAGE]), len(found) > COPIES_A_PAGE


def copies_to_label(
    actor: Actor, place_id: UUID, *, now: datetime | None = None
) -> tuple[CopyRow, ...]:
    """What needs a label there, newest first: with `now` what was added within a day."""
    rows = LentCopy.objects.select_related("title", "place").exclude(state=CopyState.GONE)
    rows = rows.filter(place=place_at(actor, place_id)).order_by("-added_at", "barcode")
    if now is not None:
        rows = rows.filter(added_at__gt=now - timedelta(days=1))
    kinds = lend_kinds_defined()
    return tuple(copy_row(one, kinds) for one in rows)


def place_of_damage(actor: Actor, damage_id: UUID) -> UUID:
    """The doorway of a damage: where it was found. Refuses `LentNotFound`, `PlaceNotFound`."""
    row = damages().filter(pk=damage_id).first()
    if row is None:
        raise LentNotFound
    return place_at(actor, row.loan.copy.place_id).pk


def may_keep(actor: Actor, title_id: UUID) -> bool:
    """Refuses `LentNotFound`."""
    title = LentTitle.objects.filter(pk=title_id).first()
    if title is None:
        raise LentNotFound
    return may_keep_title(actor, title)


def may_keep_title(actor: Actor, title: LentTitle) -> bool:
    """Whoever runs a place where a copy stands; before the first copy, whoever runs any."""
    rows = Place.objects.filter(pk__in=LentCopy.objects.filter(title=title).values("place_id"))
    places = list(rows)
    return any(may_run_place(actor, one) for one in places) if places else actor.may(RUN)


def loans_of_person(identity_id: UUID) -> list[dict[str, str]]:
    """What a person borrowed, for their own copy."""
    rows = loans().filter(borrower_id=identity_id).order_by("out_at")
    return [
        {
            "name": one.copy.title.name,
            "at": one.out_at.isoformat(),
            "back": one.back_at.isoformat() if one.back_at else "",
        }
        for one in rows
    ]
