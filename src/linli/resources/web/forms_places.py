"""Shapes of what the desk posts about places."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.resources import selectors
from linli.resources.rules.places import span_words, spans_of
from linli.resources.terms import (
    BOOKING,
    LONGEST_ABOUT,
    LONGEST_EVIDENCE,
    LONGEST_OWN_SERVICE,
    LONGEST_PLACE_ADDRESS,
    LONGEST_PLACE_NAME,
    PLACE_STATES,
    Booking,
    Hours,
    NewPlace,
    NewRoom,
    PlaceState,
    SpotPage,
    WrongHours,
)
from linli.territory import selectors as territory
from linli.ui.forms import a_day

WEEKDAYS = (_("周一"), _("周二"), _("周三"), _("周四"), _("周五"), _("周六"), _("周日"))
LONGEST_HOURS = 80


class SpansField(forms.CharField):
    """Opening hours as people write them, shown as they were typed."""

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        try:
            return spans_of(text)
        except WrongHours as wrong:
            raise forms.ValidationError(wrong.message) from None


class PlaceForm(forms.Form):
    """All that is written down of a place."""

    name = forms.CharField(label=_("名称"), max_length=LONGEST_PLACE_NAME)
    kinds = forms.MultipleChoiceField(
        label=_("种类"), widget=forms.CheckboxSelectMultiple,
        help_text=_("可以选几种（一室多用）；房间怎么预约按列在最前的一种。"),
    )  # fmt: skip
    state = forms.ChoiceField(
        label=_("状态"),
        choices=[
            (one.value, name) for one, name in PLACE_STATES.items() if one is not PlaceState.CLOSED
        ],
        initial=PlaceState.OPEN.value,
    )
    area = forms.CharField(
        label=_("在哪里"), max_length=60, help_text=_("写社区、小区或村的名字。")
    )
    organisation = forms.TypedChoiceField(label=_("哪个单位管理"), coerce=UUID)
    address = forms.CharField(
        label=_("怎么找"), max_length=LONGEST_PLACE_ADDRESS, required=False,
        help_text=_("例如“北门进来右手边，二号楼一层”。"),
    )  # fmt: skip
    phone = forms.CharField(
        label=_("公开的电话"), max_length=20, required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
        help_text=_("写单位的电话，不写个人的。"),
    )  # fmt: skip
    square_metres = forms.IntegerField(label=_("面积（平方米）"), min_value=0, required=False)
    longitude = forms.FloatField(label=_("经度"), required=False)
    latitude = forms.FloatField(
        label=_("纬度"), required=False, help_text=_("CGCS2000 或 WGS-84；不写就不在地图上。")
    )
    services = forms.MultipleChoiceField(
        label=_("服务"), widget=forms.CheckboxSelectMultiple, required=False
    )
    own_services = forms.CharField(
        label=_("别的服务"), required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("一行一项，每项 30 字以内。"),
    )  # fmt: skip
    about = forms.CharField(
        label=_("介绍"), max_length=LONGEST_ABOUT, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    day_0 = SpansField(label=WEEKDAYS[0], max_length=LONGEST_HOURS, required=False)
    day_1 = SpansField(label=WEEKDAYS[1], max_length=LONGEST_HOURS, required=False)
    day_2 = SpansField(label=WEEKDAYS[2], max_length=LONGEST_HOURS, required=False)
    day_3 = SpansField(label=WEEKDAYS[3], max_length=LONGEST_HOURS, required=False)
    day_4 = SpansField(label=WEEKDAYS[4], max_length=LONGEST_HOURS, required=False)
    day_5 = SpansField(label=WEEKDAYS[5], max_length=LONGEST_HOURS, required=False)
    day_6 = SpansField(label=WEEKDAYS[6], max_length=LONGEST_HOURS, required=False)
    holiday = SpansField(label=_("节假日"), max_length=LONGEST_HOURS, required=False)
    holiday_usual = forms.BooleanField(label=_("节假日照平常的时间开放"), required=False)

    def __init__(
        self, *args: Any, units: list[tuple[str, str]], changing: bool = False, **more: Any
    ) -> None:
        super().__init__(*args, **more)
        kinds = selectors.place_kinds_defined().values()
        self._choose("kinds", [(one.key, str(one.name)) for one in kinds])
        known = selectors.services_defined().values()
        self._choose("services", [(one.key, str(one.name)) for one in known])
        self._choose("organisation", units)
        if changing:
            del self.fields["state"]

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]  # a choice field

    def clean_own_services(self) -> tuple[str, ...]:
        lines = tuple(one.strip() for one in self.cleaned_data["own_services"].splitlines())
        if any(len(one) > LONGEST_OWN_SERVICE for one in lines):
            raise forms.ValidationError(_("每项服务最多 30 个字。"))
        return tuple(one for one in lines if one)

    def hour_fields(self) -> list[Any]:
        return [self[f"day_{number}"] for number in range(7)]

    def new(self, area_id: UUID) -> NewPlace:
        """What was written; call it with a form that is valid."""
        given = self.cleaned_data
        return NewPlace(
            name=given["name"],
            kinds=tuple(given["kinds"]),
            area_id=area_id,
            organisation_id=given["organisation"],
            state=PlaceState(given.get("state", PlaceState.OPEN)),
            address=given["address"],
            about=given["about"],
            phone=given["phone"],
            square_metres=given["square_metres"] or 0,
            longitude=given["longitude"],
            latitude=given["latitude"],
            services=tuple(given["services"]),
            own_services=given["own_services"],
            hours=Hours(
                week=tuple(given[f"day_{number}"] for number in range(7)),
                holiday=None if given["holiday_usual"] else given["holiday"],
            ),
        )


def before(page: SpotPage) -> dict[str, Any]:
    """The form as the place is now."""
    known = {str(one.name): key for key, one in selectors.services_defined().items()}
    hours = page.hours
    return {
        "name": page.spot.name,
        "kinds": [one.key for one in page.spot.kinds],
        "area": territory.full_name(page.spot.area_id),
        "organisation": str(page.organisation_id),
        "address": page.spot.address,
        "phone": page.phone,
        "square_metres": page.square_metres or None,
        "longitude": page.spot.longitude,
        "latitude": page.spot.latitude,
        "services": [known[one] for one in page.spot.services if one in known],
        "own_services": "\n".join(one for one in page.spot.services if one not in known),
        "about": page.about,
        "holiday": span_words(hours.holiday or ()),
        "holiday_usual": hours.holiday is None,
        **{f"day_{number}": span_words(day) for number, day in enumerate(hours.week)},
    }


class DayForm(forms.Form):
    """A day with hours of its own."""

    day = forms.DateField(label=_("哪一天"), widget=a_day())
    spans = SpansField(
        label=_("开放时间"), max_length=LONGEST_HOURS, required=False,
        help_text=_("写成 08:30-12:00 14:00-17:30；整天不开放就留空。"),
    )  # fmt: skip
    note = forms.CharField(label=_("原因（会公开）"), max_length=60)


class RoomForm(forms.Form):
    """A room, new or changed."""

    name = forms.CharField(label=_("房间名称"), max_length=40)
    seats = forms.IntegerField(label=_("座位"), min_value=0, max_value=5000)
    uses = forms.MultipleChoiceField(
        label=_("用途"), widget=forms.CheckboxSelectMultiple, required=False
    )
    booking = forms.ChoiceField(label=_("怎么预约"), required=False)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        uses = selectors.uses_defined().values()
        self.fields["uses"].choices = [  # type: ignore[attr-defined]
            (one.key, str(one.name)) for one in uses
        ]
        self.fields["booking"].choices = [  # type: ignore[attr-defined]
            ("", _("按场所种类的规定")), *((one.value, name) for one, name in BOOKING.items())
        ]  # fmt: skip

    def new(self) -> NewRoom:
        given = self.cleaned_data
        way = Booking(given["booking"]) if given["booking"] else None
        return NewRoom(given["name"], given["seats"], tuple(given["uses"]), way)


class ItemForm(forms.Form):
    """What somebody saw of an item of a list."""

    list = forms.CharField(max_length=40)
    item = forms.CharField(max_length=40)
    met = forms.ChoiceField(choices=[("yes", _("做到了")), ("no", _("没做到"))])
    words = forms.CharField(max_length=LONGEST_EVIDENCE)
