"""Sums of the county's ledgers: by month, as they stand, and as measures of assessment. Nobody is
named and nobody is ranked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import BooleanField, Count, ExpressionWrapper, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth

from linli.kernel.clock import LOCAL, midnight
from linli.kernel.fields import within
from linli.points.models import LedgerAccount, Transfer
from linli.points.selectors.catalogue import scheme_or_key, schemes
from linli.points.terms import (
    Cause,
    Month,
    Role,
    SchemeKind,
    Standing,
)
from linli.territory import selectors as territory

_NOT_USED = (Cause.EXPIRY, Cause.CLAW_BACK)


def totals(year: int) -> tuple[Month, ...]:
    """What was given, used, taken back and what expired in each month of a year, by scheme in the
    method's order. One statement over that year's postings."""
    moved = Transfer.objects.filter(
        at__gte=midnight(date(year, 1, 1)), at__lt=midnight(date(year + 1, 1, 1))
    )
    rows = (
        moved.filter(Q(source_after=None) | Q(sink_after=None))
        .annotate(
            month=TruncMonth("at", tzinfo=LOCAL),
            given=ExpressionWrapper(Q(source_after=None), output_field=BooleanField()),
        )
        .values_list("scheme", "month", "intent__cause", "given")
        .annotate(much=Sum("amount"))
        .order_by()
    )
    found: dict[tuple[str, date], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for scheme, month, cause, given, much in rows:
        found[(scheme, month.date())][_column(cause, given=given)] += much
    order = [one.key for one in schemes()]
    return tuple(
        Month(scheme=scheme_or_key(key), first=first, **found[(key, first)])
        for key, first in sorted(found, key=lambda one: (_place(order, one[0]), one[0], one[1]))
    )


def _column(cause: str, *, given: bool) -> str:
    if given:
        return "given"
    if cause == Cause.EXPIRY:
        return "expired"
    return "taken" if cause == Cause.CLAW_BACK else "used"


def _place(order: list[str], key: str) -> int:
    return order.index(key) if key in order else len(order)


def standing() -> tuple[Standing, ...]:
    """What all accounts of each scheme have and hold now, and how many there are. One statement."""
    rows = (
        LedgerAccount.objects.filter(role=Role.HOLDER)
        .values_list("scheme")
        .annotate(Sum("balance"), Sum("held"), Count("pk"))
        .order_by()
    )
    found = {key: figures for key, *figures in rows}
    return tuple(
        Standing(one, *found.get(one.key, (0, 0, 0)))
        for one in (*schemes(), *_dropped(found.keys() - {one.key for one in schemes()}))
    )


def _dropped(keys: Iterable[str]) -> list[Any]:
    return [scheme_or_key(key) for key in sorted(keys)]


# --- measures -------------------------------------------------------------------------------------


def _points(area_path: str, since: datetime, until: datetime) -> QuerySet[Transfer]:
    """Postings of residents' points in a span, of entries that belong at or below an area; those of
    no place are the county's."""
    keys = [one.key for one in schemes(SchemeKind.POINTS)]
    rows = Transfer.objects.filter(scheme__in=keys, at__gte=since, at__lt=until)
    if area_path in ("", territory.root().path):
        return rows
    return rows.filter(within("intent__area_path", area_path))


def points_given(area_path: str, since: datetime, until: datetime) -> tuple[int, int]:
    """The measure: points that residents were given, what was taken back subtracted, and how many
    people were given any."""
    people = _points(area_path, since, until).filter(
        Q(source_after=None, sink__identity__isnull=False)
        | Q(intent__cause=Cause.CLAW_BACK, source__identity__isnull=False)
    )
    given = Q(source_after=None)
    found = people.aggregate(
        given=Sum("amount", filter=given),
        taken=Sum("amount", filter=~given),
        people=Count("sink__identity", filter=given, distinct=True),
    )
    return (found["given"] or 0) - (found["taken"] or 0), found["people"]


def points_used(area_path: str, since: datetime, until: datetime) -> tuple[int, int]:
    """The measure: points that residents used up, and how many people did. Of the whole county:
    what is spent belongs to no place."""
    rows = _points(area_path, since, until).filter(source__identity__isnull=False)
    rows = rows.exclude(intent__cause__in=[*_NOT_USED, Cause.GIFT])
    found = rows.aggregate(used=Sum("amount"), people=Count("source__identity", distinct=True))
    return found["used"] or 0, found["people"]


def people_with_points(area_path: str, since: datetime, until: datetime) -> tuple[int, int]:
    """The measure: people who earned in that span, and people with an account by its end in any
    scheme of points. The second is of the whole county."""
    earned = _points(area_path, since, until).filter(
        source_after=None, sink__identity__isnull=False
    )
    keys = [one.key for one in schemes(SchemeKind.POINTS)]
    accounts = LedgerAccount.objects.filter(
        scheme__in=keys, identity__isnull=False, opened_at__lt=until
    )
    return (
        earned.values("sink__identity").distinct().count(),
        accounts.values("identity").distinct().count(),
    )
