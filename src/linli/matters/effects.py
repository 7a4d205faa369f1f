"""What a county's procedures may set off in matters, by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from linli.kernel import registry
from linli.kernel.actor import SYSTEM
from linli.kernel.registry import EffectCall
from linli.matters import selectors, services
from linli.publicity import services as publicity


def close(call: EffectCall) -> Mapping[str, Any]:
    """`matters.close` (property `as`: how it ended). Refuses while a child is open."""
    services.close(
        matter_id=call.subject_id,
        closing=call.properties.get("as", "solved"),
        actor=call.actor,
        now=call.now,
    )
    return {}


def publish(call: EffectCall) -> Mapping[str, Any]:
    """`matters.publish` (property `answer`: the form fields that hold what was done, first one
    answered wins): the category, the place down to the estate, and that answer, masked. It is the
    method that publishes, not the duty of whoever completed the step before."""
    fields = call.properties.get("answer", "public_answer").split()
    summary = selectors.public_summary(call.subject_id, fields=fields)
    publicity.publish(
        subject=(call.subject_kind, call.subject_id),
        kind="matter",
        title=summary.title,
        words=summary.words,
        area_path=summary.area_path,
        actor=SYSTEM,
        now=call.now,
    )
    return {}


def register() -> None:
    registry.effects.add("matters.close", close)
    registry.effects.add("matters.publish", publish)
    registry.file_doorways.add("matter", selectors.may_see_files)
    registry.search_results.add("matter", selectors.search_results)
