"""Telling, fanning out, delivering; how people want to be told; the channels."""

from linli.messaging.services.channels import add_channel, switch_channel
from linli.messaging.services.choosing import choose, mark_read
from linli.messaging.services.delivering import deliver, forget_old, retry_delivery, sweep
from linli.messaging.services.digesting import make_digest, sweep_digests
from linli.messaging.services.hooks import (
    add_hook,
    forget_hooks,
    gather_hooks,
    new_secret,
    retry_hook,
    send_hook,
    switch_hook,
)
from linli.messaging.services.telling import fan_out, send_code, tell

__all__ = [
    "add_channel",
    "add_hook",
    "choose",
    "deliver",
    "fan_out",
    "forget_hooks",
    "forget_old",
    "gather_hooks",
    "make_digest",
    "mark_read",
    "new_secret",
    "retry_delivery",
    "retry_hook",
    "send_code",
    "send_hook",
    "sweep",
    "sweep_digests",
    "switch_channel",
    "switch_hook",
    "tell",
]
