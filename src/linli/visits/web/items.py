"""What a phone sends, read before anything else looks at it."""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import Any

from linli.kernel import clock
from linli.visits import rules
from linli.visits.terms import BadItem, VisitItem

_UNFIT = re.compile("[\x00\ud800-\udfff]")  # what no database keeps as text


def read(text: str, now: datetime) -> VisitItem:
    """The item in a JSON text. Refuses in words what is no JSON, has characters that cannot be
    kept, or whatever `rules.read_item` refuses.

    Phones' clocks are wrong: `sent_at` is what the phone's clock says as it sends, so that `at` can
    be told by ours.
    """
    try:
        raw = json.loads(text)
    except (ValueError, RecursionError):
        raise BadItem(what="JSON") from None
    if not isinstance(raw, dict):
        raise BadItem(what="JSON")
    try:
        unfit = _UNFIT.search(json.dumps(raw, ensure_ascii=False, allow_nan=False))
    except ValueError:
        raise BadItem(what="JSON") from None
    if unfit:
        raise BadItem(what="JSON")
    at, sent_at = _moment(raw, "at"), _moment(raw, "sent_at")
    raw.pop("sent_at", None)
    if at is not None and sent_at is not None:
        try:
            at += now - sent_at
        except OverflowError:
            raise BadItem(what="at") from None
    return rules.read_item(raw, now, at)


def _moment(raw: dict[str, Any], name: str) -> datetime | None:
    text = raw.get(name)
    return clock.read(text) if isinstance(text, str) and len(text) < 40 else None
