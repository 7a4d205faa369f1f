"""What is wrong in a method's procedure or decision file, and where."""

from __future__ import annotations

from dataclasses import dataclass

from linli.procedures.engine.messages import Message


@dataclass(frozen=True, slots=True)
class Finding:
    """`element` is an id ("" if it has none), `line` counts from 1 (0: the whole file). `said` says
    what is wrong and how to mend it. An error keeps the file from being published.
    """

    file: str
    element: str
    line: int
    code: str
    said: Message
    warning: bool = False

    @property
    def message(self) -> str:
        """In Chinese, for logs and tests; edges word `said` in the reader's language."""
        return str(self.said)

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" + (f" [{self.element}]" if self.element else "")
        return f"{where} {self.message}"


def errors(findings: tuple[Finding, ...] | list[Finding]) -> list[Finding]:
    return [finding for finding in findings if not finding.warning]
