"""What a county's procedures may set off in matters, by name."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

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
    """`matters.publish`: the category, the place, and what was written for the public, masked.

    Properties: `answer`, the form fields written for the public (the first one answered is shown;
    words written for colleagues are never shown); `level`, the kind of area down to which the place
    is told. Nothing is shown where somebody who left a number has not agreed. It is the method that
    publishes, not the duty of whoever completed the step before."""
    if not selectors.may_publish(call.subject_id):
        return {}
    summary = selectors.public_summary(
        call.subject_id,
        fields=call.properties.get("answer", "public_answer").split(),
        level=call.properties.get("level", ""),
    )
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


class ReporterData:
    """A person's rights over what they reported: a copy of it; its words erased on request."""

    words: Mapping[str, str | Promise] = {
        "": _("您反映的事"),
        "reports": _("反映"),
        "number": _("编号"),
        "code": _("查询码"),
        "at": _("时间"),
        "words": _("您写的话"),
        "place": _("地点"),
        "state": _("状态"),
        "open": _("处理中"),
        "closed": _("已办结"),
        "annulled": _("已关闭"),
    }

    def copy(self, identity_id: UUID) -> Mapping[str, Any]:
        return {"reports": selectors.reports_of(identity_id)}

    def erase(self, identity_id: UUID, now: datetime) -> int:
        """Refuses `StillOpen` while a matter of theirs is being worked on."""
        return services.erase_person(identity_id=identity_id, actor=SYSTEM, now=now)


def register() -> None:
    registry.effects.add("matters.close", close)
    registry.effects.add("matters.publish", publish)
    registry.subject_data.add("matters.reports", ReporterData())
    registry.file_doorways.add("matter", selectors.may_see_files)
    registry.search_results.add("matter", selectors.search_results)
