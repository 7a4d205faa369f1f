"""Addresses as QR codes."""

from __future__ import annotations

from io import BytesIO

from django.http import HttpResponse


def qr_svg(address: str) -> HttpResponse:
    import segno  # noqa: PLC0415 - only these pictures need it

    drawn = segno.make(address, error="m").svg_inline(scale=4, border=2)
    named = drawn.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    return HttpResponse(
        f'<?xml version="1.0" encoding="utf-8"?>{named}', content_type="image/svg+xml"
    )


def qr_png(address: str) -> bytes:
    import segno  # noqa: PLC0415

    drawn = BytesIO()
    segno.make(address, error="m").save(drawn, kind="png", scale=8, border=2)
    return drawn.getvalue()
