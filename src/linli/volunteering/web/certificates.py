"""Stars, one's own certificates, and the page where anybody verifies one."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from linli.kernel import clock, rates
from linli.kernel.addresses import client_address
from linli.kernel.errors import Refused
from linli.kernel.ids import read_code
from linli.kernel.middleware import actor_of
from linli.territory import selectors as territory
from linli.ui.asking import own_page
from linli.ui.forms import add_refusal
from linli.ui.paper.responses import paper_response, require_form
from linli.ui.qr import qr_png, qr_svg
from linli.volunteering import selectors, services
from linli.volunteering.terms import (
    CertificateNotFound,
    CertificateState,
    CertificateWithdrawn,
    NameShown,
)
from linli.volunteering.web.certificate_paper import certificate_paper
from linli.volunteering.web.forms_hours import CertificateForm

LOOKS_AN_HOUR = 60


@require_GET
@own_page
def stars(request: HttpRequest, person: UUID) -> HttpResponse:
    """One's own levels; nobody is compared with anybody."""
    rows = selectors.stars_of(person, now=clock.now())
    return render(request, "volunteering/hours_stars.html", {"rows": rows})


@require_http_methods(["GET", "POST"])
@own_page
def certificates(request: HttpRequest, person: UUID) -> HttpResponse:
    """One's own certificates; a post asks for another."""
    now = clock.now()
    says = selectors.certifiable(person, now=now)
    form = CertificateForm(request.POST or None, named=bool(says.name))
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        try:
            made = services.issue_certificate(
                person=person,
                **form.cleaned_data | {"name_shown": NameShown(form.cleaned_data["name_shown"])},
                actor=actor_of(request),
                now=now,
            )
        except Refused as refused:
            status = add_refusal(form, refused)
        else:
            return redirect("hours-certificate", made)
    context = {
        "form": form, "says": says, "rows": selectors.certificates_of(person),
        "publicity": selectors.hours_rules().publicity,
    }  # fmt: skip
    return render(request, "volunteering/certificates.html", context, status=status)


@require_http_methods(["GET", "POST"])
@own_page
def certificate(request: HttpRequest, person: UUID, certificate_id: UUID) -> HttpResponse:
    """One of them; a post chooses anew what others see."""
    it = selectors.own_certificate(certificate_id, person)
    shown = {"name_shown": it.name_shown.value, "show_organisations": it.show_organisations}
    form = CertificateForm(request.POST or None, named=True, initial=shown)
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        services.show_certificate(
            certificate_id=certificate_id,
            person=person,
            name_shown=NameShown(form.cleaned_data["name_shown"]),
            show_organisations=form.cleaned_data["show_organisations"],
            actor=actor_of(request),
            now=clock.now(),
        )
        messages.success(request, _("已保存，别人查验时按这个显示。"))
        return redirect("hours-certificate", certificate_id)
    link = request.build_absolute_uri(reverse("certificate", args=[it.code]))
    context = {"it": it, "form": form, "link": link}
    return render(request, "volunteering/certificate_own.html", context, status=status)


@require_POST
@own_page
def withdraw(request: HttpRequest, person: UUID, certificate_id: UUID) -> HttpResponse:
    services.withdraw_certificate(
        certificate_id=certificate_id, person=person, actor=actor_of(request), now=clock.now()
    )
    messages.success(request, _("证明已收回，别人查验时会看到“已收回”。"))
    return redirect("hours-certificate", certificate_id)


@require_GET
@own_page
def paper(request: HttpRequest, person: UUID, certificate_id: UUID) -> HttpResponse:
    """The certificate to print (`?form=pdf|docx`), free of charge."""
    form = request.GET.get("form", "pdf")
    require_form(form)
    it = selectors.own_certificate(certificate_id, person)
    if it.state is not CertificateState.VALID:
        raise CertificateWithdrawn
    link = request.build_absolute_uri(reverse("certificate", args=[it.code]))
    with translation.override("zh-hans"):
        made = certificate_paper(
            it,
            name=selectors.own_name(person),
            county=territory.root().name,
            link=link,
            drawn=qr_png(link),
        )
    return paper_response(made, form, f"{made.title.splitlines()[0]} {it.serial}")


def _spend(request: HttpRequest) -> None:
    rates.spend(
        "volunteering.certificate", client_address(request), limit=LOOKS_AN_HOUR, seconds=3600,
        now=clock.now(),
    )  # fmt: skip


@never_cache
@require_GET
def verify(request: HttpRequest) -> HttpResponse:
    """Where anybody types a code."""
    typed = request.GET.get("code", "").strip()
    wrong = ""
    if typed:
        code = read_code(typed[5:] if typed[4:5] == "-" and typed[:4].isdigit() else typed)
        if code is not None:
            return redirect("certificate", code)
        wrong = str(CertificateNotFound.text)
    context = {"typed": typed[:40], "wrong": wrong}
    return render(
        request, "volunteering/certificate_find.html", context, status=422 if wrong else 200
    )


@never_cache
@require_GET
def public(request: HttpRequest, code: str) -> HttpResponse:
    """Valid or withdrawn, and only what its holder chose to show."""
    _spend(request)
    it = selectors.public_certificate(code)
    return render(request, "volunteering/certificate.html", {"it": it})


@require_GET
def public_qr(request: HttpRequest, code: str) -> HttpResponse:
    """The address of the page as a QR code."""
    known = read_code(code)
    if known is None:
        raise CertificateNotFound
    return qr_svg(request.build_absolute_uri(reverse("certificate", args=[known])))


_ONE = "hours/certificates/<uuid:certificate_id>"
urlpatterns: list[URLPattern] = [
    path("hours/stars", stars, name="hours-stars"),
    path("hours/certificates", certificates, name="hours-certificates"),
    path(_ONE, certificate, name="hours-certificate"),
    path(f"{_ONE}/paper", paper, name="hours-certificate-paper"),
    path(f"{_ONE}/withdraw", withdraw, name="hours-certificate-withdraw"),
    path("certificates/", verify, name="certificate-find"),
    path("certificates/<str:code>", public, name="certificate"),
    path("certificates/<str:code>/qr", public_qr, name="certificate-qr"),
]
