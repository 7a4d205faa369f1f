"""What a county's procedures may set off here, and what others ask of publicity by name."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.kernel import clock, registry
from linli.kernel.actor import SYSTEM, Actor
from linli.kernel.errors import Refused
from linli.kernel.registry import EffectCall, NavigationEntry, Related
from linli.kernel.texts import headline
from linli.procedures import selectors as procedures
from linli.publicity import selectors, services
from linli.publicity.services.publishing import LONGEST_TITLE
from linli.publicity.terms import LONGEST_BASIS, PUBLISH, SEE, SHOWN_PLACE
from linli.territory import selectors as territory

_KNOWN = frozenset(
    {"kind", "days", "basis", "text", "title", "photos", "second_person", "duty", "level"}
)


class _Open:
    """`publicity.open` (awaited): a period for the run's subject; the step waits for its end.

    Properties: `days`, at least so long (`7 工作日`, `5 天`); `basis`, by what rule; `text`, the
    form fields written for the public (the first one answered is shown); `title`, a form field or
    several, of whose answer the first clause is the title (none: the title of the run);
    `kind`, a key of `publicity.terms.KINDS` or words of the method; `photos`="yes", no end before a
    photo of the board; `second_person`="yes", objections are answered by another than whoever
    completed the step before; `duty`, who hears of objections; `level`, the kind of area for which
    it is shown.

    Ends with the outcome `effective`, or `upheld` where the text does not hold; gives `restarts`
    and `objections`, how many. It is the method that publishes, not the duty of whoever completed
    the step before. Refuses like `services.open_period`."""

    outputs = ("restarts", "objections")

    def __call__(self, call: EffectCall) -> Mapping[str, Any]:
        asked = call.properties
        run = procedures.run_view(call.run_id)
        named = headline(_answered(call.run_id, asked.get("title", "")), LONGEST_TITLE)
        title = named or run.header.title
        area_id = run.header.area_id
        above = territory.ancestor(area_id, asked["level"]) if asked.get("level") else None
        services.open_period(
            subject=(call.subject_kind, call.subject_id),
            kind=asked.get("kind", "") or "decision",
            title=title[:LONGEST_TITLE],
            words=_answered(call.run_id, asked.get("text", "")),
            area_id=above.id if above else area_id,
            length=asked.get("days", ""),
            basis=asked.get("basis", ""),
            photos=asked.get("photos") == "yes",
            second_person=asked.get("second_person") == "yes",
            duty=asked.get("duty", ""),
            step=(call.run_id, UUID(asked["step"])),
            opened_by=call.actor.account_id,
            actor=SYSTEM,
            now=call.now,
        )
        return {"restarts": 0, "objections": 0}

    def faults(
        self,
        properties: Mapping[str, str],
        names: Collection[str],  # noqa: ARG002 - a gate's shape
        documents: Mapping[str, Mapping[str, Any]],
    ) -> Iterator[str]:
        """A length that is none; no basis; fields and duties that the method does not have."""
        for name in sorted(set(properties) - _KNOWN):
            yield _("公示没有“%s”这项，请删除或改正。") % name
        try:
            services.length_of(properties.get("days", ""))
        except Refused as refused:
            yield f"days：{refused.message}"
        basis = properties.get("basis", "").strip()
        if not basis or len(basis) > LONGEST_BASIS:
            yield _("要写 basis：公示时间的依据，200 字以内。")
        if not properties.get("text", "").split():
            yield _("要写 text：哪个表单字段是写给公众看的。")
        fields = {
            one.get("key")
            for form in documents.get("forms", {}).get("forms", ())
            for one in form.get("fields", ())
        }
        asked = f"{properties.get('text', '')} {properties.get('title', '')}".split()
        for key in (one for one in asked if one not in fields):
            yield _("没有表单字段“%s”。") % key
        duties = {one.get("key") for one in documents.get("organisations", {}).get("duties", ())}
        duty = properties.get("duty", "")
        if duty and duty not in duties:
            yield _("没有职责“%s”。") % duty
        for flag in ("photos", "second_person"):
            if properties.get(flag, "no") not in ("yes", "no"):
                yield _("%s 只能写 yes 或 no。") % flag


def _answered(run_id: UUID, fields: str) -> str:
    """The first of these form fields that was answered."""
    return next((text for key in fields.split() if (text := procedures.answer_of(run_id, key))), "")


class ObjectorData:
    """A person's rights over what they objected."""

    words: Mapping[str, str | Promise] = {
        "": gettext_lazy("您对公示提的意见"),
        "objections": gettext_lazy("意见"),
        "title": gettext_lazy("公示"),
        "at": gettext_lazy("时间"),
        "code": gettext_lazy("查询码"),
        "words": gettext_lazy("您写的话"),
        "ruling": gettext_lazy("答复"),
        "reason": gettext_lazy("理由"),
        "upheld": gettext_lazy("异议成立"),
        "partly": gettext_lazy("异议部分成立"),
        "denied": gettext_lazy("异议不成立"),
    }

    def copy(self, identity_id: UUID) -> Mapping[str, Any]:
        return {"objections": selectors.objections_of(identity_id)}

    def erase(self, identity_id: UUID, now: datetime) -> int:
        return services.erase_person(identity_id=identity_id, now=now)


def photos(actor: Actor, owner_id: UUID, code: str) -> bool:  # noqa: ARG001 - a doorway's shape
    return selectors.may_see_photos(actor, owner_id, now=clock.now())


def related(actor: Actor, kind: str, subject_id: UUID) -> tuple[Related, ...]:
    """The periods of a subject, on its page; colleagues who may see the desk are led there."""
    found = []
    for one in selectors.periods_of_subject(kind, subject_id):
        url = f"/publicity/{one.id}" if selectors.may_see_desk(actor, one) else one.url
        found.append(Related("period", f"{one.kind_name} · {one.title}", url, one.state_name))
    return tuple(found)


def register() -> None:
    registry.effects.add("publicity.open", _Open())
    registry.subject_data.add("publicity.objections", ObjectorData())
    registry.file_doorways.add(SHOWN_PLACE, photos)
    registry.related_things.add("publicity", related)
    entry = NavigationEntry(
        gettext_lazy("公示"), "periods", (SEE, PUBLISH), 507, "registers", "text-size"
    )
    registry.navigation.add("publicity", entry)
