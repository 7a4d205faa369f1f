"""Areas for programs: by name, by code, by point."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from linli.kernel.wire import REFUSED, Refusal
from linli.territory import selectors
from linli.territory.terms import Area

router = Router(tags=["areas"])


class AreaOut(Schema):
    code: str
    kind: str
    name: str
    full_name: str
    longitude: float | None = Field(description="WGS-84")
    latitude: float | None = Field(description="WGS-84")


def _card(one: Area) -> dict[str, Any]:
    return {
        "code": one.code,
        "kind": one.kind,
        "name": one.short_name,
        "full_name": selectors.full_name(one.id, "town"),
        "longitude": one.longitude,
        "latitude": one.latitude,
    }


@router.get("", response={200: list[AreaOut], REFUSED: Refusal}, auth=None, url_name="areas")
def areas(
    request: HttpRequest,  # noqa: ARG001 - the same for everybody
    q: Annotated[str, Query(..., max_length=60, min_length=1, examples=["青云小区"])],
) -> Any:
    """The areas that a name or an address may mean, at most 20. Several: ask."""
    return [_card(one) for one in selectors.find(q)]


@router.get("/at", response={200: list[AreaOut], REFUSED: Refusal}, auth=None, url_name="area-at")
def at(
    request: HttpRequest,  # noqa: ARG001 - the same for everybody
    longitude: Annotated[float, Query(..., ge=-180, le=180, examples=[117.1775])],
    latitude: Annotated[float, Query(..., ge=-90, le=90, examples=[26.9009])],
    datum: Literal["wgs84", "gcj02"] = "wgs84",
) -> Any:
    """The areas that hold a point, the innermost first; none if nothing is drawn there."""
    if datum == "gcj02":
        longitude, latitude = selectors.to_wgs84(longitude, latitude)
    found = selectors.at_point(longitude, latitude)
    return [_card(one) for one in selectors.chain(found.id)] if found else []
