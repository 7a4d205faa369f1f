"""A village with the three bodies of 四议两公开 and the officer who convenes them.

A program in the environment of the server, after `scene.py`. Everything is made through the
services; the names below are what the journey looks for.
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

NOW = datetime.fromisoformat("2026-03-02T08:55:00+08:00")
PLACE = "民主村"
CODE = "350429100201"
CHAIR = "village"
CHAIR_NAME = "陈主任"
# kind of body: (members, {standing: how many of them, from the first on})
BODIES: dict[str, tuple[int, dict[str, int]]] = {
    "branch": (20, {"committee": 5}),
    "two_committees": (7, {}),
    "representatives": (12, {"women": 4, "representative": 12}),
}
BORN = date(1980, 1, 1)
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许"


def village() -> UUID:
    from linli.territory import selectors as territory

    area = territory.by_code(CODE)
    assert PLACE in {area.name, area.short_name}, (area.name, area.short_name)
    return area.id


def chair(area_id: UUID) -> None:
    """Who holds the duty of the village, in its committee."""
    from tests.browser.scene import PASSWORD

    from linli.kernel.actor import SYSTEM
    from linli.organisations import selectors as organisations
    from linli.organisations import services as organising
    from linli.people import services as accounts

    account = accounts.open_account(
        username=CHAIR, name=CHAIR_NAME, password=PASSWORD, must_change=False, actor=SYSTEM, now=NOW
    )
    home = next(
        one for one in organisations.units() if one.area_id == area_id and one.kind == "村委会"
    )
    post = organising.open_post(
        organisation_id=home.id,
        title=CHAIR_NAME,
        duties=["村"],
        area_id=area_id,
        actor=SYSTEM,
        now=NOW,
    )
    organising.appoint(post_id=post, account_id=account, actor=SYSTEM, now=NOW)


def bodies(area_id: UUID) -> None:
    """Each member a resident of the village with a household of their own."""
    from linli.deliberation import selectors, services
    from linli.deliberation.terms import NewMember
    from linli.kernel.actor import SYSTEM
    from linli.organisations import selectors as organisations
    from linli.people import services as people

    units = [one for one in organisations.units() if one.area_id == area_id]
    phone = 13900000000
    for key, (members, standings) in BODIES.items():
        kind = selectors.body_kind(key)
        unit = next((one for one in units if one.kind in kind.of), None)
        made = services.set_up(
            kind=key,
            area_id=area_id,
            organisation_id=unit.id if unit else None,
            actor=SYSTEM,
            now=NOW,
        )
        for number in range(members):
            phone += 1
            name = f"{SURNAMES[number]}村民"
            someone = people.remember(name=name, phone=str(phone), actor=SYSTEM, now=NOW)
            new = NewMember(
                identity_id=someone,
                household=f"{number + 1}号",
                tags=frozenset(tag for tag, many in standings.items() if number < many),
                represents=kind.represents[0] if kind.represents else 0,
                born=BORN if kind.age else None,
            )
            services.enrol(body_id=made, new=new, actor=SYSTEM, now=NOW)


def main() -> None:
    import django

    django.setup()
    from linli.kernel.versions import unit_of_work

    with unit_of_work():
        area_id = village()
        chair(area_id)
        bodies(area_id)


if __name__ == "__main__":
    main()
