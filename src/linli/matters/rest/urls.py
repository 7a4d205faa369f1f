"""Addresses of Open311."""

from __future__ import annotations

from django.urls import URLPattern, path, register_converter

from linli.kernel.routes import REST
from linli.matters.rest import open311


class Form:
    """The ending of an address: which format is wanted."""

    regex = "json|xml"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Form, "form")

urlpatterns: list[URLPattern] = [
    path("discovery.<form:form>", open311.discovery, name="open311-discovery"),
    path("services.<form:form>", open311.services_list, name="open311-services"),
    path("services/<str:code>.<form:form>", open311.definition, name="open311-service"),
    path("requests.<form:form>", open311.requests, name="open311-requests"),
    path("requests/<str:request_id>.<form:form>", open311.one_request, name="open311-request"),
    path("tokens/<str:token_id>.<form:form>", open311.token, name="open311-token"),
    path(REST, open311.unknown, name="open311-unknown"),
]
