"""The WSGI entry; where `LINLI_EMBEDDED_WORKER` is set (`bin/run`) it also carries the worker."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.project.settings")
application = get_wsgi_application()


def _look_over() -> None:
    """Nobody is served with settings that send people half a link."""
    from linli.project import starting  # noqa: PLC0415 - settings first

    starting.look_over()


def _carry_worker() -> None:
    """One process is the whole installation: its jobs are done here."""
    from django.conf import settings  # noqa: PLC0415 - settings first

    if settings.LINLI_EMBEDDED_WORKER:
        from linli.jobs import services as jobs  # noqa: PLC0415 - apps are loaded now

        jobs.start_embedded()


_look_over()
_carry_worker()
