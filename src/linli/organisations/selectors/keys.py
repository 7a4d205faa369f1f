"""Keys for programs: lists of them, what they carry, what may be put on one."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from uuid import UUID

from linli.kernel.actor import Actor
from linli.kernel.errors import NotAllowed
from linli.organisations.models import ApiKey, ApiKeyDuty
from linli.organisations.selectors.standing import duty_or_key, unit_by_id
from linli.organisations.terms import ISSUE, MANAGE_KEYS, Carried, KeyChoice, KeyDuty, KeyRow
from linli.people import selectors as people
from linli.territory import selectors as territory


def carried(one: KeyDuty) -> Carried:
    """A duty of a key, with the path of its area."""
    path = territory.area(one.area_id).path if one.area_id else ""
    return Carried(one.duty, one.area_id, path, one.organisation_id)


def duties_of_key(key_id: UUID) -> tuple[Carried, ...]:
    """What a key carries. One statement."""
    rows = ApiKeyDuty.objects.filter(key_id=key_id).values_list(
        "duty", "area_id", "organisation_id"
    )
    return tuple(carried(KeyDuty(*row)) for row in rows)


def key_choices(actor: Actor) -> tuple[KeyChoice, ...]:
    """What this actor may put on a key: the duties held now, but those of administrators."""
    if not actor.may(ISSUE):
        return ()
    found: dict[str, KeyChoice] = {}
    for grant in actor.grants:
        duty = duty_or_key(grant.duty)
        if duty.administrator or not (grant.area_id or grant.organisation_id):
            continue
        if grant.organisation_id:
            one = KeyDuty(grant.duty, None, grant.organisation_id)
        else:
            one = KeyDuty(grant.duty, grant.area_id)
        value = f"{one.duty}|{one.area_id or ''}|{one.organisation_id or ''}"
        found[value] = KeyChoice(value, f"{duty.name} · {_place(one)}", one)
    return tuple(found.values())


def _place(one: KeyDuty) -> str:
    if one.organisation_id:
        return unit_by_id(one.organisation_id).name
    return territory.full_name(one.area_id) if one.area_id else ""


def keys(actor: Actor, *, now: datetime) -> tuple[KeyRow, ...]:
    """One's own keys with `api.issue`; all of them with `api.manage`. Newest first."""
    if not actor.may(ISSUE) and not actor.may(MANAGE_KEYS):
        raise NotAllowed(verb=ISSUE)
    rows = ApiKey.objects.order_by("-issued_at", "-id")
    if not actor.may(MANAGE_KEYS) and actor.account_id is not None:
        rows = rows.filter(account_id=actor.account_id)
    found = list(rows[:200])
    duties: dict[UUID, list[str]] = defaultdict(list)
    for row in ApiKeyDuty.objects.filter(key__in=found):
        one = KeyDuty(row.duty, row.area_id, row.organisation_id)
        duties[row.key_id].append(f"{duty_or_key(one.duty).name} · {_place(one)}")
    names = people.account_names({each.account_id for each in found})
    return tuple(
        KeyRow(
            id=each.pk,
            name=each.name,
            hint=each.hint,
            unit=unit_by_id(each.organisation_id).name if each.organisation_id else "",
            issuer=names.get(each.account_id, ""),
            duties=tuple(duties[each.pk]),
            issued_at=each.issued_at,
            expires_at=each.expires_at,
            revoked_at=each.revoked_at,
            last_used_at=each.last_used_at,
            per_minute=each.per_minute,
            live=each.revoked_at is None and now < each.expires_at,
        )
        for each in found
    )
