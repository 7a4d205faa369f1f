"""What the method says of bodies, gatherings and rules."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from linli.deliberation.rules.choosing import rule_on
from linli.deliberation.rules.documents import body_kinds, gathering_kinds, vote_rules
from linli.deliberation.terms import PART, BodyKind, GatheringKind, NoRule, UnknownKind, VoteRule
from linli.kernel import parts
from linli.kernel.versions import cached_by
from linli.territory import selectors as territory
from linli.territory.terms import Limit, Unit


@cached_by(parts.VERSION)
def bodies_defined() -> dict[str, BodyKind]:
    """The kinds of body of the method in force, by key."""
    return body_kinds(parts.current(PART)[1])


@cached_by(parts.VERSION)
def gatherings_defined() -> dict[str, GatheringKind]:
    """The kinds of gathering of the method in force, by key."""
    return gathering_kinds(parts.current(PART)[1])


@cached_by(parts.VERSION)
def _gatherings_at(revision: str) -> dict[str, GatheringKind]:
    return gathering_kinds(parts.at(PART, revision))


@cached_by(parts.VERSION)
def _rules() -> tuple[VoteRule, ...]:
    return vote_rules(parts.current(PART)[1])


def body_kind(key: str) -> BodyKind:
    """Refuses `UnknownKind`."""
    found = bodies_defined().get(key)
    if found is None:
        raise UnknownKind(key=key[:40], field="kind")
    return found


def gathering_kind(key: str, revision: str = "") -> GatheringKind:
    """As it was in `revision`, else as it is now. Refuses `UnknownKind`."""
    found = (_gatherings_at(revision).get(key) if revision else None) or gatherings_defined().get(
        key
    )
    if found is None:
        raise UnknownKind(key=key[:40], field="kind")
    return found


def rule_for(key: str, day: date, area_path: str) -> VoteRule:
    """The rule in force there on that day. Refuses `NoRule`."""
    found = rule_on(_rules(), key, day, area_path)
    if found is None:
        raise NoRule(rule=key, day=day.isoformat())
    return found


def least_at(rule: VoteRule, now: datetime) -> datetime:
    """The earliest time that the notice admits. Whole days are counted to the minute: called on
    Monday at 9:00, five days end on Saturday at 9:00."""
    limit = Limit.parse(rule.notice) if rule.notice else None
    if limit is None:
        return now
    if limit.unit is Unit.DAY:
        return now + timedelta(days=limit.amount)
    return territory.due(now, limit)
