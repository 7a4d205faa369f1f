from datetime import time, timedelta

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "linli.people"
    label = "people"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _  # noqa: PLC0415 - apps are loaded now

        from linli.jobs import services as job_services  # noqa: PLC0415
        from linli.kernel.registry import (  # noqa: PLC0415
            NavigationEntry,
            job_handlers,
            navigation,
            subject_data,
        )
        from linli.people import effects, jobs  # noqa: PLC0415

        # the name sorts last: people destroys the key only after the others have erased
        subject_data.add("zz.people.identity", effects.IdentityData())
        desk = ("accounts.see", "security.see", "trail.read")
        navigation.add("people", NavigationEntry(_("管理台"), "people_desk", desk, 900))
        navigation.add(
            "people.requests",
            NavigationEntry(_("个人信息申请"), "people_requests", ("people.rights",), 890),
        )
        job_handlers.add("people.retention", jobs.retention)
        job_services.every(
            "people.retention", "people.retention", timedelta(days=1), at=time(3, 10)
        )
