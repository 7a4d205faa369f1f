"""What the JSON interface has in common: the shape of a refusal, and reading a body with care."""

from __future__ import annotations

import json
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest
from ninja import Schema
from ninja.parser import Parser
from pydantic import ConfigDict, Field

from linli.kernel.errors import Invalid, Refused
from linli.kernel.middleware import unfit

DEEPEST = 12


class Refusal(Schema):
    """Why not. `code` never changes; `message` is in the reader's language (`Accept-Language`)."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"code": "kernel.not_allowed", "message": "您的职责范围不包括这件事。", "field": ""}
            ]
        }
    )

    code: str
    message: str
    field: str = Field("", description="The field at fault, where there is one.")
    fields: dict[str, str] = Field(
        {}, description="Where several are at fault: what is wrong with each."
    )


REFUSED = frozenset({400, 401, 403, 404, 409, 413, 422, 429})


class Unreadable(Refused):
    """The body is no JSON, or not of a kind that can be kept."""

    code = "kernel.unreadable"
    status = 400


class TooBig(Refused):
    code = "kernel.too_big"
    status = 413


class CarefulParser(Parser):
    """JSON that can be kept: no NUL, no half of a surrogate pair, no NaN, nothing nested deeply."""

    def parse_body(self, request: HttpRequest) -> Any:
        try:
            body = json.loads(request.body, parse_constant=_no_constant)
        except RequestDataTooBig as error:
            raise TooBig from error
        except (ValueError, RecursionError) as error:
            raise Unreadable from error
        if unfit(_texts(body, DEEPEST)):
            raise Invalid
        return body


def _no_constant(name: str) -> Any:
    raise ValueError(name)


def _texts(value: Any, depth: int) -> list[str]:
    """Every text inside, names of members too."""
    if isinstance(value, str):
        return [value]
    if not isinstance(value, dict | list):
        return []
    if depth == 0:
        raise Unreadable
    inner = [*value.keys(), *value.values()] if isinstance(value, dict) else value
    return [text for one in inner for text in _texts(one, depth - 1)]
