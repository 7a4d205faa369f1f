"""Our icons: outlines on a 24 × 24 grid, drawn with round strokes in the colour of the text."""

# ruff: noqa: E501 - a drawing is one line

from __future__ import annotations

from typing import Final

ICONS: Final[dict[str, str]] = {
    "alert": '<path d="M12 3.5 2.5 20h19z"/><path d="M12 10v4.5M12 17.4v.1"/>',
    "bell": '<path d="M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 1.5h-15z"/><path d="M10 20.5a2 2 0 0 0 4 0"/>',
    "bag": '<path d="M5 8h14l1 12.5H4z"/><path d="M8.5 10.5V7a3.5 3.5 0 0 1 7 0v3.5"/>',
    "book": '<path d="M12 6.5C9.5 4.5 6.5 4.5 3.5 5.5v13c3-1 6-1 8.5 1 2.5-2 5.5-2 8.5-1v-13c-3-1-6-1-8.5 1z"/><path d="M12 6.5v13"/>',
    "building": '<path d="M5 21V4h9v17M14 9h5v12M3 21h18"/><path d="M8 8h3M8 12h3M8 16h3"/>',
    "calendar": '<rect x="3.5" y="5" width="17" height="15.5" rx="2"/><path d="M3.5 10h17M8 3v4M16 3v4"/>',
    "camera": '<path d="M3 8h4l1.8-2.5h6.4L17 8h4v11.5H3z"/><circle cx="12" cy="13.5" r="3.6"/>',
    "chart": '<path d="M4 4v16h16"/><path d="M8 16v-4M12.5 16V8M17 16v-6"/>',
    "check": '<path d="m4.5 12.5 5 5 10-11"/>',
    "chevron": '<path d="m9 5 7 7-7 7"/>',
    "back": '<path d="m15 5-7 7 7 7"/>',
    "down": '<path d="m5 9 7 7 7-7"/>',
    "clock": '<circle cx="12" cy="12" r="8.5"/><path d="M12 7v5.2l3.4 2"/>',
    "close": '<path d="m6 6 12 12M18 6 6 18"/>',
    "dot": '<circle cx="12" cy="12" r="4" fill="currentColor"/>',
    "download": '<path d="M12 4v11m-4.5-4L12 15.5 16.5 11M4.5 20h15"/>',
    "edit": '<path d="M4 20h4L19 9l-4-4L4 16z"/>',
    "filter": '<path d="M3.5 5h17l-6.5 8v6l-4 1.5V13z"/>',
    "hand": '<path d="M7.5 12V6.5a1.5 1.5 0 0 1 3 0V11m0-6a1.5 1.5 0 0 1 3 0v6m0-4.5a1.5 1.5 0 0 1 3 0V12m0-2a1.5 1.5 0 0 1 3 0v4a7 7 0 0 1-7 7c-3 0-4.5-1.5-6-4l-2.3-4a1.5 1.5 0 0 1 2.6-1.5z"/>',
    "heart": '<path d="M12 20s-7.5-4.6-7.5-10A4.3 4.3 0 0 1 12 7.3 4.3 4.3 0 0 1 19.5 10c0 5.4-7.5 10-7.5 10z"/>',
    "home": '<path d="M3.5 11.5 12 4l8.5 7.5M6 10v10h12V10M10 20v-5.5h4V20"/>',
    "info": '<circle cx="12" cy="12" r="8.5"/><path d="M12 11v5.5M12 7.6v.1"/>',
    "language": '<circle cx="12" cy="12" r="8.5"/><path d="M3.5 12h17M12 3.5c5 5.5 5 11.5 0 17-5-5.5-5-11.5 0-17z"/>',
    "list": '<path d="M9 6h11M9 12h11M9 18h11M4.5 6h.1M4.5 12h.1M4.5 18h.1"/>',
    "lock": '<rect x="5" y="10.5" width="14" height="10" rx="2"/><path d="M8 10.5V8a4 4 0 0 1 8 0v2.5"/>',
    "map": '<path d="m3.5 6.5 5.5-2.5 6 2.5 5.5-2.5v13.5L15 20l-6-2.5L3.5 20zM9 4v13.5M15 6.5V20"/>',
    "menu": '<path d="M4 6.5h16M4 12h16M4 17.5h16"/>',
    "mic": '<rect x="9" y="3" width="6" height="11" rx="3"/><path d="M5.5 11.5a6.5 6.5 0 0 0 13 0M12 18v3"/>',
    "minus": '<path d="M6 12h12"/>',
    "more": '<path d="M5.5 12h.1M12 12h.1M18.5 12h.1"/>',
    "people": '<circle cx="9" cy="8.5" r="3.5"/><path d="M2.5 20a6.5 6.5 0 0 1 13 0M15.5 5.3a3.5 3.5 0 0 1 0 6.4M18 14.3a6.5 6.5 0 0 1 3.5 5.7"/>',
    "phone": '<path d="M6 3.5h3.5l1.5 5-2.2 1.6a12 12 0 0 0 5.1 5.1l1.6-2.2 5 1.5V18a2.5 2.5 0 0 1-2.7 2.5A16 16 0 0 1 3.5 6.2 2.5 2.5 0 0 1 6 3.5z"/>',
    "photo": '<rect x="3.5" y="4.5" width="17" height="15" rx="2"/><circle cx="8.5" cy="9.5" r="1.5"/><path d="m4 17 5-4.5 3.5 3 4-4 4 4"/>',
    "pin": '<path d="M12 21s-6.5-6-6.5-11a6.5 6.5 0 0 1 13 0c0 5-6.5 11-6.5 11z"/><circle cx="12" cy="10" r="2.4"/>',
    "plus": '<path d="M12 5.5v13M5.5 12h13"/>',
    "print": '<path d="M7 8V3.5h10V8M7 17H4V8.5h16V17h-3"/><path d="M7 14h10v6.5H7z"/>',
    "search": '<circle cx="10.5" cy="10.5" r="6.5"/><path d="m15.5 15.5 5 5"/>',
    "send": '<path d="m3.5 11.5 17-8-6 17-3.5-6.5z"/><path d="m11 14 4-4.5"/>',
    "sort": '<path d="m8 9 4-4.5L16 9M8 15l4 4.5L16 15"/>',
    "star": '<path d="m12 3.5 2.6 5.6 6 .7-4.5 4.1 1.3 6-5.4-3.1-5.4 3.1 1.3-6L3.4 9.8l6-.7z"/>',
    "sun": '<circle cx="12" cy="12" r="4"/><path d="M12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M5.3 18.7l1.4-1.4M17.3 6.7l1.4-1.4"/>',
    "text-size": '<path d="M3 19 8.5 5 14 19M5 14.5h7M15 19l3-8 3 8M16 16.5h4"/>',
    "undo": '<path d="M8.5 5 4 9.5 8.5 14"/><path d="M4 9.5h10a5.5 5.5 0 0 1 0 11h-4"/>',
    "user": '<circle cx="12" cy="8" r="4"/><path d="M4.5 20.5a7.5 7.5 0 0 1 15 0"/>',
}
