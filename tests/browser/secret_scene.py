"""A residents' meeting with two secret votes, and the seven neighbours who vote besides.

A program in the environment of the server, as `scene.py`. It makes the meeting, writes the ids as
a line of JSON, then does what it is told line by line: `paper <motion>` takes papers for the
seven, `cast <motion>` hands in what they took.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import UUID

CALLED = datetime.fromisoformat("2026-03-02T08:55:00+08:00")
CLOCK = "2026-03-09T09:00:00+08:00"
MEETS = datetime.fromisoformat("2026-03-09T09:30:00+08:00")
PHONES = ("13800000001", "13800000002", "13800000003")  # in front of a browser
MEMBERS = 12
TITLES = ("路灯先装哪一段", "谁来管活动室")
CHOSEN = ("yes", "yes", "yes", "yes", "yes", "no", "abstain")  # of the seven


def keep_sms(number: str, text: str) -> None:
    """`LINLI_SMS` of the journey: the telephone lies in a folder."""
    folder = Path(os.environ["LINLI_VAR"]) / "sms"
    folder.mkdir(exist_ok=True)
    (folder / number).write_text(text, encoding="utf-8")


def meeting() -> dict[str, object]:
    from tests.browser.scene import COMMUNITY

    from linli.deliberation import selectors, services
    from linli.deliberation.terms import Call, NewMember, NewMotion, Way
    from linli.kernel.actor import SYSTEM
    from linli.people import services as people
    from linli.territory import selectors as territory

    (area,) = (one for one in territory.find("炉峰社区") if one.code == COMMUNITY)
    body = services.set_up(kind="residents", area_id=area.id, actor=SYSTEM, now=CALLED)
    for number in range(1, MEMBERS + 1):
        someone = people.remember(
            name=f"居民{'一二三四五六七八九十甲乙'[number - 1]}",
            phone=f"138{number:08d}",
            actor=SYSTEM,
            now=CALLED,
        )
        new = NewMember(identity_id=someone, household=f"{number}号", born=date(1980, 1, 1))
        services.enrol(body_id=body, new=new, actor=SYSTEM, now=CALLED)
    agenda = tuple(NewMotion(title, "方案贴在公告栏。", Way.SECRET) for title in TITLES)
    call = Call(meets_at=MEETS, place="居委会", agenda=agenda, online=True)
    made = services.call(call=call, body_id=body, kind="residents", actor=SYSTEM, now=CALLED)
    motions = [str(one.id) for one in selectors.page(SYSTEM, made, now=CALLED).motions]
    return {"gathering": str(made), "motions": motions}


class Seven:
    """Neighbours with phones of their own, whom nobody needs to look at."""

    def __init__(self, gathering: str) -> None:
        from linli.deliberation import selectors

        roll = selectors.roll_of(UUID(gathering))
        self.entries = roll[len(PHONES) + 2 :]
        self.papers = []

    def paper(self, motion: str) -> None:
        from linli.deliberation import sealing, selectors, services
        from linli.deliberation.tests.papers import Paper
        from linli.kernel.actor import SYSTEM, Actor

        now = datetime.fromisoformat(CLOCK) + timedelta(hours=1)
        page = selectors.page(SYSTEM, selectors.gathering_of(UUID(motion)), now=now)
        (it,) = (one for one in page.motions if str(one.id) == motion)
        self.papers = [Paper(it.public_key) for _ in self.entries]
        for entry, paper in zip(self.entries, self.papers, strict=True):
            signature = services.take_paper(
                motion_id=UUID(motion),
                entry_id=entry.pk,
                blinded=sealing.encoded(paper.blinded),
                actor=Actor(kind="resident"),
                person=entry.member.identity_id,
                now=now,
            )
            paper.signature = paper.finish(sealing.decoded(signature))

    def cast(self, motion: str) -> None:
        from linli.deliberation import services

        for paper, choice in zip(self.papers, CHOSEN, strict=True):
            services.cast(motion_id=UUID(motion), **paper.ballot(choice))


def main() -> None:
    import django

    django.setup()
    from linli.kernel.versions import unit_of_work

    with unit_of_work():
        made = meeting()
    sys.stdout.write(json.dumps(made) + "\n")
    sys.stdout.flush()
    seven = Seven(str(made["gathering"]))
    for line in sys.stdin:
        verb, motion = line.split()
        with unit_of_work():
            getattr(seven, verb)(motion)
        sys.stdout.write("done\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
