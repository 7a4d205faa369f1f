"""Proving the ledger against its postings and against the trail."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from django.db.models import F, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce

from linli.kernel.models import TrailLine
from linli.points.models import Intent, LedgerAccount, Lot, Transfer
from linli.points.rules.proof import MODULUS, Fault, Kept, Posted, Proof, digest_of, prove
from linli.points.terms import IntentState, Role

CHUNK = 2_000


def _postings() -> Iterator[Posted]:
    rows = Transfer.objects.order_by("number").values_list(
        "number", "key", "scheme", "intent_id", "source_id", "sink_id", "amount", "source_after",
        "sink_after",
    )  # fmt: skip
    return (Posted(*row) for row in rows.iterator(chunk_size=CHUNK))


def _accounts() -> Iterator[Kept]:
    reserved = (
        Intent.objects.filter(source=OuterRef("pk"), state=IntentState.HELD)
        .values("source")
        .annotate(much=Sum(F("amount") - F("posted")))
        .values("much")
    )
    lots = Lot.objects.filter(account=OuterRef("pk")).values("account")
    rows = LedgerAccount.objects.annotate(
        reserved=Coalesce(Subquery(reserved), 0),
        left=Coalesce(Subquery(lots.annotate(much=Sum("left")).values("much")), 0),
        laid=Coalesce(Subquery(lots.annotate(much=Sum("amount")).values("much")), 0),
    ).order_by("pk")
    for row in rows.iterator(chunk_size=CHUNK):
        yield Kept(
            id=row.pk,
            scheme=row.scheme,
            bounded=row.role == Role.HOLDER,
            balance=row.balance,
            held=row.held,
            earned=row.earned,
            reserved=row.reserved,
            lots=row.left,
            owes=row.owes,
            laid=row.laid,
        )


def proof() -> Proof:
    """Every balance again from its postings; every intent against what was posted of it; every
    posting against its line on the trail, which is sealed. Reads everything once."""
    found = prove(_postings(), _accounts())
    return replace(found, faults=(*found.faults, *_intents(), *_trail(found)))


def _intents() -> Iterator[Fault]:
    """Intents whose own figure is not what was posted of them."""
    posted = (
        Transfer.objects.filter(intent=OuterRef("pk"))
        .values("intent")
        .annotate(much=Sum("amount"))
        .values("much")
    )
    rows = Intent.objects.annotate(moved=Coalesce(Subquery(posted), 0)).exclude(moved=F("posted"))
    for row in rows.iterator(chunk_size=CHUNK):
        yield Fault("intent", str(row.pk), row.posted, row.moved)


def _trail(found: Proof) -> Iterator[Fault]:
    """Whether the trail speaks of the same postings, and no others."""
    digest, count = 0, 0
    lines = TrailLine.objects.filter(name="points.posted").values_list("data", flat=True)
    for data in lines.order_by("number").iterator(chunk_size=CHUNK):
        count += 1
        share = digest_of(data["key"], data["scheme"], data["from"], data["to"], data["amount"])
        digest = (digest + share) % MODULUS
    if digest != found.digest:
        yield Fault("trail", "points.posted", found.postings, count)
