"""What procedures and inner rings may have messaging do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from linli.kernel.registry import EffectCall
from linli.messaging import services
from linli.messaging.terms import Audience


def notify(call: EffectCall) -> Mapping[str, Any]:
    """Properties: `template`; `to`, a duty key; `at`, the name of the run datum that holds the id
    of the area (default `area_id`) or, for duties of organisations, `organisation`, the name of
    the datum that holds the organisation's id.
    """
    at = call.data.get(call.properties.get("at", "area_id"))
    organisation = call.data.get(call.properties.get("organisation", "organisation_id"))
    services.tell(
        template=call.properties["template"],
        to=Audience.duty_at(
            call.properties["to"],
            area_id=UUID(str(at)) if at else None,
            organisation_id=UUID(str(organisation)) if organisation else None,
        ),
        data=dict(call.data),
        about=(call.subject_kind, call.subject_id),
        now=call.now,
    )
    return {}


def send_code(call: EffectCall) -> Mapping[str, Any]:
    """Send the sign-in code whose id is the subject."""
    services.send_code(code_id=call.subject_id, now=call.now)
    return {}
