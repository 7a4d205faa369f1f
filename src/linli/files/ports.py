"""Where bytes lie: a folder tree, written durably."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from django.conf import settings

_NAME = re.compile(r"([0-9a-f]{32})(\.small)?\.[a-z]{3,4}(\.part)?")


def path(file_id: UUID, extension: str, *, small: bool = False) -> Path:
    """`ab/cd/<id>.jpg`, by the id's last digits: the first ones are its time."""
    name = f"{file_id.hex}.small.{extension}" if small else f"{file_id.hex}.{extension}"
    return Path(settings.MEDIA_ROOT) / file_id.hex[-2:] / file_id.hex[-4:-2] / name


def write(target: Path, data: bytes) -> None:
    """Write and wait for the disk, name and all: afterwards the file is whole and stays."""
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(target.name + ".part")
    with part.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    part.rename(target)
    for folder in (target.parent, target.parent.parent, target.parent.parent.parent):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def erase(file_id: UUID) -> None:
    """Remove every byte of that file; nothing there is as good."""
    folder = path(file_id, "x").parent
    for found in folder.glob(f"{file_id.hex}.*"):
        found.unlink(missing_ok=True)


def older_than(seconds: float) -> Iterator[UUID]:
    """The ids of files on the disk that were written longer ago than that."""
    before = time.time() - seconds
    seen: set[UUID] = set()
    for found in Path(settings.MEDIA_ROOT).glob("??/??/*"):
        match = _NAME.fullmatch(found.name)
        if match and found.stat().st_mtime < before:
            file_id = UUID(match.group(1))
            if file_id not in seen:
                seen.add(file_id)
                yield file_id
