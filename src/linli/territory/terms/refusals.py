"""How territory says no, and why."""

from __future__ import annotations

from enum import Enum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.kernel.errors import Invalid, NotFound, Refused


class UnknownArea(NotFound):
    code = "territory.unknown_area"
    text = _("没有这个区域，请重新选择。")


class UnknownKind(Invalid):
    code = "territory.unknown_kind"
    text = _("本县的方法里没有“%(kind)s”这种区域。")


class WrongParent(Refused):
    """The method's rule for this kind of area does not allow that parent."""

    code = "territory.wrong_parent"
    text = _("“%(name)s”不能放在“%(parent)s”之下。规则：%(rule)s。")


class CodeTaken(Refused):
    """Codes are never used twice, not even after closing (statistical code rules)."""

    code = "territory.code_taken"
    text = _("代码 %(area_code)s 已经用过，不能再用于别的区域。")


class BadCode(Invalid):
    code = "territory.bad_code"
    text = _("区域代码“%(area_code)s”不正确：%(reason)s。")


class BadName(Invalid):
    code = "territory.bad_name"
    text = _("请填写区域名称，不超过 60 个字。")


class BadDate(Invalid):
    code = "territory.bad_date"
    text = _("日期不正确：%(reason)s。")


class AlreadyClosed(Refused):
    code = "territory.already_closed"
    text = _("“%(name)s”已于 %(on)s 撤销。")


class StillInhabited(Refused):
    """An area with open areas below it cannot be closed; merge it or close those first."""

    code = "territory.still_inhabited"
    text = _("“%(name)s”之下还有 %(count)d 个区域，请先撤销或并入别处。")


class BadCoordinates(Invalid):
    code = "territory.bad_coordinates"
    text = _("坐标不正确：%(reason)s。")


class BadBoundary(Invalid):
    code = "territory.bad_boundary"
    text = _("边界不正确：%(reason)s。")


class UnknownLimit(Invalid):
    code = "territory.unknown_limit"
    text = _("看不懂时限“%(text)s”。请写成“2 工作时”“3 工作日”“30 分钟”“24 小时”或“7 天”。")


class BadCalendar(Invalid):
    code = "territory.bad_calendar"
    text = _("工作日历不正确：%(reason)s。")


class NoCalendar(Refused):
    code = "territory.no_calendar"
    text = _("本县还没有发布工作日历，无法计算时限。")


class UnknownYear(Refused):
    code = "territory.unknown_year"
    text = _("还没有 %(year)d 年的节假日安排，请按国务院办公厅通知逐日录入。")


class ReasonMissing(Invalid):
    code = "territory.reason_missing"
    text = _("请写明原因。")


class Why(Enum):
    """The reasons inside refusals, in the reader's language."""

    CODE_CHARACTERS = "code_characters"
    CODE_LENGTH = "code_length"
    CODE_RANGE = "code_range"
    DATES = "dates"
    DATE_FUTURE = "date_future"
    DATE_EARLY = "date_early"
    NOT_A_NUMBER = "not_a_number"
    OUTSIDE = "outside"
    GEOJSON = "geojson"
    TOO_MANY_POINTS = "too_many_points"
    CROSSES_ITSELF = "crosses_itself"
    OVERLAPS = "overlaps"
    NO_HOURS = "no_hours"
    HOURS = "hours"

    def __str__(self) -> str:
        return str(_WHY[self])


_WHY: dict[Why, str | Promise] = {
    Why.CODE_CHARACTERS: _("只能由数字和字母组成"),
    Why.CODE_LENGTH: _("位数不对"),
    Why.CODE_RANGE: _("末三位不在这种区域的号段内"),
    Why.DATES: _("撤销日期必须晚于设立日期"),
    Why.DATE_FUTURE: _("变更从生效之日起登记，不能晚于今天"),
    Why.DATE_EARLY: _("不能早于设立日期"),
    Why.NOT_A_NUMBER: _("经纬度应为数字"),
    Why.OUTSIDE: _("不在本县范围内"),
    Why.GEOJSON: _("应为 GeoJSON 面（Polygon 或 MultiPolygon）"),
    Why.TOO_MANY_POINTS: _("顶点太多"),
    Why.CROSSES_ITSELF: _("边线自相交或为空"),
    Why.OVERLAPS: _("与相邻区域重叠"),
    Why.NO_HOURS: _("没有办公时间"),
    Why.HOURS: _("办公时间段颠倒或重叠"),
}
