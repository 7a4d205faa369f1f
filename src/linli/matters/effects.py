"""What a county's procedures may set off in matters, by name."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.kernel import registry
from linli.kernel.actor import SYSTEM
from linli.kernel.registry import EffectCall
from linli.matters import selectors, services
from linli.matters.terms import Channel, Intake, Place
from linli.organisations import services as organisations
from linli.procedures import selectors as procedures
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
    is told; `thanks`="yes", the reporter's own words at the end come first. What has a shelf is
    published as its kind, all else as `matter`. Nothing is shown where somebody who left a number
    has not agreed. It is the method that publishes, not the duty of whoever completed the step
    before."""
    if not selectors.may_publish(call.subject_id):
        return {}
    summary = selectors.public_summary(
        call.subject_id,
        fields=call.properties.get("answer", "public_answer").split(),
        level=call.properties.get("level", ""),
        thanks=call.properties.get("thanks", "") == "yes",
    )
    publicity.publish(
        subject=(call.subject_kind, call.subject_id),
        kind=summary.kind,
        title=summary.title,
        words=summary.words,
        area_path=summary.area_path,
        actor=SYSTEM,
        now=call.now,
    )
    return {}


class _Enrol:
    """`matters.enrol`: whoever reported is registered in a role of the method. Properties: `role`;
    `days`, how long (until it is ended, if left out); `level`, the kind of area over which."""

    def __call__(self, call: EffectCall) -> Mapping[str, Any]:
        days = call.properties.get("days", "")
        services.enrol(
            matter_id=call.subject_id,
            role=call.properties["role"],
            level=call.properties.get("level", ""),
            days=int(days) if days else None,
            actor=call.actor,
            now=call.now,
        )
        return {}

    def faults(
        self,
        properties: Mapping[str, str],
        names: Collection[str],  # noqa: ARG002 - a gate's shape
        documents: Mapping[str, Mapping[str, Any]],
    ) -> Iterator[str]:
        """A role that the method does not have; days that are no number."""
        yield from _role_faults(properties, documents)
        days = properties.get("days", "")
        if days and not (days.isascii() and days.isdigit() and 0 < int(days) <= 36_500):
            yield str(_("days 要写天数，不写就是长期。"))


class _LeaveRole:
    """`matters.leave_role`: whoever reported is registered in the `role` no longer."""

    def __call__(self, call: EffectCall) -> Mapping[str, Any]:
        services.leave_role(
            matter_id=call.subject_id, role=call.properties["role"], actor=call.actor, now=call.now
        )
        return {}

    def faults(
        self,
        properties: Mapping[str, str],
        names: Collection[str],  # noqa: ARG002 - a gate's shape
        documents: Mapping[str, Mapping[str, Any]],
    ) -> Iterator[str]:
        """A role that the method does not have."""
        yield from _role_faults(properties, documents)


def _role_faults(
    properties: Mapping[str, str], documents: Mapping[str, Mapping[str, Any]]
) -> Iterator[str]:
    roles = {row.get("key") for row in documents.get("matters", {}).get("roles", ())}
    if properties.get("role", "") not in roles:
        role = properties.get("role", "")
        yield str(_("没有角色“%s”；请改 role，或在 matters.toml 的 [[roles]] 里加上。") % role)


