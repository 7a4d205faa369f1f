"""The one address of the bare project."""

from __future__ import annotations

import threading
from contextlib import AbstractContextManager, nullcontext

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import path

from bench.bare.models import Line

# SQLite has one writer. Waiting for it in Python, as linli does, is faster than SQLite's own busy
# wait: without this lock the yardstick would be shorter than it can be.
_writer: AbstractContextManager[object] = (
    threading.Lock() if connection.vendor == "sqlite" else nullcontext()
)


def write(request: HttpRequest) -> HttpResponse:
    """One INSERT of the words posted."""
    with _writer:
        Line.objects.create(words=request.POST["words"])
    return HttpResponse(status=204)


urlpatterns = [path("report", write)]
