"""What a county's procedures may set off in points, and what others ask of it by name."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.kernel import registry
from linli.kernel.actor import Actor
from linli.kernel.registry import EffectCall, NavigationEntry
from linli.organisations import selectors as organisations
from linli.people import selectors as people
from linli.points import selectors, services
from linli.points.terms import GIVE, MANAGE, SEE, CapReached, Cause, Holder, UnknownDeed
from linli.territory import selectors as territory

_KNOWN = frozenset({"deed", "to"})


class _Award:
    """`points.award`: whoever did it earns what a deed says. Properties: `deed`, a key of
    points.toml; `to`, the name of the run's datum that says who: `reporter` is whoever reported
    and proved a phone, an account's or an organisation's key where the method keeps one.

    Once for each run and deed, however often the step is passed. Nobody known, a limit reached, or
    a deed that the county has given up: nothing is posted, and the run goes on. Gives `awarded`,
    how much."""

    outputs = ("awarded",)

    def __call__(self, call: EffectCall) -> Mapping[str, Any]:
        try:
            rule = selectors.deed(call.properties["deed"])
        except UnknownDeed:  # the run is of an earlier revision of the method
            return {"awarded": 0}
        to = _holder(str(call.data.get(call.properties.get("to", "reporter")) or ""), rule.who)
        if to is None:
            return {"awarded": 0}
        area = territory.area(call.area_id) if call.area_id else None
        try:
            entry = services.award(
                scheme=rule.scheme,
                to=to,
                deed=rule.key,
                key=f"run:{call.run_id}:{rule.key}",
                cause=Cause.DEED,
                title=str(rule.name),
                about=(call.subject_kind, call.subject_id),
                area_path=area.path if area else "",
                actor=call.actor,
                now=call.now,
            )
        except CapReached:  # refused before anything was written
            return {"awarded": 0}
        return {"awarded": entry.amount}

    def faults(
        self,
        properties: Mapping[str, str],
        names: Collection[str],
        documents: Mapping[str, Mapping[str, Any]],
    ) -> Iterator[str]:
        """A deed that the method does not have; a datum that the run does not keep."""
        for name in sorted(set(properties) - _KNOWN - {"step"}):
            yield _("积分没有“%s”这项，请删除或改正。") % name
        deeds = {row.get("key") for row in documents.get("points", {}).get("deeds", ())}
        deed = properties.get("deed", "")
        if deed not in deeds:
            yield _("没有积分项目“%s”；请改 deed，或在 points.toml 的 [[deeds]] 里加上。") % deed
        to = properties.get("to", "reporter")
        if to not in names:
            yield _("流程数据里没有“%s”，to 要写存放得分人的字段。") % to


def _holder(text: str, who: str) -> Holder | None:
    """Whose account: the identity of a person, or an organisation by its key. None if unknown."""
    if not text:
        return None
    if who == "organisation":
        units = {one.key: one.id for one in organisations.units()}
        return Holder.unit(units[text]) if text in units else None
    try:
        person = UUID(text)
    except ValueError:
        return None
    return Holder.person(person) if people.is_known(person) else None


class PersonData:
    """A person's rights over their accounts."""

    words: Mapping[str, str | Promise] = {
        "": gettext_lazy("您的积分和志愿时间"),
        "accounts": gettext_lazy("账户"),
        "name": gettext_lazy("名称"),
        "amount": gettext_lazy("余额"),
        "earned": gettext_lazy("累计获得"),
        "lines": gettext_lazy("明细"),
        "at": gettext_lazy("时间"),
        "title": gettext_lazy("事由"),
        "after": gettext_lazy("之后余额"),
        "reason": gettext_lazy("理由"),
    }

    def copy(self, identity_id: UUID) -> Mapping[str, Any]:
        return {"accounts": selectors.accounts_of_person(identity_id)}

    def erase(self, identity_id: UUID, now: datetime) -> int:
        return services.forget_person(identity_id=identity_id, now=now)


def _has_schemes(actor: Actor) -> bool:  # noqa: ARG001 - a door's shape
    """Does the county's method have ledgers?"""
    return bool(selectors.schemes())


def register() -> None:
    registry.navigation.add(
        "points.own",
        NavigationEntry(
            gettext_lazy("我的积分"), "points", (), 5, "own", "star", holds=_has_schemes,
            note=gettext_lazy("有多少、怎么来的、能换什么"),
        ),
    )  # fmt: skip
    registry.effects.add("points.award", _Award())
    registry.subject_data.add("points.accounts", PersonData())
    registry.navigation.add(
        "points",
        NavigationEntry(
            gettext_lazy("积分"), "points-desk", (SEE, GIVE, MANAGE), 540, "commons", "star"
        ),
    )
    registry.navigation.add(
        "points.proof",
        NavigationEntry(gettext_lazy("账本验证"), "points-proof", ("trail.verify",), 895),
    )
