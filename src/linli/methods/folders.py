"""Reading a method's folder from disk or from a zip, and keeping it in one row.

What comes in is hostile: names are checked before a byte is read, links are refused, sizes are
counted as they are read, never as they are claimed.
"""

from __future__ import annotations

import hashlib
import io
import os
import zipfile
import zlib
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from linli.kernel.registry import Folder
from linli.methods.terms import (
    MOST_BYTES,
    MOST_BYTES_A_FILE,
    MOST_FILES,
    MOST_NAME,
    FolderRefused,
)

# The same bytes for the same folder, whenever it is packed.
_EPOCH = (2026, 1, 1, 0, 0, 0)
_CHUNK = 65_536


def safe_name(name: str) -> str:
    """The relative path if it stays inside the folder; refuses with `FolderRefused` otherwise."""
    parts = name.split("/")
    bad = (
        not name
        or len(name) > MOST_NAME
        or "\\" in name
        or ":" in name
        or any(not char.isprintable() for char in name)
        or any(part in {"", ".", ".."} for part in parts)
    )
    if bad:
        raise FolderRefused(why=f"文件名 {name[:MOST_NAME]!r} 不能用")
    return str(PurePosixPath(name))


def _ignored(name: str) -> bool:
    """Hidden files and editors' leavings, which no method means to ship."""
    return any(part.startswith(".") or part == "__MACOSX" for part in name.split("/"))


def _gather(entries: Iterable[tuple[str, io.BufferedIOBase]]) -> Folder:
    files: dict[str, bytes] = {}
    total = 0
    for name, stream in entries:
        if len(files) >= MOST_FILES:
            raise FolderRefused(why=f"文件超过 {MOST_FILES} 个")
        content = io.BytesIO()
        while chunk := stream.read(_CHUNK):
            content.write(chunk)
            if content.tell() > MOST_BYTES_A_FILE:
                raise FolderRefused(why=f"{name} 超过 {MOST_BYTES_A_FILE // 1024 // 1024} MB")
        total += content.tell()
        if total > MOST_BYTES:
            raise FolderRefused(why=f"合计超过 {MOST_BYTES // 1024 // 1024} MB")
        files[name] = content.getvalue()
    if not files:
        raise FolderRefused(why="里面没有文件")
    return Folder(files)


def _disk_entries(root: Path) -> Iterable[tuple[str, io.BufferedIOBase]]:
    for place, folders, names in os.walk(root, followlinks=False):
        folders[:] = sorted(one for one in folders if not one.startswith("."))
        for one in sorted(names) + folders:
            path = Path(place) / one
            relative = path.relative_to(root).as_posix()
            if _ignored(relative):
                continue
            safe_name(relative)
            if path.is_symlink():
                raise FolderRefused(why=f"{relative} 是链接")
            if one in folders:
                continue
            if not path.is_file():
                raise FolderRefused(why=f"{relative} 不是普通文件")
            with path.open("rb") as stream:
                yield relative, stream


def read_folder(path: Path) -> Folder:
    """The folder at `path` on disk. Refuses with `FolderRefused`."""
    if not path.is_dir():
        raise FolderRefused(why=f"{path} 不是文件夹")
    return _gather(_disk_entries(path))


def _zip_entries(archive: zipfile.ZipFile) -> Iterable[tuple[str, io.BufferedIOBase]]:
    infos = archive.infolist()
    if len(infos) > MOST_FILES * 2:
        raise FolderRefused(why=f"文件超过 {MOST_FILES} 个")
    seen: set[str] = set()
    for info in infos:
        name = safe_name(info.filename.rstrip("/"))
        if info.is_dir() or _ignored(name):
            continue
        if (info.external_attr >> 16) & 0o170000 == 0o120000:
            raise FolderRefused(why=f"{name} 是链接")
        if info.flag_bits & 0x1:
            raise FolderRefused(why=f"{name} 加了密")
        if name in seen:
            raise FolderRefused(why=f"{name} 出现了两次")
        seen.add(name)
        with archive.open(info) as stream:
            yield name, stream  # type: ignore[misc]  # ZipExtFile is a BufferedIOBase at run time


def unpack(packed: bytes) -> Folder:
    """A folder from a zip, uploaded or kept. One common top folder is taken off. Refuses with
    `FolderRefused` whatever is not a zip, climbs out, or unpacks to too much."""
    try:
        with zipfile.ZipFile(io.BytesIO(packed)) as archive:
            folder = _gather(_zip_entries(archive))
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, ValueError) as error:
        raise FolderRefused(why="不是完好的 zip 文件") from error
    if "method.toml" not in folder.files:
        tops = {name.split("/", 1)[0] for name in folder.files}
        top = tops.pop() if len(tops) == 1 else ""
        if f"{top}/method.toml" in folder.files:
            return Folder({name.split("/", 1)[1]: body for name, body in folder.files.items()})
    return folder


def pack(folder: Folder) -> bytes:
    """The folder as a zip, the same bytes for the same files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in sorted(folder.files):
            info = zipfile.ZipInfo(name, _EPOCH)
            info.external_attr = 0o644 << 16
            archive.writestr(info, folder.files[name], zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def digest(folder: Folder) -> str:
    """SHA-256 over names and contents."""
    whole = hashlib.sha256()
    for name in sorted(folder.files):
        whole.update(f"{name}\0{hashlib.sha256(folder.files[name]).hexdigest()}\n".encode())
    return whole.hexdigest()
