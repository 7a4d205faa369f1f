"""The scene of the browser journeys: one estate with its people, made through the services.

Run as a program in the environment of the server that will show it; writes nothing but the
database, the files below LINLI_VAR, and a line of JSON.
"""

from __future__ import annotations

import json
import sys
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

COUNTY = "taining"
COMMUNITY = "350429100005"
PASSWORD = "Linli-2026-Qingyun"
# Ten minutes before the server's clock starts: everybody holds a post when it opens.
NOW = datetime.fromisoformat("2026-03-02T08:50:00+08:00")
DAY = date(2026, 3, 1)

# username: (name, ((place or unit, duty), …)). 林交警 also verifies: the journeys need somebody
# who could approve what they did themselves.
PEOPLE = {
    "grid": ("王网格", (("青云1格", "网格员"),)),
    "community": ("李社区", (("炉峰社区", "社区"),)),
    "verifier": ("吴核查", (("炉峰社区", "核查员"),)),
    "county": ("赵中心", (("泰宁县", "县指挥中心"),)),
    "office": ("钱组织", (("泰宁县", "县委组织部"),)),
    "fire": ("陈消防", (("消防救援大队", "部门"),)),
    "police": ("林交警", (("交警大队", "部门"), ("炉峰社区", "核查员"))),
    "power": ("周供电", (("供电公司", "部门"),)),
    "urban": ("郭城管", (("城管局", "部门"),)),
    "member": ("刘党员", (("青云小区党支部", "党员"),)),
    "other-member": ("何党员", (("青云小区党支部", "党员"),)),
    "heping": ("马党员", (("和平小区党支部", "党员"),)),
    "team": ("孙队长", (("炉峰邻里志愿服务队", "志愿服务队"),)),
}
UNITS = (
    ("青云小区党支部", "党支部", "青云小区"),
    ("和平小区党支部", "党支部", "炉峰社区"),
    ("炉峰邻里志愿服务队", "志愿服务队", "炉峰社区"),
)
# Side by side, WGS-84: west, south, east, north.
GRIDS = {
    "青云1格": (117.1700, 26.8900, 117.1740, 26.8930),
    "青云2格": (117.1740, 26.8900, 117.1780, 26.8930),
}
IN_GRID_ONE = (117.1721, 26.8917)


def square(box: tuple[float, float, float, float]) -> dict[str, object]:
    west, south, east, north = box
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def territory() -> None:
    """The estate with two drawn grids and a building."""
    from linli.kernel.actor import SYSTEM
    from linli.territory import services
    from linli.territory.terms import AreaRow

    def row(code: str, name: str, kind: str, parent: str, box=None) -> AreaRow:
        west, south, east, north = box or GRIDS["青云1格"]
        return AreaRow(
            code=code,
            name=name,
            kind=kind,
            parent=parent,
            valid_from=DAY,
            longitude=(west + east) / 2,
            latitude=(south + north) / 2,
            boundary=square(box) if box else None,
            boundary_source="synthetic" if box else "",
            synthetic=True,
        )

    estate = f"{COMMUNITY}e1"
    rows = [row(estate, "青云小区", "estate", COMMUNITY)]
    rows += [
        row(f"{estate}g{number}", name, "grid", estate, box)
        for number, (name, box) in enumerate(GRIDS.items(), start=1)
    ]
    rows.append(row(f"{estate}g1b3", "3号楼", "building", f"{estate}g1"))
    services.publish_areas(rows=rows, actor=SYSTEM, now=NOW)


def area_id(name: str) -> UUID | None:
    from linli.territory import selectors

    root = selectors.root()
    found = [root] if name in {root.name, root.short_name} else list(selectors.find(name))
    return found[0].id if len(found) == 1 else None


def people() -> dict[str, str]:
    """Units, accounts with passwords, and the duties they hold."""
    from linli.kernel.actor import SYSTEM
    from linli.organisations import selectors, services
    from linli.organisations.terms import ORGANISATION
    from linli.people import services as accounts

    for name, kind, place in UNITS:
        services.found(
            key=name, kind=kind, name=name, area_id=area_id(place), actor=SYSTEM, now=NOW
        )
    ids: dict[str, str] = {}
    for username, (name, duties) in PEOPLE.items():
        account = accounts.open_account(
            username=username,
            name=name,
            password=PASSWORD,
            must_change=False,
            actor=SYSTEM,
            now=NOW,
        )
        ids[username] = str(account)
        for place, duty in duties:
            units = selectors.units()
            area = None
            if selectors.duty(duty).level == ORGANISATION:
                home = next(one for one in units if place in {one.key, one.name, one.short_name})
            else:
                area = area_id(place)
                home = next((one for one in units if one.area_id == area), units[0])
            post = services.open_post(
                organisation_id=home.id,
                title=f"{name}·{duty}",
                duties=[duty],
                area_id=area,
                actor=SYSTEM,
                now=NOW,
            )
            services.appoint(post_id=post, account_id=account, actor=SYSTEM, now=NOW)
    return ids


def main() -> None:
    import django
    from django.core.management import call_command

    django.setup()
    from django.conf import settings

    from linli.kernel.actor import SYSTEM
    from linli.kernel.versions import unit_of_work
    from linli.methods import selectors as reading
    from linli.methods import services as methods

    call_command("migrate", verbosity=0, interactive=False)
    call_command("collectstatic", verbosity=0, interactive=False)
    with unit_of_work():
        folder = reading.read_folder(Path(settings.LINLI_METHODS) / COUNTY)
        methods.load(folder=folder, actor=SYSTEM, now=NOW)
        territory()
        ids = people()
    sys.stdout.write(json.dumps(ids) + "\n")


if __name__ == "__main__":
    main()
