"""Method parts as published: each context reads its own document through `current`."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from linli.kernel.models import Part
from linli.kernel.versions import bump, cached_by

VERSION = "method"


def digest(document: Mapping[str, Any]) -> str:
    """SHA-256 over the document in canonical JSON."""
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


@cached_by(VERSION)
def current(name: str) -> tuple[str, Mapping[str, Any]]:
    """(revision, document) of the part in force; ("", {}) if no method has been published."""
    row = Part.objects.filter(name=name, current=True).values_list("revision", "document").first()
    return row if row is not None else ("", {})


@cached_by(VERSION)
def at(name: str, revision: str) -> Mapping[str, Any]:
    """The document of one revision; {} if that revision has no such part."""
    return (
        Part.objects.filter(name=name, revision=revision).values_list("document", flat=True).first()
        or {}
    )


def publish(name: str, revision: str, document: Mapping[str, Any], now: datetime) -> None:
    """Make this document the one in force. Inside the loader's transaction."""
    Part.objects.filter(name=name, current=True).update(current=False)
    Part.objects.update_or_create(
        name=name,
        revision=revision,
        defaults={
            "document": dict(document),
            "digest": digest(document),
            "current": True,
            "published_at": now,
        },
    )
    bump(VERSION)
