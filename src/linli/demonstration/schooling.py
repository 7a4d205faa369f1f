"""A term of after-school sitting where the method has such places. Everybody is invented."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from linli.demonstration.places import DemoPlace
from linli.kernel.actor import ANONYMOUS, Actor
from linli.kernel.clock import local
from linli.people import services as people
from linli.resources import services
from linli.resources.terms import Collector, NewChild, NewTerm

_PHONE = "1990005{:04}"  # 199 0005 is given to nobody
_CHILDREN = (("王小明", "王外婆"), ("李小雨", "李奶奶"), ("周小安", "周爷爷"), ("吴小禾", "吴外公"))
_SEATS = 3  # one child waits


def add(made: Iterable[DemoPlace], actor: Actor, begin: datetime, end: datetime) -> None:
    """The first open school has a term for half a year, full, with one who waits."""
    school = next((one for one in made if one.open and one.kind.sittings), None)
    if school is None:
        return
    today = local(begin).date()
    term = services.open_term(
        new=NewTerm(
            place_id=school.id, name="放学后作业班", since=today,
            until=today + timedelta(days=180), weekdays=(0, 1, 2, 3, 4), opens=16 * 60,
            closes=17 * 60 + 30, seats=_SEATS, youngest=6, oldest=12, contact="社区 陈老师",
        ),
        actor=actor,
        now=begin,
    )  # fmt: skip
    for number, (child, old) in enumerate(_CHILDREN, 1):
        phone = _PHONE.format(number)
        person = people.remember(phone=phone, name="家长", actor=actor, now=end)
        collector = Collector(old, old[1:], phone)
        services.enrol(
            term_id=term,
            new=NewChild(child, today.year - 8, (collector,), "一小二班", consent=True),
            person=person,
            actor=ANONYMOUS,
            now=end,
        )
