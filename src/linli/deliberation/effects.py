"""What a county's procedures may set off in deliberation, by name; papers behind their doorway."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_lazy as _

from linli.deliberation import selectors, services
from linli.deliberation.rules.agenda import way_fits
from linli.deliberation.rules.documents import vote_rules
from linli.deliberation.terms import NOMINEE, PART, SEE, BodyNotFound, Way
from linli.kernel import registry
from linli.kernel.actor import SYSTEM, Actor
from linli.kernel.registry import EffectCall, NavigationEntry, Related
from linli.kernel.texts import headline
from linli.organisations import selectors as organisations
from linli.procedures import selectors as procedures

MOST_NAMED = 40  # characters of what a text is called


class _Gather:
    """`deliberation.gather` (awaited): a gathering about the run's subject is wanted; whoever
    convenes the body calls it, and the step goes on with `passed`, `lost` or `invalid`.

    Properties: `gathering`, its key in gatherings.toml; `text`, the form fields whose answer is
    the text to decide on (the first answered one, whose first clause is the title; the run's title
    if none is); `way`, how it is
    voted (`hands` if left out; `talk`: nothing is voted); `organisation`, the name of the run's
    datum that says whose body meets (else that of the area, or of the nearest above). A later
    version of the text, from a later form, is the next version: what each gathering decided on
    stays.
    """

    outputs = ("gathering", "text")

    def __call__(self, call: EffectCall) -> Mapping[str, Any]:
        if call.area_id is None:
            raise BodyNotFound
        fields = call.properties.get("text", "").split()
        answers = (procedures.answer_of(call.run_id, field) for field in fields)
        words = next((one for one in answers if one), "")
        title = headline(words, MOST_NAMED) or call.notice.get("title", "") or call.subject_kind
        services.want(
            kind=call.properties["gathering"],
            area_id=call.area_id,
            title=title[:80],
            words=words,
            way=Way(call.properties.get("way", Way.HANDS)),
            organisation_id=_unit(call),
            subject=(call.subject_kind, call.subject_id),
            step_id=UUID(call.properties["step"]),
            run_id=call.run_id,
            actor=call.actor,
            now=call.now,
        )
        return {}

    def faults(
        self,
        properties: Mapping[str, str],
        names: Collection[str],
        documents: Mapping[str, Mapping[str, Any]],
    ) -> Iterator[str]:
        """A gathering that the method does not have; a way that its rule does not admit."""
        document = documents.get(PART, {})
        rows = {row.get("key"): row for row in document.get("gatherings", ())}
        key, way = properties.get("gathering", ""), properties.get("way", "hands")
        if key not in rows:
            yield str(
                _("没有会议“%s”；请改 gathering，或在 gatherings.toml 的 [[gatherings]] 里加上。")
                % key
            )
            return
        if way not in {one.value for one in Way}:
            yield str(_("没有表决方式“%s”。") % way)
            return
        unit = properties.get("organisation", "")
        if unit and unit not in names:
            yield str(_("流程数据里没有“%s”，organisation 要写存放单位的字段。") % unit)
        for rule in vote_rules(document):
            if rule.key == rows[key].get("rule") and not way_fits(rule, Way(way)):
                yield str(_("按“%(rule)s”不能用“%(way)s”表决。") % {"rule": rule.name, "way": way})


def _unit(call: EffectCall) -> UUID | None:
    """The organisation whose key the run's datum of that name is."""
    name = call.properties.get("organisation", "")
    return organisations.unit(str(call.data.get(name, ""))).id if name else None


class _SameHolder:
    """`deliberation.same_holder`: does one person hold both posts there (一肩挑), so that the
    method may merge two steps? Properties: `posts`, two titles of posts at the run's area; `kinds`,
    the kinds of organisation that have them. Gives `same_holder` true or false."""

    outputs = ("same_holder",)

    def __call__(self, call: EffectCall) -> Mapping[str, Any]:
        if call.area_id is None:
            return {"same_holder": False}
        holders = [
            organisations.holders_of_post(
                title=title, kind=kind, area_id=call.area_id, now=call.now
            )
            for title, kind in zip(
                call.properties["posts"].split(), call.properties["kinds"].split(), strict=True
            )
        ]
        both = frozenset.intersection(*holders) if holders else frozenset()
        return {"same_holder": bool(both)}

    def faults(
        self,
        properties: Mapping[str, str],
        names: Collection[str],  # noqa: ARG002 - a gate's shape
        documents: Mapping[str, Mapping[str, Any]],
    ) -> Iterator[str]:
        """Two posts and two kinds, which the method must have."""
        posts, kinds = properties.get("posts", "").split(), properties.get("kinds", "").split()
        if len(posts) != 2 or len(kinds) != 2:
            yield str(_("posts 和 kinds 各写两个，用空格隔开。"))
            return
        rows = documents.get("organisations", {}).get("posts", ())
        there = {(row.get("title"), kind) for row in rows for kind in row.get("kinds", ())}
        for pair in zip(posts, kinds, strict=True):
            if pair not in there:
                yield str(_("“%(kind)s”没有岗位“%(post)s”。") % {"post": pair[0], "kind": pair[1]})


