"""`[[relations]]`: who counts as family, and may be given hours."""

from __future__ import annotations

from linli.kernel.method_file import WORDS, Section

SHAPE = {"key": (str, True), "name": (WORDS, True), "phone": (bool, False)}
SECTION = Section("relations", SHAPE)
