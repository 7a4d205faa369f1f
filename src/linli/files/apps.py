from datetime import timedelta

from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "linli.files"
    label = "files"

    def ready(self) -> None:
        from linli.files import jobs  # noqa: PLC0415 - apps are loaded now
        from linli.jobs.services import every  # noqa: PLC0415
        from linli.kernel.registry import job_handlers  # noqa: PLC0415

        job_handlers.add("files.erase", jobs.erase)
        job_handlers.add("files.sweep", jobs.sweep)
        every("files.sweep", "files.sweep", timedelta(hours=1))
