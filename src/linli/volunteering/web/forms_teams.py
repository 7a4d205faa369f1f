"""Forms of volunteers, teams and activities."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.kernel.clock import LOCAL
from linli.ui.forms import a_day
from linli.volunteering import selectors
from linli.volunteering.terms import (
    EVERY,
    LONGEST_ACTIVITY_TITLE,
    LONGEST_ACTIVITY_WORDS,
    LONGEST_PLACE_WORDS,
    LONGEST_TEAM_NAME,
    LONGEST_TEAM_WORDS,
    PARTS,
    TIMES,
    ActivityPlan,
    Every,
    RolePlan,
    TeamKind,
    TeamPart,
)

Choices = list[tuple[str, str]]


def a_moment() -> forms.DateTimeInput:
    return forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


MOMENTS = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]


def wall(given: datetime) -> datetime:
    """What was typed is a Chinese wall clock."""
    return given.replace(tzinfo=None).replace(tzinfo=LOCAL)


class VolunteerForm(forms.Form):
    """Name, what one can do, when; and consent."""

    name = forms.CharField(
        label=_("姓名"), max_length=40, required=False,
        help_text=_("写真实姓名，开志愿服务证明时用。别人只看到姓，比如“王○○”。"),
    )  # fmt: skip
    skills = forms.MultipleChoiceField(
        label=_("我能做什么"), required=False, widget=forms.CheckboxSelectMultiple
    )
    times = forms.MultipleChoiceField(
        label=_("什么时候有空"), required=False, widget=forms.CheckboxSelectMultiple,
        choices=tuple((one.value, name) for one, name in TIMES.items()),
    )  # fmt: skip
    consent = forms.BooleanField(
        label=_("同意记录我的姓名、特长、时间和服务情况，用来安排志愿服务、开具证明"),
        required=False,
        help_text=_("随时可以撤回。不经您同意不向别人公开。"),
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["skills"].choices = _skills()  # type: ignore[attr-defined]  # a choice field


def _skills() -> Choices:
    return [(one.key, str(one.name)) for one in selectors.skills_defined().values()]


class TeamForm(forms.Form):
    """A new team: which kind, under whom."""

    place = forms.ChoiceField(label=_("哪种队伍，设在哪个单位下"))
    name = forms.CharField(label=_("队伍名称"), max_length=LONGEST_TEAM_NAME)
    about = forms.CharField(
        label=_("做什么（居民看得到）"), max_length=LONGEST_TEAM_WORDS, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip

    def __init__(self, *args: Any, places: Choices, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["place"].choices = places  # type: ignore[attr-defined]  # a choice field


class AboutForm(forms.Form):
    """What a team says of itself."""

    about = forms.CharField(
        label=_("做什么（居民看得到）"), max_length=LONGEST_TEAM_WORDS, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    recruiting = forms.BooleanField(label=_("正在招人，居民可以申请加入"), required=False)


class EnrolForm(forms.Form):
    """Somebody who signed on paper."""

    name = forms.CharField(label=_("姓名"), max_length=40)
    phone = forms.CharField(label=_("手机号"), max_length=20)
    skills = forms.MultipleChoiceField(
        label=_("能做什么"), required=False, widget=forms.CheckboxSelectMultiple
    )
    tags = forms.MultipleChoiceField(
        label=_("队员类别"), required=False, widget=forms.CheckboxSelectMultiple
    )
    part = forms.ChoiceField(
        label=_("职务"), choices=tuple((one.value, name) for one, name in PARTS.items()),
        initial=TeamPart.MEMBER.value,
    )  # fmt: skip
    consent = forms.BooleanField(
        label=_("本人已在纸质登记表上签字同意记录姓名、特长和服务情况"), required=False
    )

    def __init__(self, *args: Any, kind: TeamKind, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["skills"].choices = _skills()  # type: ignore[attr-defined]  # a choice field
        tags = [(one.key, str(one.name)) for one in kind.tags]
        self.fields["tags"].choices = tags  # type: ignore[attr-defined]  # a choice field
        if not tags:
            del self.fields["tags"]


class ReadyForm(forms.Form):
    """Training and insurance of a member."""

    trained_on = forms.DateField(label=_("培训日期"), widget=a_day(), required=False)
    trained_in = forms.CharField(label=_("培训了什么"), max_length=80, required=False)
    insured_until = forms.DateField(label=_("意外保险到期日"), widget=a_day(), required=False)


class ActivityForm(forms.Form):
    """One activity, or the first of a repeat. `roles`: a line each, a name and how many."""

    organisation = forms.ChoiceField(label=_("谁来办"))
    kind = forms.ChoiceField(label=_("哪种活动"))
    series = forms.ChoiceField(label=_("属于哪个系列"), required=False)
    title = forms.CharField(label=_("活动名称"), max_length=LONGEST_ACTIVITY_TITLE)
    words = forms.CharField(
        label=_("做什么、带什么"), max_length=LONGEST_ACTIVITY_WORDS,
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip
    place_id = forms.ChoiceField(label=_("在哪个场所"), required=False)
    place = forms.CharField(
        label=_("地点"), max_length=LONGEST_PLACE_WORDS, required=False,
        help_text=_("选了场所可以不写；不在场所里办的写清楚在哪里碰头。"),
    )  # fmt: skip
    longitude = forms.FloatField(required=False, widget=forms.HiddenInput)
    latitude = forms.FloatField(required=False, widget=forms.HiddenInput)
    starts_at = forms.DateTimeField(label=_("开始"), widget=a_moment(), input_formats=MOMENTS)
    ends_at = forms.DateTimeField(label=_("结束"), widget=a_moment(), input_formats=MOMENTS)
    roles = forms.CharField(
        label=_("岗位和人数"), initial="参加者 10", widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("一行一个：名称，空格，人数；人数不写就是不限。"),
    )  # fmt: skip
    members_only = forms.BooleanField(label=_("只由本队队员参加"), required=False)
    every = forms.ChoiceField(
        label=_("重复"), required=False,
        choices=(("", _("不重复")), *((one.value, name) for one, name in EVERY.items())),
    )  # fmt: skip
    until = forms.DateField(
        label=_("重复到哪一天（含当天，最多一年）"), widget=a_day(), required=False
    )

    def __init__(
        self, *args: Any, units: Choices, places: Choices, once: bool = False, **more: Any
    ) -> None:
        super().__init__(*args, **more)
        kinds = [(one.key, str(one.name)) for one in selectors.activity_kinds_defined().values()]
        series = [(one.key, str(one.name)) for one in selectors.series_defined().values()]
        for name, choices in (
            ("organisation", units), ("kind", kinds), ("series", [("", "—"), *series]),
            ("place_id", [("", "—"), *places]),
        ):  # fmt: skip
            self.fields[name].choices = choices  # type: ignore[attr-defined]  # a choice field
        gone = [name for name, there in (("series", series), ("place_id", places)) if not there]
        for name in (
            *gone,
            *(("organisation", "kind", "series", "every", "until") if once else ()),
        ):
            self.fields.pop(name, None)

    def clean_starts_at(self) -> datetime:
        return wall(self.cleaned_data["starts_at"])

    def clean_ends_at(self) -> datetime:
        return wall(self.cleaned_data["ends_at"])

    def plan(self, **fixed: Any) -> ActivityPlan:
        """What was typed; `fixed` is what a later change cannot touch."""
        given = self.cleaned_data
        picked = {
            "organisation_id": UUID(given["organisation"]) if given.get("organisation") else None,
            "kind": given.get("kind", ""),
            "series": given.get("series", ""),
        } | fixed
        return ActivityPlan(
            title=given["title"],
            words=given["words"],
            place=given["place"],
            starts_at=given["starts_at"],
            ends_at=given["ends_at"],
            roles=roles_of_text(given["roles"]),
            members_only=given["members_only"],
            place_id=UUID(given["place_id"]) if given.get("place_id") else None,
            point=self._point(),
            **picked,
        )

    def _point(self) -> tuple[float, float] | None:
        longitude, latitude = self.cleaned_data["longitude"], self.cleaned_data["latitude"]
        return (longitude, latitude) if longitude is not None and latitude is not None else None

    @property
    def repeats(self) -> Every | None:
        return Every(self.cleaned_data["every"]) if self.cleaned_data.get("every") else None


def roles_of_text(text: str) -> tuple[RolePlan, ...]:
    """`引导员 4` is a role of four; a name alone takes as many as come."""
    found = []
    for line in text.splitlines():
        words = line.split()
        if not words:
            continue
        last = words[-1]
        if len(words) > 1 and last.isascii() and last.isdigit() and len(last) < 7:
            found.append(RolePlan(" ".join(words[:-1]), int(last)))
        else:
            found.append(RolePlan(" ".join(words)))
    return tuple(found)


class EntryForm(forms.Form):
    """From when until when somebody was there."""

    came = forms.ChoiceField(choices=(("yes", _("来了")), ("no", _("没有来"))))
    since = forms.TimeField(required=False)
    until = forms.TimeField(required=False)

    def moments(self, begins: datetime) -> tuple[datetime | None, datetime | None]:
        """The times of the day on which it begins; an end before its beginning is of the next."""
        since, until = self.cleaned_data["since"], self.cleaned_data["until"]
        day = begins.astimezone(LOCAL).date()
        first = datetime.combine(day, since, LOCAL) if since else None
        last = datetime.combine(day, until, LOCAL) if until else None
        if last is not None and last < (first or begins):
            last += timedelta(days=1)
        return first, last


class CloseForm(forms.Form):
    """How many were served, and a word of thanks."""

    served = forms.IntegerField(
        label=_("服务了多少人"), min_value=0, max_value=1_000_000, initial=0
    )
    thanks = forms.CharField(
        label=_("对参加的人说一句谢谢"), max_length=300, required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("来了的人会收到，活动页上也看得到。"),
    )  # fmt: skip


class AddForm(forms.Form):
    """Somebody without a phone at hand."""

    role = forms.ChoiceField(label=_("岗位"))
    name = forms.CharField(label=_("姓名"), max_length=40)
    phone = forms.CharField(label=_("手机号"), max_length=20)

    def __init__(self, *args: Any, roles: Choices, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["role"].choices = roles  # type: ignore[attr-defined]  # a choice field
