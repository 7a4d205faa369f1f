from datetime import time, timedelta

from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "linli.search"
    label = "search"

    def ready(self) -> None:
        from linli.jobs.services import every  # noqa: PLC0415 - apps are loaded now
        from linli.kernel.registry import job_handlers  # noqa: PLC0415
        from linli.search import jobs  # noqa: PLC0415

        job_handlers.add("search.purge", jobs.purge)
        every("search.purge", "search.purge", timedelta(days=1), at=time(3, 10))
