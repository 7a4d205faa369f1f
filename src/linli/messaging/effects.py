"""What procedures and inner rings may have messaging do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from linli.kernel.registry import EffectCall
from linli.messaging import services
from linli.messaging.terms import Audience
from linli.organisations import selectors as organisations


def notify(call: EffectCall) -> Mapping[str, Any]:
    """Properties: `template`; `to`, a duty key, told where it is held for the run's area; for
    another area `at`, the name of the run datum that holds its id (`area_id` if there is one), and
    for duties of organisations `organisation`, the name of the datum that holds a unit's key or id
    (`organisation_id` if there is one). A datum `person_id` is told instead of the duty; `told`, if
    given, makes telling twice harmless. What the notice says comes from the run.
    """
    person = _id(call.data.get("person_id"))
    services.tell(
        template=call.properties["template"],
        to=Audience.of_accounts([person]) if person else _holders(call),
        data={**call.data, **call.notice},
        about=(call.subject_kind, call.subject_id),
        now=call.now,
        url=call.notice.get("url", ""),
        told=_id(call.properties.get("told")),
    )
    return {}


def _holders(call: EffectCall) -> Audience:
    duty = call.properties["to"]
    area = _id(call.data.get(call.properties.get("at", "area_id")))
    organisation = _organisation(
        call.data.get(call.properties.get("organisation", "organisation_id"))
    )
    if area is None and organisation is None and call.area_id is not None:
        place = organisations.duty_place(duty, call.area_id, now=call.now)
        duty, area = place.duty, place.area_id
    return Audience.duty_at(duty, area_id=area, organisation_id=organisation)


def _organisation(value: Any) -> UUID | None:
    """A unit by its key, as answers of forms have it, or by its id."""
    try:
        return _id(value)
    except ValueError:
        return organisations.unit(str(value)).id


def _id(value: Any) -> UUID | None:
    return UUID(str(value)) if value else None


def send_code(call: EffectCall) -> Mapping[str, Any]:
    """Send the sign-in code whose id is the subject."""
    services.send_code(code_id=call.subject_id, now=call.now)
    return {}
