"""Four buildings in a row with eighteen households, and a service centre below the first.

A program in the environment of the server, as `scene.py`, after it.
"""

from __future__ import annotations

import math
import sys
from datetime import date, datetime

NOW = datetime.fromisoformat("2026-03-02T08:55:00+08:00")
CENTRE = "炉峰党群服务中心"
HERE = (117.1721, 26.8917)
# name: (metres east of the first, doors)
BUILDINGS = {"11号楼": (0, 3), "12号楼": (600, 4), "13号楼": (1000, 5), "14号楼": (3000, 6)}
DEGREE = 111_320.0


def at(name: str) -> tuple[float, float]:
    """Longitude and latitude of a building."""
    metres, _doors = BUILDINGS[name]
    longitude, latitude = HERE
    return longitude + metres / (DEGREE * math.cos(math.radians(latitude))), latitude


def buildings() -> None:
    from tests.browser.scene import COMMUNITY

    from linli.kernel.actor import SYSTEM
    from linli.territory import services
    from linli.territory.terms import AreaRow

    day, grid, rows = date(2026, 3, 1), f"{COMMUNITY}e1g1", []
    for name, (_metres, doors) in BUILDINGS.items():
        code = f"{grid}b{name[:2]}"
        longitude, latitude = at(name)
        rows.append(
            AreaRow(code, name, "building", grid, day, longitude=longitude, latitude=latitude)
        )
        rows += [
            AreaRow(f"{code}h{door}", f"{door}室", "household", code, day)
            for door in range(1, doors + 1)
        ]
    services.publish_areas(rows=rows, actor=SYSTEM, now=NOW)


def centre() -> None:
    from tests.browser.scene import COMMUNITY

    from linli.kernel.actor import SYSTEM
    from linli.organisations import selectors as organisations
    from linli.resources import services
    from linli.resources.terms import Hours, NewPlace
    from linli.territory import selectors as territory

    area = territory.by_code(COMMUNITY)
    unit = next(one for one in organisations.units("社区居委会") if one.area_id == area.id)
    longitude, latitude = at("11号楼")
    new = NewPlace(
        name=CENTRE,
        kinds=("service_centre",),
        area_id=area.id,
        organisation_id=unit.id,
        services=("convenience", "consulting"),
        longitude=longitude,
        latitude=latitude,
        hours=Hours(week=(((510, 1050),),) * 5 + ((), ())),
    )
    services.set_up_place(new=new, actor=SYSTEM, now=NOW)


def main() -> None:
    import django

    django.setup()
    from linli.kernel.versions import unit_of_work

    with unit_of_work():
        buildings()
        centre()
    sys.stdout.write("made\n")


if __name__ == "__main__":
    main()
