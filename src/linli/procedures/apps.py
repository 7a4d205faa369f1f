from datetime import timedelta

from django.apps import AppConfig


class ProceduresConfig(AppConfig):
    name = "linli.procedures"
    label = "procedures"

    def ready(self) -> None:
        from linli.jobs import services as jobs
        from linli.kernel.registry import job_handlers, method_parts
        from linli.procedures import jobs as ours
        from linli.procedures.method import FormsPart, ProceduresPart

        method_parts.add("forms", FormsPart())
        method_parts.add("procedures", ProceduresPart())
        job_handlers.add("procedures.fire_due", ours.fire_due)
        jobs.every("procedures.fire_due", "procedures.fire_due", timedelta(minutes=1))
