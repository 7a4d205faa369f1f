"""Spreadsheets as an office keeps them."""

from __future__ import annotations

from pathlib import Path

import xlsxwriter


def sheet(path: Path, rows: list[list[str]]) -> Path:
    """An xlsx with 情况, 地点, 类别, 报事人, 电话 above these rows."""
    book = xlsxwriter.Workbook(str(path))
    page = book.add_worksheet()
    for number, row in enumerate([["情况", "地点", "类别", "报事人", "电话"], *rows]):
        page.write_row(number, 0, row)
    book.close()
    return path
