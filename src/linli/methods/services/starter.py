"""Writing a new county's method: the smallest one that passes the gate."""

from __future__ import annotations

import re
from pathlib import Path

from linli.kernel.registry import Folder
from linli.methods.terms import StarterRefused

_STARTER = Path(__file__).resolve().parents[1] / "starter"


def starter_folder(*, slug: str, county_code: str) -> Folder:
    """The smallest method that passes the gate, for that county. Refuses with `StarterRefused`."""
    if not re.fullmatch(r"[a-z][a-z0-9_]{1,39}", slug):
        raise StarterRefused(why=f"“{slug}”不能做标识，要用小写英文字母开头")
    if not re.fullmatch(r"\d{6}", county_code):
        raise StarterRefused(why=f"“{county_code}”不是六位区划代码")
    files: dict[str, bytes] = {}
    for source in sorted(_STARTER.rglob("*")):
        if not source.is_file() or source.name.startswith(".") or "__pycache__" in source.parts:
            continue
        text = source.read_text(encoding="utf-8")
        text = text.replace("@slug@", slug).replace("@code@", county_code)
        files[source.relative_to(_STARTER).as_posix()] = text.encode()
    return Folder(files)


def write_starter(*, slug: str, county_code: str, target: Path) -> None:
    """Write the starter into `target`, which must not exist yet. Refuses with `StarterRefused`."""
    folder = starter_folder(slug=slug, county_code=county_code)
    if target.exists():
        raise StarterRefused(why=f"{target} 已经存在")
    for name, body in folder.files.items():
        place = target / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(body)
