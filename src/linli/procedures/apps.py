from datetime import timedelta

from django.apps import AppConfig


class ProceduresConfig(AppConfig):
    name = "linli.procedures"
    label = "procedures"

    def ready(self) -> None:
        from linli.jobs import services as jobs  # noqa: PLC0415 - apps are loaded now
        from linli.kernel.registry import (  # noqa: PLC0415
            file_doorways,
            job_handlers,
            method_parts,
        )
        from linli.procedures import jobs as ours  # noqa: PLC0415 - apps are loaded now
        from linli.procedures import selectors  # noqa: PLC0415
        from linli.procedures.method import FormsPart, ProceduresPart  # noqa: PLC0415

        method_parts.add("forms", FormsPart())
        method_parts.add("procedures", ProceduresPart())
        file_doorways.add("step", selectors.may_see_files)
        job_handlers.add("procedures.announce", ours.announce)
        job_handlers.add("procedures.announce_taken", ours.announce_taken)
        job_handlers.add("procedures.fire_due", ours.fire_due)
        jobs.every("procedures.fire_due", "procedures.fire_due", timedelta(minutes=1))
        job_handlers.add("procedures.recompute_due", ours.recompute_due)
        jobs.every("procedures.recompute_due", "procedures.recompute_due", timedelta(minutes=5))
