"""Trying a draft: its stories are played by a program of its own, in a database that is thrown
away, so that nobody waits for them and nothing that they do is kept."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import fields
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from linli.jobs.services import enqueue
from linli.kernel import trail
from linli.kernel.actor import Actor
from linli.kernel.database import locked, transaction
from linli.methods import folders, selectors
from linli.methods.models import Draft, Trial
from linli.methods.selectors.drafts import EDIT
from linli.methods.services.stories import scenarios
from linli.methods.terms import (
    MOST_TRIAL,
    GateClosed,
    NoSuchDraft,
    ScenarioResult,
    TrialState,
    TrialUnderWay,
)

HANDLER = "methods.play_trial"
_FAULT = 4_000
_OPEN = (TrialState.WAITING, TrialState.RUNNING)


def try_stories(*, draft_id: UUID, actor: Actor, now: datetime) -> UUID:
    """Have the draft's stories played as it stands now. Needs `methods.edit`. Refuses with
    `GateClosed`, `StoryUnreadable`, and with `TrialUnderWay` while one is played."""
    actor.require(EDIT)
    folder = selectors.draft_folder(draft_id)
    findings = selectors.findings_of(folder)
    if any(one.level == "error" for one in findings):
        raise GateClosed(findings)
    count = len(scenarios(folder))
    with transaction():
        draft = locked(Draft.objects.filter(pk=draft_id)).first()
        if draft is None:
            raise NoSuchDraft
        # One whose worker died for good must not keep others from trying.
        alive = Trial.objects.filter(state__in=_OPEN, asked_at__gt=now - 2 * MOST_TRIAL)
        if alive.filter(draft=draft).exists():
            raise TrialUnderWay
        Trial.objects.filter(draft=draft).delete()
        trial = Trial.objects.create(
            draft=draft,
            version=draft.version,
            state=TrialState.WAITING,
            count=count,
            folder=folders.pack(folder),
            asked_at=now,
            asked_by=actor.account_id,
        )
        enqueue(HANDLER, {"trial": str(trial.id)}, now=now)
        subject = ("method_draft", draft_id)
        data = {"version": draft.version, "scenarios": count}
        trail.record("methods.tried", actor=actor, now=now, subject=subject, data=data)
        return trial.id


def play_trial(payload: Mapping[str, Any], now: datetime) -> None:
    """The job: play, and write down every scenario as it ends. A second run begins anew; one that
    has ended already, or whose draft is gone, is left as it is."""
    trial = Trial.objects.filter(pk=payload["trial"], state__in=_OPEN).first()
    if trial is None:
        return
    Trial.objects.filter(pk=trial.id).update(state=TrialState.RUNNING, lines=[])
    began = time.monotonic()
    lines: list[dict[str, Any]] = []
    fault = ""
    with _program(bytes(trial.folder)) as program:
        for told in program.stdout or ():
            if line := _line(told):
                lines.append(line)
                Trial.objects.filter(pk=trial.id).update(lines=lines)
        program.wait()
        if program.returncode < 0:
            most = int(MOST_TRIAL.total_seconds() // 60)
            fault = _("演了 %(most)d 分钟还没有演完，已经停下。") % {"most": most}
    if not fault and len(lines) < trial.count:
        fault = _("故事没有演完就停了。")
    broken = any(one["fault"] for one in lines)
    state = TrialState.FAILED if fault else TrialState.BROKEN if broken else TrialState.HELD
    ended = now + timedelta(seconds=time.monotonic() - began)
    Trial.objects.filter(pk=trial.id).update(state=state, fault=fault, folder=b"", ended_at=ended)


def _line(told: str) -> dict[str, Any]:
    """What the program says of one scenario; {} for anything else that it says."""
    try:
        one = json.loads(told)
    except ValueError:
        return {}
    names = {field.name for field in fields(ScenarioResult)}
    if not isinstance(one, dict) or set(one) != names:
        return {}
    return {**one, "fault": str(one["fault"])[-_FAULT:]}


@contextmanager
def _program(packed: bytes) -> Iterator[subprocess.Popen[str]]:
    """The command that plays stories, in an environment of its own; ended after `MOST_TRIAL`."""
    with tempfile.TemporaryDirectory(prefix="linli-trial-") as scratch:
        path = Path(scratch) / "method.zip"
        path.write_bytes(packed)
        kept = {k: v for k, v in os.environ.items() if not k.startswith("DATABASE_URL")}
        environment = kept | {
            "LINLI_VAR": scratch,
            "PYTHONPATH": str(Path(__file__).resolve().parents[3]),
            "LINLI_SECRET_KEY": "only-for-stories-whose-database-is-thrown-away",
            "LINLI_DATA_KEY": "only-for-stories-whose-database-is-thrown-away",
            "LINLI_EMBEDDED_WORKER": "0",
            "LINLI_CLOCK": "",
        }
        command = [*settings.LINLI_COMMAND, "method", "stories", str(path), "--json"]
        program = subprocess.Popen(  # noqa: S603 - our own command line
            command,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
        )
        watch = threading.Timer(MOST_TRIAL.total_seconds(), program.kill)
        watch.start()
        try:
            yield program
        finally:
            watch.cancel()
            program.kill()
            program.wait()
            if program.stdout:
                program.stdout.close()
