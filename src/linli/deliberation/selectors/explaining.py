"""Why a vote stands or falls, in words with the article."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from linli.deliberation.terms import (
    Bound,
    Choice,
    Condition,
    Count,
    Explained,
    Finding,
    Line,
    Verdict,
    VoteRule,
    Ways,
    Weight,
)  # fmt: skip

Figures = Mapping[str, Any]


def as_figures(
    verdict: Verdict, tally: Mapping[Choice, int], rule: VoteRule, *, told: bool
) -> dict[str, Any]:
    """A verdict as it is kept: numbers and codes only. `told` False: too few voted in secret for
    the tally to be shown."""
    return {
        "valid": verdict.valid,
        "passed": verdict.passed,
        "quorum": [[_kept(one) for one in way] for way in verdict.quorum],
        "majority": [[_kept(one) for one in way] for way in verdict.majority],
        "tally": {one.value: count for one, count in tally.items()},
        "told": told,
        "rule": rule.name,
        "basis": rule.basis,
    }


def _kept(one: Finding) -> dict[str, Any]:
    kept = asdict(one.condition)
    kept["share"] = str(one.condition.share)
    return {
        **{key: str(value) for key, value in kept.items()},
        "counted": str(one.counted),
        "out_of": str(one.out_of),
        "needed": str(one.needed),
        "met": one.met,
    }


def _names() -> dict[str, str]:
    return {
        Count.DUE: _("应到"),
        Count.PRESENT: _("到会"),
        Count.CAST: _("投票"),
        Count.VOTING: _("同意与反对"),
        Count.YES: _("同意"),
        Count.NO: _("反对"),
        Count.ABSTAIN: _("弃权"),
    }


def _amount(figure: str, weight: str) -> str:
    value = Fraction(figure)
    if weight == Weight.AREA:
        return _("%(n)s 平方米") % {"n": f"{float(value):,.2f}".rstrip("0").rstrip(".")}
    if weight == Weight.HOUSEHOLDS:
        return _("%(n)s 户") % {"n": value}
    return _("%(n)s 人") % {"n": value}


def _line(one: Mapping[str, Any], tags: Mapping[str, str], *, told: bool) -> Line:
    names = _names()
    group = tags.get(one["among"], one["among"])
    data = {
        "who": f"{group}{names[one['count']]}" if group else names[one["count"]],
        "of": names[one["of"]],
        "counted": _amount(one["counted"], one["weight"]),
        "out_of": _amount(one["out_of"], one["weight"]),
        "share": one["share"],
        "needed": _amount(one["needed"], one["weight"]),
    }
    more = one["bound"] == Bound.MORE_THAN
    secret = not told and one["count"] in {Count.YES, Count.NO, Count.ABSTAIN, Count.VOTING}
    if secret and more:
        text = _("%(who)s要超过%(of)s %(out_of)s的 %(share)s")
    elif secret:
        text = _("%(who)s要达到%(of)s %(out_of)s的 %(share)s")
    elif more:
        text = _("%(who)s %(counted)s，要超过%(of)s %(out_of)s的 %(share)s（至少 %(needed)s）")
    else:
        text = _("%(who)s %(counted)s，要达到%(of)s %(out_of)s的 %(share)s（至少 %(needed)s）")
    return Line(text % data, bool(one["met"]))


def explained(figures: Figures, tags: Mapping[str, str]) -> Explained:
    """What was kept, for the reader. `tags` are names of members' tags by key."""
    told = bool(figures.get("told", True))
    tally: Sequence[tuple[Choice, str]] = [
        (Choice(key), str(count)) for key, count in figures.get("tally", {}).items()
    ]
    return Explained(
        valid=figures["valid"],
        passed=figures["passed"],
        headline=_headline(figures),
        tally=tuple(tally) if told else (),
        quorum=_ways(figures["quorum"], tags, told=told),
        majority=_ways(figures["majority"], tags, told=told),
        basis=figures["basis"],
    )


def _ways(
    ways: Sequence[Sequence[Mapping[str, Any]]], tags: Mapping[str, str], *, told: bool
) -> tuple[tuple[Line, ...], ...]:
    return tuple(tuple(_line(one, tags, told=told) for one in way) for way in ways)


def _headline(figures: Figures) -> str:
    if not figures["valid"]:
        return _("到会人数不够，会议无效")
    if figures["passed"] is None:
        return _("到会人数达到规定")
    return _("表决通过") if figures["passed"] else _("表决没有通过")


def why_not(figures: Figures, tags: Mapping[str, str]) -> str:
    """The unmet conditions of a quorum, in one sentence with the basis."""
    ways = explained(figures, tags).quorum
    unmet = ["、".join(line.words for line in way if not line.met) for way in ways]
    return _("；或者").join(one for one in unmet if one) + f"（{figures['basis']}）"


def rule_words(rule: VoteRule) -> tuple[tuple[tuple[str, ...], ...], tuple[tuple[str, ...], ...]]:
    """What the rule asks for, before anybody has come: ways of quorum and of majority."""
    return _asked(rule.quorum), _asked(rule.majority)


def _asked(ways: Ways) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(_condition(one) for one in way) for way in ways)


def _condition(one: Condition) -> str:
    names = _names()
    by = {
        Weight.HEADS: "",
        Weight.HOUSEHOLDS: _("（按户）"),
        Weight.AREA: _("（按面积）"),
    }[one.weight]
    data = {"who": names[one.count], "of": names[one.of], "share": one.share, "by": by}
    if one.bound is Bound.MORE_THAN:
        return _("%(who)s超过%(of)s的 %(share)s%(by)s") % data
    return _("%(who)s达到%(of)s的 %(share)s%(by)s") % data
