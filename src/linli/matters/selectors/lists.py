"""Matters as rows: the list, the triage board, search results, a person's earlier reports."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.fields import within, within_any
from linli.kernel.registry import Related
from linli.matters.models import Matter, Rating, Report
from linli.matters.selectors.catalogue import catalogue
from linli.matters.selectors.suggesting import suggest
from linli.matters.terms import SUBJECT, Alike, MatterLine, Offered, State
from linli.territory import selectors as territory

_STATES = {State.OPEN: _("办理中"), State.CLOSED: _("已办结"), State.ANNULLED: _("已关闭")}
PAGE = 50
MOST_SORTED = 1000
SORTS = ("age", "category", "place")
SEE = "matters.see"
_COLUMNS = (
    "id", "number", "title", "category", "area_id", "state", "urgency",
    "opened_at", "closed_at", "kind",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class MatterQuery:
    """What the list is asked for; all of it is kept in the address."""

    state: str = ""
    category: str = ""
    kind: str = ""
    area_path: str = ""
    since: datetime | None = None
    until: datetime | None = None
    closed_since: datetime | None = None
    rated_since: datetime | None = None
    before: str = ""  # cursor: "opened_at iso|id" of the last row seen, the sorted value before it
    sort: str = ""  # a key of SORTS, with a dash for the other direction; else newest first


@dataclass(frozen=True, slots=True)
class MatterRows:
    lines: tuple[MatterLine, ...]
    more: str  # cursor of the next page, "" if this is the last
    cut: bool = False  # more than MOST_SORTED: only the newest of them were sorted


@dataclass(frozen=True, slots=True)
class BoardCard:
    """A matter on the triage board: what was written, and categories offered with their reasons."""

    line: MatterLine
    words: str
    offered: Offered | None
    alike: tuple[Alike, ...] = ()
    repeated: int = 0  # the how manieth of this category from the same person


@dataclass(frozen=True, slots=True)
class Board:
    """The triage board: three columns of matters nobody has carried on yet."""

    new: tuple[BoardCard, ...]
    unclear: tuple[BoardCard, ...]
    elsewhere: tuple[BoardCard, ...]


def visible(actor: Actor) -> QuerySet[Matter]:
    """The matters this actor may see by area. Nothing for those without the duty."""
    return Matter.objects.filter(within_any("area_path", actor.area_paths(SEE)))


def line(row: Mapping[str, object]) -> MatterLine:
    """A row of values as a line, names filled from the catalogue and the territory's book."""
    known = catalogue()
    area_id, kind = row["area_id"], str(row["kind"])
    return MatterLine(
        matter_id=row["id"],  # type: ignore[arg-type]  # a values() row
        number=str(row["number"]),
        title=str(row["title"]),
        category=str(row["category"]),
        category_name=known.category_name(str(row["category"])) if row["category"] else "",
        place=territory.full_name(area_id) if isinstance(area_id, UUID) else "",
        state=str(row["state"]),
        urgency=str(row["urgency"]),
        opened_at=row["opened_at"],  # type: ignore[arg-type]
        closed_at=row["closed_at"],  # type: ignore[arg-type]
        kind_name=str(known.kinds[kind].name) if kind in known.kinds else kind,
    )


def lines(rows: QuerySet[Matter]) -> tuple[MatterLine, ...]:
    return tuple(line(row) for row in rows.values(*_COLUMNS))


def matter_list(actor: Actor, query: MatterQuery) -> MatterRows:
    """Newest first, 50 a page, by a cursor over (opened_at, id): as quick on page 400 as on 1, and
    so is the oldest first. By category or place, the newest 1,000 are sorted here: no index serves
    these orders below an area. Two statements at most."""
    rows = _asked(visible(actor), query)
    if query.sort.removeprefix("-") in {"category", "place"}:
        return _sorted_rows(rows, query)
    oldest = query.sort == "age"
    if query.before:
        rows = rows.filter(_behind(query.before, oldest=oldest))
    order = ("opened_at", "id") if oldest else ("-opened_at", "-id")
    found = lines(rows.order_by(*order)[: PAGE + 1])
    kept = found[:PAGE]
    more = f"{kept[-1].opened_at.isoformat()}|{kept[-1].matter_id}" if len(found) > PAGE else ""
    return MatterRows(kept, more)


def _asked(rows: QuerySet[Matter], query: MatterQuery) -> QuerySet[Matter]:
    equal = {"state": query.state, "category": query.category, "kind": query.kind}
    rows = rows.filter(**{key: value for key, value in equal.items() if value})
    rows = rows.filter(within("area_path", query.area_path))
    if query.since:
        rows = rows.filter(opened_at__gte=query.since)
    if query.until:
        rows = rows.filter(opened_at__lt=query.until)
    if query.closed_since:
        rows = rows.filter(closed_at__gte=query.closed_since)
    if query.rated_since:
        rated = Rating.objects.filter(at__gte=query.rated_since)
        rows = rows.filter(id__in=rated.values("matter_id"))
    return rows


