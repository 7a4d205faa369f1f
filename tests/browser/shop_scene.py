"""A merchant beside the estate, what is on its shelf, and two residents with points.

A program in the environment of the server, as `scene.py`, after it.
"""

from __future__ import annotations

import sys
from datetime import datetime
from uuid import UUID

NOW = datetime.fromisoformat("2026-03-02T08:55:00+08:00")
MART = "青云便民商店"
CLERK = "钱店员"
PHONES = {"phone": "13805550131", "desktop": "13805550132"}
SALT = "食盐"


def main() -> None:
    import django

    django.setup()
    from tests.browser.scene import COMMUNITY, PASSWORD

    from linli.kernel.actor import SYSTEM
    from linli.kernel.versions import unit_of_work
    from linli.organisations import services as organising
    from linli.organisations.models import PostDuty
    from linli.people import services as people
    from linli.points import services as points
    from linli.points.terms import Cause, Holder
    from linli.resources import selectors, services
    from linli.resources.terms import NewOffer
    from linli.territory import selectors as territory

    with unit_of_work():
        area = territory.by_code(COMMUNITY)
        unit = organising.found(
            key="mart", kind="商户", name=MART, area_id=area.id, actor=SYSTEM, now=NOW
        )
        account: UUID = people.open_account(
            username="mart", name=CLERK, password=PASSWORD, must_change=False, actor=SYSTEM,
            now=NOW,
        )  # fmt: skip
        post = PostDuty.objects.get(duty="商户", post__organisation_id=unit).post_id
        organising.appoint(post_id=post, account_id=account, actor=SYSTEM, now=NOW)
        seller = next(one.key for one in selectors.sellers(SYSTEM) if one.name == MART)
        salt = services.offer(
            seller=seller,
            new=NewOffer(SALT, "一袋 400 克。", 9, "青云小区门口", "每天 8 点到 20 点", worth=250),
            actor=SYSTEM,
            now=NOW,
        )
        services.judge_offer(offer_id=salt, show=True, actor=SYSTEM, now=NOW)
        for phone in PHONES.values():
            person = people.remember(phone=phone, name="王居民", actor=SYSTEM, now=NOW)
            points.award(
                scheme="points", to=Holder.person(person), amount=20, key=f"scene-{phone}",
                cause=Cause.SERVICE, title="邻里互助", about=("scene", None), actor=SYSTEM,
                now=NOW,
            )  # fmt: skip
    sys.stdout.write("made\n")


if __name__ == "__main__":
    main()
