"""Circles: which households reach which services on foot, where the gaps are, what would close
them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from linli.kernel.errors import Invalid, NotAllowed, NotFound, Refused
from linli.kernel.language import Words

CIRCLE, NETWORK = "circle", "walk_network"  # subject kinds on the trail
MOST_NEW_PLACES = 5
MOST_CANDIDATES = 1_500
MOST_WAYS = 400_000  # pieces of way in one upload
MOST_UPLOADED = 32 * 1024 * 1024
LONGEST_SOURCE = 120
MOST_GAPS_SHOWN = 200


@dataclass(frozen=True, slots=True)
class CircleService:
    """What has to be within reach: an open place of one of the `kinds`, or one that `offers` one of
    these services."""

    key: str
    name: Words
    kinds: tuple[str, ...] = ()
    offers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Circle:
    """A circle of the method: over `areas` (codes; none: the whole county), `minutes` on foot at
    `speed` metres a minute. Where no way is known, the straight line may be that far divided by
    `detour`. `homes`: kinds of area whose points stand for those who live there, the innermost
    first; `target`: percent of households that should reach each service."""

    key: str
    name: Words
    services: tuple[CircleService, ...]
    homes: tuple[str, ...]
    areas: tuple[str, ...] = ()
    minutes: int = 15
    speed: int = 70
    detour: float = 1.3
    target: int = 80
    basis: str = ""

    @property
    def limit(self) -> float:
        """Metres on foot."""
        return float(self.minutes * self.speed)

    @property
    def radius(self) -> int:
        """Metres in a straight line, where no way is known."""
        return round(self.limit / self.detour)

    def service(self, key: str) -> CircleService:
        """Refuses `NoCircle`."""
        for one in self.services:
            if one.key == key:
                return one
        raise NoCircle


@dataclass(frozen=True, slots=True)
class Home:
    """A point where people live, and how many households are counted there."""

    area_id: UUID
    path: str
    longitude: float
    latitude: float
    households: int

    @property
    def spot(self) -> tuple[float, float]:
        return self.longitude, self.latitude


@dataclass(frozen=True, slots=True)
class Homes:
    """All homes of a circle. `unplaced`: households of which no point is known: they are in no
    figure. `by_door`: households are counted; else (no county has loaded them) each home is one."""

    rows: tuple[Home, ...]
    unplaced: int
    by_door: bool

    @property
    def households(self) -> int:
        return sum(one.households for one in self.rows)


@dataclass(frozen=True, slots=True)
class Covered:
    """One service of a count: its places, and the homes (by number) that reach none of them."""

    key: str
    places: int
    missing: tuple[int, ...]
    covered: int
    total: int


@dataclass(frozen=True, slots=True)
class ServiceLine:
    """A service as the page shows it, for the places that are asked for. `percent` in tenths,
    rounded down, None where nobody lives."""

    service: CircleService
    places: int
    covered: int
    total: int
    homes_missing: int
    percent: str
    enough: bool


@dataclass(frozen=True, slots=True)
class Gap:
    """A building out of reach of a service."""

    area_id: UUID
    name: str
    households: int
    longitude: float
    latitude: float


@dataclass(frozen=True, slots=True)
class SiteRow:
    """So many new places of a service: where, with what each adds; `optimal`: proven that nothing
    serves more, else `bound` says how many at most."""

    places: int
    gain: int
    bound: int
    optimal: bool
    sites: tuple[tuple[str, int], ...]
    percent: str


@dataclass(frozen=True, slots=True)
class Siting:
    """New places for one service. `candidates` of `of_all` homes were tried."""

    service: CircleService
    candidates: int
    of_all: int
    seconds: float
    rows: tuple[SiteRow, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class NetworkRow:
    id: UUID
    source: str
    crossings: int
    ways: int
    kilometres: int
    uploaded_at: datetime
    by: str = ""


@dataclass(frozen=True, slots=True)
class CirclePage:
    """The latest count of a circle. `all_together`: households that reach every service."""

    circle: Circle
    counted_at: datetime | None
    minutes: int
    radius: int
    network: NetworkRow | None
    homes: int
    on_network: int
    households: int
    unplaced: int
    by_door: bool
    lines: tuple[ServiceLine, ...]
    all_together: ServiceLine | None
    seconds: float
    stale: bool = False


class NoCircle(NotFound):
    code = "resources.no_circle"
    text = _("本县的工作法里没有这个服务圈。")


class NotCounted(NotFound):
    code = "resources.circle_not_counted"
    text = _("这个服务圈还没有算过。")


class NobodyLives(Refused):
    code = "resources.nobody_lives"
    text = _("这个范围里没有带位置的楼栋或小区，算不了。请先在区域里补上位置。")


class MayNotCount(NotAllowed):
    code = "resources.may_not_count"
    text = _("只有管理全县场所的人才能重新计算和上传路网。")


class WaysUnreadable(Invalid):
    code = "resources.ways_unreadable"
    text = _(
        "读不懂这个文件：第 %(place)s 处。要 GeoJSON 折线或 CSV（起点经纬度、终点经纬度、米数）。"
    )


class WaysOutside(Invalid):
    code = "resources.ways_outside"
    text = _("第 %(place)s 处不在本县范围里，坐标要用 WGS-84 经纬度。")


class TooManyWays(Invalid):
    code = "resources.too_many_ways"
    text = _("路网太大：最多 %(most)d 段，%(megabytes)d 兆。")
