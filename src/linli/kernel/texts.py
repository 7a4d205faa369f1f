"""What people type: cleaned in one way, whatever it is kept in."""

from __future__ import annotations

import re
import unicodedata

from django.utils.translation import gettext_lazy as _

from linli.kernel.errors import Invalid

# Control characters (NUL too, which PostgreSQL refuses), invisible ones that reorder or hide what
# is read, halves of surrogate pairs, and private-use characters.
_DROPPED = frozenset({"Cc", "Cf", "Cs", "Co"})


class TooLong(Invalid):
    code = "kernel.too_long"
    text = _("文字太长：最多 %(limit)d 个字，现有 %(length)d 个。")


def clean(text: str, limit: int, field: str = "", *, refusal: type[Invalid] = TooLong) -> str:
    """The text without control characters and outer space. What is longer than `limit` characters
    is refused with `refusal(field=, limit=, length=)`; nothing is cut off silently.
    """
    kept = "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in _DROPPED)
    stripped = kept.strip()
    if len(stripped) > limit:
        raise refusal(field=field, limit=limit, length=len(stripped))
    return stripped


_CLAUSE = re.compile("[\\n。；;！？!?，,]")


def headline(text: str, most: int) -> str:
    """What a longer text can be called: its first clause that says something, cut off at `most`
    characters; empty for nothing."""
    first = next((one.strip() for one in _CLAUSE.split(text) if one.strip()), "")
    return first if len(first) <= most else f"{first[: most - 1]}…"