def _behind(cursor: str, *, oldest: bool) -> Q:
    at, _sep, row_id = cursor.partition("|")
    moment = clock.read(at)
    try:
        last = UUID(row_id)
    except ValueError:
        return Q()
    if moment is None:
        return Q()
    if oldest:
        return Q(opened_at__gt=moment) | Q(opened_at=moment, id__gt=last)
    return Q(opened_at__lt=moment) | Q(opened_at=moment, id__lt=last)


def _sorted_rows(rows: QuerySet[Matter], query: MatterQuery) -> MatterRows:
    """One page of the newest 1,000 by category or place; what is equal stays newest first. The
    cursor is the value and id of the last row seen, found again by its id."""
    down = query.sort.startswith("-")
    column = "category" if query.sort.endswith("category") else "area_path"
    newest = rows.order_by("-opened_at", "-id").values_list(column, "id")[: MOST_SORTED + 1]
    found = list(newest)
    order = sorted(found[:MOST_SORTED], key=lambda row: row[0], reverse=down)
    page = _page_behind(order, query.before, down=down)
    ids = [row_id for _value, row_id in page[:PAGE]]
    shown = {one.matter_id: one for one in lines(Matter.objects.filter(pk__in=ids))}
    more = f"{page[PAGE - 1][0]}|{page[PAGE - 1][1]}" if len(page) > PAGE else ""
    kept = tuple(shown[one] for one in ids if one in shown)
    return MatterRows(kept, more, len(found) > MOST_SORTED)


def _page_behind(
    order: list[tuple[str, UUID]], cursor: str, *, down: bool
) -> list[tuple[str, UUID]]:
    """The rows after the one that the cursor names. Where that one is gone from the list by now
    (closed, moved), those of its value are shown once more rather than one of them never."""
    value, _sep, last = cursor.rpartition("|")
    if not cursor:
        return order
    for index, (one, row_id) in enumerate(order):
        if str(row_id) == last and one == value:
            return order[index + 1 :]
    return [row for row in order if row[0] == value or (row[0] > value) != down]


def board(actor: Actor, *, since: datetime, sort: str = "") -> Board:
    """What waits for a person's eye: without a category or place (unclear), at the county because
    no community could be told (elsewhere), and otherwise come in since `since`. `sort` orders the
    cards that a column shows, by a key of SORTS."""
    root = territory.root()
    opened = visible(actor).filter(state=State.OPEN).exclude(kind__in=catalogue().listed_kinds())
    unclear = opened.filter(Q(category="") | Q(area_id=root.id)).order_by("opened_at")[:PAGE]
    fresh = (
        opened.filter(opened_at__gte=since)
        .exclude(category="")
        .exclude(area_id=root.id)
        .order_by("-opened_at")[:PAGE]
    )
    children = opened.filter(parent__isnull=False).order_by("-opened_at")[:PAGE]
    return Board(
        new=_cards(fresh, sort), unclear=_cards(unclear, sort), elsewhere=_cards(children, sort)
    )


def _in_order(found: tuple[MatterLine, ...], sort: str) -> tuple[MatterLine, ...]:
    keys: dict[str, Callable[[MatterLine], Any]] = {
        "age": lambda one: one.opened_at,
        "category": lambda one: one.category,
        "place": lambda one: one.place,
    }
    key = keys.get(sort.removeprefix("-"))
    return tuple(sorted(found, key=key, reverse=sort.startswith("-"))) if key else found


def _cards(rows: QuerySet[Matter], sort: str) -> tuple[BoardCard, ...]:
    found = _in_order(lines(rows), sort)
    said = dict(
        Report.objects.filter(matter_id__in=[one.matter_id for one in found])
        .order_by("-at")
        .values_list("matter_id", "words")
    )
    return tuple(
        BoardCard(
            line=one,
            words=said.get(one.matter_id, ""),
            offered=None if one.category else suggest(said.get(one.matter_id, "")),
        )
        for one in found
    )


def points(ids: Collection[UUID]) -> dict[UUID, tuple[float, float]]:
    """(longitude, latitude), WGS-84, of those of these matters that have a point. The caller has
    been through a doorway to each."""
    rows = Matter.objects.filter(pk__in=ids).values_list("id", "longitude", "latitude")
    return {
        row_id: (longitude, latitude)
        for row_id, longitude, latitude in rows
        if longitude is not None and latitude is not None
    }


def of_person(
    identity_id: UUID, *, most: int = 20, actor: Actor | None = None
) -> tuple[MatterLine, ...]:
    """The matters that one person reported, newest first. With an actor: only those the actor may
    see; without: for the person, who has proved the telephone number."""
    ids = Report.objects.filter(identity_id=identity_id).values("matter_id")
    rows = visible(actor) if actor is not None else Matter.objects.all()
    return lines(rows.filter(id__in=ids).order_by("-opened_at")[:most])


def search_results(actor: Actor, ids: Iterable[UUID]) -> Mapping[UUID, Related]:
    """Titles and addresses of found matters, for the search page."""
    rows = visible(actor).filter(pk__in=list(ids)).values_list("id", "number", "title", "state")
    return {
        row_id: Related(
            SUBJECT, title, reverse("matter", args=[row_id]), f"{number} · {_STATES[State(state)]}"
        )
        for row_id, number, title, state in rows
    }
