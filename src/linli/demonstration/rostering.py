"""A rota under way and one that is being made, and two posts on the air. Everybody is invented."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from linli.demonstration.plan import Plan
from linli.kernel.actor import Actor
from linli.kernel.clock import local
from linli.people import services as people
from linli.territory import selectors as territory
from linli.volunteering import selectors, services
from linli.volunteering.terms import NoShifts, RotaPlace

_PHONE = "1990001{:04}"  # 199 0001 is given to nobody
_PEOPLE = 8
_DAY = timedelta(days=1)


def add(plan: Plan, actor: Actor, end: datetime) -> int:
    """Where a visitor signs in, else for the first community that keeps a rota: this fortnight's is
    out, the next one waits to be solved. Nothing in a county whose method has no rotas, or none at
    this time of the year. Returns how many people are on it."""
    seats = {one.area for one in plan.logins}
    every = sorted(
        selectors.rota_places(actor),
        key=lambda one: (territory.area(one.area_id).code not in seats, -len(one.area_path)),
    )
    _broadcast(actor, end, every[0].area_path if every else "")
    places = {one.kind.key: one for one in reversed(every)}
    if not places:
        return 0
    on = [
        people.remember(
            name=plan.families[n % len(plan.families)] + plan.given[n % len(plan.given)],
            phone=_PHONE.format(n),
            actor=actor,
            now=end - 5 * _DAY,
        )
        for n in range(_PEOPLE)
    ]
    first = local(end).date()
    kinds = [places[key] for key in selectors.rotas_defined() if key in places]
    drafted = [_drafted(kinds, begin, actor, end) for begin in (first, first + 14 * _DAY)]
    for number, draft in enumerate(drafted):
        if draft is None:
            continue
        made, roles = draft
        for one, person in enumerate(on):
            services.add_to_rota(
                rota_id=made, person=person, roles=roles if one % 2 else (), actor=actor, now=end
            )
        if number == 0:
            services.solve_rota(rota_id=made, actor=actor, now=end)
            services.publish_rota(rota_id=made, actor=actor, now=end)
    return len(on) if any(drafted) else 0


def _drafted(
    places: Iterable[RotaPlace], begin: date, actor: Actor, end: datetime
) -> tuple[UUID, tuple[str, ...]] | None:
    """A draft of the first kind that has shifts then, with its roles: schools have holidays."""
    for spot in places:
        try:
            made = services.plan_rota(
                place=spot.key, name=f"{spot.kind.name.zh} {begin:%m-%d}", since=begin,
                until=begin + 11 * _DAY, actor=actor, now=end,
            )  # fmt: skip
        except NoShifts:
            continue
        return made, tuple(spot.kind.roles)
    return None


def _broadcast(actor: Actor, end: datetime, seat: str) -> None:
    """One on the air with a suggestion that was answered, one that waits to be heard."""
    column = next(iter(selectors.columns_defined().values()), None)
    if column is None:
        return
    homes = [one for at in column.at for one in territory.below(territory.root().path, at)]
    if not homes:
        return
    home = next((one for one in homes if seat and one.path.startswith(seat)), homes[0])
    before = end - 3 * _DAY
    voice = people.remember(name="林播", phone=_PHONE.format(99), actor=actor, now=before)
    services.register_broadcaster(person=voice, area_id=home.id, actor=actor, now=before)
    shown = _send(column.key, home.id, voice, "三楼的灯", actor, before)
    services.read_post(post_id=shown, show=True, actor=actor, now=before)
    said = services.suggest_under(
        post_id=shown, words="楼下的路灯也请看一看。", person=voice, actor=actor, now=before
    )
    services.answer_suggestion(
        suggestion_id=said, words="已经报修，周五前装好。", actor=actor, now=end
    )
    _send(column.key, home.id, voice, "食堂开饭了", actor, end)


def _send(
    column: str, area_id: UUID, person: UUID, title: str, actor: Actor, now: datetime
) -> UUID:
    words = f"{title}：邻里的事，我来讲一讲。"
    return services.send_post(
        column=column, area_id=area_id, title=title, words=words, person=person, actor=actor,
        now=now,
    )  # fmt: skip
