"""Words that are not filled in and not translated yet: the engine is pure, its edges word them.

`msg("没有职责“%(duty)s”。", duty="网格员")`: the text is a msgid of the context's catalogue.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Message:
    """`text` with `%(name)s`, and what fills it: a value, or another message."""

    text: str
    data: tuple[tuple[str, object], ...] = ()

    def worded(self, translate: Callable[[str], str] = str) -> str:
        """In the language of `translate`; Chinese without."""
        words = translate(self.text)
        filled = {
            name: value.worded(translate) if isinstance(value, Message) else str(value)
            for name, value in self.data
        }
        return words % filled if filled else words

    def __str__(self) -> str:
        return self.worded()


def msg(text: str, /, **data: object) -> Message:
    """A message; `tools/messages.py` finds its text by this name."""
    return Message(text, tuple(data.items()))
