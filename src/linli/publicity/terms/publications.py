"""What is shown until it is taken back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from linli.kernel.errors import Invalid, NotFound, Refused

State = Literal["draft", "open", "closed"]


@dataclass(frozen=True, slots=True)
class Masked:
    """A text without what points at a person, and how many places were masked."""

    text: str
    hidden: int


@dataclass(frozen=True, slots=True)
class Publication:
    """Something shown to the public. `until` None: until withdrawn."""

    id: UUID
    subject: tuple[str, UUID]
    kind: str
    title: str
    words: str
    area_path: str
    since: datetime
    until: datetime | None
    version: int
    state: State
    published_by: UUID | None
    reason: str = ""

    @property
    def url(self) -> str:
        return f"/public/{self.id}"


@dataclass(frozen=True, slots=True)
class PublicPage:
    publications: tuple[Publication, ...]
    page: int
    more: bool


class PublicationNotFound(NotFound):
    code = "publicity.not_found"
    text = _("没有这条公示，或者公示已经结束。")


class NothingToPublish(Invalid):
    code = "publicity.nothing_to_publish"
    text = _("请写公示的标题和内容（标题 60 字以内，内容 2000 字以内）。")


class WrongSpan(Invalid):
    code = "publicity.wrong_span"
    text = _("公示结束时间要晚于开始时间。")


class ReasonMissing(Invalid):
    code = "publicity.reason_missing"
    text = _("请写明撤回公示的原因（200 字以内）。")


class NotADraft(Refused):
    code = "publicity.not_a_draft"
    text = _("这条公示不是草稿。")


class AlreadyClosed(Refused):
    code = "publicity.already_closed"
    text = _("这条公示已经结束。")
