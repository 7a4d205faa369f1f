"""Putting the procedures of a method revision in force."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from linli.kernel.database import transaction
from linli.kernel.parts import VERSION
from linli.kernel.versions import bump
from linli.procedures import models
from linli.procedures.selectors.book import read
from linli.procedures.terms import RevisionTaken

_started: dict[str, frozenset[str]] = {}


def declare_subject(kind: str, data: Iterable[str]) -> None:
    """In `AppConfig.ready` of the context that owns a kind of subject: the names of the data with
    which it starts runs, so that the gate knows them.
    """
    _started[kind] = frozenset(data)


def starts_with(kind: str) -> frozenset[str]:
    """The data that every run about this kind of subject starts with."""
    return _started.get(kind, frozenset())


def digest_of(xml: str, decisions: Mapping[str, str]) -> str:
    """SHA-256 over a procedure file and the decision files that it uses."""
    return hashlib.sha256(json.dumps([xml, dict(decisions)], sort_keys=True).encode()).hexdigest()


def publish(document: Mapping[str, Any], *, revision: str, now: datetime) -> None:
    """Put the procedures of a checked `procedures` document in force; runs under way keep theirs. A
    file that did not change keeps its row and its revision. Refuses `RevisionTaken` when a revision
    that runs refer to would change, `Unsound` what cannot be read.
    """
    with transaction():
        keys = {}
        for one in document["procedures"]:
            texts = {file: document["decisions"][file] for file in one["decisions"]}
            keys[one["key"]] = _row(one["key"], one["xml"], texts, revision, now)
        old = models.Definition.objects.filter(current=True).exclude(pk__in=keys.values())
        old.update(current=False)
        models.Definition.objects.filter(pk__in=keys.values()).update(current=True)
        bump(VERSION)


def _row(key: str, xml: str, decisions: Mapping[str, str], revision: str, now: datetime) -> UUID:
    digest = digest_of(xml, decisions)
    known = models.Definition.objects.filter(key=key)
    same = known.filter(sha256=digest).order_by("-id").first()
    if same is not None:
        return same.pk
    taken = known.filter(revision=revision).first()
    if taken is not None:
        if models.Run.objects.filter(definition_id=taken.pk).exists():
            raise RevisionTaken(key=key, revision=revision)
        taken.delete()
    read(key, xml, decisions)
    row = models.Definition(
        key=key, revision=revision, xml=xml, decisions=dict(decisions), sha256=digest,
        published_at=now,
    )  # fmt: skip
    models.Definition.objects.bulk_create([row])
    return row.pk
