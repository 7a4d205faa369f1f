"""Open311 GeoReport v2 (wiki.open311.org/GeoReport_v2): read and write, JSON and XML.

Real states inside, open and closed outside; WGS-84 in (unless `datum` says gcj02) and out. A
`service_request_id` is the matter's id: it opens nothing by itself. The reporter's tracking code is
told once, in the answer to the post. Refusals take the form of the specification in
`kernel.middleware`. Sessions mean nothing here: who asks is the key or nobody.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from linli.files import services as files
from linli.kernel import clock, parts, rates
from linli.kernel.actor import ANONYMOUS, Actor
from linli.kernel.addresses import client_address
from linli.kernel.errors import Invalid, NotFound
from linli.kernel.ids import show_code
from linli.matters import selectors, services
from linli.matters.rest.endpoints import client_key
from linli.matters.rest.writing import answer
from linli.matters.selectors import RequestQuery, Service, ServiceRequest
from linli.matters.terms import Channel, Contact, Intake, MatterNotFound, Place
from linli.organisations import services as organisations
from linli.organisations.terms import KeyMissing
from linli.procedures import selectors as procedures
from linli.procedures.terms import Field
from linli.territory import selectors as territory

SPAN = timedelta(days=90)  # the specification's: as far back as is looked, and no further at once
MOST = 1000
READS_A_MINUTE = 300
# our types of questions in the specification's words; the rest are texts
TYPES = {
    "longtext": "text", "number": "number", "date": "datetime", "moment": "datetime",
    "choice": "singlevaluelist", "choices": "multivaluelist", "boolean": "singlevaluelist",
}  # fmt: skip
MANY = {"choices", "units"}


def _asked(request: HttpRequest) -> Actor:
    """The key's actor if one is brought along; else nobody, counted by address."""
    secret = request.GET.get("api_key", "") or request.POST.get("api_key", "")
    now = clock.now()
    if secret:
        return organisations.use_key(secret, now=now)
    who = client_address(request)
    rates.spend("open311.read", who, limit=READS_A_MINUTE, seconds=60, now=now)
    return ANONYMOUS


def _here(request: HttpRequest) -> None:
    """One installation is one jurisdiction: named by its county, or by its code, or not at all."""
    given = request.GET.get("jurisdiction_id", "") or request.POST.get("jurisdiction_id", "")
    if given and given not in {settings.LINLI_COUNTY, territory.root().code}:
        raise NotFound(field="jurisdiction_id")


@require_safe
def discovery(request: HttpRequest, form: str) -> HttpResponse:
    """Where everything is."""
    address = request.build_absolute_uri(reverse("open311-requests", args=["json"]))
    revision, _document = parts.current("method")
    endpoint = {
        "specification": "http://wiki.open311.org/GeoReport_v2",
        "url": address.removesuffix("/requests.json"),
        "changeset": revision,
        "type": "test" if settings.LINLI_DEMONSTRATION else "production",
        "formats": ["application/json", "text/xml"],
    }
    found = {
        "changeset": revision,
        "contact": request.build_absolute_uri(reverse("home")),
        "key_service": _("密钥由本县指挥中心或系统管理员签发。"),
        "endpoints": [endpoint],
    }
    return answer(
        form, found, root="discovery", items={"endpoints": "endpoint", "formats": "format"}
    )


@require_safe
def services_list(request: HttpRequest, form: str) -> HttpResponse:
    """What can be asked for."""
    _here(request)
    _asked(request)
    rows = [_service(code, one) for code, one in selectors.services_offered().items()]
    return answer(form, rows, root="services", item="service")


def _service(code: str, one: Service) -> dict[str, Any]:
    return {
        "service_code": code,
        "service_name": one.name,
        "description": one.about or one.name,
        "metadata": bool(_questions(one)),
        "type": "realtime",
        "keywords": ",".join(one.words),
        "group": one.group,
    }


def _questions(one: Service) -> tuple[Field, ...]:
    asked = procedures.form(one.kind.form) if one.kind.form else None
    return asked.fields if asked else ()


