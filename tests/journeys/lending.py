"""The walk's share of lending and of training bases: one of each, and who may call what."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.files.base import ContentFile
from tests.journeys.rooming import KEEPS, ONE, SEES, SEES_HERE
from tests.journeys.rules import ALL, Rule, only
from tests.journeys.setting import NOW, Setting

from linli.kernel.actor import ANONYMOUS, SYSTEM
from linli.kernel.clock import local
from linli.matters.stories import scene
from linli.organisations import selectors as organisations
from linli.resources import models, selectors, services
from linli.resources.terms import (
    Asking,
    Condition,
    Half,
    Hours,
    Item,
    NewPlace,
    NewTitle,
    VisitForm,
)

KNOWN = only("resident", "stranger")  # a colleague borrows with a phone of their own


def arrange(setting: Setting) -> None:
    """A desk at 炉峰社区 where the resident has one thing, waits for another and broke a third; and
    a base with one visit that is asked for, one to come, one that came."""
    clerk, area = setting.actor("community_in"), scene.area_named("炉峰社区")
    unit = next(one for one in organisations.units() if one.area_id == area.id)
    place = services.set_up_place(
        new=NewPlace("炉峰书屋", ("neighbour_home",), area.id, unit.id, services=("meals",),
                     hours=Hours(week=(((480, 720),),) * 7, holiday=None)),
        actor=clerk, now=NOW,
    )  # fmt: skip
    _lending(setting, place)
    _base(setting, place)


def _lending(setting: Setting, place: Any) -> None:
    person = setting.ids["identity_resident"]

    def add(name: str, code: str, kind: str = "books") -> Any:
        return services.add_title(
            new=NewTitle(kind, name), place_id=place, barcodes=(code,), actor=SYSTEM, now=NOW
        )

    free, out, kept, broken, judged = (
        add(name, f"LF-{number}", kind)
        for number, (name, kind) in enumerate(
            [("闲书", "books"), ("借走的书", "books"), ("等的书", "books"), ("坏梯子", "things"),
             ("坏钻头", "things")],
        )
    )  # fmt: skip
    copies = {
        title: models.LentCopy.objects.get(title_id=title).pk
        for title in (free, out, kept, broken, judged)
    }
    loan = services.lend(copy_id=copies[out], person=person, actor=SYSTEM, now=NOW)
    turn = services.reserve(title_id=kept, place_id=place, person=person, actor=ANONYMOUS, now=NOW)
    damages = []
    for title in (broken, judged):
        services.lend(copy_id=copies[title], person=person, actor=SYSTEM, now=NOW)
        damages.append(
            services.give_back(
                copy_id=copies[title], condition=Condition.DAMAGED, words="裂了", charge=5,
                actor=SYSTEM, now=NOW,
            )
        )  # fmt: skip
    services.settle_damage(damage_id=damages[1], charge=5, reason="要修", actor=SYSTEM, now=NOW)
    appealed = services.add_title(
        new=NewTitle("things", "坏伞"), place_id=place, barcodes=("LF-9",), actor=SYSTEM, now=NOW
    )
    copy = models.LentCopy.objects.get(title_id=appealed).pk
    services.lend(copy_id=copy, person=person, actor=SYSTEM, now=NOW)
    third = services.give_back(
        copy_id=copy, condition=Condition.LOST, words="丢了", charge=5, actor=SYSTEM, now=NOW
    )
    services.settle_damage(damage_id=third, charge=5, reason="要补", actor=SYSTEM, now=NOW)
    services.appeal_damage(damage_id=third, person=person, words="还了", actor=ANONYMOUS, now=NOW)
    setting.ids.update(
        lend_place=place, free_title=free, free_copy=copies[free], out_copy=copies[out],
        lent_loan=loan, lent_turn=turn, open_damage=damages[0], charged_damage=damages[1],
        appealed_damage=third,
    )  # fmt: skip


def _base(setting: Setting, place: Any) -> None:
    base = services.make_base(place_id=place, kind="retreat", actor=SYSTEM, now=NOW)
    site = services.add_site(base_id=base, name="旧址", actor=SYSTEM, now=NOW)
    course = services.add_course(
        base_id=base, site_id=site, name="一课", theme="red", halves=1, seats=90, teacher="教师",
        actor=SYSTEM, now=NOW,
    )  # fmt: skip
    visits = [
        services.ask_visit(base_id=base, asking=_asking(course, number), actor=ANONYMOUS, now=NOW)
        for number in range(3)
    ]
    account = setting.actor("community_in").account_id
    for one in visits[1:]:
        services.confirm_visit(visit_id=one, contact=account, actor=SYSTEM, now=NOW)
    today = local(NOW).date()
    models.BaseVisit.objects.filter(pk__in=visits[1:]).update(since=today)
    services.arrive(visit_id=visits[2], count=3, actor=SYSTEM, now=NOW)
    setting.ids.update(
        base=base, base_course=course, asked_visit=visits[0], kept_visit=visits[1],
        come_visit=visits[2], slip=selectors.slips(SYSTEM, visits[2])[0], base_site=site,
    )  # fmt: skip


def _asking(course: Any, number: int) -> Asking:
    since = local(NOW).date() + timedelta(days=7 + number)
    return Asking(
        f"某局{number}", "外地", VisitForm.GROUP, 20, since, 1, (Item(1, Half.MORNING, course),),
        f"1370000008{number}",
    )  # fmt: skip


def _ask(setting: Setting) -> dict[str, Any]:
    since = local(NOW).date() + timedelta(days=30)
    return {
        "unit": "又一局", "form": "group", "size": "9", "since": since.isoformat(), "days": "1",
        "name": "林某", "phone": "13700000089", "at_1_0": str(setting.ids["base_course"]),
    }  # fmt: skip


def _sheet(_setting: Setting) -> dict[str, Any]:
    return {"kind": "books", "sheet": ContentFile("名称\n新书\n".encode(), "a.csv")}


PLACE, TITLE = {"place_id": "lend_place"}, {"title_id": "free_title"}
FREE, OUT, LOAN = {"copy_id": "free_copy"}, {"copy_id": "out_copy"}, {"loan_id": "lent_loan"}
BASE, ASKED = {"base_id": "base"}, {"visit_id": "asked_visit"}
KEPT, COME, SLIP = {"visit_id": "kept_visit"}, {"visit_id": "come_visit"}, {"code": "slip"}
REASON = {"reason": "看过了"}
RULES: dict[str, Rule] = {
    "lending": Rule(get=ALL),
    "lending-near": Rule(
        post=ALL, writes=False, post_status=(200,),
        data=lambda _s: {"longitude": "117.17", "latitude": "26.90"},
    ),
    "lending-mine": Rule(get=ALL),
    "lent-title": Rule(get=ALL, more=TITLE),
    "lent-reserve": Rule(
        post=KNOWN, more=TITLE, data=lambda s: {"place": str(s.ids["lend_place"])}
    ),
    "lent-leave": Rule(post=ONE, more={"turn_id": "lent_turn"}),
    "lent-renew": Rule(post=ONE | KEEPS, more=LOAN),
    "lent-appeal": Rule(
        post=ONE, more={"damage_id": "charged_damage"}, data=lambda _s: {"words": "不是我"}
    ),
    "lend-desks": Rule(get=SEES, get_status=(200, 302)),
    "lend-desk": Rule(
        get=SEES_HERE, post=SEES_HERE, more=PLACE, marked=KEEPS, writes=False,
        data=lambda _s: {"barcode": "LF-0"},
    ),
    "lend-books": Rule(get=SEES_HERE, more=PLACE),
    "lend-export": Rule(get=SEES_HERE, more=PLACE),
    "lent-new": Rule(
        get=KEEPS, post=KEEPS, more=PLACE,
        data=lambda _s: {"kind": "things", "name": "锤子", "copies": "1"},
    ),
    "lend-import": Rule(get=KEEPS, post=KEEPS, more=PLACE, data=_sheet),
    "lend-labels": Rule(get=KEEPS, more=PLACE),
    "lend-stock": Rule(get=KEEPS, post=KEEPS, more=PLACE, data=lambda _s: {"do": "begin"}),
    "lent-edit": Rule(
        get=KEEPS, post=KEEPS, more=TITLE, data=lambda _s: {"kind": "books", "name": "改名"}
    ),
    "lent-copy": Rule(get=SEES_HERE, more=FREE),
    "lent-lend": Rule(post=KEEPS, more=FREE, data=lambda _s: {"paper": "1-1"}),
    "lent-back": Rule(post=KEEPS, more=OUT, data=lambda _s: {"condition": "fine"}),
    "lent-set": Rule(
        post=KEEPS, more=FREE,
        data=lambda s: {
            "state": "repair", "condition": "worn", "place": str(s.ids["lend_place"]),
        },
    ),
    "lent-renew-desk": Rule(post=KEEPS, more=LOAN),
    "lent-settle": Rule(
        post=KEEPS, more={"damage_id": "open_damage"}, data=lambda _s: {**REASON, "charge": "5"}
    ),
    "lent-rule": Rule(
        post=KEEPS, more={"damage_id": "appealed_damage"},
        data=lambda _s: {**REASON, "upheld": "yes"},
    ),
    "bases": Rule(get=ALL),
    "base": Rule(get=ALL, more=BASE),
    "base-points": Rule(get=ALL, more=BASE),
    "base-ask": Rule(get=ALL, post=ALL, more=BASE, data=_ask),
    "base-say": Rule(
        get=ALL, post=ALL, more=SLIP, data=lambda _s: {"course": "5", "guide": "5"}
    ),
    "bases-desk": Rule(get=SEES),
    "base-new": Rule(
        get=KEEPS, post=KEEPS,
        data=lambda s: {"place": str(s.ids["spot_place"]), "kind": "retreat"},
    ),
    "base-desk": Rule(
        get=SEES_HERE, post=KEEPS, more=BASE,
        data=lambda _s: {"what": "site", "site-name": "新点"},
    ),
    "base-course-hide": Rule(post=KEEPS, more={"course_id": "base_course"}),
    "base-visit": Rule(get=SEES_HERE, more=ASKED),
    "base-visit-confirm": Rule(post=KEEPS, more=ASKED),
    "base-visit-end": Rule(post=KEEPS, more=ASKED, data=lambda _s: REASON),
    "base-visit-arrive": Rule(post=KEEPS, more=KEPT, data=lambda _s: {"count": "9"}),
    "base-visit-follow": Rule(post=KEEPS, more=COME, data=lambda _s: {"words": "谢谢"}),
    "base-visit-hang": Rule(post=KEEPS, more=COME),
    "base-visit-slips": Rule(get=KEEPS, more=COME),
}  # fmt: skip
