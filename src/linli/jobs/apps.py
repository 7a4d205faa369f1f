from datetime import timedelta

from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "linli.jobs"
    label = "jobs"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _  # noqa: PLC0415 - apps are loaded now

        from linli.jobs import jobs, services  # noqa: PLC0415
        from linli.kernel.registry import (  # noqa: PLC0415
            NavigationEntry,
            job_handlers,
            navigation,
        )

        job_handlers.add("jobs.seal_trail", jobs.seal_trail)
        job_handlers.add("jobs.forget_rates", jobs.forget_rates)
        job_handlers.add("jobs.forget_done", jobs.forget_done)
        services.every("jobs.seal_trail", "jobs.seal_trail", timedelta(minutes=1))
        services.every("jobs.forget_rates", "jobs.forget_rates", timedelta(hours=1))
        services.every("jobs.forget_done", "jobs.forget_done", timedelta(hours=6))
        navigation.add("jobs", NavigationEntry(_("后台任务"), "jobs", ("jobs.see",), 910))
