"""The walk's share of rotas and of 微广播: one of each, and who may call which address."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from tests.journeys.rules import ALL, STAFF, Rule, only
from tests.journeys.setting import NOW, Setting

from linli.kernel.actor import ANONYMOUS, SYSTEM
from linli.kernel.clock import local
from linli.matters.stories import scene
from linli.organisations import selectors as organisations
from linli.people import services as people
from linli.volunteering import selectors, services
from linli.volunteering.models import RotaDuty, RotaMember, RotaShift
from linli.volunteering.terms import Liking

DAY = timedelta(days=1)
KNOWN = only("resident", "stranger")
SEEN = only("community_in", "county", "party_office", "supervision")
MAKES = only("community_in")
RESIDENT = only("resident")


def arrange(setting: Setting) -> None:
    """A rota that began four days ago with swaps under way, one of the resident alone, a draft;
    a post on the air with a suggestion, and one that waits to be heard."""
    unit = next(o for o in organisations.units("社区居委会") if o.name.startswith("炉峰"))
    setting.ids["rota_place"] = f"tidy|{unit.id}"
    known = [UUID(str(setting.ids[f"identity_{role}"])) for role in ("resident", "stranger")]
    running = _rota(setting, -4, 14, [*known, *(_person(n) for n in range(9))], away=known)
    own = _rota(setting, 1, 3, known[:1])
    draft = _planned(setting, 1, 3, known, NOW)
    setting.ids.update(
        rota_id=running, draft_rota=draft, rota_what="solve",
        rota_member=RotaMember.objects.filter(rota_id=running).exclude(
            identity_id__in=known
        )[0].pk,
        own_duty=RotaDuty.objects.get(shift__rota_id=own).pk,
        leave_id=services.take_leave(
            person=known[0], since=local(NOW).date() + 60 * DAY,
            until=local(NOW).date() + 61 * DAY, actor=ANONYMOUS, now=NOW,
        ),
    )  # fmt: skip
    _swapping(setting, running, known[0])
    _broadcasting(setting, known)


def _person(number: int) -> UUID:
    return people.remember(name="值甲", phone=f"1370000007{number}", actor=SYSTEM, now=NOW)


def _planned(setting: Setting, first: int, days: int, who: list[UUID], at: Any) -> UUID:
    since = local(NOW).date() + first * DAY
    made = services.plan_rota(
        place=str(setting.ids["rota_place"]), name="值日", since=since,
        until=since + (days - 1) * DAY, actor=SYSTEM, now=at,
    )  # fmt: skip
    for one in who:
        services.add_to_rota(rota_id=made, person=one, actor=SYSTEM, now=at)
    return made


def _rota(
    setting: Setting, first: int, days: int, who: list[UUID], away: list[UUID] | None = None
) -> UUID:
    at = NOW + min(first - 1, 0) * DAY
    made = _planned(setting, first, days, who, at)
    shifts = RotaShift.objects.filter(rota_id=made).values_list("pk", flat=True)
    for one in away or ():
        services.tell_wishes(
            rota_id=made, person=one, wishes=dict.fromkeys(shifts, Liking.CANNOT),
            actor=ANONYMOUS, now=at,
        )  # fmt: skip
    services.solve_rota(rota_id=made, actor=SYSTEM, now=at)
    services.publish_rota(rota_id=made, actor=SYSTEM, now=at)
    return made


def _swapping(setting: Setting, rota: UUID, resident: UUID) -> None:
    """One taken and waiting for a yes, one offered to all, one asked of the resident."""
    duties = RotaDuty.objects.filter(shift__rota_id=rota).select_related("shift", "member")
    over = duties.filter(shift__ends_at__lt=NOW).order_by("shift__day").first()
    coming = list(duties.filter(shift__day__gt=local(NOW).date() + 5 * DAY).order_by("shift__day"))
    assert over is not None
    swaps = []
    to = RotaMember.objects.get(rota_id=rota, identity_id=resident)
    for duty, named in zip(coming[:3], (None, None, to.pk), strict=True):
        person = duty.member.identity_id
        assert person is not None
        swaps.append(
            services.ask_swap(duty_id=duty.pk, person=person, to=named, actor=ANONYMOUS, now=NOW)
        )
    stranger = UUID(str(setting.ids["identity_stranger"]))
    services.take_swap(swap_id=swaps[0], person=stranger, actor=ANONYMOUS, now=NOW)
    setting.ids.update(over_duty=over.pk, swap_id=swaps[0], open_swap=swaps[1], asked_swap=swaps[2])


def _broadcasting(setting: Setting, known: list[UUID]) -> None:
    home = scene.area_named("青云小区")
    setting.ids["broadcaster_id"] = services.register_broadcaster(
        person=known[0], area_id=home.id, actor=SYSTEM, now=NOW
    )
    waiting, shown = (
        services.send_post(
            column="neighbours", area_id=home.id, title="三楼的灯", words="修好了",
            person=known[0], actor=ANONYMOUS, now=NOW,
        )
        for _each in range(2)
    )  # fmt: skip
    services.read_post(post_id=shown, show=True, actor=SYSTEM, now=NOW)
    setting.ids.update(
        broadcast_post=shown, waiting_post=waiting, broadcast_area=home.id,
        suggestion_id=services.suggest_under(
            post_id=shown, words="路灯", person=known[1], actor=ANONYMOUS, now=NOW
        ),
    )  # fmt: skip
    assert selectors.public_post(shown).row.gathered == 1


def _span(_setting: Setting) -> dict[str, Any]:
    first = local(NOW).date() + 20 * DAY
    return {"since": first.isoformat(), "until": (first + 2 * DAY).isoformat()}


DRAFT = {"rota_id": "draft_rota"}
POST, WAITING = {"post_id": "broadcast_post"}, {"post_id": "waiting_post"}
REASON = {"reason": "学校停课"}
NAMED = {"name": "值乙", "phone": "13700000099"}
RULES: dict[str, Rule] = {
    "rotas-desk": Rule(get=STAFF),
    "rota-new": Rule(
        get=only("community_in", "community_out"),
        post=MAKES,
        data=lambda s: {"place": s.ids["rota_place"], "name": "四月", **_span(s)},
    ),
    "rota-desk": Rule(get=SEEN),
    "rota-add": Rule(post=MAKES, data=lambda _s: NAMED),
    "rota-drop": Rule(post=MAKES, more={"member_id": "rota_member"}),
    "rota-act": Rule(post=MAKES, more={"what": "rota_what", **DRAFT}),
    "rota-withdraw": Rule(post=MAKES, data=lambda _s: REASON),
    "rota-mark": Rule(
        post=MAKES, more={"duty_id": "over_duty"}, data=lambda _s: {"came": "yes"}
    ),
    "rota-swap-rule": Rule(post=MAKES, data=lambda _s: {"agree": "yes"}),
    "rota-print": Rule(get=SEEN),
    "rota-xlsx": Rule(get=SEEN),
    "duty-board": Rule(get=ALL),
    "my-duties": Rule(get=KNOWN),
    "my-leave": Rule(get=KNOWN, post=KNOWN, data=_span),
    "my-leave-end": Rule(post=RESIDENT),
    "my-duty-swap": Rule(
        get=RESIDENT, post=RESIDENT, more={"duty_id": "own_duty"}, data=lambda _s: {"to": ""}
    ),
    "swap-take": Rule(post=KNOWN, more={"swap_id": "open_swap"}),
    "swap-refuse": Rule(post=RESIDENT, more={"swap_id": "asked_swap"}),
    "rota-wishes": Rule(get=KNOWN, post=KNOWN, more=DRAFT),
    "broadcasts": Rule(get=ALL),
    "broadcasts-feed": Rule(get=ALL),
    "my-broadcasts": Rule(
        get=KNOWN,
        post=RESIDENT,
        data=lambda s: {
            "area": s.ids["broadcast_area"], "column": "neighbours", "title": "好事",
            "words": "又修好一盏",
        },
    ),
    "broadcasts-desk": Rule(get=STAFF),
    "broadcaster-new": Rule(post=MAKES, data=lambda _s: {**NAMED, "place": "青云小区"}),
    "broadcaster-end": Rule(post=MAKES),
    "broadcast": Rule(get=ALL, post=KNOWN, more=POST, data=lambda _s: {"words": "再装一盏"}),
    "broadcast-desk": Rule(get=SEEN, more=POST),
    "broadcast-read": Rule(post=MAKES, more=WAITING, data=lambda _s: {"what": "show"}),
    "broadcast-suggestion": Rule(post=MAKES, more=POST, data=lambda _s: {"what": "show"}),
}  # fmt: skip
