"""What comes from people who mean harm, or from broken machines: a clear refusal in the reader's
language, nothing stored, never a fault of ours. What the tests of it share."""

from __future__ import annotations

import re

from django.test import Client
from django.utils import translation
from django.utils.html import escape

from linli.files.models import Upload
from linli.kernel.models import TrailLine
from linli.matters.models import Matter, Report
from linli.matters.stories import scene
from linli.people.models import Identity
from linli.procedures.models import Happening

LANGUAGES = ("zh-hans", "en")
FORM = "application/x-www-form-urlencoded"
BAD_REQUEST = ("没能看懂这次请求", "We could not read this request")


def reader(language: str = "zh-hans", role: str = "", **more) -> Client:
    """A browser with that language; refusals and faults come as answers."""
    client = reader.setting.client(role, **more)  # type: ignore[attr-defined]
    client.cookies["linli_language"] = language
    return client


def state():
    """What hostile requests must leave as it is."""
    kept = (Matter, Report, Upload, Identity, Happening)
    trail = TrailLine.objects.exclude(name__startswith="people.sign").count()
    return (*(model.objects.count() for model in kept), trail)


def refused(answer, said, language, *, before, status=(422,)):
    """A refusal with those words (a refusal's class with its data, or the two texts)."""
    body = answer.content.decode()
    assert answer.status_code in status, (answer.status_code, body[-1500:])
    zh, en = texts_of(said)
    assert zh != en, "not translated"
    words = zh if language == "zh-hans" else en
    errors = re.findall(
        r'(?s)class="(?:field-error|notice[^"]*(?:alert|danger)[^"]*)".*?<(?:span|div|li)>(.*?)</',
        body,
    )
    assert words in body or escape(words) in body, f"{words!r} is not said: {errors}"
    assert state() == before, "something was stored"


def texts_of(said):
    if isinstance(said, tuple):
        return said
    found = []
    for language in LANGUAGES:
        with translation.override(language):
            found.append(said.message)
    return found


def place(**more):
    return {"words": "井盖坏了", "area": str(scene.area_named("青云1格").id), **more}


def django(text: str) -> tuple[str, ...]:
    """Django's own words in both languages."""
    found = []
    for language in LANGUAGES:
        with translation.override(language):
            found.append(translation.gettext(text))
    return tuple(found)
