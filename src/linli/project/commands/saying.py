"""How the command line speaks: Chinese, or English where the environment asks for it."""

from __future__ import annotations

import os
import sys
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from linli.kernel.registry import Finding

OK, FINDINGS, USAGE = 0, 1, 2
# What takes longer than this says so.
PATIENCE = 2.0


def language() -> str:
    """`en` if the environment's language is English, else `zh-hans`: Chinese is the source."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "")
        if value:
            return "en" if value.lower().startswith("en") else "zh-hans"
    return "zh-hans"


def say(text: object = "") -> None:
    """A line of the answer, on standard output."""
    sys.stdout.write(f"{text}\n")


def complain(text: object) -> None:
    """A line about what went wrong, on standard error."""
    sys.stderr.write(f"{text}\n")


def say_finding(finding: Finding) -> None:
    """`file:place level code message`"""
    place = f"{finding.file}:{finding.place}" if finding.place else finding.file
    say(f"{place} {finding.level} {finding.code} {finding.message}")


class Progress:
    """Says on standard error how far something is, once it has taken longer than `PATIENCE` and
    then at most once a second."""

    def __init__(self, what: object) -> None:
        self.what = what
        self.began = self.said = time.monotonic()

    def __call__(self, at: object) -> None:
        now = time.monotonic()
        if now - self.began > PATIENCE and now - self.said > 1.0:
            self.said = now
            complain(f"… {self.what} {at} ({now - self.began:.0f} s)")