def _service_of(code: str) -> Service:
    found = selectors.services_offered().get(code)
    if found is None:
        raise NotFound(field="service_code")
    return found


@require_safe
def definition(request: HttpRequest, code: str, form: str) -> HttpResponse:
    """What is asked about one service."""
    _here(request)
    _asked(request)
    rows = [
        {
            "variable": True,
            "code": field.key,
            "datatype": TYPES.get(field.type, "string"),
            "required": field.required,
            "datatype_description": str(field.help),
            "order": number,
            "description": str(field.label),
            "values": _values(field),
        }
        for number, field in enumerate(_questions(_service_of(code)), start=1)
    ]
    found = {"service_code": code, "attributes": rows}
    return answer(
        form, found, root="service_definition",
        items={"attributes": "attribute", "values": "value"},
    )  # fmt: skip


def _values(field: Field) -> list[dict[str, str]]:
    if field.type == "boolean":
        return [{"key": "true", "name": _("是")}, {"key": "false", "name": _("否")}]
    return [{"key": one.key, "name": str(one.label)} for one in field.choices]


# --- requests -------------------------------------------------------------------------------------


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def requests(request: HttpRequest, form: str) -> HttpResponse:
    _here(request)
    return _post(request, form) if request.method == "POST" else _list(request, form)


def _list(request: HttpRequest, form: str) -> HttpResponse:
    """`service_request_id` overrides all else; without dates the last 90 days."""
    actor, now, asked = _asked(request), clock.now(), request.GET
    if asked.get("service_request_id"):
        ids = [_id(one) for one in asked["service_request_id"].split(",")[:MOST] if one.strip()]
        found = selectors.requests_by_id(ids, actor=actor, now=now)
    else:
        found = selectors.service_requests(_query(asked, now), actor=actor, now=now)
    return answer(form, [_row(one) for one in found], root="service_requests", item="request")


def _query(asked: Mapping[str, str], now: datetime) -> RequestQuery:
    since, until = (_moment(asked.get(name, ""), name) for name in ("start_date", "end_date"))
    if since is not None and until is not None and until - since > SPAN:
        raise Invalid(field="start_date")
    if until is None:
        until = since + SPAN if since else now + timedelta(seconds=1)
    if since is None:
        since = until - SPAN
    wanted = {one.strip().lower() for one in asked.get("status", "").split(",") if one.strip()}
    if not wanted <= {"open", "closed"}:
        raise Invalid(field="status")
    codes = tuple(one.strip() for one in asked.get("service_code", "").split(",") if one.strip())
    return RequestQuery(
        codes=codes[:100],
        since=since,
        until=until,
        open=None if len(wanted) != 1 else "open" in wanted,
        page=_number(asked.get("page", ""), 1, 100_000, "page"),
        size=_number(asked.get("page_size", ""), MOST, MOST, "page_size"),
    )


def _moment(text: str, field: str) -> datetime | None:
    if not text:
        return None
    found = clock.read(text.replace(" ", "+"))  # an offset's plus is a space once decoded
    if found is None:
        raise Invalid(field=field)
    return found


def _number(text: str, usual: int, most: int, field: str) -> int:
    if not text:
        return usual
    if not (text.isascii() and text.isdecimal() and len(text) < 9 and int(text) > 0):
        raise Invalid(field=field)
    return min(int(text), most)


def _id(text: str) -> UUID:
    try:
        return UUID(text.strip())
    except ValueError as error:
        raise MatterNotFound from error


def _row(one: ServiceRequest) -> dict[str, Any]:
    return {
        "service_request_id": str(one.id),
        "status": "open" if one.open else "closed",
        "status_notes": one.notes,
        "service_name": one.service_name,
        "service_code": one.service_code,
        "description": one.words,
        "agency_responsible": territory.root().name,
        "service_notice": "",
        "requested_datetime": _w3c(one.opened_at),
        "updated_datetime": _w3c(one.updated_at),
        "expected_datetime": _w3c(one.due_at) if one.due_at else None,
        "address": one.place,
        "address_id": None,
        "zipcode": None,
        "lat": one.latitude,
        "long": one.longitude,
        "media_url": None,
    }


