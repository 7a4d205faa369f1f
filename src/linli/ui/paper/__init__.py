"""Papers: documents that a county prints, signs and files, from one frozen value as docx or PDF.

The makers load their libraries when they are first asked, so that a server's start pays nothing.
"""

from __future__ import annotations

from linli.ui.paper.refusals import NoFont, PictureUnreadable, UnknownForm
from linli.ui.paper.values import (
    Basis,
    Block,
    Facts,
    Heading,
    Paper,
    Picture,
    Pictures,
    Signatures,
    Table,
    Text,
)

__all__ = [
    "Basis",
    "Block",
    "Facts",
    "Heading",
    "NoFont",
    "Paper",
    "Picture",
    "PictureUnreadable",
    "Pictures",
    "Signatures",
    "Table",
    "Text",
    "UnknownForm",
    "as_docx",
    "as_pdf",
]


def as_docx(paper: Paper) -> bytes:
    """The paper as an Office document. Refuses `PictureUnreadable`."""
    from linli.ui.paper import docx  # noqa: PLC0415

    return docx.as_docx(paper)


def as_pdf(paper: Paper) -> bytes:
    """The paper as PDF/A. Refuses `NoFont`, `PictureUnreadable`."""
    from linli.ui.paper import pdf  # noqa: PLC0415

    return pdf.as_pdf(paper)
