"""Circles: the figures with their method, the gaps on a map and in a list, where to build next, and
the walking network."""

from __future__ import annotations

import io

import xlsxwriter
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from linli.kernel import clock
from linli.kernel.errors import NotAllowed, Refused
from linli.kernel.middleware import actor_of, actor_with
from linli.resources import selectors, services
from linli.resources.terms import (
    LONGEST_SOURCE,
    MOST_GAPS_SHOWN,
    MOST_UPLOADED,
    SEE,
    CirclePage,
    MayNotCount,
)
from linli.territory import selectors as territory
from linli.territory.terms import UnknownArea
from linli.ui.forms import add_refusal

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class NetworkForm(forms.Form):
    source = forms.CharField(
        label=gettext_lazy("路网从哪里来"), max_length=LONGEST_SOURCE,
        help_text=gettext_lazy("比如：县自然资源局 2026 年道路中心线。会写在结果旁边。"),
    )  # fmt: skip
    upload = forms.FileField(
        label=gettext_lazy("文件"),
        help_text=gettext_lazy(
            "GeoJSON 折线，或 CSV（起点经纬度、终点经纬度、米数），WGS-84，32 兆以内。"
        ),
    )


def _area_path(request: HttpRequest) -> str:
    code = request.GET.get("area", "")[:60]
    try:
        return territory.by_code(code).path if code else ""
    except UnknownArea:
        return ""


@login_required
@never_cache
@require_GET
def circles(request: HttpRequest) -> HttpResponse:
    actor = actor_with(request, SEE)
    pages = [selectors.circle_page(actor, key) for key in selectors.circles_defined()]
    context = {
        "pages": pages,
        "network": selectors.network_row(actor),
        "may_count": selectors.may_count(actor),
    }
    return render(request, "resources/circles.html", context)


@login_required
@never_cache
@require_GET
def circle(request: HttpRequest, key: str) -> HttpResponse:
    """`?service=`, `?area=` code."""
    actor, area_path = actor_with(request, SEE), _area_path(request)
    it = selectors.circle_page(actor, key, area_path=area_path)
    keys = [one.key for one in it.circle.services]
    service = request.GET.get("service", "")
    service = service if service in keys else keys[0]
    gaps = (
        selectors.gaps_of(actor, key, service, area_path=area_path, most=MOST_GAPS_SHOWN)
        if it.counted_at
        else ()
    )
    context = {
        "it": it,
        "chosen": it.circle.service(service),
        "line": next((one for one in it.lines if one.service.key == service), None),
        "gaps": gaps,
        "siting": selectors.siting_of(key, service),
        "area": request.GET.get("area", "")[:60],
        "may_count": selectors.may_count(actor),
    }
    return render(request, "resources/circle.html", context)


@login_required
@never_cache
@require_GET
def circle_map(request: HttpRequest, key: str, service: str) -> HttpResponse:
    """The gaps, places and proposals of a service as GeoJSON."""
    actor = actor_with(request, SEE)
    return JsonResponse(selectors.circle_map(actor, key, service, area_path=_area_path(request)))


@login_required
@never_cache
@require_GET
def gaps_xlsx(request: HttpRequest, key: str, service: str) -> HttpResponse:
    """All homes out of reach of a service, with the way it was reckoned."""
    actor, area_path = actor_with(request, SEE), _area_path(request)
    it = selectors.circle_page(actor, key, area_path=area_path)
    rows = selectors.gaps_of(actor, key, service, area_path=area_path)
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet()
    sheet.write_string(0, 0, _method_words(it))
    sheet.write_row(1, 0, [_("楼栋"), _("户数"), _("经度"), _("纬度")])
    for number, one in enumerate(rows, start=2):
        sheet.write_string(number, 0, one.name)
        sheet.write_number(number, 1, one.households)
        sheet.write_number(number, 2, one.longitude)
        sheet.write_number(number, 3, one.latitude)
    sheet.set_column(0, 0, 40)
    book.close()
    answer = HttpResponse(buffer.getvalue(), content_type=XLSX)
    answer["Content-Disposition"] = 'attachment; filename="gaps.xlsx"'
    return answer


def _method_words(it: CirclePage) -> str:
    day = clock.local(it.counted_at).strftime("%Y-%m-%d %H:%M") if it.counted_at else ""
    if it.network is not None:
        way = _("步行路网（%(source)s），路网以外直线 %(radius)d 米") % {
            "source": it.network.source,
            "radius": it.radius,
        }
    else:
        way = _("直线 %(radius)d 米以内") % {"radius": it.radius}
    return f"{it.circle.name} · {it.minutes} min · {way} · {day}"


@login_required
@require_POST
def count(request: HttpRequest, key: str) -> HttpResponse:
    services.count_circle(key=key, actor=actor_of(request), now=clock.now())
    messages.success(request, _("算好了。"))
    return redirect("circle", key)


@login_required
@require_POST
def site(request: HttpRequest, key: str, service: str) -> HttpResponse:
    """Look for where new places should go."""
    services.site_places(key=key, service=service, actor=actor_of(request), now=clock.now())
    return redirect(f"/circles/{key}?service={service}#site-h")


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def network(request: HttpRequest) -> HttpResponse:
    """The walking network in force; POST puts another in its place."""
    actor = actor_of(request)
    if not selectors.circles_concern(actor):
        raise NotAllowed
    if not selectors.may_count(actor):
        raise MayNotCount
    form = NetworkForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.load_network(
                source=form.cleaned_data["source"],
                data=form.cleaned_data["upload"].read(MOST_UPLOADED + 1),
                actor=actor,
                now=clock.now(),
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _("路网已启用，请重新计算服务圈。"))
            return redirect("circles")
    context = {"form": form, "network": selectors.network_row(actor)}
    status = 422 if form.is_bound else 200
    return render(request, "resources/circle_network.html", context, status=status)


@login_required
@require_POST
def drop_network(request: HttpRequest) -> HttpResponse:
    services.drop_network(actor=actor_of(request), now=clock.now())
    messages.success(request, _("路网已停用，以后按半径算。"))
    return redirect("circles")


urlpatterns: list[URLPattern] = [
    path("circles/", circles, name="circles"),
    path("circles/network", network, name="circle-network"),
    path("circles/network/drop", drop_network, name="circle-network-drop"),
    path("circles/<str:key>", circle, name="circle"),
    path("circles/<str:key>/count", count, name="circle-count"),
    path("circles/<str:key>/<str:service>/map", circle_map, name="circle-map"),
    path("circles/<str:key>/<str:service>/gaps.xlsx", gaps_xlsx, name="circle-gaps"),
    path("circles/<str:key>/<str:service>/site", site, name="circle-site"),
]
