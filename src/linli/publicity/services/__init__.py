"""Publishing and taking back; periods, objections and their rulings."""

from linli.publicity.services.objections import erase_old, erase_person, object_to, rule_on
from linli.publicity.services.packing import take_pack
from linli.publicity.services.periods import (
    add_place,
    change_content,
    end_due,
    length_of,
    open_period,
    withdraw_period,
)
from linli.publicity.services.publishing import (
    close_ended,
    erase_of_subject,
    open_draft,
    publish,
    withdraw,
)

__all__ = [
    "add_place", "change_content", "close_ended", "end_due", "erase_of_subject", "erase_old",
    "erase_person", "length_of", "object_to", "open_draft", "open_period",
    "publish", "rule_on", "take_pack", "withdraw", "withdraw_period",
]  # fmt: skip