def _w3c(moment: datetime) -> str:
    return clock.local(moment).isoformat(timespec="seconds")


@require_safe
def one_request(request: HttpRequest, request_id: str, form: str) -> HttpResponse:
    _here(request)
    actor = _asked(request)
    found = selectors.request_for(_id(request_id), actor=actor, now=clock.now())
    return answer(form, [_row(found)], root="service_requests", item="request")


@require_safe
def token(request: HttpRequest, token_id: str, form: str) -> HttpResponse:
    """Ids are given at once, so that a token is an id; a tracking code is taken for one too."""
    _here(request)
    actor = _asked(request)
    given = selectors.request_of_code(token_id) or _id(token_id)
    found = selectors.request_for(given, actor=actor, now=clock.now())
    rows = [{"service_request_id": str(found.id), "token": token_id}]
    return answer(form, rows, root="service_requests", item="request")


# --- handing in -----------------------------------------------------------------------------------


def _post(request: HttpRequest, form: str) -> HttpResponse:
    """A service request from a form, urlencoded or with a picture in `media`."""
    posted, now = request.POST, clock.now()
    if not (posted.get("api_key") or request.GET.get("api_key")):
        raise KeyMissing(field="api_key")
    actor = _asked(request)
    if not posted.get("service_code"):
        raise Invalid(field="service_code")
    wanted = _service_of(posted["service_code"])
    pictures = tuple(
        files.receive(upload=one, kind="image", actor=actor, now=now).id
        for one in request.FILES.getlist("media")[:9]
    )
    given = request.headers.get("Idempotency-Key", "")[:200]
    opened = services.open_matter(
        intake=Intake(
            kind=wanted.kind.key,
            words=posted.get("description", ""),
            place=_place(posted),
            category=wanted.category,
            contact=Contact(posted.get("phone", ""), _name(posted)),
            client_key=client_key(actor, given),
            channel=Channel.API,
            files=pictures,
            answers=_answers(request, wanted),
        ),
        actor=actor,
        now=now,
    )
    notice = _("已受理，编号 %(number)s，查询码 %(code)s。") % {
        "number": opened.number, "code": show_code(opened.code),
    }  # fmt: skip
    rows = [
        {
            "service_request_id": str(opened.matter_id),
            "service_notice": notice,
            "account_id": None,
        }
    ]
    return answer(form, rows, root="service_requests", item="request", status=201)


def _name(posted: Mapping[str, str]) -> str:
    """Family name first, without a space between Chinese names."""
    last, first = posted.get("last_name", "").strip(), posted.get("first_name", "").strip()
    return f"{first} {last}".strip() if (first + last).isascii() else f"{last}{first}"


def _place(posted: Mapping[str, str]) -> Place:
    """A point, words, or the code of an area (`address_id`): as many of them as are known."""
    point = [posted.get(name, "").strip() for name in ("long", "lat")]
    words, code = posted.get("address_string", "").strip(), posted.get("address_id", "")
    area = territory.by_code(code[:40]).id if code else None
    if not any(point):
        return Place(area, words=words, asked=True)
    try:
        longitude, latitude = (float(one) for one in point)
    except ValueError as error:
        raise Invalid(field="lat") from error
    if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):  # refuses NaN too
        raise Invalid(field="lat")
    if posted.get("datum") == "gcj02":
        longitude, latitude = territory.to_wgs84(longitude, latitude)
    return Place(area, longitude, latitude, words, asked=True)


def _answers(request: HttpRequest, wanted: Service) -> dict[str, Any]:
    """`attribute[code]=value`, several times or with `[]` for lists."""
    types = {field.key: field.type for field in _questions(wanted)}
    found: dict[str, Any] = {}
    for name, values in request.POST.lists():
        bare = name.removesuffix("[]")
        if bare.startswith("attribute[") and bare.endswith("]"):
            key = bare[len("attribute[") : -1]
            found[key] = values if types.get(key) in MANY else values[-1]
    return found


@csrf_exempt
def unknown(request: HttpRequest, rest: str = "") -> HttpResponse:  # noqa: ARG001 - a view's shape
    raise NotFound
