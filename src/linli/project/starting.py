"""What is looked at before linli serves anybody."""

from __future__ import annotations

from django.core import checks

TAG = "linli"


def look_over() -> None:
    """Our own system checks; raises `SystemExit` with what is wrong and what to do about it."""
    wrong = [found for found in checks.run_checks(tags=[TAG]) if found.is_serious()]
    if wrong:
        raise SystemExit(
            "\n".join(f"✗ {found.msg} [{found.id}]\n  {found.hint}" for found in wrong)
        )
