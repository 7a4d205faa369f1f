"""What there is to lend: titles, copies with barcodes, where they stand, stock-takes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.files.base import File
from django.db import IntegrityError

from linli.files import selectors as uploads
from linli.files import services as files
from linli.kernel import trail
from linli.kernel.actor import Actor
from linli.kernel.database import locked, transaction
from linli.kernel.ids import new_code, new_id
from linli.kernel.texts import clean
from linli.resources import selectors
from linli.resources.models import LentCopy, LentTitle, Place, StockSeen, StockTake
from linli.resources.rules.lending import read_barcode, read_isbn
from linli.resources.services.turns import hold_title, offer
from linli.resources.terms import (
    LENT_COPY,
    LENT_TITLE,
    LONGEST_ABOUT,
    LONGEST_MAKER,
    LONGEST_TITLE,
    MOST_COPIES_AT_ONCE,
    PLACE,
    BadBarcode,
    BadCount,
    BadIsbn,
    BarcodeTaken,
    Condition,
    CopyInUse,
    CopyState,
    LentNotFound,
    MayNotLend,
    NewTitle,
    NoStock,
    StockOpen,
    TitleUnclear,
)


def _run(actor: Actor, place_id: UUID) -> Place:
    """The place, if the actor runs it. Refuses `PlaceNotFound`, `MayNotLend`."""
    place = selectors.place_at(actor, place_id)
    if not selectors.may_run_place(actor, place):
        raise MayNotLend
    return place


def _fill(row: LentTitle, new: NewTitle) -> None:
    """Refuses `UnknownLendKind`, `TitleUnclear`, `BadIsbn`, `TooLong`."""
    kind = selectors.lend_kind(new.kind)
    row.kind = kind.key
    row.name = clean(new.name, LONGEST_TITLE, "name", refusal=TitleUnclear)
    if not row.name:
        raise TitleUnclear(field="name", limit=LONGEST_TITLE)
    row.maker = clean(new.maker, LONGEST_MAKER, "maker")
    row.about = clean(new.about, LONGEST_ABOUT, "about")
    row.isbn = read_isbn(new.isbn) if kind.books else ""


def add_title(
    *,
    new: NewTitle,
    place_id: UUID,
    actor: Actor,
    now: datetime,
    copies: int = 1,
    barcodes: Sequence[str] = (),
    picture: File[Any] | None = None,
) -> UUID:
    """A title with its first copies at a place that the actor runs. A book whose ISBN is there
    already gets more copies. Refuses `MayNotLend`, what is unclear, and as `add_copies`."""
    row = LentTitle(id=new_id(), made_at=now, made_by_id=actor.account_id)
    _fill(row, new)
    try:
        with transaction():
            _run(actor, place_id)
            there = LentTitle.objects.filter(isbn=row.isbn).first() if row.isbn else None
            if there is None:
                row.save(force_insert=True)
                trail.record(
                    "resources.title_added", actor=actor, now=now, subject=(LENT_TITLE, row.pk),
                    data={"kind": row.kind},
                )  # fmt: skip
            else:
                row = there
            add_copies(
                title_id=row.pk, place_id=place_id, count=copies, barcodes=barcodes, actor=actor,
                now=now,
            )  # fmt: skip
    except IntegrityError as error:
        raise BadIsbn(field="isbn") from error  # the same book from two desks at once
    if picture is not None:
        set_picture(title_id=row.pk, picture=picture, actor=actor, now=now)
    return row.pk


def change_title(*, title_id: UUID, new: NewTitle, actor: Actor, now: datetime) -> None:
    """Refuses `LentNotFound`, `MayNotLend`, `BadIsbn` (another book's), and what is unclear."""
    try:
        with transaction():
            row = hold_title(title_id)
            if not selectors.may_keep_title(actor, row):
                raise MayNotLend
            _fill(row, new)
            row.save()
            trail.record(
                "resources.title_changed", actor=actor, now=now, subject=(LENT_TITLE, row.pk)
            )
    except IntegrityError as error:
        raise BadIsbn(field="isbn") from error


def set_picture(*, title_id: UUID, picture: File[Any], actor: Actor, now: datetime) -> None:
    """Another picture in place of the earlier one. Refuses `MayNotLend` and as `files.receive`."""
    with transaction():
        row = hold_title(title_id)
        if not selectors.may_keep_title(actor, row):
            raise MayNotLend
        before = [one.id for one in uploads.of_owner(LENT_TITLE, title_id)]
        if before:
            files.remove(ids=before, actor=actor, now=now)
        files.receive(
            upload=picture, kind="image", owner=(LENT_TITLE, title_id), actor=actor, now=now
        )


def add_copies(
    *,
    title_id: UUID,
    place_id: UUID,
    actor: Actor,
    now: datetime,
    count: int = 1,
    barcodes: Sequence[str] = (),
) -> tuple[UUID, ...]:
    """Pieces with the barcodes that are stuck on them already, or with new ones of ours. Whoever
    waits there gets them. Refuses `MayNotLend`, `BadCount`, `BadBarcode`, `BarcodeTaken`."""
    if (not barcodes and not 1 <= count <= MOST_COPIES_AT_ONCE) or len(
        barcodes
    ) > MOST_COPIES_AT_ONCE:
        raise BadCount(most=MOST_COPIES_AT_ONCE, field="copies")
    codes = [read_barcode(one) for one in barcodes] or [new_code() for _ in range(count)]
    if len(set(codes)) < len(codes):
        raise BadBarcode(field="barcode")
    try:
        with transaction():
            title, place = hold_title(title_id), _run(actor, place_id)
            taken = LentCopy.objects.filter(barcode__in=codes).values_list("barcode", flat=True)
            for one in taken:
                raise BarcodeTaken(barcode=one, field="barcode")
            made = [
                LentCopy.objects.create(
                    id=new_id(), title=title, place=place, barcode=code, added_at=now
                )
                for code in codes
            ]
            for copy in made:
                offer(copy, now)
            trail.record(
                "resources.copies_added", actor=actor, now=now, subject=(LENT_TITLE, title.pk),
                data={"place": str(place.pk), "count": len(made)},
            )  # fmt: skip
    except IntegrityError as error:
        raise BarcodeTaken(barcode=codes[0], field="barcode") from error
    return tuple(one.pk for one in made)


def set_copy(
    *,
    copy_id: UUID,
    actor: Actor,
    now: datetime,
    state: CopyState,
    condition: Condition | None = None,
    place_id: UUID | None = None,
) -> None:
    """Mended or found again (shelf), to be mended, missing or taken off the books; or moved to
    another place that the actor runs (流动). What is out or kept stays as it is. Refuses
    `LentNotFound`, `MayNotLend`, `CopyInUse`."""
    with transaction():
        copy = selectors.copy_at(actor, copy_id)
        hold_title(copy.title_id)
        copy = LentCopy.objects.select_related("title", "place").get(pk=copy_id)
        _run(actor, copy.place_id)
        fixed = (CopyState.OUT, CopyState.KEPT)
        if copy.state in fixed or state in fixed:
            raise CopyInUse
        if place_id is not None and place_id != copy.place_id:
            copy.place = _run(actor, place_id)
        copy.state = state
        if condition is not None:
            copy.condition = condition
        copy.save()
        trail.record(
            "resources.copy_set", actor=actor, now=now, subject=(LENT_COPY, copy.pk),
            data={"state": state.value, "place": str(copy.place_id)},
        )  # fmt: skip
        if copy.state == CopyState.SHELF:
            offer(copy, now)


def begin_stock(*, place_id: UUID, actor: Actor, now: datetime) -> UUID:
    """Begin counting what stands there. Refuses `MayNotLend`, `StockOpen`."""
    try:
        with transaction():
            place = _run(actor, place_id)
            if StockTake.objects.filter(place=place, closed_at__isnull=True).exists():
                raise StockOpen
            row = StockTake.objects.create(
                id=new_id(), place=place, begun_at=now, begun_by_id=actor.account_id
            )
            _stock_line("stock_begun", row, actor, now)
            return row.pk
    except IntegrityError as error:
        raise StockOpen from error


def _stock_line(verb: str, row: StockTake, actor: Actor, now: datetime, **data: object) -> None:
    trail.record(
        f"resources.{verb}", actor=actor, now=now, subject=(PLACE, row.place_id), data=data
    )


def _open_stock(place_id: UUID) -> StockTake:
    row = locked(StockTake.objects.filter(place_id=place_id, closed_at__isnull=True)).first()
    if row is None:
        raise NoStock
    return row


def see_copy(*, place_id: UUID, barcode: str, actor: Actor, now: datetime) -> UUID:
    """One scan: it stands here. What was missing is on the shelf again; what belongs elsewhere
    stands here from now on. Seen twice counts once. Refuses `MayNotLend`, `NoStock`, `BadBarcode`,
    `LentNotFound`, `CopyInUse` (on the books as lent: give it back first)."""
    code = read_barcode(barcode)
    with transaction():
        place, take = _run(actor, place_id), _open_stock(place_id)
        copy = LentCopy.objects.filter(barcode=code).first()
        if copy is None or copy.state == CopyState.GONE:
            raise LentNotFound
        hold_title(copy.title_id)
        copy = LentCopy.objects.select_related("title", "place").get(pk=copy.pk)
        if copy.state == CopyState.OUT or (copy.state == CopyState.KEPT and copy.place != place):
            raise CopyInUse
        copy.place, copy.seen_at = place, now
        found = copy.state == CopyState.MISSING
        copy.state = CopyState.SHELF if found else copy.state
        copy.save(update_fields=["place", "seen_at", "state"])
        StockSeen.objects.get_or_create(take=take, copy=copy, defaults={"id": new_id(), "at": now})
        if copy.state == CopyState.SHELF:
            offer(copy, now)
        return copy.pk


def close_stock(*, place_id: UUID, actor: Actor, now: datetime) -> int:
    """What ought to stand there and was not seen is missing; what is kept for somebody is left to
    the desk. Returns how many. Refuses `MayNotLend`, `NoStock`."""
    with transaction():
        _run(actor, place_id)
        take = _open_stock(place_id)
        expected = set(selectors.expected_here(place_id).values_list("pk", flat=True))
        seen = set(StockSeen.objects.filter(take=take).values_list("copy_id", flat=True))
        gone = LentCopy.objects.filter(
            pk__in=expected - seen, state__in=[CopyState.SHELF, CopyState.REPAIR]
        )
        missing = list(locked(gone).values_list("pk", flat=True))
        gone.update(state=CopyState.MISSING)
        take.closed_at, take.expected, take.seen = now, len(expected), len(seen & expected)
        take.missing = [str(one) for one in missing]
        take.save()
        _stock_line("stock_closed", take, actor, now, seen=take.seen, missing=len(missing))
        return len(missing)
