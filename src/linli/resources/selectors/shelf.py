"""The shelf as residents see it, their own loans and turns, and the figures of lending."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet

from linli.files import selectors as files
from linli.kernel.actor import Actor
from linli.kernel.clock import local
from linli.kernel.distance import metres
from linli.kernel.fields import within
from linli.resources.models import LendTurn, LentCopy, LentTitle, Loan, Place
from linli.resources.selectors.lending import (
    damage_rows,
    damages,
    kind_of,
    lend_kinds_defined,
    loan_rows,
    loans,
    turn_rows,
    turns,
)
from linli.resources.selectors.places import SHOWN_PLACES
from linli.resources.terms.lend_refusals import LentNotFound
from linli.resources.terms.lending import (
    HERE_STILL,
    LENT_TITLE,
    QUEUED,
    CopyState,
    MyLending,
    ShelfRow,
    Standing,
    TitlePage,
    TurnState,
)

TITLES_A_PAGE, PAST_SHOWN = 24, 20
Where = tuple[float, float]  # longitude, latitude


def shelf(
    *,
    q: str = "",
    kind: str = "",
    place_id: UUID | None = None,
    free: bool = False,
    near: Where | None = None,
    page: int = 1,
) -> tuple[tuple[ShelfRow, ...], bool]:
    """What may be borrowed at places that are shown: by name, or what is nearest first; 24 a page,
    and whether there are more. Five statements."""
    here = _copies().filter(title_id=OuterRef("pk"))
    if place_id:
        here = here.filter(place_id=place_id)
    if free:
        here = here.filter(state=CopyState.SHELF)
    rows = LentTitle.objects.filter(Exists(here))
    if kind:
        rows = rows.filter(kind=kind)
    if q:
        rows = rows.filter(
            Q(name__icontains=q) | Q(maker__icontains=q) | Q(isbn=q.replace("-", ""))
        )
    start = (max(page, 1) - 1) * TITLES_A_PAGE
    end = start + TITLES_A_PAGE + 1
    if near is None:
        found = list(rows.order_by("name", "id")[start:end])
        return shelf_rows(found[:TITLES_A_PAGE], place_id=place_id), len(found) > TITLES_A_PAGE
    far = distances(near)
    nearest: dict[UUID, int] = {}
    for title, place in here_pairs(free=free, place_id=place_id):
        if place in far:
            nearest[title] = min(far[place], nearest.get(title, far[place]))
    ids = sorted(
        rows.values_list("pk", flat=True),
        key=lambda one: (nearest.get(one, 10**9), one),
    )[start:end]
    by_id = LentTitle.objects.in_bulk(ids[:TITLES_A_PAGE])
    listed = [by_id[one] for one in ids[:TITLES_A_PAGE]]
    return shelf_rows(listed, place_id=place_id, nearest=nearest), len(ids) > TITLES_A_PAGE


def _copies() -> QuerySet[LentCopy]:
    return LentCopy.objects.filter(state__in=HERE_STILL, place__state__in=SHOWN_PLACES)


def here_pairs(*, free: bool, place_id: UUID | None) -> list[tuple[UUID, UUID]]:
    """Which title stands at which place, once each."""
    rows = _copies()
    if free:
        rows = rows.filter(state=CopyState.SHELF)
    if place_id:
        rows = rows.filter(place_id=place_id)
    return list(rows.values_list("title_id", "place_id").distinct())


def distances(near: Where) -> dict[UUID, int]:
    """Metres to every place that lends and has a point."""
    rows = Place.objects.filter(
        pk__in=LentCopy.objects.values("place_id"), longitude__isnull=False
    ).values_list("pk", "longitude", "latitude")
    return {
        pk: metres(near, (lon, lat)) for pk, lon, lat in rows if lon is not None and lat is not None
    }


def shelf_rows(
    listed: list[LentTitle],
    *,
    place_id: UUID | None = None,
    nearest: dict[UUID, int] | None = None,
) -> tuple[ShelfRow, ...]:
    """Three statements for all of them."""
    ids = [one.pk for one in listed]
    copies = _copies().filter(title_id__in=ids)
    queue = LendTurn.objects.filter(title_id__in=ids, state=TurnState.WAITING)
    if place_id:
        copies, queue = copies.filter(place_id=place_id), queue.filter(place_id=place_id)
    counts = {
        title: (all_, free)
        for title, all_, free in copies.values_list("title_id").annotate(
            all=Count("pk"), free=Count("pk", filter=Q(state=CopyState.SHELF))
        )
    }
    waiting = dict(queue.values_list("title_id").annotate(n=Count("pk")))
    pictures = files.of_owners(LENT_TITLE, ids)
    kinds = lend_kinds_defined() if ids else {}
    return tuple(
        ShelfRow(
            id=one.pk,
            kind=kind_of(one.kind, kinds),
            name=one.name,
            maker=one.maker,
            copies=counts.get(one.pk, (0, 0))[0],
            free=counts.get(one.pk, (0, 0))[1],
            waiting=waiting.get(one.pk, 0),
            picture=next(iter(pictures.get(one.pk, ())), None),
            metres=(nearest or {}).get(one.pk),
        )
        for one in listed
    )


def shelf_places() -> tuple[Place, ...]:
    """Places shown that have something to lend, by area."""
    rows = Place.objects.filter(
        state__in=SHOWN_PLACES,
        pk__in=LentCopy.objects.filter(state__in=HERE_STILL).values("place_id"),
    )
    return tuple(rows.order_by("area_path", "name"))


def title_page(
    title_id: UUID, *, now: datetime, person: UUID | None = None, near: Where | None = None
) -> TitlePage:
    """What anybody may read; `person` sees their own turn and loan. Refuses `LentNotFound`."""
    title = LentTitle.objects.filter(pk=title_id).first()
    if title is None:
        raise LentNotFound
    places = _standings(title, near)
    turn = loan = None
    if person is not None:
        mine = turns().filter(title=title, person_id=person, state__in=[*QUEUED])
        turn = next(iter(turn_rows(mine)), None)
        own = loans().filter(copy__title=title, borrower_id=person, back_at__isnull=True)
        waited = titles_waited([title.pk])
        loan = next(iter(loan_rows(own, local(now).date(), waited=waited)), None)
    return TitlePage(
        row=shelf_rows([title])[0],
        isbn=title.isbn,
        about=title.about,
        places=places,
        pictures=files.of_owner(LENT_TITLE, title.pk),
        turn=turn,
        loan=loan,
    )


def _standings(title: LentTitle, near: Where | None) -> tuple[Standing, ...]:
    copies = _copies().filter(title=title).select_related("place")
    by_place: dict[UUID, list[LentCopy]] = defaultdict(list)
    for one in copies.order_by("place__name"):
        by_place[one.place_id].append(one)
    waiting = dict(
        LendTurn.objects.filter(title=title, state=TurnState.WAITING)
        .values_list("place_id")
        .annotate(n=Count("pk"))
    )
    open_ = Loan.objects.filter(copy__title=title, back_at__isnull=True)
    back: dict[UUID, date] = dict(open_.values_list("copy__place_id").annotate(first=Min("due_on")))
    found = []
    for place_id, there in by_place.items():
        place = there[0].place
        where = (place.longitude, place.latitude)
        far = metres(near, where) if near and None not in where else None  # type: ignore[arg-type]
        found.append(
            Standing(
                place_id=place_id,
                place=place.name,
                address=place.address,
                copies=len(there),
                free=sum(1 for one in there if one.state == CopyState.SHELF),
                waiting=waiting.get(place_id, 0),
                back=back.get(place_id),
                metres=far,
            )
        )
    return tuple(sorted(found, key=lambda one: (one.metres is None, one.metres or 0, one.place)))


def titles_waited(ids: list[UUID]) -> frozenset[UUID]:
    """Titles for which somebody waits."""
    rows = LendTurn.objects.filter(title_id__in=ids, state=TurnState.WAITING)
    return frozenset(rows.values_list("title_id", flat=True))


def my_lending(person: UUID, *, now: datetime) -> MyLending:
    """One's own page; at most nine statements."""
    today = local(now).date()
    own = loans().filter(borrower_id=person)
    open_ = list(own.filter(back_at__isnull=True).order_by("due_on"))
    waited = titles_waited([one.copy.title_id for one in open_])
    found = damages().filter(loan__borrower_id=person).order_by("-at")
    return MyLending(
        loans=loan_rows(open_, today, waited=waited),
        turns=turn_rows(turns().filter(person_id=person, state__in=[*QUEUED]).order_by("at")),
        damages=damage_rows(found[:PAST_SHOWN]),
        past=loan_rows(own.filter(back_at__isnull=False).order_by("-back_at")[:PAST_SHOWN], today),
    )


def may_see_lent_picture(actor: Actor, owner_id: UUID, code: str) -> bool:  # noqa: ARG001
    """A doorway of files: pictures of what is lent are for everybody."""
    return LentTitle.objects.filter(pk=owner_id).exists()


def books_on_shelf(
    area_path: str,
    since: datetime,  # noqa: ARG001 - a measure's shape
    until: datetime,
) -> tuple[int, int]:
    """Measure: pieces that may be borrowed there (books alone: `lends` with `books`), of all."""
    rows = LentCopy.objects.filter(
        within("place__area_path", area_path), added_at__lt=until, state__in=HERE_STILL
    )
    keys = [key for key, kind in lend_kinds_defined().items() if kind.books]
    return rows.filter(title__kind__in=keys).count(), rows.count()


def loans_made(area_path: str, since: datetime, until: datetime) -> tuple[int, int]:
    """Measure: loans that began in the span, and how many of them are back."""
    rows = Loan.objects.filter(
        within("copy__place__area_path", area_path), out_at__gte=since, out_at__lt=until
    )
    return rows.count(), rows.filter(back_at__isnull=False).count()
