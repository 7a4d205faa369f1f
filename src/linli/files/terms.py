"""The vocabulary of files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from linli.kernel.errors import Invalid, NotFound

Kind = Literal["image", "document", "audio"]
Wanted = Literal["image", "document", "any", "audio"]

EXTENSIONS = {
    "image/jpeg": "jpg",
    "application/pdf": "pdf",
    "audio/wav": "wav",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
}


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file as stored: `size` in bytes, `digest` SHA-256 of the stored bytes, `width` and `height`
    in pixels (0 for documents).
    """

    id: UUID
    kind: Kind
    media_type: str
    size: int
    digest: str
    width: int
    height: int
    made_at: datetime
    owner: tuple[str, UUID] | None
    by_account: UUID | None

    @property
    def url(self) -> str:
        return f"/files/{self.id}"

    @property
    def small_url(self) -> str:
        """A picture at most 320 px wide or high; a document's own address."""
        return f"{self.url}?size=small" if self.kind == "image" else self.url

    @property
    def extension(self) -> str:
        return EXTENSIONS[self.media_type]


class NotAPicture(Invalid):
    code = "files.not_a_picture"
    text = _("这个文件不是能识别的照片（支持 JPEG、PNG、WebP、HEIC）。")


class NotADocument(Invalid):
    code = "files.not_a_document"
    text = _("这个文件不是能接收的文档（支持 PDF、docx、xlsx）。")


class NotASound(Invalid):
    code = "files.not_a_sound"
    text = _("这个文件不是能接收的录音：请用 WAV（16 位，最长 %(minutes)d 分钟）。")


class TooLarge(Invalid):
    code = "files.too_large"
    text = _("文件太大了，最大 %(megabytes)d MB。")


class TooManyPixels(Invalid):
    code = "files.too_many_pixels"
    text = _("照片的像素太多了，请缩小后再传。")


class TooMany(Invalid):
    code = "files.too_many"
    text = _("文件太多了，最多 %(most)d 个。")


class UnsafeDocument(Invalid):
    code = "files.unsafe_document"
    text = _("文档里有宏、脚本或异常内容，不能接收。请另存为普通文档后再传。")


class FileNotFound(NotFound):
    code = "files.not_found"
