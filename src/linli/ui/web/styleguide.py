"""Every component in every state, with texts as long as real ones. For developers only."""

from __future__ import annotations

from datetime import timedelta

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.errors import NotAllowed
from linli.kernel.language import Words
from linli.ui.web import samples

_EXAMPLE = _("用一句话说清楚，比如“3 栋楼下路灯不亮”。")
_FACES = ("phone", "report", "office", "wall", "print", "refused")


class SampleForm(forms.Form):
    """One field of each kind."""

    title = forms.CharField(label=_("事情"), max_length=40, help_text=_EXAMPLE)
    words = forms.CharField(label=_("说明"), max_length=500, required=False, widget=forms.Textarea)
    kind = forms.ChoiceField(
        label=_("类别"), choices=[("light", _("路灯")), ("road", _("道路")), ("noise", _("噪音"))]
    )
    answer = forms.ChoiceField(
        label=_("解决了吗？"),
        choices=[("yes", _("解决了")), ("part", _("解决了一部分")), ("no", _("没有解决"))],
        widget=forms.RadioSelect,
    )
    phone = forms.CharField(label=_("电话"), required=False, help_text=_("只有经办人看得到。"))
    agree = forms.BooleanField(label=_("我同意网格员用这个号码联系我"))


def page(request: HttpRequest, face: str = "office") -> HttpResponse:
    """The guide on one of the faces."""
    if face not in _FACES:
        raise Http404
    now = clock.now()
    request.actor = Actor(kind="staff", name="陈○○") if face == "office" else request.actor  # type: ignore[attr-defined]
    if face in {"phone", "office"} and "toast" in request.GET:
        messages.success(request, _("已派给水际网格3。"))
    bound = SampleForm({"title": "", "kind": "light", "phone": "13800000012"})
    context = {
        "now": now,
        "form": SampleForm(),
        "wrong": bound,
        "matters": samples.matters(now),
        "timeline": samples.timeline(),
        "earlier": now - timedelta(minutes=5),
        "later": now + timedelta(hours=5),
        "past": now - timedelta(days=2),
        "far": now + timedelta(days=6),
        "diagram_steps": samples.DIAGRAM_STEPS,
        "map_rows": samples.MAP_ROWS,
        "todo_count": 12,
        "refusal": NotAllowed(),
        "undo_words": _("已派给水际网格3。"),
        "navigation_sample": samples.NAVIGATION,
        "long": samples.LONG,
        "sample_words": Words("水际社区", "Shuiji community"),
    }
    template = "ui/refused.html" if face == "refused" else f"ui/styleguide/{face}.html"
    return render(request, template, context)


def data(_request: HttpRequest, name: str) -> HttpResponse:
    """What the map and the diagram of the guide draw."""
    if name == "map":
        return JsonResponse(samples.shapes(reverse("ui-styleguide")))
    if name == "diagram":
        return HttpResponse(samples.BPMN, content_type="application/xml")
    raise Http404
