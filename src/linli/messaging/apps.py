from datetime import time, timedelta

from django.apps import AppConfig


class MessagingConfig(AppConfig):
    name = "linli.messaging"
    label = "messaging"

    def ready(self) -> None:
        from django.core.checks import register  # noqa: PLC0415
        from django.utils.translation import gettext_lazy as _  # noqa: PLC0415

        from linli.jobs.services import every  # noqa: PLC0415 - apps are loaded now
        from linli.kernel.registry import (  # noqa: PLC0415
            NavigationEntry,
            effects,
            job_handlers,
            method_parts,
            navigation,
        )
        from linli.messaging import checks, jobs, services  # noqa: PLC0415
        from linli.messaging import effects as ours  # noqa: PLC0415
        from linli.messaging.method import NoticesPart  # noqa: PLC0415

        register(checks.public_address, "linli")
        effects.add("messaging.notify", ours.Notify())
        effects.add("messaging.send_code", ours.send_code)
        job_handlers.add("messaging.fan_out", services.fan_out)
        job_handlers.add("messaging.deliver", jobs.deliver)
        job_handlers.add("messaging.digest", jobs.digest)
        job_handlers.add("messaging.sweep", jobs.sweep)
        job_handlers.add("messaging.forget_old", jobs.forget_old)
        job_handlers.add("messaging.hooks", jobs.gather_hooks)
        job_handlers.add("messaging.hook", jobs.hook)
        every("messaging.hooks", "messaging.hooks", timedelta(seconds=30))
        every("messaging.sweep", "messaging.sweep", timedelta(minutes=5))
        every("messaging.forget_old", "messaging.forget_old", timedelta(days=1), at=time(3, 20))
        method_parts.add("notices", NoticesPart())
        navigation.add("messaging", NavigationEntry(_("通知"), "notices", (), 200, "work", "bell"))
        navigation.add(
            "messaging.deliveries",
            NavigationEntry(
                _("消息发送"), "deliveries", ("messaging.see", "messaging.manage"), 905
            ),
        )
        navigation.add(
            "messaging.hooks", NavigationEntry(_("事件推送"), "hooks", ("messaging.manage",), 907)
        )
