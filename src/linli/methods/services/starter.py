"""Writing a new county's method: the smallest one that passes the gate."""

from __future__ import annotations

import re
from pathlib import Path

from linli.methods.terms import StarterRefused

_STARTER = Path(__file__).resolve().parents[1] / "starter"


def write_starter(*, slug: str, county_code: str, target: Path) -> None:
    """Write the starter into `target`, which must not exist yet. Refuses with `StarterRefused`."""
    if not re.fullmatch(r"[a-z][a-z0-9_]{1,39}", slug):
        raise StarterRefused(why=f"“{slug}”不能做标识，要用小写英文字母开头")
    if not re.fullmatch(r"\d{6}", county_code):
        raise StarterRefused(why=f"“{county_code}”不是六位区划代码")
    if target.exists():
        raise StarterRefused(why=f"{target} 已经存在")
    for source in sorted(_STARTER.rglob("*")):
        if not source.is_file() or source.name.startswith(".") or "__pycache__" in source.parts:
            continue
        text = source.read_text(encoding="utf-8")
        place = target / source.relative_to(_STARTER)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(
            text.replace("@slug@", slug).replace("@code@", county_code), encoding="utf-8"
        )