class ReporterData:
    """A person's rights over what they reported: a copy of it; its words erased on request."""

    words: Mapping[str, str | Promise] = {
        "": _("您反映的事"),
        "reports": _("反映"),
        "number": _("编号"),
        "code": _("查询码"),
        "at": _("时间"),
        "words": _("您写的话"),
        "said": _("您后来说的话"),
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


class SidesData:
    """A person's rights over where they are named: in roles, and on the sides of matters."""

    words: Mapping[str, str | Promise] = {
        "": _("您的角色和参与"),
        "roles": _("登记过的角色"),
        "role": _("角色"),
        "since": _("开始"),
        "until": _("结束"),
        "parties": _("作为当事人"),
        "number": _("编号"),
        "side": _("哪一方"),
        "at": _("时间"),
        "state": _("状态"),
        "open": _("处理中"),
        "closed": _("已办结"),
        "annulled": _("已关闭"),
    }

    def copy(self, identity_id: UUID) -> Mapping[str, Any]:
        return {
            "roles": selectors.enrolments_of(identity_id),
            "parties": selectors.sides_with(identity_id),
        }

    def erase(self, identity_id: UUID, now: datetime) -> int:
        """They are named nowhere any longer, and registered as nothing."""
        return services.erase_sides(identity_id=identity_id, now=now)


class _CountPart:
    """`matters.count_part` (property `of`: the step that was done): whoever did it took part at the
    community where they registered; it counts for their unit, once a matter."""

    @staticmethod
    def faults(
        properties: Mapping[str, str],
        names: Collection[str],  # noqa: ARG004 - the shape of an effect's check
        documents: Mapping[str, Mapping[str, Any]],  # noqa: ARG004
    ) -> list[str]:
        """What is wrong with a service task that calls it."""
        return [] if properties.get("of") else [gettext("要写 of：完成哪个环节的人算参加。")]

    def __call__(self, call: EffectCall) -> Mapping[str, Any]:
        doer = procedures.doer_of(call.run_id, call.properties["of"])
        if doer is not None and call.area_id is not None:
            organisations.count_part(
                account_id=doer,
                area_id=call.area_id,
                subject=(call.subject_kind, call.subject_id),
                actor=call.actor,
                now=call.now,
            )
        return {}


class _Claimed:
    """`matters.claimed` (awaited): the line waits until one side's claim is accepted by the other;
    gives `owner`, the unit that claimed it; nobody there is named as its `person` yet."""

    outputs = ("owner", "person")

    def __call__(self, call: EffectCall) -> Mapping[str, Any]:
        services.await_claim(line_id=call.subject_id, step_id=UUID(call.properties["step"]))
        return {}


class _Opens:
    """`matters.open`: a matter of its own, at the place of whoever calls and by the actor, who must
    be allowed to open such a one. Properties: `kind`; `words`, what it is about. Gives `matter`."""

    outputs = ("matter",)

    def __call__(self, call: EffectCall) -> Mapping[str, Any]:
        opened = services.open_matter(
            intake=Intake(
                kind=call.properties["kind"],
                words=call.properties.get("words", ""),
                channel=Channel.STAFF,
                place=Place(area_id=call.area_id),
            ),
            actor=call.actor,
            now=call.now,
        )
        return {"matter": str(opened.matter_id)}

    def faults(
        self,
        properties: Mapping[str, str],
        names: Collection[str],  # noqa: ARG002 - a gate's shape
        documents: Mapping[str, Mapping[str, Any]],
    ) -> Iterator[str]:
        """A kind that the method does not have; nothing said."""
        kinds = {row.get("key") for row in documents.get("matters", {}).get("kinds", ())}
        kind = properties.get("kind", "")
        if kind not in kinds:
            yield str(_("没有事项种类“%s”；请改 kind，或在 matters.toml 里加上。") % kind)
        if not properties.get("words", "").strip():
            yield str(_("要写 words：新的事项说什么。"))


def lines_closed(call: EffectCall) -> Mapping[str, Any]:
    """`matters.lines_closed` (awaited): the list waits until every line of it has ended. Refuses
    while it has none."""
    services.await_lines(
        list_id=call.subject_id, step_id=UUID(call.properties["step"]), now=call.now
    )
    return {}


def line_owner(call: EffectCall) -> Mapping[str, Any]:
    """`matters.line_owner`: the unit named in the run's `owner` answers for the line from now on,
    and its list shows it; of another unit nobody is named as its `person` any more."""
    unit = str(call.data.get("owner", ""))
    return {"person": str(services.name_owner(line_id=call.subject_id, unit=unit) or "")}


def conditions_met(call: EffectCall) -> Mapping[str, Any]:
    """`matters.conditions_met`: refuses the step before it while a closing condition of the line
    lacks its evidence."""
    services.refuse_open_conditions(call.subject_id)
    return {}


def strike_off(call: EffectCall) -> Mapping[str, Any]:
    """`matters.strike_off` (property `as`, default `struck_off`): `conditions_met` and then
    `matters.close`."""
    services.strike_off(
        matter_id=call.subject_id,
        closing=call.properties.get("as", "struck_off"),
        actor=call.actor,
        now=call.now,
    )
    return {}


def register() -> None:
    registry.effects.add("matters.open", _Opens())
    registry.effects.add("matters.claimed", _Claimed())
    registry.effects.add("matters.lines_closed", lines_closed)
    registry.effects.add("matters.line_owner", line_owner)
    registry.effects.add("matters.conditions_met", conditions_met)
    registry.effects.add("matters.strike_off", strike_off)
    registry.file_doorways.add("condition", selectors.may_see_evidence)
    registry.related_things.add("matters", selectors.related)
    registry.effects.add("matters.count_part", _CountPart())
    registry.effects.add("matters.close", close)
    registry.effects.add("matters.enrol", _Enrol())
    registry.effects.add("matters.leave_role", _LeaveRole())
    registry.subject_data.add("matters.sides", SidesData())
    registry.file_doorways.add("remark", selectors.may_see_remark_files)
    registry.effects.add("matters.publish", publish)
    registry.subject_data.add("matters.reports", ReporterData())
    registry.file_doorways.add("report", selectors.may_see_files)
    registry.search_results.add("matter", selectors.search_results)
