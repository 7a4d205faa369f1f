"""Names that a county wrote in its own files: Chinese always, English where it was given."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import get_language


@dataclass(frozen=True, slots=True)
class Words:
    """A text in Chinese and, where the method gives it, in English. `str()` picks the reader's."""

    zh: str
    en: str = ""

    def __str__(self) -> str:
        language = get_language() or "zh"
        return self.en if language.startswith("en") and self.en else self.zh

    def to_json(self) -> dict[str, str]:
        return {"zh": self.zh, "en": self.en}

    @classmethod
    def of(cls, value: str | dict[str, str] | Words) -> Words:
        """From a method document: a plain string is Chinese."""
        if isinstance(value, Words):
            return value
        if isinstance(value, str):
            return cls(value)
        return cls(value["zh"], value.get("en", ""))
