"""Template tags and filters of the design system: `docs/ui.md` shows each with an example.

The library is a builtin: templates need no `{% load %}`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django import template
from django.forms import (
    BaseForm,
    CheckboxInput,
    CheckboxSelectMultiple,
    RadioSelect,
    Select,
    Textarea,
)
from django.forms.boundfield import BoundField
from django.http import HttpRequest
from django.template import Context
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from linli.kernel import clock
from linli.ui import moments
from linli.ui.icons import ICONS

register = template.Library()

_PILL_ICONS = {
    "done": "check",
    "soon": "clock",
    "late": "alert",
    "open": "dot",
    "waiting": "clock",
    "off": "minus",
}
_DJANGO_ROWS = "10"  # what Django gives a Textarea nobody has sized
_PAGES = frozenset(["page", "after", "before"])  # where one stands in a list
_DUE_ICONS = {"calm": "clock", "soon": "clock", "late": "alert", "done": "check"}


@register.simple_tag
def icon(name: str, size: str = "") -> SafeString:
    """One of our icons, hidden from screen readers: a word stands beside it. size: small, large."""
    drawing = ICONS.get(name)
    if drawing is None:
        raise template.TemplateSyntaxError(f"no icon called {name!r}")
    extra = f" icon-{size}" if size else ""
    return format_html(
        '<svg class="icon{}" viewBox="0 0 24 24" aria-hidden="true" focusable="false">{}</svg>',
        extra,
        mark_safe(drawing),  # noqa: S308 - ours, from icons.py
    )


@register.simple_tag
def pill(state: str, word: object) -> SafeString:
    """A state as word, colour and shape. state: open, waiting, soon, late, done, off or plain."""
    name = _PILL_ICONS.get(state)
    drawing = icon(name) if name else ""
    return format_html('<span class="pill pill-{}">{}{}</span>', state, drawing, word)


@register.simple_tag
def due(due_at: datetime | None, now: datetime, words: object = "", state: str = "") -> SafeString:
    """When something is promised, as words, colour and shape. `words` (say 余 2 工作时, from the
    county's calendar) and `state` (calm, soon, late, done) replace what natural time would say.
    """
    if due_at is None:
        return SafeString("")
    stands = moments.due(due_at, now)
    shown = state or stands.state
    return format_html(
        '<span class="due due-{}" title="{}">{}<span data-role="words">{}</span></span>',
        shown,
        moments.moment(due_at, this_year=clock.local(now).year),
        icon(_DUE_ICONS.get(shown, "clock")),
        words or stands.words,
    )


@register.simple_tag
def clock_bar(name: object, words: object, used: float, state: str = "calm") -> SafeString:
    """One clock of a matter as a bar: `used` is the part gone, 0 to 1 (more is shown as full).
    A drawing, not a style: our policy allows no inline styles.
    """
    width = round(100 * min(1.0, max(0.0, float(used))), 1)
    return format_html(
        '<span class="clock clock-{}"><span class="clock-words"><span>{}</span>'
        '<span class="due due-{}">{}<span>{}</span></span></span>'
        '<svg class="clock-bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">'
        '<rect width="{}" height="8"/></svg></span>',
        state,
        name,
        state,
        icon(_DUE_ICONS.get(state, "clock")),
        words,
        f"{width:g}",
    )


# --- moments --------------------------------------------------------------------------------


@register.filter
def day_words(value: datetime | date | None) -> str:
    """周一 3月2日 10:00 (Mon 2 Mar 10:00); a date without its time; "" for nothing."""
    if value is None or value == "":
        return ""
    this_year = clock.local(clock.now()).year
    if isinstance(value, datetime):
        return moments.moment(value, this_year=this_year)
    return moments.day(value, this_year=this_year)


@register.filter
def only_day(value: datetime | date | None) -> str:
    """周一 3月2日 (Mon 2 Mar) of a moment or a date."""
    if value is None or value == "":
        return ""
    chosen = clock.local(value).date() if isinstance(value, datetime) else value
    return moments.day(chosen, this_year=clock.local(clock.now()).year)


@register.filter
def ago(value: datetime | None, now: datetime) -> str:
    """刚刚, 5 分钟前, 3 小时前; older: the day."""
    return "" if value is None else moments.ago(value, now)


@register.filter
def iso(value: datetime) -> str:
    """For `<time datetime>` and data attributes: ISO 8601 with the Chinese offset."""
    return clock.local(value).isoformat(timespec="seconds")


# --- forms --------------------------------------------------------------------------------


def _kind(bound: BoundField) -> str:
    widget = bound.field.widget
    if isinstance(widget, CheckboxInput):
        return "check"
    if isinstance(widget, RadioSelect | CheckboxSelectMultiple):
        return "choices"
    return "select" if isinstance(widget, Select) else "plain"


def _attributes(bound: BoundField, kind: str, extra: dict[str, Any]) -> dict[str, Any]:
    described = []
    if bound.help_text:
        described.append(f"{bound.auto_id}-help")
    if bound.errors:
        described.append(f"{bound.auto_id}-error")
    attributes: dict[str, Any] = {}
    if kind in {"plain", "select"}:
        own = str(bound.field.widget.attrs.get("class", ""))
        looks = "form-select" if kind == "select" else "form-control"
        attributes["class"] = f"{looks} {own}".strip()
    if described and kind != "choices":
        attributes["aria-describedby"] = " ".join(described)
    if bound.errors:
        attributes["aria-invalid"] = "true"
    return attributes | extra


@register.inclusion_tag("ui/field.html")
def field(
    bound: BoundField, label: object = "", grid: bool = False, **attributes: Any
) -> dict[str, Any]:
    """Label, help, errors and control of one form field, linked for screen readers.

    More keyword arguments become attributes of the control (`autocomplete="tel"`, an underscore
    for a dash); `grid=True` puts short choices side by side.
    """
    kind = _kind(bound)
    extra = {name.replace("_", "-"): value for name, value in attributes.items()}
    long = isinstance(bound.field.widget, Textarea)
    if long and str(bound.field.widget.attrs.get("rows")) == _DJANGO_ROWS:
        extra.setdefault("rows", "4")
    control = (
        SafeString("")
        if kind == "choices"
        else bound.as_widget(attrs=_attributes(bound, kind, extra))
    )
    limit = getattr(bound.field, "max_length", None)
    return {
        "bound": bound,
        "label": label or bound.label,
        "kind": kind,
        "control": control,
        "optional": not bound.field.required and kind != "check",
        "grid": grid,
        "limit": limit if long else None,
    }


@register.inclusion_tag("ui/errors.html")
def errors(form: BaseForm) -> dict[str, Any]:
    """What is wrong with a form, on top of it, each line a link to its field; takes the focus."""
    wrong = [form[name] for name in form.errors if name in form.fields]
    lines = [
        (f"#{bound.id_for_label or bound.auto_id}", bound.label, str(text))
        for bound in wrong
        for text in bound.errors
    ]
    return {"general": [str(text) for text in form.non_field_errors()], "lines": lines}


# --- lists --------------------------------------------------------------------------------


@register.simple_tag(takes_context=True)
def query(context: Context, **changes: Any) -> str:
    """The address of this list with some parameters changed; an empty one is taken out.
    Changing anything but the page goes back to the first page.
    """
    request: HttpRequest = context["request"]
    parameters = request.GET.copy()
    if _PAGES.isdisjoint(changes):
        for name in _PAGES:
            parameters.pop(name, None)
    for name, value in changes.items():
        if value in {None, ""}:
            parameters.pop(name, None)
        else:
            parameters[name] = str(value)
    return f"?{parameters.urlencode()}" if parameters else request.path


@register.simple_tag(takes_context=True)
def sort_link(context: Context, key: str, label: object) -> SafeString:
    """A column's heading that sorts: `?sort=due`, again `?sort=-due`."""
    request: HttpRequest = context["request"]
    current = request.GET.get("sort", "")
    towards = f"-{key}" if current == key else key
    mark = {key: "sort-up", f"-{key}": "sort-down"}.get(current, "")
    address = query(context, sort=towards)
    return format_html('<a class="{}" href="{}">{}</a>', mark, address, label)


@register.simple_tag(takes_context=True)
def sort_head(context: Context, key: str, label: object, least: bool = False) -> SafeString:
    """A table's column heading that sorts and says so to screen readers. `least=True`: the list is
    in this order, downward, when the address asks for none.
    """
    request: HttpRequest = context["request"]
    current = request.GET.get("sort", "") or (f"-{key}" if least else "")
    stands = {key: ' aria-sort="ascending"', f"-{key}": ' aria-sort="descending"'}.get(current, "")
    towards = f"-{key}" if current == key else key
    mark = {key: "sort-up", f"-{key}": "sort-down"}.get(current, "")
    return format_html(
        '<th scope="col"{}><a class="{}" href="{}">{}</a></th>',
        SafeString(stands),
        mark,
        query(context, sort="" if least and towards == f"-{key}" else towards),
        label,
    )


@register.simple_tag
def options(pairs: Iterable[tuple[object, object]], chosen: object) -> SafeString:
    """`<option>`s of a filter from (value, word) pairs."""
    rows = (
        (value, " selected" if str(value) == str(chosen) else "", word) for value, word in pairs
    )
    return format_html_join("", '<option value="{}"{}>{}</option>', rows)
