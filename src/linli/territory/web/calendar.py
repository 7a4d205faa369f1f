"""The working calendar: twelve small months; correcting a day; loading a year."""

from __future__ import annotations

import calendar as months
from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from linli.kernel import clock
from linli.kernel.errors import Refused
from linli.kernel.middleware import actor_of
from linli.territory import selectors, services
from linli.territory.terms import DayKind, Workdays
from linli.territory.web.forms import DayForm, YearForm
from linli.territory.web.requests import add_refusal

SEE, CORRECT = "territory.see", "territory.calendar"


@dataclass(frozen=True, slots=True)
class Cell:
    """One day of a month. `state`: work, rest, make_up (worked though a weekend), holiday (rested
    though a weekday); `note`: why it differs.
    """

    day: date
    state: str
    today: bool
    note: str = ""


@dataclass(frozen=True, slots=True)
class Month:
    first: date
    weeks: tuple[tuple[Cell | None, ...], ...]
    worked: int


@login_required
@require_GET
def calendar(request: HttpRequest) -> HttpResponse:
    """`?year=` (this one by default): what is worked, what is not, and what is not known."""
    actor = actor_of(request)
    actor.require(SEE)
    return _page(request, _year(request), DayForm(), None)


def _year(request: HttpRequest) -> int:
    text = request.GET.get("year", "")
    fits = len(text) == 4 and text.isascii() and text.isdecimal() and 2000 <= int(text) <= 2100
    return int(text) if fits else clock.local(clock.now()).year


def _page(
    request: HttpRequest, year: int, day_form: DayForm, year_form: YearForm | None
) -> HttpResponse:
    now, actor = clock.now(), actor_of(request)
    book = selectors.calendar()
    notes = selectors.day_notes(year)
    bound = day_form.is_bound or (year_form is not None and year_form.is_bound)
    context = {
        "year": year,
        "known": year in book.known,
        "months": [_month(year, number, book, notes) for number in range(1, 13)],
        "spans": [(f"{opens:%H:%M}", f"{closes:%H:%M}") for opens, closes in book.spans],
        "hours": round(book.seconds / 3600, 2),
        "warnings": selectors.calendar_warnings(now),
        "changes": notes,
        "day_form": day_form,
        "year_form": year_form or YearForm(initial={"year": year}),
        "mine": actor.may(CORRECT),
    }
    return render(request, "territory/calendar.html", context, status=422 if bound else 200)


def _month(year: int, number: int, book: Workdays, notes: dict[date, str]) -> Month:
    today = clock.local(clock.now()).date()
    weeks = tuple(
        tuple(_cell(day, book, notes, today) if day.month == number else None for day in week)
        for week in months.Calendar().monthdatescalendar(year, number)
    )
    worked = sum(cell.state in {"work", "make_up"} for week in weeks for cell in week if cell)
    return Month(date(year, number, 1), weeks, worked)


def _cell(day: date, book: Workdays, notes: dict[date, str], today: date) -> Cell:
    weekday = day.weekday() < 5
    works = book.works(day)
    state = ("work" if weekday else "make_up") if works else ("holiday" if weekday else "rest")
    return Cell(day, state, day == today, notes.get(day, ""))


@login_required
@require_POST
def correct(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    actor.require(CORRECT)
    form = DayForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            services.correct_day(
                day=given["day"],
                kind=DayKind(given["kind"]),
                reason=given["reason"],
                actor=actor,
                now=clock.now(),
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _("已更正。未办结事项的时限将在五分钟内重新计算。"))
            return _there(given["day"].year)
    return _page(request, clock.local(clock.now()).year, form, None)


@login_required
@require_POST
def load(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    actor.require(CORRECT)
    form = YearForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            count = services.load_year(
                year=given["year"], days=given["days"], actor=actor, now=clock.now()
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            words = _("%(year)d 年已录入，与周一至周五不同的有 %(count)d 天。")
            messages.success(request, words % {"year": given["year"], "count": count})
            return _there(given["year"])
    return _page(request, clock.local(clock.now()).year, DayForm(), form)


def _there(year: int) -> HttpResponse:
    return redirect(f"{reverse('territory:calendar')}?year={year}")
