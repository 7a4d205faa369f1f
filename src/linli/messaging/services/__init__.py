"""Telling, fanning out, delivering; how people want to be told; the channels."""

from linli.messaging.services.channels import add_channel, switch_channel
from linli.messaging.services.choosing import choose, mark_read
from linli.messaging.services.delivering import deliver, forget_old, retry_delivery, sweep
from linli.messaging.services.digesting import make_digest, sweep_digests
from linli.messaging.services.telling import fan_out, send_code, tell

__all__ = [
    "add_channel",
    "choose",
    "deliver",
    "fan_out",
    "forget_old",
    "make_digest",
    "mark_read",
    "retry_delivery",
    "send_code",
    "sweep",
    "sweep_digests",
    "switch_channel",
    "tell",
]
