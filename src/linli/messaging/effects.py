"""What procedures and inner rings may have messaging do."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from linli.kernel.registry import EffectCall
from linli.messaging import rules, services
from linli.messaging.terms import PART, Audience
from linli.organisations import selectors as organisations
from linli.organisations.terms import ORGANISATION, REPORTER


class Notify:
    """Properties: `template`; `to`, a duty key, told where it is held for the run's area; for
    another area `at`, the name of the run datum that holds its id (`area_id` if there is one), and
    for duties of organisations `organisation`, the name of the datum that holds a unit's key or id
    (`organisation_id` if there is one). A datum `person_id` is told instead of the duty; `told`, if
    given, makes telling twice harmless; `but` and `heard` as in `Audience`. What the notice says
    comes from the run. Where nobody is meant by then, the telling stands among the failed jobs.
    """

    def __call__(self, call: EffectCall) -> Mapping[str, Any]:
        person = _id(call.data.get("person_id"))
        to = Audience.of_accounts([person]) if person else _holders(call)
        services.tell(
            template=call.properties["template"],
            to=replace(
                to, but=_id(call.properties.get("but")), heard=call.properties.get("heard", "")
            ),
            data={**call.data, **call.notice},
            about=(call.subject_kind, call.subject_id),
            now=call.now,
            url=call.notice.get("url", ""),
            told=_id(call.properties.get("told")),
        )
        return {}

    def faults(
        self,
        properties: Mapping[str, str],
        names: Collection[str],
        documents: Mapping[str, Mapping[str, Any]],
    ) -> Iterator[str]:
        """What would tell nobody, or nothing."""
        template, to = properties.get("template", ""), properties.get("to", "")
        if template not in rules.templates(documents.get(PART, {})):
            yield _("没有通知模板“%s”；请改 template，或在 notices.toml 里加上。") % template
        duties = documents.get("organisations", {}).get("duties", ())
        level = next((row["level"] for row in duties if row["key"] == to), "")
        if not level:
            yield _("没有职责“%s”；请改 to。") % to
        if level == REPORTER:
            yield _("“%s”是报事人，由平台自己告知；to 要写有人担任的职责。") % to
        unit = properties.get("organisation", "organisation_id")
        if level == ORGANISATION and not {unit, "person_id"} & set(names):
            yield _(
                "职责“%(duty)s”属于单位，却不知道是哪个单位：流程数据里没有“%(name)s”，"
                "谁也收不到。请用 organisation 写明存放单位的字段。"
            ) % {"duty": to, "name": unit}
        if "at" in properties and properties["at"] not in names:
            yield _("at 写的“%s”不会出现在流程数据里。") % properties["at"]


def _holders(call: EffectCall) -> Audience:
    duty = call.properties["to"]
    area = _id(call.data.get(call.properties.get("at", "area_id")))
    organisation = _organisation(
        call.data.get(call.properties.get("organisation", "organisation_id"))
    )
    if area is None and organisation is None and call.area_id is not None:
        place = organisations.duty_place(duty, call.area_id, now=call.now, revision=call.revision)
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
