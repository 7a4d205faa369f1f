from datetime import timedelta

from django.apps import AppConfig


class PublicityConfig(AppConfig):
    name = "linli.publicity"
    label = "publicity"

    def ready(self) -> None:
        from linli.jobs.services import every  # noqa: PLC0415 - apps are loaded now
        from linli.kernel.registry import job_handlers  # noqa: PLC0415
        from linli.publicity import jobs  # noqa: PLC0415

        job_handlers.add("publicity.close_ended", jobs.close_ended)
        every("publicity.close_ended", "publicity.close_ended", timedelta(hours=1))
