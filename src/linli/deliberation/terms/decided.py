"""What anybody may read of a decision."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from linli.deliberation.terms.gatherings import Explained
from linli.kernel.language import Words


@dataclass(frozen=True, slots=True)
class Decided:
    """A vote of a body whose decisions are public; `title` and `words` are masked. `subject` is
    what it was about, where a procedure led to it; `became`: (kind, id) of what was made of it."""

    id: UUID
    title: str
    words: str
    number: str
    body: str
    gathering: Words
    met_at: datetime
    explained: Explained
    subject: tuple[str, UUID] | None
    became: tuple[tuple[str, UUID], ...]


@dataclass(frozen=True, slots=True)
class Met:
    """A gathering on the way of a subject, as the public hears of it."""

    kind: Words
    met_at: datetime
    passed: bool | None
