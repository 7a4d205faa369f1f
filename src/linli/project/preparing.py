"""What a county's installation holds after its first start: its method and, where wanted, its
demonstration."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

from django.conf import settings

from linli.demonstration import selectors as demonstrations
from linli.demonstration import services as demonstration_services
from linli.demonstration.terms import Built
from linli.kernel import clock
from linli.kernel.actor import SYSTEM
from linli.kernel.database import transaction
from linli.kernel.registry import Folder
from linli.kernel.versions import unit_of_work
from linli.methods import selectors as methods
from linli.methods import services as publishing
from linli.methods.terms import RevisionTaken

_ACTOR = replace(SYSTEM, via="command")
_HEAD = "method.toml"
_REVISION = re.compile(r'^(\s*revision\s*=\s*"[^"]*)"', re.MULTILINE)
Say = Callable[[str], None]


def first_content(county: str, *, demonstration: bool, say: Say) -> list[str]:
    """Publish the county's method if its files changed; build the demonstration if there is none.
    Returns the demonstration's logins, a line each. Refuses like `methods.services.load`."""
    folder = settings.LINLI_METHODS / county
    now = clock.now()
    with unit_of_work():
        planned = demonstration_services.has_plan(folder)
        if demonstration and planned and not demonstrations.is_built():
            today, at = _moment(now)
            build_demonstration(folder, seed=1, today=today, at=at, say=say)
        else:
            load_method(folder, now=now, say=say)
            if demonstration and not demonstrations.is_built():
                demonstration_services.seat(actor=_ACTOR, now=now, say=say)
        if not demonstration:
            return []
        return [
            f"  {one.role.zh} / {one.role.en}: {one.username} / {one.password}"
            for one in demonstrations.logins()
        ]


def load_method(folder: Path, *, now: datetime, say: Say) -> None:
    """Publish the folder unless exactly this is in force. A revision is a promise, so changed files
    need a new one; only in a demonstration, where people try things out, files changed under the
    same revision are published under a revision of their own (`2026.1-5f3a9c`)."""
    read = methods.read_folder(folder)
    say("Method / 工作法")
    try:
        publishing.load(folder=read, actor=_ACTOR, now=now)
    except RevisionTaken:
        if not settings.LINLI_DEMONSTRATION:
            raise
        publishing.load(folder=_tried_out(read), actor=_ACTOR, now=now)


def _tried_out(folder: Folder) -> Folder:
    """The same files, with a revision that says which these are."""
    whole = hashlib.sha256()
    for name, body in sorted(folder.files.items()):
        whole.update(f"{name}\0{len(body)}\0".encode() + body)
    mark = whole.hexdigest()[:6]
    head = _REVISION.sub(rf'\g<1>-{mark}"', folder.text(_HEAD), count=1)
    return Folder({**folder.files, _HEAD: head.encode()})


def build_demonstration(
    folder: Path, *, seed: int, today: date, at: time = time(9), say: Say
) -> Built:
    """The method, if none is in force yet published on the morning on which the demonstration
    begins, and the demonstration; both or neither. Refuses like the two services."""
    with transaction():
        begin = demonstration_services.opening(folder, today=today)
        now = begin if methods.current() is None else clock.now()
        load_method(folder, now=now, say=say)
        return demonstration_services.build(seed=seed, today=today, at=at, folder=folder, say=say)


def _moment(now: datetime) -> tuple[date, time]:
    """The latest full hour of a day at work: a demonstration made in the night or early in the
    morning ends on the evening before."""
    local = clock.local(now)
    if local.hour < 9:
        return local.date() - timedelta(days=1), time(18)
    return local.date(), time(min(local.hour, 18))
