"""What elections ask for on their pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from linli.deliberation.terms import (
    LONGEST_PERSON,
    ElectionKind,
    NewCandidate,
    Paperwork,
    PollRow,
)
from linli.people import selectors as people

REASON = 200


def _day() -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class LaunchForm(forms.Form):
    kind = forms.ChoiceField(label=_("哪一种换届"))
    area = forms.CharField(
        label=_("在哪里"),
        max_length=60,
        help_text=_("写县或乡镇的名称：下面每个村（社区）都要办。"),
    )
    target = forms.DateField(label=_("完成期限"), widget=_day())
    name = forms.CharField(label=_("名称"), max_length=60, required=False)

    def __init__(
        self, *args: Any, kinds: Iterable[tuple[str, str]], place: str = "", **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self.fields["kind"].choices = list(kinds)  # type: ignore[attr-defined]  # a choice field
        self.fields["area"].initial = place


class RollForm(forms.Form):
    count = forms.IntegerField(label=_("登记参加选举的人数"), min_value=1, max_value=200_000)
    households = forms.CharField(
        label=_("按户登记"),
        required=False,
        help_text=_("可以不写。一行一户：户名，空格，人数，如“上村12号 3”；合计要等于总人数。"),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    on = forms.DateField(
        label=_("公布日"),
        required=False,
        widget=_day(),
        help_text=_("名单今天以前已经上墙的，写上墙那天；不写就是今天。"),
    )

    def clean_households(self) -> list[tuple[str, int]]:
        lines = []
        for line in self.cleaned_data["households"].splitlines():
            if not line.strip():
                continue
            label, _space, number = line.strip().rpartition(" ")
            if not (label and number.isascii() and number.isdecimal() and len(number) < 4):
                raise forms.ValidationError(
                    _now("读不懂“%(line)s”，写成“上村12号 3”这样。") % {"line": line[:40]}
                )
            lines.append((label, int(number)))
        return lines


class CorrectForm(forms.Form):
    change = forms.IntegerField(label=_("增减人数"), help_text=_("增加写正数，减少写负数，如 -1。"))
    reason = forms.CharField(
        label=_("原因"), max_length=REASON, help_text=_("居民看得到，不要写姓名。")
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("原因"), max_length=REASON, help_text=_("居民看得到，不要写姓名。")
    )


class CandidateForm(forms.Form):
    """A colleague by username, or a resident by phone and name."""

    person = forms.CharField(
        label=_("用户名或手机号"), max_length=60,
        help_text=_("工作人员写用户名，村民写手机号；手机号加密保存。"),
    )  # fmt: skip
    name = forms.CharField(
        label=_("姓名"), max_length=LONGEST_PERSON, required=False, help_text=_("加密保存。")
    )
    positions = forms.MultipleChoiceField(label=_("职位"), widget=forms.CheckboxSelectMultiple)
    tags = forms.MultipleChoiceField(
        label=_("身份"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, kind: ElectionKind, **more: Any) -> None:
        super().__init__(*args, **more)
        positions = [(one.key, str(one.name)) for one in kind.positions]
        self.fields["positions"].choices = positions  # type: ignore[attr-defined]
        self.fields["tags"].choices = [  # type: ignore[attr-defined]
            (key, str(name)) for key, name in kind.tags
        ]
        if not kind.tags:
            del self.fields["tags"]

    def candidate(self) -> NewCandidate:
        given = self.cleaned_data
        text = given["person"].strip()
        account = people.account_by_username(text)
        return NewCandidate(
            positions=tuple(given["positions"]),
            name=given["name"],
            phone="" if account else text,
            account_id=account,
            tags=frozenset(given.get("tags", ())),
        )


class AcceptForm(forms.Form):
    name = forms.CharField(label=_("公布用的姓名"), max_length=LONGEST_PERSON, required=False)
    consent = forms.BooleanField(
        label=_("本人接受提名，同意公布姓名"),
        required=False,
        help_text=_("不同意的，居民只看到“张○○”。"),
    )


class CountForm(forms.Form):
    """Ballots, and the votes of everybody who stands: `votes-position-candidate`."""

    handed_out = forms.IntegerField(label=_("发出选票"), min_value=0)
    taken_back = forms.IntegerField(label=_("收回选票"), min_value=0)
    valid = forms.IntegerField(label=_("有效票"), min_value=0)
    invalid = forms.IntegerField(label=_("无效票"), min_value=0)

    def __init__(self, *args: Any, poll: PollRow, **more: Any) -> None:
        super().__init__(*args, **more)
        self.lines: list[tuple[str, str, UUID]] = []
        for position, _seats, rows in poll.tables:
            for one in rows:
                name = f"votes-{position.key}-{one.candidate_id}"
                self.fields[name] = forms.IntegerField(
                    label=f"{position.name} {one.name}", min_value=0
                )
                self.lines.append((name, position.key, one.candidate_id))

    def papers(self) -> Paperwork:
        given: Mapping[str, int] = self.cleaned_data
        votes: dict[str, dict[UUID, int]] = {}
        for name, position, candidate in self.lines:
            votes.setdefault(position, {})[candidate] = given[name]
        return Paperwork(
            handed_out=given["handed_out"],
            taken_back=given["taken_back"],
            valid=given["valid"],
            invalid=given["invalid"],
            votes=votes,
        )
