"""The audit trail: one line in the same transaction as the change, sealed in a hash chain later.

Lines hold ids, codes and digests, never personal words, so erasing a person breaks no seal.
Seals are made by a job (`seal`), so that taking in a report never waits for another; `verify`
recomputes the chain and names the first broken link. The database itself refuses to change or
delete a line (triggers in the first migration, on both databases).
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives import hashes
from django.conf import settings
from django.db.models import Max

from linli.kernel.actor import Actor
from linli.kernel.database import transaction, writers
from linli.kernel.models import TrailLine, TrailSeal
from linli.kernel.writes import insert

BATCH = 500
# How often, and how many seconds apart, `seal` looks whether older writers have ended.
PATIENCE, PAUSE = 20, 0.05


def record(
    name: str,
    *,
    actor: Actor,
    now: datetime,
    subject: tuple[str, UUID | None] = ("", None),
    data: Mapping[str, Any] | None = None,
) -> None:
    """Write one line. `subject` is (kind, id). Call inside the transaction of the change."""
    insert(line(name, actor=actor, now=now, subject=subject, data=data))


def line(
    name: str,
    *,
    actor: Actor,
    now: datetime,
    subject: tuple[str, UUID | None] = ("", None),
    data: Mapping[str, Any] | None = None,
) -> TrailLine:
    """An unsaved line, for callers that write several at once with `record_all`."""
    return TrailLine(
        at=now,
        name=name,
        actor_kind=actor.kind,
        actor_id=actor.account_id,
        via=actor.via,
        subject_kind=subject[0],
        subject_id=subject[1],
        data=dict(data or {}),
    )


def record_all(lines: list[TrailLine]) -> None:
    """Write several lines in one statement."""
    insert(*lines)


def _content(row: TrailLine) -> bytes:
    return json.dumps(
        [
            row.number,
            row.at.astimezone(UTC).isoformat(timespec="microseconds"),
            row.name,
            row.actor_kind,
            str(row.actor_id or ""),
            row.via,
            row.subject_kind,
            str(row.subject_id or ""),
            row.data,
        ],
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    ).encode()


def _digest(algorithm: str, previous: str, rows: list[TrailLine]) -> str:
    if algorithm == "sm3":
        sm3 = hashes.Hash(hashes.SM3())
        sm3.update(previous.encode())
        for row in rows:
            sm3.update(hashlib.sha256(_content(row)).digest())
        return sm3.finalize().hex()
    sha = hashlib.sha256(previous.encode())
    for row in rows:
        sha.update(hashlib.sha256(_content(row)).digest())
    return sha.hexdigest()


def seal(now: datetime) -> int:
    """Seal all settled lines in stretches; returns how many lines were sealed. Idempotent."""
    sealed = 0
    with transaction():
        last = TrailSeal.objects.order_by("-number").first()
        at, previous = (last.last_line, last.digest) if last else (0, "")
        settled = _settled(at)
        while at < settled:
            rows = list(
                TrailLine.objects.filter(number__gt=at, number__lte=settled).order_by("number")[
                    :BATCH
                ]
            )
            algorithm = settings.LINLI_TRAIL_HASH
            digest = _digest(algorithm, previous, rows)
            TrailSeal.objects.create(
                first_line=rows[0].number,
                last_line=rows[-1].number,
                algorithm=algorithm,
                digest=digest,
                previous=previous,
                sealed_at=now,
            )
            at, previous, sealed = rows[-1].number, digest, sealed + len(rows)
        return sealed


def _settled(after: int) -> int:
    """The number up to which no line can appear any more; `after` if there is nothing to seal.

    A number below the newest line may belong to a transaction still under way. Whoever writes now
    is given a moment to end; numbers taken later are higher. If one goes on, only lines without a
    gap before them are settled. Clocks decide nothing here.
    """
    numbers = TrailLine.objects.filter(number__gt=after).order_by("number")
    newest = numbers.values_list("number", flat=True).last()
    if newest is None:
        return after
    under_way = writers("kernel_trailline")
    for _ in range(PATIENCE):
        if not under_way:
            return newest
        time.sleep(PAUSE)
        under_way &= writers("kernel_trailline")
    for number in numbers.values_list("number", flat=True).iterator():
        if number != after + 1:
            break
        after = number
    return after


@dataclass(frozen=True, slots=True)
class Verdict:
    """What `verify` found. `broken` names the first broken link, empty if the chain holds."""

    seals: int
    lines: int
    unsealed: int
    broken: str = ""


def verify() -> Verdict:
    """Recompute the whole chain. Names the first seal whose lines, digest or order is not what was
    sealed, or the first line that was slipped in between two seals."""
    previous, last_line, seals, lines = "", 0, 0, 0
    for one in TrailSeal.objects.order_by("number").iterator():
        rows = list(
            TrailLine.objects.filter(number__gt=last_line, number__lte=one.last_line).order_by(
                "number"
            )
        )
        fault = _fault(one, previous, rows)
        if fault:
            return Verdict(seals, lines, _unsealed(last_line), fault)
        previous, last_line = one.digest, one.last_line
        seals, lines = seals + 1, lines + len(rows)
    return Verdict(seals, lines, _unsealed(last_line))


def _fault(one: TrailSeal, previous: str, rows: list[TrailLine]) -> str:
    if one.previous != previous:
        return f"seal {one.number}: does not follow the seal before it"
    if not rows or rows[0].number != one.first_line or rows[-1].number != one.last_line:
        return f"seal {one.number}: lines {one.first_line}–{one.last_line} are not all there"
    if _digest(one.algorithm, previous, rows) != one.digest:
        return f"seal {one.number}: lines {one.first_line}–{one.last_line} were changed"
    return ""


def _unsealed(after: int) -> int:
    return TrailLine.objects.filter(number__gt=after).count()


def lines_of(kind: str, subject_id: UUID) -> Iterator[TrailLine]:
    """The lines about one subject, oldest first."""
    return (
        TrailLine.objects.filter(subject_kind=kind, subject_id=subject_id)
        .order_by("number")
        .iterator()
    )


def latest(kind: str, ids: Collection[UUID]) -> dict[UUID, datetime]:
    """When each of these subjects was last written about. One statement."""
    rows = TrailLine.objects.filter(subject_kind=kind, subject_id__in=ids)
    return dict(rows.values_list("subject_id").annotate(Max("at")))


def newest() -> int:
    """The number of the newest line; 0 before the first."""
    return TrailLine.objects.order_by("-number").values_list("number", flat=True).first() or 0


def settled_since(number: int, names: Collection[str], limit: int) -> tuple[list[TrailLine], int]:
    """(lines with these names after that number, oldest first; the number up to which nothing was
    left out). Only lines below which none can appear any more, so that whoever reads on from the
    second value misses none."""
    settled = _settled(number)
    rows = TrailLine.objects.filter(number__gt=number, number__lte=settled, name__in=names)
    found = list(rows.order_by("number")[:limit])
    return found, found[-1].number if len(found) == limit else settled
