"""Counting a circle, loading a walking network, looking for where new places should go."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from time import perf_counter
from typing import Any
from uuid import UUID

from linli.kernel import parts, trail
from linli.kernel.actor import SYSTEM, Actor
from linli.kernel.database import transaction
from linli.kernel.ids import new_id
from linli.kernel.texts import clean
from linli.resources.models import CircleCount, CircleSiting, WalkNetwork
from linli.resources.rules import circle as rules
from linli.resources.rules.ways import read_network
from linli.resources.selectors import circle as reads
from linli.resources.terms import (
    CIRCLE,
    LONGEST_SOURCE,
    NETWORK,
    PART,
    MayNotCount,
    NobodyLives,
    NotCounted,
    WaysUnreadable,
)
from linli.territory import selectors as territory


def _require(actor: Actor) -> None:
    if not reads.may_count(actor):
        raise MayNotCount


def load_network(*, source: str, data: bytes, actor: Actor, now: datetime) -> UUID:
    """Put a walking network in force, in place of the one before: GeoJSON lines, or a CSV of ways,
    in WGS-84. `source` says where it comes from. Refuses `MayNotCount`, `TooManyWays`,
    `WaysUnreadable`, `WaysOutside`."""
    _require(actor)
    named = clean(source, LONGEST_SOURCE, "source")
    if not named:
        raise WaysUnreadable(place="0", field="source")
    frame = territory.layout().frame
    box = (frame.west, frame.south, frame.east, frame.north) if frame else (-180, -90, 180, 90)
    network = read_network(data, box)
    packed = network.packed()
    with transaction():
        WalkNetwork.objects.filter(in_force=True).update(in_force=False)
        row = WalkNetwork.objects.create(
            id=new_id(),
            source=named,
            crossings=network.crossings,
            ways=network.ways,
            kilometres=round(network.kilometres),
            digest=hashlib.sha256(packed).hexdigest(),
            data=packed,
            uploaded_at=now,
            uploaded_by_id=actor.account_id,
        )
        trail.record(
            "resources.network_loaded",
            actor=actor,
            now=now,
            subject=(NETWORK, row.pk),
            data={"ways": row.ways, "digest": row.digest},
        )
    return row.pk


def drop_network(*, actor: Actor, now: datetime) -> None:
    """No network is in force: the next count is by the stated radius."""
    _require(actor)
    with transaction():
        count = WalkNetwork.objects.filter(in_force=True).update(in_force=False)
        trail.record("resources.network_dropped", actor=actor, now=now, data={"count": count})


def count_circle(*, key: str, actor: Actor, now: datetime) -> UUID:
    """Count a circle as it stands now. Refuses `NoCircle`, `MayNotCount`, `NobodyLives`."""
    _require(actor)
    circle, began = reads.circle_named(key), perf_counter()
    homes, network = reads.homes_of(circle), reads.network_in_force()
    if not homes.rows:
        raise NobodyLives
    walking = reads.walking_of(circle, network)
    lines, on_network = rules.count(homes.rows, reads.places_of(circle), walking)
    with transaction():
        row = CircleCount.objects.create(
            id=new_id(),
            circle=key,
            revision=parts.current(PART)[0],
            network=network,
            minutes=circle.minutes,
            limit=circle.limit,
            detour=circle.detour,
            homes=len(homes.rows),
            on_network=on_network,
            households=homes.households,
            unplaced=homes.unplaced,
            by_door=homes.by_door,
            places={one.key: one.places for one in lines},
            detail=rules.packed(homes.rows, lines),
            seconds=round(perf_counter() - began, 3),
            counted_at=now,
            counted_by_id=actor.account_id,
        )
        trail.record(
            "resources.circle_counted",
            actor=actor,
            now=now,
            subject=(CIRCLE, row.pk),
            data={"circle": key, "covered": {one.key: one.covered for one in lines}},
        )
    return row.pk


def site_places(*, key: str, service: str, actor: Actor, now: datetime) -> UUID:
    """Where one to five new places of a service should go, by the latest count: solved, with its
    proof or its bound. Done before for that count: the same again. Refuses `NoCircle`,
    `MayNotCount`, `NotCounted`."""
    _require(actor)
    reads.circle_named(key).service(service)
    count = reads.latest_count(key)
    if count is None:
        raise NotCounted
    before = CircleSiting.objects.filter(count=count, service=service).first()
    if before is not None:
        return before.pk
    began = perf_counter()
    homes, missing = rules.unpacked(bytes(count.detail))
    some, choices = rules.site(homes, missing.get(service, ()), reads.walking_of_count(count))
    found = [
        {
            "places": one.places,
            "gain": one.gain,
            "bound": one.bound,
            "chosen": [[homes[some[index]].area_id.hex, gain] for index, gain in one.chosen],
        }
        for one in choices
    ]
    with transaction():
        row, _made = CircleSiting.objects.get_or_create(
            count=count,
            service=service,
            defaults={
                "id": new_id(),
                "candidates": len(some),
                "of_all": len(homes),
                "seconds": round(perf_counter() - began, 3),
                "choices": found,
                "made_at": now,
            },
        )
    return row.pk


def count_circles(payload: Mapping[str, Any], now: datetime) -> None:  # noqa: ARG001 - a handler's shape
    """Every night: count the circles whose homes have points."""
    for key, circle in reads.circles_defined().items():
        if reads.homes_of(circle).rows:
            count_circle(key=key, actor=SYSTEM, now=now)