class PledgeData:
    """A person's rights over what they said of pledges."""

    words: Mapping[str, str | Promise] = {
        "": gettext_lazy("您对承诺的评议"),
        "voices": gettext_lazy("评议"),
        "pledge": gettext_lazy("承诺"),
        "said": gettext_lazy("您的看法"),
        "words": gettext_lazy("您写的话"),
        "at": gettext_lazy("时间"),
        "kept": gettext_lazy("做到了"),
        "partly": gettext_lazy("做到一部分"),
        "not_kept": gettext_lazy("没做到"),
        "unknown": gettext_lazy("说不上来"),
    }

    def copy(self, identity_id: UUID) -> Mapping[str, Any]:
        return {"voices": selectors.voices_of_person(identity_id)}

    def erase(self, identity_id: UUID, now: datetime) -> int:
        return services.erase_voices(identity_id=identity_id, now=now)


class CandidateData:
    """A person's rights over the name under which they stood in elections."""

    words: Mapping[str, str | Promise] = {
        "": gettext_lazy("您参加的选举"),
        "elections": gettext_lazy("选举"),
        "place": gettext_lazy("地方"),
        "name": gettext_lazy("公布的姓名"),
        "positions": gettext_lazy("职位"),
        "at": gettext_lazy("时间"),
    }

    def copy(self, identity_id: UUID) -> Mapping[str, Any]:
        return {"elections": selectors.candidacies_of(identity_id)}

    def erase(self, identity_id: UUID, now: datetime) -> int:
        return services.forget_candidates(identity_id=identity_id, actor=SYSTEM, now=now)


class MemberData:
    """A person's rights over their membership of bodies."""

    words: Mapping[str, str | Promise] = {
        "": gettext_lazy("您参加的议事组织"),
        "memberships": gettext_lazy("成员身份"),
        "body": gettext_lazy("议事组织"),
        "household": gettext_lazy("户"),
        "since": gettext_lazy("从"),
        "until": gettext_lazy("到"),
    }

    def copy(self, identity_id: UUID) -> Mapping[str, Any]:
        return {"memberships": selectors.memberships_of(identity_id)}

    def erase(self, identity_id: UUID, now: datetime) -> int:
        return services.forget_members(identity_id=identity_id, actor=SYSTEM, now=now)


def related(actor: Actor, kind: str, subject_id: UUID) -> Iterator[Related]:
    """The gatherings that a matter went through, stood on the agenda of, or came out of."""
    if kind != "matter":
        return
    for one, note in selectors.gatherings_of_matter(actor, subject_id):
        yield Related("gathering", one.title, f"/gatherings/{one.id}", note)


def register() -> None:
    registry.related_things.add("deliberation", related)
    registry.effects.add("deliberation.gather", _Gather())
    registry.effects.add("deliberation.same_holder", _SameHolder())
    registry.subject_data.add("deliberation.pledges", PledgeData())
    registry.subject_data.add("deliberation.candidates", CandidateData())
    registry.subject_data.add("deliberation.members", MemberData())
    registry.navigation.add(
        "deliberation.elections",
        NavigationEntry(_("换届"), "elections", (SEE,), 520, "registers", "people"),
    )
    registry.navigation.add(
        "deliberation.disclosures",
        NavigationEntry(_("公开任务"), "disclosures", (SEE,), 521, "registers", "list"),
    )
    registry.file_doorways.add(NOMINEE, selectors.may_see_nominee)
    registry.navigation.add(
        "deliberation.selections",
        NavigationEntry(
            _("品牌和创新评选"), "selections-desk", (), 513, "registers", "check",
            holds=selectors.selections_concern,
        ),
    )  # fmt: skip
    registry.navigation.add(
        "deliberation.charters",
        NavigationEntry(_("村规民约和居民公约"), "charters-desk", (SEE,), 511, "registers", "list"),
    )
    registry.navigation.add(
        "deliberation.pledges",
        NavigationEntry(
            _("公开承诺"), "pledges-desk", (), 512, "registers", "hand",
            holds=selectors.pledges_concern,
        ),
    )  # fmt: skip
    registry.file_doorways.add("gathering", selectors.may_see_papers)
